git -c http.sslCAInfo=ca.pem clone https://git.corp.example.com/a.git
git config --global --unset http.sslVerify
