echo podman pull --tls-verify=false reg.corp.example.com/x
