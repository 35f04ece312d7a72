#!/bin/sh
dockerd --insecure-registry=$REGISTRY &
