#!/bin/sh
sudo cp certs/corp.cer /usr/local/share/ca-certificates
sudo update-ca-certificates
