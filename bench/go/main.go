// Go's side of the X.509 benchmark and of the comparison of strictness.
//
//	go run . parse|verify DIR    CPU time per certificate over DIR/certificates.pem, with DIR/ca.pem
//	go run . accepts < LINES     for each line, a certificate in base64: "ok", or why Go does not parse it
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	if os.Args[1] == "accepts" {
		accepts()
		return
	}
	text, err := os.ReadFile(filepath.Join(os.Args[2], "certificates.pem"))
	check(err)
	cas, err := os.ReadFile(filepath.Join(os.Args[2], "ca.pem"))
	check(err)
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	root, rest := pem.Decode(cas)
	intermediate, _ := pem.Decode(rest)
	roots.AddCert(parse(root.Bytes))
	intermediates.AddCert(parse(intermediate.Bytes))
	start := cpu()
	count := 0
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		certificate := parse(block.Bytes)
		if os.Args[1] == "verify" {
			_, err := certificate.Verify(x509.VerifyOptions{
				Roots:         roots,
				Intermediates: intermediates,
				CurrentTime:   time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
			})
			check(err)
		}
		count++
	}
	fmt.Printf("%.1f\n", float64((cpu()-start).Microseconds())/float64(count))
}

func accepts() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		der, err := base64.StdEncoding.DecodeString(lines.Text())
		check(err)
		if _, err := x509.ParseCertificate(der); err != nil {
			fmt.Fprintln(out, err)
		} else {
			fmt.Fprintln(out, "ok")
		}
	}
}

func parse(der []byte) *x509.Certificate {
	certificate, err := x509.ParseCertificate(der)
	check(err)
	return certificate
}

func cpu() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
