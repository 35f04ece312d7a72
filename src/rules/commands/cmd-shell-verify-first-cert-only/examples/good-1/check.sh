openssl verify -CAfile ca-bundle.crt server.crt
