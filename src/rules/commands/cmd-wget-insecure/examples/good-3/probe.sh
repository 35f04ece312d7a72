wget -q --no-check-certificate https://127.0.0.1:8443/healthz
