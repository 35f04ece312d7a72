talosctl apply-config --insecure -n 10.0.0.5 -f node.yaml
