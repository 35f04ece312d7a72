#!/bin/sh
vault login -tls-skip-verify -method=oidc
