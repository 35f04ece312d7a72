certbot certonly --must-staple --server https://acme.corp.example.com/directory -d shop.corp.example.com
