// Reads a buildkitd.toml as buildkitd does, and prints where it would ask for the images of a registry.
//
//	go run . FILE HOST
package main

import (
	"crypto/x509"
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"unsafe"

	"github.com/moby/buildkit/cmd/buildkitd/config"
	"github.com/moby/buildkit/util/resolver"
)

type endpoint struct {
	URL          string `json:"url"`
	SkipVerify   bool   `json:"skipVerify"`
	CAs          int    `json:"cas"`
	HTTPFallback bool   `json:"httpFallback"`
}

type answer struct {
	Error     string     `json:"error,omitempty"`
	Endpoints []endpoint `json:"endpoints"`
}

func main() {
	given := answer{Endpoints: []endpoint{}}
	loaded, err := config.LoadFile(os.Args[1])
	if err == nil {
		hosts, e := resolver.NewRegistryConfig(loaded.Registries)(os.Args[2])
		err = e
		for _, host := range hosts {
			found := endpoint{URL: host.Scheme + "://" + host.Host + host.Path}
			if host.Client != nil {
				look(reflect.ValueOf(host.Client), &found, 12)
			}
			given.Endpoints = append(given.Endpoints, found)
		}
	}
	if err != nil {
		given.Error = err.Error()
	}
	if err := json.NewEncoder(os.Stdout).Encode(given); err != nil {
		panic(err)
	}
}

// Finds the transport below what wraps it: tracing, and the fallback from HTTPS to HTTP.
func look(value reflect.Value, found *endpoint, depth int) {
	if depth == 0 {
		return
	}
	switch value.Kind() {
	case reflect.Interface:
		if !value.IsNil() {
			look(value.Elem(), found, depth-1)
		}
	case reflect.Pointer:
		if value.IsNil() {
			return
		}
		if value.Type() == reflect.TypeOf(&http.Transport{}) {
			note((*http.Transport)(value.UnsafePointer()), found)
			return
		}
		if value.Type().Elem().Name() == "httpFallback" {
			found.HTTPFallback = true
		}
		look(value.Elem(), found, depth-1)
	case reflect.Struct:
		for index := 0; index < value.NumField(); index++ {
			field := value.Field(index)
			if field.Kind() != reflect.Interface && field.Kind() != reflect.Pointer {
				continue
			}
			if field.CanAddr() {
				field = reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
			}
			look(field, found, depth-1)
		}
	}
}

func note(transport *http.Transport, found *endpoint) {
	if transport.TLSClientConfig == nil {
		return
	}
	found.SkipVerify = transport.TLSClientConfig.InsecureSkipVerify
	if transport.TLSClientConfig.RootCAs != nil {
		system, err := x509.SystemCertPool()
		if err != nil {
			panic(err)
		}
		found.CAs = len(transport.TLSClientConfig.RootCAs.Subjects()) - len(system.Subjects())
	}
}
