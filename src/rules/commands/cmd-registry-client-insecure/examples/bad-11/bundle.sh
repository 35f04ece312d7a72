imgpkg push --registry-verify-certs=false -b reg.corp.example.com/app -f .
