echo 'metrics-server may need --kubelet-insecure-tls here'
log_warn "no --kubelet-insecure-tls"
grep -q -- --kubelet-insecure-tls ms.yaml
