/** What an image runs when nothing else is said, and whether its entry point runs another program that is named. */
export interface ImageProgram {
  readonly image: RegExp
  readonly program: string
  /** Whether arguments that begin with a program start that (`docker-entrypoint.sh`). */
  readonly starts: boolean
}

/** By the repository of the image, without its registry, tag and digest. */
export const imagePrograms: readonly ImageProgram[] = [
  { image: /(^|\/)prometheus$/, program: "prometheus", starts: false },
  { image: /exporter$|^quay\.io\/prometheus\/(blackbox|node|snmp)/, program: "exporter", starts: false },
  { image: /(^|\/)grafana(-oss|-enterprise)?$/, program: "grafana", starts: false },
  { image: /(^|\/)curl$/, program: "curl", starts: true },
  { image: /(^|\/)nginx(-unprivileged)?$/, program: "nginx", starts: true },
  { image: /(^|\/)(postgres|pgvector|timescaledb|postgis)$/, program: "postgres", starts: true },
  { image: /(^|\/)redis$/, program: "redis-server", starts: true },
  { image: /(^|\/)valkey$/, program: "valkey-server", starts: true },
  { image: /(^|\/)haproxy(-alpine|-debian)?$/, program: "haproxy", starts: true },
  { image: /(^|\/)traefik$/, program: "traefik", starts: true },
  { image: /(^|\/)caddy$/, program: "caddy", starts: true },
  { image: /(^|\/)opentelemetry-collector(-contrib|-k8s)?$/, program: "otelcol", starts: false },
  { image: /^(docker\.io\/)?(library\/)?registry$|(^|\/)distribution$/, program: "registry", starts: true },
  { image: /(^|\/)k(af)?cat$/, program: "kcat", starts: false },
  { image: /^(docker\.io\/)?apache\/kafka$|(^|\/)cp-kafka$/, program: "kafka", starts: true },
  { image: /(^|\/)kube-apiserver$/, program: "kube-apiserver", starts: true },
  // What is told to them is what they run.
  {
    image:
      /^(docker\.io\/)?(library\/)?(node|python|eclipse-temurin|openjdk|amazoncorretto|debian|ubuntu|alpine|busybox)$/,
    program: "",
    starts: true,
  },
]

/** The program of an image, by its reference. */
export function programOfImage(image: string): ImageProgram | undefined {
  const repository = image.replace(/@.*$/, "").replace(/:[^:/]*$/, "")
  return imagePrograms.find((row) => row.image.test(repository))
}
