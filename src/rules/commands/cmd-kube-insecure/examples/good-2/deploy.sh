kubectl --insecure-skip-tls-verify=false get pods
