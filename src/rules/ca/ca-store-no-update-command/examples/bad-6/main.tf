resource "null_resource" "node" {
  provisioner "file" {
    source      = "corp.crt"
    destination = "/usr/local/share/ca-certificates/corp.crt"
  }
  provisioner "remote-exec" {
    inline = ["sudo systemctl restart containerd"]
  }
}
