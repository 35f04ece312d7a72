variable "insecure" {
  default = false
}
provider "kubernetes" {
  insecure = var.insecure
}
