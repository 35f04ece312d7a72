#!/bin/sh
echo 'mirrors:' > /etc/rancher/k3s/registries.yaml
echo '  docker.io:' >> /etc/rancher/k3s/registries.yaml
