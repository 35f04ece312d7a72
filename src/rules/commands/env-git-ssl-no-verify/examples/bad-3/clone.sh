git -c http.sslVerify=false clone https://git.corp.example.com/a.git
