#!/bin/sh
/kaniko/executor --context . --destination reg.corp/app:1 --insecure
