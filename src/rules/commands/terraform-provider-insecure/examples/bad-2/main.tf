provider "helm" {
  kubernetes {
    host     = "https://api.corp.example.com:6443"
    insecure = true
  }
}
