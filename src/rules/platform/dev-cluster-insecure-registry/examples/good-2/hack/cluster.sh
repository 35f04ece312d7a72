#!/bin/sh
minikube start --insecure-registry=localhost:5000
