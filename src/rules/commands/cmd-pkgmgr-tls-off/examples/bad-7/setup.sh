conda config --set ssl_verify false
composer config --global disable-tls true
