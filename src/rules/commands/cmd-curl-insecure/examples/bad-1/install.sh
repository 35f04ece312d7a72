curl -fsSLk https://get.corp.example.com/install | sh
