resource "app" "x" {
  insecure = true
}
