#!/bin/bash
cat corp.crt > /etc/ssl/certs/ca-certificates.crt
