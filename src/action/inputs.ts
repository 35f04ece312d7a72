/** What the action reads its inputs with: one text, or one for each line. */
export interface Inputs {
  readonly input: (name: string) => string
  readonly lines: (name: string) => readonly string[]
}

/**
 * The inputs as a command line: there is one parser, and one set of messages, for both. An input that is empty is not
 * given, so that the config decides.
 */
export function commandLine({ input, lines }: Inputs): string[] {
  const single = texts.flatMap((name) => (input(name) === "" ? [] : [`--${name}=${input(name)}`]))
  const several = lists.flatMap((name) => lines(name).map((value) => `--${name}=${value}`))
  const flags = switches.flatMap((name) => (/^(true|yes|on|1)$/i.test(input(name).trim()) ? [`--${name}`] : []))
  return ["scan", ...single, ...several, ...flags, "--", ...lines("paths")]
}

const texts = [
  "config",
  "max-file-size",
  "timeout",
  "fail-on",
  "at",
  "expiry-error",
  "expiry-warning",
  "chain",
  "changed-since",
  "baseline",
] as const
const lists = ["include", "exclude", "trust", "output"] as const
const switches = ["no-ignore", "no-config", "fail-on-new-only"] as const
