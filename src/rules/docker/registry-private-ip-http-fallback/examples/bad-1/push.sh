#!/bin/sh
crane push app.tar 10.1.2.3:5000/team/app:1
