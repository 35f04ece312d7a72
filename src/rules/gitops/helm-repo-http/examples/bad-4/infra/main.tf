resource "helm_release" "shop" {
  name       = "shop"
  repository = "http://charts.corp.example.com"
  chart      = "shop"
}
