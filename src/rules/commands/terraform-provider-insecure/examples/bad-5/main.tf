provider "portainer" {
  endpoint        = "https://apps.corp.example.com"
  skip_ssl_verify = true
}
