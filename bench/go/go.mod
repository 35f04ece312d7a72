module tlsgate.dev/bench

go 1.24
