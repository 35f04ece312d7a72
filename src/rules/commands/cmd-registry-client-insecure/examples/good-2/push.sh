podman push --tls-verify reg.corp.example.com/app
buildah push --tls-verify=true x
