echo 'deb [trusted=yes] https://deb.corp.example.com stable main' > /etc/apt/sources.list.d/corp.list
