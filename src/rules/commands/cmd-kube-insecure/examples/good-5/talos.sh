talosctl apply-config --insecure -n 10.0.0.5 --cert-fingerprint xA9a1t2d= -f node.yaml
