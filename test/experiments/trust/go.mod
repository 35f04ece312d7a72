module tlsgate/experiments/trust

go 1.24
