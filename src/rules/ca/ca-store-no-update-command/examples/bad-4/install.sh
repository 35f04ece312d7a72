#!/bin/sh
set -e
sudo cp corp.crt /usr/local/share/ca-certificates/
sudo systemctl restart containerd
