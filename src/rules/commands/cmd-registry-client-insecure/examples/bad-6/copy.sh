crane cp a/b reg.corp.example.com:5000/b --insecure
