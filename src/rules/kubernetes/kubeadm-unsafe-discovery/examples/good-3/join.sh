#!/bin/sh
kubeadm join k8s.corp:6443 --token $TOKEN --discovery-token-ca-cert-hash sha256:$HASH
