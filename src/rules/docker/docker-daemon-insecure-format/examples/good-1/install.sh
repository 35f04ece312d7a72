IP=$(hostname -I)
cat <<EOF > /etc/docker/daemon.json
{ "insecure-registries": ["$IP:5000"] }
EOF
