helm upgrade app ./chart --set insecure=true
helm template x --insecure-skip-tls-verify=false
