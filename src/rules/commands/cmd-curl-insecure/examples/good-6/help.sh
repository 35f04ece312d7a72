echo 'try: curl -k https://x.corp.example.com'
# curl -k https://x.corp.example.com
