kubectl --insecure-skip-tls-verify apply -f app.yaml
