oc login --certificate-authority=ca.crt https://api.ocp.corp.example.com:6443
