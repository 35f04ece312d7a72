#!/bin/sh
crane push app.tar reg.corp:5000/team/app:1
docker push 10.1.2.3:5000/team/app:1
