// Reads a registries.yaml as k3s and RKE2 do, and prints what they understood of it as JSON.
//
//	go run . FILE
package main

import (
	"encoding/json"
	"io"
	"os"

	"github.com/rancher/wharfie/pkg/registries"
	"github.com/sirupsen/logrus"
)

type answer struct {
	Error      string              `json:"error,omitempty"`
	Unverified []string            `json:"unverified"`
	CAs        map[string]string   `json:"cas"`
	Users      []string            `json:"users"`
	Endpoints  map[string][]string `json:"endpoints"`
}

func main() {
	logrus.SetOutput(io.Discard)
	given := answer{Unverified: []string{}, Users: []string{}, CAs: map[string]string{}, Endpoints: map[string][]string{}}
	found, err := registries.GetPrivateRegistries(os.Args[1])
	if err != nil {
		given.Error = err.Error()
	} else {
		for host, config := range found.Registry.Configs {
			if config.TLS != nil && config.TLS.InsecureSkipVerify {
				given.Unverified = append(given.Unverified, host)
			}
			if config.TLS != nil && config.TLS.CAFile != "" {
				given.CAs[host] = config.TLS.CAFile
			}
			if config.Auth != nil && (config.Auth.Password != "" || config.Auth.Auth != "" || config.Auth.IdentityToken != "") {
				given.Users = append(given.Users, host)
			}
		}
		for host, mirror := range found.Registry.Mirrors {
			given.Endpoints[host] = mirror.Endpoints
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(given); err != nil {
		panic(err)
	}
}
