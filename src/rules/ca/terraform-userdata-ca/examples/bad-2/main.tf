locals {
  user_data = <<EOF
#cloud-config
ca_certs:
  trusted:
    - |
      ${tls_self_signed_cert.root.cert_pem}
EOF
}
