#!/bin/sh
cat /var/lib/rancher/k3s/agent/etc/containerd/config.toml
grep -r reg /var/lib/rancher/k3s/agent/etc/containerd/config.toml
