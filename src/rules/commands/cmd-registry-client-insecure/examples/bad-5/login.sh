helm registry login reg.corp.example.com --insecure -u ci
