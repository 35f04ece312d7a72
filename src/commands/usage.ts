import { type CommandName, commandNames, type OptionSpec, optionTable } from "./option-table.ts"

/** What `--help` prints: of the whole, or of one command. */
export function usage(topic?: CommandName): string {
  return topic === undefined ? overview() : commandHelp(topic)
}

function overview(): string {
  const commands = commandNames.map((name) => row(`  ${commandTexts[name].synopsis}`, commandTexts[name].summary, 34))
  return [
    "tlsgate: the pre-deploy gate for certificates, trust and registries",
    "",
    "Usage: tlsgate [COMMAND] [OPTIONS] [PATH…]",
    "",
    "Commands:",
    ...commands,
    "",
    "`tlsgate COMMAND --help` explains one. Without a COMMAND it scans; `-` as PATH reads stdin.",
    "",
    "Exit status: 0 passed, 1 findings at or above --fail-on, 2 wrong usage or config, 3 a fault of tlsgate.",
    "",
    "Start with:",
    row("  tlsgate", "check this repository", 34),
    row("  tlsgate init", "write a config and a workflow", 34),
    row("  tlsgate rules chain-too-short", "explain a rule", 34),
    "",
  ].join("\n")
}

function commandHelp(name: CommandName): string {
  const { synopsis, summary, text, examples } = commandTexts[name]
  const options = optionTable.filter((spec) => spec.commands.includes(name))
  const takesFormat = options.some((spec) => spec.name === "format")
  return [
    `Usage: tlsgate ${synopsis} [OPTIONS]`,
    "",
    `${capitalised(summary)}.`,
    ...(text === "" ? [] : ["", text]),
    "",
    "Examples:",
    ...examples.map(([command, meaning]) => row(`  ${command}`, meaning, 56)),
    "",
    "Options:",
    ...options.map((spec) => row(`  ${optionName(spec)}`, spec.text, 30)),
    ...(takesFormat ? ["", `Formats: ${formatsOf(name)}`] : []),
    "",
  ].join("\n")
}

function optionName({ name, short, value }: OptionSpec): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`
  return short === undefined ? `    ${long}` : `-${short}, ${long}`
}

function row(left: string, right: string, width: number): string {
  return left.length < width ? `${left.padEnd(width)}${right}` : `${left}\n${" ".repeat(width)}${right}`
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function formatsOf(name: CommandName): string {
  if (name === "rules") return "text, json, markdown"
  if (name === "graph") return "text, json, mermaid, dot, html"
  if (name !== "scan") return "text, json"
  return "text, json, sarif, junit, gitlab, markdown, html, github (workflow commands; the default in GitHub Actions)"
}

interface CommandText {
  readonly synopsis: string
  readonly summary: string
  readonly text: string
  readonly examples: readonly (readonly [string, string])[]
}

const commandTexts: Readonly<Record<CommandName, CommandText>> = {
  scan: {
    synopsis: "[scan] [PATH…]",
    summary: "check manifests, node configs and certificates (default: this repository)",
    text: `What git does not ignore below each PATH is read; a config governs it (.tlsgate.yml, see \`tlsgate init\`).
A finding is silenced by a comment on its line or the line above, with a last day and a reason:
  # tlsgate-ignore[containerd-hosts-skip-verify] until=2027-01-31 reason="lab mirror"
A PATH may be a glob ("deploy/**/*.yaml"); one that begins with ! leaves out what it matches.
With --base, what the change silences counts only once REF has it.
Paths of tests, examples and documentation count less, unless given as PATH. A directory that is
called like a command is scanned as ./config.`,
    examples: [
      ["tlsgate", "check this repository"],
      ["tlsgate deploy clusters/prod --fail-on warning", "be stricter in two directories"],
      ["helm template . | tlsgate -", "check what a chart renders"],
      ["tlsgate --base origin/main", "judge a change by what it is merged into"],
      ["tlsgate --at 2027-03-01", "what will have expired by then?"],
      ["tlsgate --output sarif=tlsgate.sarif", "print text, write SARIF as well"],
    ],
  },
  verify: {
    synopsis: "verify FILE…",
    summary: "build and validate the chain in each file, like `openssl verify`, and say why",
    text: `All certificates of the file are candidates, in any order; what is wrong with their order is said.
Unlike \`openssl verify\`, it does not stop at the first certificate.
A chain leads to an anchor that was asked for (status 0); or it is complete, but its root is none of them (1);
or something is missing or wrong (1). A root in the files is an anchor only with --trust files.`,
    examples: [
      ["tlsgate verify fullchain.pem", "does it lead to a root that browsers have?"],
      ["tlsgate verify tls.pem --trust corp-root.pem", "… to the company's root?"],
      ["tlsgate verify tls.pem --host shop.example.org", "… and is it valid for this name?"],
      ["openssl s_client -showcerts … | tlsgate verify -", "what does the server send?"],
    ],
  },
  graph: {
    synopsis: "graph [PATH…]",
    summary: "show who talks to whom, in what trust, and what would fail",
    text: `Each connection that the repository shows, with its verdict: succeeds, fails and why, unverified, or
unknown and what is missing. The exit status is 0 whatever it shows: \`tlsgate scan\` is the gate.`,
    examples: [
      ["tlsgate graph", "who talks to whom here?"],
      ["tlsgate graph --fails", "… and which handshakes would fail?"],
      ["tlsgate graph --host api.shop.svc --format mermaid", "a picture of one server"],
      ["tlsgate graph --at 2027-03-01 --fails", "what will fail then?"],
    ],
  },
  inspect: {
    synopsis: "inspect FILE…",
    summary: "show what is inside: chain picture, roles, dates, keys (never key material)",
    text: "Reads PEM, DER, base64, PKCS#7, PKCS#12, Java key stores, and manifests that carry any of these.",
    examples: [
      ["tlsgate inspect deploy/tls-secret.yaml", "what does this Secret hold?"],
      ["TLSGATE_PASSWORDS=… tlsgate inspect store.p12", "passwords to try, one per line"],
    ],
  },
  fix: {
    synopsis: "fix [PATH…]",
    summary: "apply the safe fixes",
    text: `Only what cannot change the meaning for the worse: the order of a chain, duplicates, an issuer that is missing and
stands elsewhere in the repository, boundaries on one line, keys that are misspelt. Never private keys, roots or what
is ignored; tests and examples only where they are given as PATH.
The exit status is 1 while findings remain that need you.`,
    examples: [
      ["tlsgate fix --dry-run", "see what would change"],
      ["tlsgate fix --dry-run | git apply", "… and apply it yourself"],
      ["tlsgate fix deploy", "change it"],
    ],
  },
  rules: {
    synopsis: "rules [ID]",
    summary: "list the rules, or explain one with its examples",
    text: "",
    examples: [
      ["tlsgate rules", "all rules, by family"],
      ["tlsgate rules chain-too-short", "what it finds, why that matters, what to do"],
    ],
  },
  init: {
    synopsis: "init",
    summary: "write a config and a workflow file",
    text: "Writes .tlsgate.yml and .github/workflows/tlsgate.yml. What is there already stays as it is.",
    examples: [["tlsgate init", "then look at both, and commit them"]],
  },
  baseline: {
    synopsis: "baseline [PATH…]",
    summary: "record today's findings so that only new ones fail",
    text: "Entries are told by what they are about, so they survive a shift of lines. One line each, sorted: merges stay easy.",
    examples: [
      ["tlsgate baseline", "write .tlsgate-baseline.json"],
      ["tlsgate baseline --prune", "take out what has been mended since"],
    ],
  },
  explain: {
    synopsis: "explain [TEXT]",
    summary: "lead from an error message or a log (or stdin) to its cause in this repository",
    text: "Names the rules that the message speaks of and the places to look at, most likely first.",
    examples: [
      ['tlsgate explain "x509: certificate signed by unknown authority"', "where does that come from?"],
      ["kubectl logs deploy/dex | tlsgate explain", "from a log"],
    ],
  },
}
