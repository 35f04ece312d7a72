openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 > /tmp/reg.crt
sudo cp /tmp/reg.crt /etc/pki/ca-trust/source/anchors/
sudo update-ca-trust
