git config http.https://git.corp.example.com.sslVerify false
