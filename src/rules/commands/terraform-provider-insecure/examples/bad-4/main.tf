provider "vsphere" {
  vsphere_server       = "vc.corp.example.com"
  allow_unverified_ssl = true
}
