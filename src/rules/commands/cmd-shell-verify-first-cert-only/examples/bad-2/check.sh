openssl verify ca-bundle.crt
