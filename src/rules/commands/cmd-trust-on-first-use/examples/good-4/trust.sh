cp certs/corp.crt /usr/local/share/ca-certificates/
update-ca-certificates
