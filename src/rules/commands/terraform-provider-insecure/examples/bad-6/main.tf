terraform {
  backend "http" {
    address                = "https://state.corp.example.com/a"
    skip_cert_verification = true
  }
}
