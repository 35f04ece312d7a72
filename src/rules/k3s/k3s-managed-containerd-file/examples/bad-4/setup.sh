#!/bin/sh
cp config.toml /var/lib/rancher/k3s/agent/etc/containerd/config.toml
