curl -fsSL https://pki.corp.example.com/ca.crt -o /usr/local/share/ca-certificates/corp.crt
update-ca-certificates
