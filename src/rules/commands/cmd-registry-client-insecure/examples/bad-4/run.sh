podman run --rm --tls-verify=false reg.corp.example.com/acme/app serve
