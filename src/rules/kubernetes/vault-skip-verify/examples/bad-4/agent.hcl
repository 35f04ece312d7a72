vault {
  address = "https://vault.corp:8200"
  tls_skip_verify = true
}
