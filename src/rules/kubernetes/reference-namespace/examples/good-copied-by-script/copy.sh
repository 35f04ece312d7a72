#!/bin/sh
kubectl get secret -n default shop-tls -o yaml | sed 's/namespace: default/namespace: web/' | kubectl apply -f -
