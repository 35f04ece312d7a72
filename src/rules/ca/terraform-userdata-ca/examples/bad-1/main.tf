resource "aws_instance" "node" {
  user_data = <<-EOF
    #cloud-config
    write_files:
      - path: /usr/local/share/ca-certificates/corp.crt
        content: |
          ${file("corp.crt")}
    runcmd:
      - update-ca-certificates
  EOF
}
