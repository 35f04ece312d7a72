import { type Message, messagesOf } from "./message.ts"

/** What pulls and pushes images. */
export const registryMessages: readonly Message[] = [
  ...messagesOf("containerd", "containerd/containerd core/remotes/docker/config/hosts.go", [
    ["config-refused", "failed to decode {path}"],
    ["config-refused", "failed to parse TOML: {}", { wrapper: true }],
    ["config-refused", "invalid `host` tree"],
    ["config-refused", 'unable to parse host "{host}"'],
    ["config-refused", "failed to parse hosts.toml"],
    ["unreadable-file", 'unable to read CA cert "{path}"'],
    ["malformed-pem", 'unable to load CA cert "{path}"'],
    ["malformed-pem", "unable to load CA cert"],
    ["client-certificate", 'unable to load client cert "{path}"'],
    ["client-certificate", "failed to load X509 key pair: {}", { wrapper: true }],
    ["unreadable-file", 'unable to read client cert "{path}"'],
    ["client-certificate", 'cert and key must both be specified: "{path}"'],
    [
      "config-refused",
      "`mirrors` cannot be set when `config_path` is provided",
      { source: "containerd/containerd internal/cri/config/config.go" },
    ],
    [
      "config-refused",
      "`configs.tls` cannot be set when `config_path` is provided",
      { source: "containerd/containerd internal/cri/config/config.go" },
    ],
    ["config-refused", "invalid plugin config: {}", { source: "containerd/containerd internal/cri/config/config.go" }],
    [
      "config-refused",
      "failed to load plugin{}io.containerd.grpc.v1.cri",
      { source: "containerd/containerd cmd/containerd/server/server.go" },
    ],
    [
      "config-refused",
      "expected containerd config version equal to or greater than",
      { source: "containerd/containerd cmd/containerd/server/config/config.go" },
    ],
    [
      "image-pull",
      'failed to pull and unpack image "{object}"',
      { wrapper: true, source: "containerd/containerd internal/cri/server/images/image_pull.go" },
    ],
    [
      "image-pull",
      'failed to resolve reference "{object}"',
      { wrapper: true, source: "containerd/containerd client/pull.go" },
    ],
    [
      "image-pull",
      'PullImage "{object}" failed',
      { wrapper: true, source: "containerd/containerd internal/cri/instrument/instrumented_service.go" },
    ],
    [
      "image-pull",
      "failed to do request: Head",
      { wrapper: true, source: "containerd/containerd core/remotes/docker/resolver.go" },
    ],
    [
      "image-pull",
      "pull access denied, repository does not exist or may require authorization: {}",
      { source: "containerd/containerd core/remotes/docker/resolver.go" },
    ],
    [
      "image-pull",
      "authorization failed: no basic auth credentials",
      { source: "containerd/containerd core/remotes/docker/authorizer.go" },
    ],
    [
      "image-pull",
      "failed to authorize: failed to fetch {} token",
      { wrapper: true, source: "containerd/containerd core/remotes/docker/authorizer.go" },
    ],
    [
      "image-pull",
      "failed to fetch anonymous token",
      { wrapper: true, source: "containerd/containerd core/remotes/docker/authorizer.go" },
    ],
    [
      "image-pull",
      "unexpected status from HEAD request to {}: 404 Not Found",
      { source: "containerd/containerd core/remotes/docker/resolver.go" },
    ],
    [
      "image-pull",
      "unexpected status from HEAD request to {}: 401 Unauthorized",
      { source: "containerd/containerd core/remotes/docker/resolver.go" },
    ],
  ]),
  ...messagesOf("Docker", "moby/moby daemon/config/config.go", [
    [
      "config-refused",
      "insecure registry {} should not contain '{}' and '{}' has been removed from the insecure registry config",
      { source: "moby/moby registry/config.go" },
    ],
    [
      "config-refused",
      "insecure registry {host} is not valid: invalid host",
      { source: "moby/moby registry/config.go" },
    ],
    ["config-refused", "invalid mirror: {}", { source: "moby/moby registry/config.go" }],
    ["config-refused", "unable to configure the Docker daemon with file {path}: {}"],
    ["config-refused", "the following directives are specified both as a flag and in the configuration file"],
    ["config-refused", "the following directives don't match any configuration option: {}"],
    [
      "client-certificate",
      "missing client certificate {path} for key {path}",
      { source: "moby/moby registry/registry.go" },
    ],
    [
      "config-refused",
      "missing key {path} for client certificate {path}",
      { source: "moby/moby registry/registry.go" },
    ],
    [
      "config-refused",
      "Note that CA certificates should use the extension .crt",
      { source: "moby/moby registry/registry.go" },
    ],
    ["config-refused", "CA certificates must use the extension .crt", { source: "moby/moby registry/registry.go" }],
    [
      "unreadable-file",
      "Could not load X509 key pair: {}",
      { source: "docker/go-connections tlsconfig/config.go", wrapper: true },
    ],
    [
      "unreadable-file",
      'could not read CA certificate "{path}"',
      { source: "docker/go-connections tlsconfig/config.go" },
    ],
    [
      "malformed-pem",
      'failed to append certificates from PEM file: "{path}"',
      { source: "docker/go-connections tlsconfig/config.go" },
    ],
    [
      "unreadable-file",
      "unable to resolve docker endpoint: open {path}: no such file or directory",
      { source: "docker/cli cli/context/docker/load.go" },
    ],
    [
      "plaintext-vs-tls",
      "Error response from daemon: Client sent an HTTP request to an HTTPS server",
      { source: "docker/cli cli/command/cli.go" },
    ],
    [
      "plaintext-vs-tls",
      "Is your docker daemon up and running? {} are you trying to connect to a TLS-enabled daemon without TLS?",
      { source: "moby/moby client/errors.go" },
    ],
    [
      "plaintext-vs-tls",
      "Are you trying to connect to a TLS-enabled daemon without TLS?",
      { source: "moby/moby client/errors.go" },
    ],
    ["image-pull", "no basic auth credentials", { source: "moby/moby daemon/internal/distribution/errors.go" }],
    [
      "image-pull",
      "unauthorized: authentication required",
      { source: "distribution/distribution registry/api/errcode/register.go" },
    ],
    [
      "image-pull",
      "denied: requested access to the resource is denied",
      { source: "distribution/distribution registry/api/errcode/register.go" },
    ],
  ]),
  ...messagesOf("containers/image", "containers/image pkg/tlsclientconfig/tlsclientconfig.go", [
    [
      "config-refused",
      "missing key {path} for client certificate {path}. Note that CA certificates should use the extension .crt",
    ],
    ["client-certificate", "missing client certificate {path} for key {path}"],
    [
      "plaintext-vs-tls",
      "pinging container registry {host}: Get {}: http: server gave HTTP response to HTTPS client",
      { source: "containers/image docker/docker_client.go" },
    ],
    [
      "unknown-authority",
      "pinging container registry {host}: Get {}: x509: certificate signed by unknown authority",
      { source: "containers/image docker/docker_client.go" },
    ],
    [
      "unknown-authority",
      "pinging container registry {host}",
      { wrapper: true, source: "containers/image docker/docker_client.go" },
    ],
    ["image-pull", "initializing source docker://{object}", { wrapper: true, source: "containers/image copy/copy.go" }],
    [
      "image-pull",
      "reading manifest {} in {object}: unauthorized",
      { source: "containers/image docker/docker_client.go" },
    ],
    [
      "config-refused",
      "mixing sysregistry v1/v2 is not supported",
      { source: "containers/image pkg/sysregistriesv2/system_registries_v2.go" },
    ],
    [
      "config-refused",
      "must be in v2 format but is in v1",
      { source: "containers/image pkg/sysregistriesv2/system_registries_v2.go" },
    ],
    [
      "config-refused",
      'loading registries configuration "{path}"',
      { source: "containers/image pkg/sysregistriesv2/system_registries_v2.go" },
    ],
    ["config-refused", "invalid location", { source: "containers/image pkg/sysregistriesv2/system_registries_v2.go" }],
    [
      "config-refused",
      "invalid condition: location is unset and prefix is not in the format",
      { source: "containers/image pkg/sysregistriesv2/system_registries_v2.go" },
    ],
    ["config-refused", 'invalid policy in "{path}"', { source: "containers/image signature/policy_config.go" }],
    [
      "config-refused",
      "registry '{host}' is defined multiple times with conflicting '{}' setting",
      { source: "containers/image pkg/sysregistriesv2/system_registries_v2.go" },
    ],
  ]),
  ...messagesOf("podman", "containers/common pkg/retry/retry.go", [
    ["plaintext-vs-tls", 'Get "http://{host}/v2/": dial tcp {}: connect: connection refused'],
    [
      "unknown-authority",
      'authenticating creds for "{host}": pinging container registry {}: Get {}: tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
  ]),
  ...messagesOf("BuildKit", "moby/buildkit solver/errdefs/errors.go", [
    ["image-pull", "failed to resolve source metadata for {object}", { wrapper: true }],
    ["config-refused", "failed to load config from {path}", { source: "moby/buildkit cmd/buildkitd/config/load.go" }],
    [
      "config-refused",
      "buildkitd: failed to parse config: {}",
      { source: "moby/buildkit cmd/buildkitd/config/load.go" },
    ],
    ["image-pull", "failed to push {object}", { wrapper: true, source: "moby/buildkit util/push/push.go" }],
    ["unreadable-file", "failed to read ca {path}", { source: "moby/buildkit util/resolver/resolver.go" }],
    [
      "unreadable-file",
      "failed to load keypair for {}",
      { source: "moby/buildkit util/resolver/resolver.go", wrapper: true },
    ],
    ["unreadable-file", "could not read ca certificate", { source: "moby/buildkit client/client.go" }],
    ["malformed-pem", "failed to append ca certs", { source: "moby/buildkit client/client.go" }],
  ]),
  ...messagesOf("kaniko", "GoogleContainerTools/kaniko pkg/util/transport_util.go", [
    ["unreadable-file", "failed to load certificate {path} for {host}: {}"],
    ["client-certificate", "failed to load client certificate/key '{path}' for {host}"],
    [
      "unknown-authority",
      "error checking push permissions -- make sure you entered the correct tag name, and that you are authenticated correctly, and try again: checking push permission for {object}: creating push check transport for {host} failed: Get {}: x509: certificate signed by unknown authority",
    ],
    ["image-pull", "checking push permission for {object}", { wrapper: true }],
    [
      "plaintext-vs-tls",
      "creating push check transport for {host} failed: Get {}: http: server gave HTTP response to HTTPS client",
    ],
  ]),
  ...messagesOf("k3s", "k3s-io/k3s pkg/agent/containerd/config.go", [
    [
      "client-certificate",
      'cert file "{path}" was specified, but no corresponding key file was specified',
      { source: "rancher/wharfie pkg/registries/registries.go" },
    ],
    [
      "client-certificate",
      'key file "{path}" was specified, but no corresponding cert file was specified',
      { source: "rancher/wharfie pkg/registries/registries.go" },
    ],
    [
      "unknown-authority",
      'all endpoints failed: Get "{}": {}',
      { wrapper: true, source: "rancher/wharfie pkg/registries/registries.go" },
    ],
    [
      "unreadable-file",
      "Failed to load CA certificate {path}",
      { source: "rancher/wharfie pkg/registries/registries.go" },
    ],
    ["config-refused", "error unmarshaling {path}", { source: "rancher/wharfie pkg/registries/registries.go" }],
    [
      "config-refused",
      "failed to parse private registry configuration",
      { source: "rancher/wharfie pkg/registries/registries.go" },
    ],
    [
      "clock",
      'Unable to perform initial IP allocation check: unable to refresh the service IP block: Get "https://127.0.0.1:{}": x509: certificate has expired or is not yet valid: current time {} is before {}',
    ],
    [
      "expired",
      'Unable to perform initial IP allocation check: unable to refresh the service IP block: Get "https://127.0.0.1:{}": x509: certificate has expired or is not yet valid: current time {} is after {}',
    ],
    ["config-refused", "failed to validate token: {}", { wrapper: true }],
    [
      "unknown-authority",
      "token CA hash does not match the Cluster CA certificate hash: {}",
      { source: "k3s-io/k3s pkg/clientaccess/token.go" },
    ],
  ]),
  ...messagesOf("crane", "google/go-containerregistry pkg/v1/remote/transport/ping.go", [
    [
      "plaintext-vs-tls",
      'Get "https://{host}/v2/": http: server gave HTTP response to HTTPS client; Get "http://{}/v2/": {}',
    ],
  ]),
]
