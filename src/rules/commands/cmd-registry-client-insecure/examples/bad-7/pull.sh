ctr -n k8s.io images pull -k reg.corp.example.com/app:1
