grep -r insecure-skip-tls-verify docs
