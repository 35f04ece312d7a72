curl -k https://localhost:8443/healthz
curl -k https://api.prod.svc:8443/healthz
