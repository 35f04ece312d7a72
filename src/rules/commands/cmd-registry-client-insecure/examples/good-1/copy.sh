skopeo copy --dest-cert-dir /certs docker://a/b docker://reg.corp.example.com:5000/b
