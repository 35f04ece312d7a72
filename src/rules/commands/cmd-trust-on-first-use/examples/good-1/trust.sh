openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 -noout -enddate
