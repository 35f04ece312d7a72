helm pull oci://reg.corp.example.com/charts/app --insecure-skip-tls-verify
