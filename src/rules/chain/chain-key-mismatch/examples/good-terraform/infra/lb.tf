resource "google_compute_ssl_certificate" "shop" {
  name        = "shop"
  certificate = file("${path.module}/shop.crt")
  private_key = file("${path.module}/web-key.pem")
}
