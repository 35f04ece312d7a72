curl -K curl.conf https://api.corp.example.com
grep -k x
curl -o -k https://api.corp.example.com
