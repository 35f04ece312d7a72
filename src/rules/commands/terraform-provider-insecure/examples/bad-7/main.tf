data "http" "ca" {
  url      = "https://pki.corp.example.com/ca.pem"
  insecure = true
}
