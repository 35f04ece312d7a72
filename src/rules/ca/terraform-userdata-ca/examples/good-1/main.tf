resource "aws_instance" "node" {
  user_data = <<-EOF
    #cloud-config
    write_files:
      - path: /usr/local/share/ca-certificates/corp.crt
        content: |
          ${indent(6, file("corp.crt"))}
      - path: /usr/local/share/ca-certificates/other.crt
        encoding: b64
        content: ${filebase64("other.crt")}
    runcmd:
      - update-ca-certificates
  EOF
}
