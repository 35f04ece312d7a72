// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { buildkitdKeypairElsewhere } from "./buildkitd-keypair-elsewhere.ts"
import { buildkitdMirrorNotInherited } from "./buildkitd-mirror-not-inherited.ts"
import { buildkitdRegistryHttp } from "./buildkitd-registry-http.ts"
import { buildkitdRegistryInsecure } from "./buildkitd-registry-insecure.ts"
import { certsdDirName } from "./certsd-dir-name.ts"
import { certsdLeafAsCa } from "./certsd-leaf-as-ca.ts"
import { certsdWithoutHost } from "./certsd-without-host.ts"
import { certsdWrongExtension } from "./certsd-wrong-extension.ts"
import { dockerDaemonInsecureCidr } from "./docker-daemon-insecure-cidr.ts"
import { dockerDaemonInsecureFormat } from "./docker-daemon-insecure-format.ts"
import { dockerDaemonInsecureRegistry } from "./docker-daemon-insecure-registry.ts"
import { dockerDaemonMirrorHttp } from "./docker-daemon-mirror-http.ts"
import { dockerLoopbackNotInsecure } from "./docker-loopback-not-insecure.ts"
import { dockerTcpWithoutTls } from "./docker-tcp-without-tls.ts"
import { dockerdFlagInsecureRegistry } from "./dockerd-flag-insecure-registry.ts"
import { kanikoInsecureFlag } from "./kaniko-insecure-flag.ts"
import { registryPrivateIpHttpFallback } from "./registry-private-ip-http-fallback.ts"

export const docker: readonly Rule[] = [
  buildkitdKeypairElsewhere,
  buildkitdMirrorNotInherited,
  buildkitdRegistryHttp,
  buildkitdRegistryInsecure,
  certsdDirName,
  certsdLeafAsCa,
  certsdWithoutHost,
  certsdWrongExtension,
  dockerDaemonInsecureCidr,
  dockerDaemonInsecureFormat,
  dockerDaemonInsecureRegistry,
  dockerDaemonMirrorHttp,
  dockerLoopbackNotInsecure,
  dockerTcpWithoutTls,
  dockerdFlagInsecureRegistry,
  kanikoInsecureFlag,
  registryPrivateIpHttpFallback,
]
