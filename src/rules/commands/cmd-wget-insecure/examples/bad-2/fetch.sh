wget --no-check-certificate https://dl.corp.example.com/data.csv
