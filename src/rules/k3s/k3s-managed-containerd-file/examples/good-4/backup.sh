#!/bin/sh
cp /var/lib/rancher/k3s/agent/etc/containerd/config.toml config.toml.tmpl
