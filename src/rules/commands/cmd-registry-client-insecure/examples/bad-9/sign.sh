cosign sign --allow-insecure-registry reg.corp.example.com/app
