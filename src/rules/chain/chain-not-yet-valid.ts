import { isNeeded } from "../../chains/needed.ts"
import { dated } from "../../chains/validity.ts"
import { called, days, instant, placeOf, resourceOf } from "../../chains/words.ts"
import { rule } from "../rule.ts"

export const chainNotYetValid = rule({
  id: "chain-not-yet-valid",
  family: "chain",
  level: "error",
  summary: "A certificate is not valid yet",
  citations: [
    {
      document: "RFC 5280",
      section: "6.1.3 (a)(2)",
      says: "Path validation fails when the current time is before notBefore.",
      url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3",
    },
  ],
  why: "Clients refuse it until notBefore. A deploy before that instant breaks TLS at once.",
  fix: "Deploy after notBefore (evaluate that day with --at), or keep the certificate that is valid now.",

  on: "repository",
  *check(_, context) {
    for (const { certificate, fact, bundle, role, state } of dated(context)) {
      if (state.kind !== "not-yet-valid") continue
      const date = new Date(state.from).toISOString().slice(0, 10)
      yield {
        message: `"${called(certificate)}" in ${placeOf(bundle)} is valid only from ${instant(state.from)}, ${days(context.at, state.from)} after this evaluation: ${role === "client" ? "servers refuse whoever presents it" : "clients refuse it"} until then.`,
        help: [
          { do: `If the deploy is later, evaluate that day: tlsgate scan --at ${date}` },
          { do: "Else keep the certificate that is valid now until then." },
        ],
        at: fact.location,
        level: !isNeeded({ bundle, certificate }, context)
          ? "notice"
          : role === "loose" || role === "trust"
            ? "warning"
            : "error",
        certificate: fact.sha256,
        cause: fact.sha256,
        ...resourceOf(bundle),
      }
    }
  },
})
