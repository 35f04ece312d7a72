module tlsgate/experiments/verify

go 1.24
