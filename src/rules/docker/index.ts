import type { Rule } from "../rule.ts"
import { dockerDaemonInsecureCidr } from "./docker-daemon-insecure-cidr.ts"
import { dockerDaemonInsecureFormat } from "./docker-daemon-insecure-format.ts"
import { dockerDaemonInsecureRegistry } from "./docker-daemon-insecure-registry.ts"
import { dockerDaemonMirrorHttp } from "./docker-daemon-mirror-http.ts"

/** Docker Engine, BuildKit and the builders that take their flags. */
export const docker: readonly Rule[] = [
  dockerDaemonInsecureCidr,
  dockerDaemonInsecureFormat,
  dockerDaemonInsecureRegistry,
  dockerDaemonMirrorHttp,
]
