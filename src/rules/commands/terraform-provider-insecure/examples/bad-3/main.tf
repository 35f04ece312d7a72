provider "helm" {
  kubernetes = {
    insecure = true
  }
}
