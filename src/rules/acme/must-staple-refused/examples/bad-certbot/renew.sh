certbot certonly --must-staple -d shop.corp.example.com --webroot -w /var/www
