import { verifyCommand } from "../../chains/verify-command.ts"
import { called, placeOf, resourceOf } from "../../chains/words.ts"
import { rule } from "../rule.ts"
import { diagnosed } from "./diagnosed.shared.ts"
import { inOrder, rewritten } from "./edits.shared.ts"

export const chainWrongOrder = rule({
  id: "chain-wrong-order",
  family: "chain",
  level: "error",
  summary: "The certificates of a chain do not stand in the order of issue",
  citations: [
    {
      document: "RFC 8446",
      section: "4.4.2",
      says: "The sender's certificate MUST come first; each following certificate SHOULD directly certify the one before it.",
      url: "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
    },
    {
      document: "RFC 5246",
      section: "7.4.2",
      says: "Each following certificate MUST directly certify the one preceding it.",
      url: "https://www.rfc-editor.org/rfc/rfc5246#section-7.4.2",
    },
  ],
  why: "Servers take the first block as their own certificate: when it is a CA, the key does not match and they do not start. Clients that build the path only in the order presented stop at the first certificate that is out of place.",
  fix: "Put the end-entity certificate first, then the issuer of each certificate after it.",

  on: "repository",
  *check(_, context) {
    for (const { chain, diagnosis } of diagnosed(context, "wrong-order")) {
      const { at, order, endEntityFirst } = diagnosis
      const names = order.map(({ certificate }, index) => `${index + 1}. ${called(certificate)}`)
      const place = placeOf(chain.bundle)
      const message = endEntityFirst
        ? `In ${place}, "${called(at.certificate)}" is out of order: it does not certify the certificate before it, and clients that follow the order presented cannot build the path.`
        : `${place} begins with "${called(at.certificate)}" instead of the server's certificate: servers take the first block as their own, and its key does not match.`
      yield {
        message,
        help: [
          {
            do: `The right order is:\n${names.join("\n")}`,
            verify: verifyCommand(chain.bundle.location.path, chain.path[0]!.certificate, context),
          },
        ],
        at: at.fact.location,
        level: endEntityFirst ? "warning" : "error",
        certificate: at.certificate.sha256,
        edits: rewritten(chain, inOrder(chain), context.inventory),
        cause: chain.links.map(({ certificate }) => certificate.sha256).join(),
        ...resourceOf(chain.bundle),
      }
    }
  },
})
