// Loads certs.d directories as containerd does, and prints what it understood of them.
//
//	go run . ROOT HOST...
//
// For each host, and for containerd 2 and 1.7, a line of JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"strings"
	"unsafe"

	"crypto/x509"

	old "github.com/containerd/containerd/remotes/docker/config"
	current "github.com/containerd/containerd/v2/core/remotes/docker/config"
	"github.com/sirupsen/logrus"
)

type endpoint struct {
	URL          string `json:"url"`
	Capabilities string `json:"capabilities"`
	SkipVerify   bool   `json:"skipVerify"`
	// How many certificates there are besides the system's; those of CA files with the same subject count once.
	CAs          int  `json:"cas"`
	Clients      int  `json:"clients"`
	HTTPFallback bool `json:"httpFallback"`
}

type answer struct {
	Version string `json:"version"`
	Host    string `json:"host"`
	// What the log says of a file that is not used.
	Ignored   string     `json:"ignored,omitempty"`
	Error     string     `json:"error,omitempty"`
	Endpoints []endpoint `json:"endpoints"`
}

type hook struct{ said []string }

func (h *hook) Levels() []logrus.Level { return []logrus.Level{logrus.ErrorLevel} }

func (h *hook) Fire(entry *logrus.Entry) error {
	h.said = append(h.said, fmt.Sprint(entry.Data[logrus.ErrorKey]))
	return nil
}

func main() {
	root := os.Args[1]
	logrus.SetOutput(io.Discard)
	log := &hook{}
	logrus.AddHook(log)
	out := json.NewEncoder(os.Stdout)
	for _, host := range os.Args[2:] {
		for _, version := range []string{"2", "1.7"} {
			log.said = nil
			given := answer{Version: version, Host: host, Endpoints: []endpoint{}}
			var err error
			if version == "2" {
				hosts, e := current.ConfigureHosts(context.Background(), current.HostOptions{HostDir: current.HostDirFromRoot(root)})(host)
				for _, one := range hosts {
					given.Endpoints = append(given.Endpoints, described(one.Scheme, one.Host, one.Path, fmt.Sprintf("%b", one.Capabilities), one.Client))
				}
				err = e
			} else {
				hosts, e := old.ConfigureHosts(context.Background(), old.HostOptions{HostDir: old.HostDirFromRoot(root)})(host)
				for _, one := range hosts {
					given.Endpoints = append(given.Endpoints, described(one.Scheme, one.Host, one.Path, fmt.Sprintf("%b", one.Capabilities), one.Client))
				}
				err = e
			}
			if err != nil {
				given.Error = strings.ReplaceAll(err.Error(), root, "")
			}
			given.Ignored = strings.Join(log.said, "; ")
			if e := out.Encode(given); e != nil {
				panic(e)
			}
		}
	}
}

func described(scheme, host, path, capabilities string, client *http.Client) endpoint {
	found := endpoint{URL: scheme + "://" + host + path, Capabilities: capabilities}
	transport, plain := client.Transport.(*http.Transport)
	if !plain {
		found.HTTPFallback = true
		transport = inside(client.Transport)
	}
	if config := transport.TLSClientConfig; config != nil {
		found.SkipVerify = config.InsecureSkipVerify
		found.Clients = len(config.Certificates)
		if config.RootCAs != nil {
			system, err := x509.SystemCertPool()
			if err != nil {
				panic(err)
			}
			found.CAs = len(config.RootCAs.Subjects()) - len(system.Subjects())
		}
	}
	return found
}

// The transport below containerd's fallback from HTTPS to HTTP, which it keeps to itself.
func inside(fallback http.RoundTripper) *http.Transport {
	value := reflect.ValueOf(fallback)
	if value.Kind() != reflect.Pointer {
		copied := reflect.New(value.Type())
		copied.Elem().Set(value)
		value = copied
	}
	field := value.Elem().FieldByName("super")
	return reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().Interface().(*http.Transport)
}
