data "cloudinit_config" "node" {
  part {
    content_type = "text/cloud-config"
    content      = file("node.yaml")
  }
}
