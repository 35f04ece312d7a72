provider "kubernetes" {
  host                   = "https://api.corp.example.com:6443"
  cluster_ca_certificate = file("ca.pem")
  insecure               = false
}
