git clone http://bot:$TOKEN@git.corp.example.com/a.git
