kubectl config set-cluster prod --certificate-authority=ca.crt --embed-certs
