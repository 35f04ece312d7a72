ansible-galaxy install -r requirements.yml --ignore-certs
