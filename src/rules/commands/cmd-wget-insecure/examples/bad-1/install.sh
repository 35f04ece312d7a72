wget -qO- --no-check-certificate https://get.corp.example.com/install | bash
