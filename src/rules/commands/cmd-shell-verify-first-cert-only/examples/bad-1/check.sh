openssl verify -CAfile ca.crt fullchain.pem
