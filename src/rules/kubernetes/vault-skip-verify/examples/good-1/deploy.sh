#!/bin/sh
export VAULT_CACERT=/etc/corp/ca.pem VAULT_SKIP_VERIFY=false
vault kv get kv/app
