target "default" {
  output = ["type=registry,registry.insecure=true"]
  tags = ["registry.corp.example.com:5000/a:1"]
}
