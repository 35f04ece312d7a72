aws s3 sync . s3://bucket --endpoint-url https://s3.corp.example.com --no-verify-ssl
