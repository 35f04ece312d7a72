import { type PresentedChain, presentedChains } from "../../chains/chains.ts"
import { verifyCommand } from "../../chains/verify-command.ts"
import { called, placeOf, resourceOf } from "../../chains/words.ts"
import type { Certificate } from "../../x509/certificate.ts"
import { rule } from "../rule.ts"
import { rewritten } from "./edits.shared.ts"

export const chainDuplicateOrExtra = rule({
  id: "chain-duplicate-or-extra",
  family: "chain",
  level: "warning",
  summary: "A chain holds a certificate twice, or one that does not belong to it",
  citations: [
    {
      document: "RFC 8446",
      section: "4.4.2",
      says: "The list holds the sender's certificate and the chain that supports it; implementations should be ready for extraneous certificates.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
    },
  ],
  why: "Clients mostly pass over it, some do not; it makes every handshake larger, and usually tells of a file that was put together by mistake.",
  fix: "Remove the certificate that is there twice or does not belong.",

  on: "repository",
  *check(_, context) {
    for (const chain of presentedChains(context)) {
      const [twice] = chain.duplicates
      // A cross-certificate of a CA on the path serves clients with other roots.
      const [stranger] = chain.strangers.filter(
        ({ certificate }) =>
          !chain.path.some((link) => link.certificate.subject.key === certificate.subject.key) &&
          !chain.path.some((link) => link.certificate.issuer.key === certificate.subject.key),
      )
      const link = twice ?? stranger
      if (link === undefined) continue
      const what = twice === undefined ? "belongs to another chain" : "is there twice"
      yield {
        message: `"${called(link.certificate)}" in ${placeOf(chain.bundle)} ${what}: every handshake carries it for nothing, and strict clients may reject the chain.`,
        help: [
          {
            do: `Remove the block of "${called(link.certificate)}" from ${chain.bundle.location.path}.`,
            verify: verifyCommand(chain.bundle.location.path, chain.path[0]!.certificate, context),
          },
        ],
        at: link.fact.location,
        certificate: link.certificate.sha256,
        // Whom a stranger serves is not known here; the same again serves nobody.
        edits: twice === undefined ? [] : rewritten(chain, once(chain), context.inventory),
        cause: `${chain.links[0]?.certificate.sha256} ${link.certificate.sha256}`,
        ...resourceOf(chain.bundle),
      }
    }
  },
})

function once({ links }: PresentedChain): Certificate[] {
  const all = links.map(({ certificate }) => certificate)
  return all.filter(({ sha256 }, index) => all.findIndex((other) => other.sha256 === sha256) === index)
}
