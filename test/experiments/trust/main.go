// Says what Go makes of trust anchors.
//
//	go run . roots FILE   whether the roots that Go takes by itself hold the first certificate of FILE
//	go run . pem FILE     how many certificates Go takes from FILE
//	go run . verify ROOTS FILE   whether the first certificate of FILE is valid under the certificates of ROOTS
package main

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"time"
)

type answer struct {
	Count int    `json:"count"`
	Holds bool   `json:"holds"`
	Error string `json:"error,omitempty"`
}

func main() {
	var given answer
	switch os.Args[1] {
	case "roots":
		pool, err := x509.SystemCertPool()
		if err != nil {
			given.Error = err.Error()
			break
		}
		subjects := pool.Subjects()
		given.Count = len(subjects)
		wanted := first(os.Args[2]).RawSubject
		for _, subject := range subjects {
			given.Holds = given.Holds || bytes.Equal(subject, wanted)
		}
	case "pem":
		pool := x509.NewCertPool()
		given.Holds = pool.AppendCertsFromPEM(read(os.Args[2]))
		given.Count = len(pool.Subjects())
	case "verify":
		pool := x509.NewCertPool()
		given.Holds = pool.AppendCertsFromPEM(read(os.Args[2]))
		chains, err := first(os.Args[3]).Verify(x509.VerifyOptions{
			Roots:       pool,
			CurrentTime: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		})
		given.Count = len(chains)
		if err != nil {
			given.Error = err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(given); err != nil {
		panic(err)
	}
}

func read(path string) []byte {
	content, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return content
}

func first(path string) *x509.Certificate {
	block, _ := pem.Decode(read(path))
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		panic(err)
	}
	return certificate
}
