import { isMozillaName } from "../x509/mozilla-anchors.ts"
import { attributeTypes, attributeValues, type Name } from "../x509/name.ts"

/**
 * Whether a name is that of an intermediate CA of a public root's programme: no client has it, so a chain without its
 * certificate is incomplete. Known by the organisation that runs the CA and the shape of its names; the names of
 * Mozilla's roots are excepted.
 */
export function isPublicIntermediateName(name: Name): boolean {
  const answer = known.get(name) ?? decide(name)
  known.set(name, answer)
  return answer
}

/** One issuer's name stands in all that it issued. */
const known = new WeakMap<Name, boolean>()

function decide(name: Name): boolean {
  const organisation = attributeValues(name, organizationName)[0] ?? ""
  const common = attributeValues(name, attributeTypes.commonName)[0] ?? ""
  return programmes.some(([owner, issuing]) => owner.test(organisation) && issuing.test(common)) && !isMozillaName(name)
}

const organizationName = "2.5.4.10"

/** The organisations of the CCADB that issue most server certificates, with the names of their issuing CAs. */
const programmes: readonly (readonly [owner: RegExp, issuing: RegExp])[] = [
  [/^Let's Encrypt$/, /^(R|E|YR|YE)\d+$|^Let's Encrypt Authority X\d$/],
  [/^(Internet Security Research Group|ISRG)$/, /^(Root )?Y[ER]\d?$/],
  [/^Sectigo Limited$/, /^Sectigo .*(Server CA|Authentication CA)/],
  [/^COMODO CA Limited$/, /Server CA/],
  [/^ZeroSSL( GmbH)?$/, /Site CA/],
  [/^Google Trust Services( LLC)?$/, /^(W[RE]\d|GTS CA \w+)$/],
  [/^Amazon$/, /^Amazon( (RSA|ECDSA) \d+ M\d+)?$/],
  [/^Microsoft Corporation$/, /(TLS )?(Issuing CA|TLS CA)/],
  [/^DigiCert,? Inc\.?$/, /^(?!.*\bRoot\b).*\b(CA|TLS)\b/],
  [
    /^GlobalSign( nv-sa)?$/,
    /(Atlas|GCC|RSA OV|RSA DV|Organization Validation|Domain Validation|Extended Validation|DV TLS|OV TLS)/,
  ],
  [/^GoDaddy\.com, Inc\.$/, /Secure Certificate Authority/],
  [/^Starfield Technologies, Inc\.$/, /Secure Certificate Authority/],
  [/^Entrust( Limited|, Inc\.)?$/, /Certification Authority - [LM]1|TLS Issuing/],
  [/^(IdenTrust|HydrantID)/, /Server CA/],
  [/^Cloudflare, Inc\.$/, /CA-\d|Issuing/],
  [
    /^(Gandi( SAS)?|GEANT Vereniging|Network Solutions L\.L\.C\.|cPanel, (Inc\.|LLC)|TrustAsia Technologies, Inc\.|WoTrus CA Limited|TrustOcean.*)$/,
    /CA|Certification Authority/,
  ],
  [/^Actalis S\.p\.A\./, /(Server|Authentication) (CA|.*)G\d/],
  [/^Buypass AS/, /Class \d CA/],
  [/^(Unizeto Technologies|Asseco Data Systems) S\.A\.$/, /Validation CA/],
  [/^SSL Corp(oration)?$/, /^SSL\.com .*(subCA|Issuing|SSL|TLS)/],
  [/^SwissSign AG$/, /ICA|TLS/],
  [/^(T-Systems|Deutsche Telekom)/, /ServerPass|TLS/],
  [/^D-Trust GmbH$/, /SSL|TLS|CA \d-\d/],
  [/^(Thawte|GeoTrust|RapidSSL|Symantec)/i, /CA|SSL/],
]
