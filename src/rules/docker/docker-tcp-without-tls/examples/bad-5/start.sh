#!/bin/sh
dockerd -H tcp://0.0.0.0:2375
