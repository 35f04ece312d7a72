argocd login argocd.corp.example.com --insecure --username ci
