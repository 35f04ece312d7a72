// zlint's side of the X.509 benchmark: CPU time per certificate to parse DIR/certificates.pem and run every lint.
//
//	go run . DIR
package main

import (
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/zmap/zcrypto/x509"
	"github.com/zmap/zlint/v3"
)

func main() {
	text, err := os.ReadFile(filepath.Join(os.Args[1], "certificates.pem"))
	check(err)
	start := cpu()
	count := 0
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		certificate, err := x509.ParseCertificate(block.Bytes)
		check(err)
		zlint.LintCertificate(certificate)
		count++
	}
	fmt.Printf("%.1f\n", float64((cpu()-start).Microseconds())/float64(count))
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
