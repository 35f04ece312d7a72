wget --ca-certificate=corp-ca.crt https://get.corp.example.com/install
