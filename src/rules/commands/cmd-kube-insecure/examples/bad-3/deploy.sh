helm upgrade app ./chart --kube-insecure-skip-tls-verify
