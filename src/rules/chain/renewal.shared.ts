import { verifyCommand } from "../../chains/verify-command.ts"
import { issuerCalled } from "../../chains/words.ts"
import type { BundleFact } from "../../model/facts.ts"
import type { Help } from "../../model/help.ts"
import type { Certificate } from "../../x509/certificate.ts"
import type { Context } from "../rule.ts"

/** How the owner of a certificate gets the next one, with the command that checks it before it is committed. */
export function renewal(bundle: BundleFact, certificate: Certificate, context: Context): Help {
  const { carrier } = bundle
  const resource = carrier?.resource
  const renew =
    resource?.kind === "Secret"
      ? `Renew it with its issuer, "${issuerCalled(certificate)}", and replace ${carrier?.key ?? "tls.crt"} and the key of Secret ${resource.namespace === undefined ? "" : `${resource.namespace}/`}${resource.name}; where cert-manager owns the Secret, run cmctl renew ${resource.name}${resource.namespace === undefined ? "" : ` -n ${resource.namespace}`} and take the Secret out of the repository.`
      : `Have "${issuerCalled(certificate)}" issue a new certificate and replace this one.`
  return [
    { do: renew },
    { do: "Check the new one before you commit it.", verify: verifyCommand("new.crt", certificate, context) },
  ]
}
