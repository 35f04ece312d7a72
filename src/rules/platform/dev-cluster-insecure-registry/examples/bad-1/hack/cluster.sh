#!/bin/sh
minikube start --insecure-registry reg.corp:5000 --cpus 4
