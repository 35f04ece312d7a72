#!/bin/sh
cp ca.pem /etc/containerd/certs.d/reg.corp/ca.pem
cat > /etc/containerd/certs.d/reg.corp/hosts.toml <<EOF
[host."https://reg.corp"]
  ca = "ca.pem"
EOF
