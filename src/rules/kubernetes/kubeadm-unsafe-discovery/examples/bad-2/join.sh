#!/bin/sh
kubeadm join k8s.corp:6443 --token $TOKEN --discovery-token-unsafe-skip-ca-verification
