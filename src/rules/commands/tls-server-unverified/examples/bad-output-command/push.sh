docker buildx build --output type=registry,registry.insecure=true -t registry.corp.example.com:5000/shop .
