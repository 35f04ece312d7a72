#!/bin/sh
helm install ms metrics-server/metrics-server --set args={--kubelet-insecure-tls}
