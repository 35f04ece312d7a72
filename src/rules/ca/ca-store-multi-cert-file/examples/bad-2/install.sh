#!/bin/sh
cat root.crt issuing.crt > /usr/local/share/ca-certificates/corp.crt
update-ca-certificates
