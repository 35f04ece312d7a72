import { presentedChains } from "../../chains/chains.ts"
import { called, placeOf, resourceOf } from "../../chains/words.ts"
import { yaml } from "../../model/help.ts"
import { rule } from "../rule.ts"

export const chainRootSuperfluous = rule({
  id: "chain-root-superfluous",
  family: "chain",
  level: "notice",
  summary: "A server presents its root, which clients have or will not trust",
  citations: [
    {
      document: "RFC 8446",
      section: "4.4.2",
      says: "A certificate that specifies a trust anchor may be omitted from the chain.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
    },
  ],
  why: "It does no harm but in size: a client trusts the roots that it has, not those that it is sent.",
  fix: "Leave the root out, unless the file doubles as a trust source.",

  on: "repository",
  *check(_, context) {
    for (const { mode, root, path, diagnosis, bundle } of presentedChains(context)) {
      if (mode === "full" || root === undefined || path.length < 2 || diagnosis !== undefined) continue
      yield {
        message: `${placeOf(bundle)} ends with the root "${called(root.certificate)}", which a server need not send: clients use the copy that they trust.`,
        help: [
          {
            do: "Remove the last block if nothing reads this file as a trust source; if something does, say so in .tlsgate.yml:",
            copy: yaml("chains:", `  - path: ${bundle.location.path}`, "    mode: full"),
          },
        ],
        at: root.fact.location,
        certificate: root.certificate.sha256,
        ...resourceOf(bundle),
      }
    }
  },
})
