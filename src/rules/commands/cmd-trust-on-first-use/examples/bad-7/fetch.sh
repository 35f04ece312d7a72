openssl s_client -connect git.corp.example.com:443 </dev/null > /tmp/git.pem
export GIT_SSL_CAINFO=/tmp/git.pem
