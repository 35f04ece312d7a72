oc login --insecure-skip-tls-verify=true https://api.ocp.corp.example.com:6443
