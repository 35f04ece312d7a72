podman push --tls-verify=false reg.corp.example.com/app
