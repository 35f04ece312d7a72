export const commandNames = [
  "scan",
  "verify",
  "inspect",
  "fix",
  "rules",
  "init",
  "baseline",
  "explain",
  "graph",
] as const

export type CommandName = (typeof commandNames)[number]

/** An option of the command line: what it is called, what it takes, and which commands know it. */
export interface OptionSpec {
  readonly name: string
  readonly short?: string
  /** The name of its value in the help; an option without one is a switch. */
  readonly value?: string
  readonly text: string
  readonly commands: readonly CommandName[]
}

const all: readonly CommandName[] = commandNames
const tree: readonly CommandName[] = ["scan", "fix", "baseline", "explain", "graph"]
const judging: readonly CommandName[] = ["scan", "fix", "baseline", "explain", "graph"]
const chains: readonly CommandName[] = [...judging, "verify"]
const dated: readonly CommandName[] = [...chains, "inspect"]
const shown: readonly CommandName[] = ["scan", "verify", "inspect", "rules", "explain", "graph"]

/** The options, in the order of the help. */
export const optionTable: readonly OptionSpec[] = [
  { name: "format", value: "F", commands: shown, text: "What to print on stdout (see below for the formats)." },
  { name: "output", value: "F=FILE", commands: ["scan"], text: "Write format F to FILE as well. Repeatable." },
  { name: "config", value: "FILE", commands: judging, text: "Use this config instead of the nearest .tlsgate.yml." },
  { name: "no-config", commands: judging, text: "Use no config at all." },
  { name: "include", value: "GLOB", commands: tree, text: "Check only these files. Repeatable; adds to the config's." },
  { name: "exclude", value: "GLOB", commands: tree, text: "Leave these files out. Repeatable; adds to the config's." },
  { name: "no-ignore", commands: tree, text: "Read what .gitignore hides, too." },
  {
    name: "max-file-size",
    value: "BYTES",
    commands: tree,
    text: "Do not read larger files; 64KiB, 8MiB work. Default 32MiB.",
  },
  {
    name: "timeout",
    value: "DURATION",
    commands: ["scan"],
    text: "Judge what was read by then, tell the rest, end with 3. 90s, 1h work. Default 10m.",
  },
  {
    name: "changed-since",
    value: "REF",
    commands: ["scan"],
    text: "Report only what stands in files changed since REF.",
  },
  {
    name: "base",
    value: "REF",
    commands: ["scan"],
    text: "Let the config, ignores and baseline of REF decide; tell new findings apart.",
  },
  {
    name: "fail-on-new-only",
    commands: ["scan"],
    text: "What --base has, too, does not fail; expired certificates and keys do.",
  },
  { name: "fail-on", value: "LEVEL", commands: ["scan"], text: "error (default), warning, notice or never." },
  {
    name: "baseline",
    value: "FILE",
    commands: judging,
    text: "Do not fail on what FILE records. Default .tlsgate-baseline.json.",
  },
  { name: "prune", commands: ["baseline"], text: "Only take out what is no longer found; record nothing new." },
  { name: "dry-run", commands: ["fix"], text: "Print the changes as a unified diff, and change nothing." },
  {
    name: "at",
    value: "DATE",
    commands: dated,
    text: "Judge as if it were DATE (2027-01-31, or ISO 8601 with a time).",
  },
  { name: "expiry-error", value: "DAYS", commands: judging, text: "Less validity left is an error. Default 14." },
  { name: "expiry-warning", value: "DAYS", commands: judging, text: "Less validity left is a warning. Default 30." },
  {
    name: "chain",
    value: "MODE",
    commands: chains,
    text: "auto (default), server (root may be left out), full (root last).",
  },
  {
    name: "trust",
    value: "ANCHORS",
    commands: chains,
    text: "mozilla (default), none, PEM files; for verify also files: their own roots. Repeatable.",
  },
  {
    name: "host",
    value: "NAME",
    commands: ["verify", "graph"],
    text: "The certificate must be valid for NAME, too. Of a graph: only what goes there.",
  },
  {
    name: "from",
    value: "CLIENT",
    commands: ["graph"],
    text: "Only the connections of clients whose name has CLIENT in it.",
  },
  { name: "fails", commands: ["graph"], text: "Only the connections that fail." },
  {
    name: "purpose",
    value: "USE",
    commands: ["verify"],
    text: "What it is presented as: server (default), client, email or any.",
  },
  { name: "crl", value: "FILE", commands: ["verify"], text: "Check revocation with this CRL, PEM or DER. Repeatable." },
  {
    name: "profile",
    value: "P",
    commands: ["verify"],
    text: "gate (default: what clients refuse), rfc5280, webpki, validation (RFC 5280 §6).",
  },
  { name: "quiet", short: "q", commands: all, text: "Say only what fails." },
  { name: "verbose", commands: all, text: "Say how files were found and what was skipped." },
  { name: "color", commands: all, text: "Colours, even where stdout is no terminal." },
  { name: "no-color", commands: all, text: "No colours. NO_COLOR does the same." },
  { name: "help", short: "h", commands: all, text: "Show this help." },
  { name: "version", short: "V", commands: all, text: "Show the version." },
]
