certbot certonly -d shop.corp.example.com --webroot -w /var/www
