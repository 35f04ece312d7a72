#!/bin/bash
cat /etc/ssl/certs/ca-certificates.crt corp.crt > /tmp/all.crt
cp /tmp/all.crt /etc/ssl/certs/ca-certificates.crt
