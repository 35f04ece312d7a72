import { hostOf, lowered, registryOf } from "../../model/hosts.ts"
import { type Flag, type Invocation, invocationsOf, isSet } from "../../workloads/invocations.ts"
import { type Problem, rule } from "../rule.ts"

export const kanikoInsecureFlag = rule({
  id: "kaniko-insecure-flag",
  family: "docker",
  level: "error",
  summary: "Kaniko is told not to verify a registry, or to use plain HTTP",
  citations: [
    {
      document: "GoogleContainerTools/kaniko",
      section: "README, Additional Flags",
      says: "The --insecure flags use plain HTTP, the --skip-tls-verify flags ignore certificates; testing only.",
      url: "https://github.com/GoogleContainerTools/kaniko#additional-flags",
    },
    {
      document: "GoogleContainerTools/kaniko",
      section: "README, Flag --registry-certificate",
      says: "It names the certificate with which to verify a given registry: my.registry.url=/path/to/the/certificate.cert",
      url: "https://github.com/GoogleContainerTools/kaniko#flag---registry-certificate",
    },
  ],
  why: "Base images, the pushed image and the credentials for both can be read and replaced by anyone on the way.",
  fix: "Give kaniko the CA of the registry: --registry-certificate=<host[:port]>=/certs/ca.crt",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: ["command", "helm-values"],
  *check(subject, { inventory }) {
    for (const invocation of invocationsOf(subject, inventory)) {
      if (!isKaniko(invocation)) continue
      for (const flag of invocation.flags) yield* problemOf(flag, invocation)
    }
  },
})

/** The program is called executor, as many are: a flag that only kaniko has says that it is kaniko's. */
function isKaniko({ program, flags }: Invocation): boolean {
  if (/kaniko/.test(program)) return true
  return /^(executor|warmer|)$/.test(program) && flags.some(({ name }) => kanikos.has(name))
}

function* problemOf(flag: Flag, { flags }: Invocation): Generator<Problem> {
  const { name, value = "", at } = flag
  const kind = kinds[name] ?? (name === "--git" && /insecure-skip-tls=true/.test(value) ? "git" : undefined)
  if (kind === undefined) return
  const named = /-registry$/.test(name)
  const host = named ? hostOf(value) : destinationOf(flags)
  if (named ? host === undefined : kind !== "git" && !isSet(flag)) return
  const whom = named ? host : kind === "git" ? "the Git server of the build context" : reach[name]
  yield {
    message:
      kind === "http"
        ? `${name} makes kaniko use plain HTTP for ${whom}, so anyone on the way can read and replace images and credentials.`
        : `${name} makes kaniko accept any certificate from ${whom}, so anyone on the way can read and replace what is built.`,
    help: [
      {
        do:
          kind === "git"
            ? "Remove insecure-skip-tls=true, and add the CA of the server to the image: SSL_CERT_DIR=/kaniko/ssl/certs."
            : `Replace the flag by --registry-certificate=${host ?? "<host:port>"}=/certs/ca.crt, with the CA mounted at /certs.`,
        verify: `curl --cacert ca.crt https://${host ?? "<host:port>"}/v2/ answers 200 or 401.`,
      },
    ],
    at,
    // Flags without a registry weaken all of them, base images included: where the result goes does not matter.
    level: named ? lowered("error", host) : "error",
    identity: named ? `${name} ${host}` : name,
  }
}

function destinationOf(flags: readonly Flag[]): string | undefined {
  const destination = flags.find(({ name }) => name === "--destination" || name === "-d")?.value
  return destination === undefined ? undefined : registryOf(destination)
}

const kanikos = new Set([
  "--destination",
  "--no-push",
  "--registry-certificate",
  "--kaniko-dir",
  "--skip-tls-verify-registry",
])
const kinds: Readonly<Record<string, "http" | "certificate">> = {
  "--insecure": "http",
  "--insecure-pull": "http",
  "--insecure-registry": "http",
  "--skip-tls-verify": "certificate",
  "--skip-tls-verify-pull": "certificate",
  "--skip-tls-verify-registry": "certificate",
}
const reach: Readonly<Record<string, string>> = {
  "--insecure": "every registry that it pushes to",
  "--insecure-pull": "every registry that it pulls from",
  "--skip-tls-verify": "every registry that it pushes to",
  "--skip-tls-verify-pull": "every registry that it pulls from",
}
