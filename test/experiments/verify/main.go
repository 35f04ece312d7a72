// Says what crypto/x509 makes of a chain: the first certificate of FILE is the one to verify, the rest are sent with it.
//
//	go run . ROOTS FILE PURPOSE   "-" for ROOTS is no root at all; PURPOSE is server or client
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"time"
)

func main() {
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	if os.Args[1] != "-" {
		roots.AppendCertsFromPEM(read(os.Args[1]))
	}
	var leaf *x509.Certificate
	for rest := read(os.Args[2]); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			fmt.Println(err)
			return
		}
		if leaf == nil {
			leaf = certificate
		} else {
			intermediates.AddCert(certificate)
		}
	}
	usage := x509.ExtKeyUsageServerAuth
	if os.Args[3] == "client" {
		usage = x509.ExtKeyUsageClientAuth
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots:         roots,
		Intermediates: intermediates,
		KeyUsages:     []x509.ExtKeyUsage{usage},
		CurrentTime:   time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("ok")
}

func read(path string) []byte {
	content, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return content
}
