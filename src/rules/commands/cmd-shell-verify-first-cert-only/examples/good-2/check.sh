openssl verify -CAfile root.crt -untrusted chain.pem server.crt
