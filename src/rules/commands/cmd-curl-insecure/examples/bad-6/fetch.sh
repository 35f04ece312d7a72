curl -k -o data.csv http://files.corp.example.com/data.csv
