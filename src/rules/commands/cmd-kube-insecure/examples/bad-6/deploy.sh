kubectl --kubeconfig "$KUBECONFIG_PROD" --insecure-skip-tls-verify apply -f http://localhost/app.yaml
