regctl registry set --tls disabled reg.corp.example.com
