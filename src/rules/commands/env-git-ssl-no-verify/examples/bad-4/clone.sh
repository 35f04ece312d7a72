GIT_SSL_NO_VERIFY=1 git clone https://git.corp.example.com/a.git
