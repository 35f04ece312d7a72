curl -fsSL --cacert corp-ca.crt https://get.corp.example.com/install | sh
