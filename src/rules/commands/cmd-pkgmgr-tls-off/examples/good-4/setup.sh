apt-get -o Acquire::https::CAInfo=/certs/ca.crt update
yum install --setopt=sslverify=1 x
