import { hostOf, lowered } from "../../model/hosts.ts"
import { itemsAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { stringsOf } from "./registries.shared.ts"

export const dockerDaemonMirrorHttp = rule({
  id: "docker-daemon-mirror-http",
  family: "docker",
  level: "error",
  summary: "The mirror of Docker Hub is asked over plain HTTP",
  citations: [
    {
      document: "moby/moby",
      section: "daemon/pkg/registry/config.go, ValidateMirror",
      says: "A mirror is an http:// or https:// URL without user, query or fragment; the scheme decides how it is asked.",
      url: "https://github.com/moby/moby/blob/master/daemon/pkg/registry/config.go",
    },
    {
      document: "Docker documentation",
      section: "Registry as a pull-through cache",
      says: "The mirror is asked for every image of Docker Hub before the Hub itself.",
      url: "https://docs.docker.com/docker-hub/image-library/mirror/",
    },
  ],
  why: "Every pull of a Docker Hub image goes through the mirror, and nothing protects its answers on the way.",
  fix: "Serve the mirror over https:// and give dockerd its CA in /etc/docker/certs.d/<host[:port]>/ca.crt.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: "docker-daemon",
  *check({ root }) {
    for (const { node, text } of stringsOf(itemsAt(root, "registry-mirrors"))) {
      const host = hostOf(text)
      if (host === undefined) continue
      const invalid = reasonInvalid(text)
      if (invalid !== undefined) {
        yield {
          message: `The mirror ${host} has ${invalid}, so dockerd refuses to start.`,
          help: [
            { do: `Write "https://${host}".`, verify: "dockerd --validate --config-file=/etc/docker/daemon.json" },
          ],
          at: node,
          identity: host,
          sensitive: invalid === "credentials in its URL",
        }
      } else if (/^http:/i.test(text)) {
        yield {
          message: `dockerd asks ${host} over plain HTTP for every image of Docker Hub, so anyone on the way can replace them.`,
          help: [
            {
              do: `Write "https://${host}", and give dockerd the CA of the mirror in /etc/docker/certs.d/${host}/ca.crt.`,
              verify: `curl --cacert /etc/docker/certs.d/${host}/ca.crt https://${host}/v2/ answers 200 or 401.`,
            },
          ],
          at: node,
          level: lowered("error", host),
          identity: host,
        }
      }
    }
  },
})

function reasonInvalid(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return "no http:// or https:// before it"
  if (/[?#]/.test(text)) return "a query or a fragment in its URL"
  return /^https?:\/\/[^/]*@/i.test(text) ? "credentials in its URL" : undefined
}
