npm config set cafile /certs/ca.crt
npm config set strict-ssl true
