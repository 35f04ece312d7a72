oras push --plain-http reg.corp.example.com/x:1 a.txt
