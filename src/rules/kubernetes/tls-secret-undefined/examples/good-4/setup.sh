#!/bin/sh
kubectl create secret tls shop-tls --cert=tls.crt --key=tls.key
