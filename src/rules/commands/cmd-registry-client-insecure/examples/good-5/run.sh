podman run --rm quay.io/acme/mover --tls-verify=false registry.local/app
