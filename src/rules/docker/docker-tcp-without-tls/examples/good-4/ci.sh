#!/bin/sh
export DOCKER_HOST=ssh://me@build.corp
DOCKER_HOST=tcp://build.corp:2376
