#!/bin/sh
export DOCKER_HOST=tcp://build.corp:2375
docker build .
