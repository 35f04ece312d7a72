import { type Help, yaml } from "../../model/help.ts"
import { entriesAt, type Node, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { acceptsAnything, policyCitation, scopesOf } from "./policy.shared.ts"

export const containersPolicyAcceptAnything = rule({
  id: "containers-policy-accept-anything",
  family: "containers",
  level: "warning",
  summary: "The signature policy accepts images of a registry without any signature",
  citations: [policyCitation],
  why: "Whoever can put an image into the registry, or answer in its name, has it run: nothing else is asked for.",
  fix: 'Set "default": [{"type": "reject"}] and require signedBy or sigstoreSigned for each registry that is used.',
  controls: ["NIST SP 800-190, 4.1.5"],

  on: "containers-policy",
  *check({ root }) {
    const scopes = scopesOf(root)
    const strict = scopes.some(({ transport, requirements }) => !transport && !acceptsAnything(requirements))
    for (const { name, transport, requirements } of scopes) {
      const type = acceptsAnything(requirements)
      if (type === undefined) continue
      if (transport === undefined) {
        const shipped = isShipped(root)
        yield {
          message: `The policy accepts every image that no other scope is about${shipped ? ", as distributions ship it" : ""}, so what is pulled is as trustworthy as the connection that it came over.`,
          help: help("REGISTRY"),
          at: type,
          level: shipped ? "notice" : "warning",
        }
        // A scope that names a repository is what the manual advises to allow; one that names a host opens all of it.
      } else if (strict && /^(docker|atomic)$/.test(transport) && !name.includes("/"))
        yield {
          message: `The policy rejects by default and still accepts any image of ${name === "" ? "every registry" : name}, signed or not.`,
          help: help(name === "" ? "REGISTRY" : name),
          at: type,
          level: "error",
          identity: `${transport} ${name}`,
        }
    }
  },
})

/** Whether it is the file that distributions install: anything is accepted, which the Docker daemon's images need anyway. */
function isShipped(root: Node): boolean {
  return entriesAt(root, "transports").every(
    ({ key, value }) =>
      key.value === "docker-daemon" && entriesAt(value).every(({ key: scope }) => textAt(scope) === ""),
  )
}

function help(registry: string): Help {
  return [
    {
      do: 'Require a signature: "default": [{"type": "reject"}], and under transports.docker:',
      copy: yaml(`"${registry}": [{"type": "sigstoreSigned", "keyPath": "/etc/pki/containers/${registry}.pub"}]`),
      verify: `skopeo copy docker://${registry}/IMAGE dir:/tmp/image fails for an image that is not signed.`,
    },
  ]
}
