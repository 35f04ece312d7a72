/**
 * The name of a setting without what differs between programs: `tlscert` of `--tls-cert-file`, `tlskey` of
 * `--tls-private-key-file`. A certificate and its key have the same stem but for the one word.
 */
export function stemOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[-_.]/g, "")
    .replaceAll(/file(name)?|path|private|pem|body/g, "")
    .replace(/certificate|crt/, "cert")
}

/** A certificate of one's own: not that of a CA. */
export const certificateStems = /^(?!.*(ca(bundle)?cert|root|trust|issuer|authority)).*cert(chain)?$/

/** The stems of the key that belongs to a certificate. */
export function keyStems(stem: string): readonly string[] {
  return [stem.replace(/cert(chain)?$/, "key"), `${stem}key`]
}
