/**
 * Whether a script can say anything that a rule is about. Parsing costs about a microsecond a byte, and most scripts
 * touch neither trust nor registries.
 */
export function mayRun(text: string): boolean {
  return words.test(text) || (text.length <= short && connects.test(text))
}

/** Entry points and probes are short, and what they fetch may be what the repository serves. */
const short = 4096
const connects = /\b(?:curl|wget|psql|redis-cli)\b/

const words =
  /insecure|verif|tls|ssl|cert|trust|regist|\bca[-_.]|[-_./]ca\b|[\s="'(]-[a-zA-Z]*k[a-zA-Z]*\b|plain-http|unauthenticated|untrusted|http:\/\/|openssl|keytool|certs\.d|anchors|BEGIN |daemon\.json|dockerd|containerd|mirror|GOFLAGS|HOST_KEY|CONTENT_TRUST|SKIP_|unsafe|NO_CHECK|no-check|apiVersion:|tcp:\/\/|crane|cosign|helm (?:install|upgrade)|haproxy|upstream|virtual_server|localhost:\d{2,5}\/\w/i
