skopeo copy --dest-tls-verify=false docker://a/b docker://reg.corp.example.com:5000/b
