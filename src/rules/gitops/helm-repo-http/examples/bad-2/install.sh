#!/bin/sh
helm repo add corp http://charts.corp/stable
