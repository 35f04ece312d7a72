bash -c "curl -k https://api.corp.example.com/"
