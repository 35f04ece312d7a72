resource "aws_instance" "node" {
  user_data = <<-EOF
    #!/bin/bash
    cat > /usr/local/share/ca-certificates/corp.crt <<CA
    ${file("corp.crt")}
    CA
  EOF
}
