npm config set strict-ssl false
