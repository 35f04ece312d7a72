import type { Rule } from "../rule.ts"
import { buildkitdMirrorNotInherited } from "./buildkitd-mirror-not-inherited.ts"
import { buildkitdRegistryHttp } from "./buildkitd-registry-http.ts"
import { buildkitdRegistryInsecure } from "./buildkitd-registry-insecure.ts"
import { certsdDirName } from "./certsd-dir-name.ts"
import { certsdWrongExtension } from "./certsd-wrong-extension.ts"
import { dockerDaemonInsecureCidr } from "./docker-daemon-insecure-cidr.ts"
import { dockerDaemonInsecureFormat } from "./docker-daemon-insecure-format.ts"
import { dockerDaemonInsecureRegistry } from "./docker-daemon-insecure-registry.ts"
import { dockerDaemonMirrorHttp } from "./docker-daemon-mirror-http.ts"

/** Docker Engine, BuildKit and the builders that take their flags. */
export const docker: readonly Rule[] = [
  buildkitdMirrorNotInherited,
  buildkitdRegistryHttp,
  buildkitdRegistryInsecure,
  certsdDirName,
  certsdWrongExtension,
  dockerDaemonInsecureCidr,
  dockerDaemonInsecureFormat,
  dockerDaemonInsecureRegistry,
  dockerDaemonMirrorHttp,
]
