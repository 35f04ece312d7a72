/** Writes docs/rules from the rules and their examples, a page for each, and docs/messages.md; `--check` only compares. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { ruleTexts } from "../src/commands/rule-texts.ts"
import { classWords } from "../src/explain/classes.table.ts"
import type { Message } from "../src/explain/message.ts"
import { messages } from "../src/explain/messages.ts"
import { parameterRows } from "../src/lexicon/connection/parameters.table.ts"
import { rows } from "../src/lexicon/tables/index.ts"
import type { Family } from "../src/model/report.ts"
import { rules } from "../src/rules/index.ts"
import type { Rule } from "../src/rules/rule.ts"
import { clientsPage } from "./clients-page.ts"

const titles: Readonly<Record<Family, string>> = {
  containerd: "containerd and nerdctl",
  k3s: "k3s and RKE2",
  docker: "Docker, BuildKit and kaniko",
  containers: "podman, CRI-O and skopeo",
  platform: "Talos, OpenShift and development clusters",
  gitops: "Flux, Argo, Tekton and CI",
  kubernetes: "Kubernetes objects and gateways",
  commands: "Commands and environment",
  connection: "Clients and servers of one repository",
  ca: "Trust anchors: nodes, images, containers",
  chain: "Server chains",
  certificate: "Certificates and keys",
  acme: "ACME and cert-manager",
  input: "Input",
  ignore: "Ignores",
}

const folder = new URL("../docs/", import.meta.url)
const pages = new Map([
  ["messages.md", messagesPage()],
  ["switches.md", switchesPage()],
  ["clients.md", clientsPage()],
  ["rules/README.md", index()],
  ...rules.map((rule): [string, string] => [`rules/${rule.id}.md`, page(rule)]),
])
const rulesFolder = new URL("rules/", folder)
const there = existsSync(rulesFolder) ? readdirSync(rulesFolder).map((name) => `rules/${name}`) : []
if (process.argv.includes("--check")) {
  const stale = [...new Set([...there, ...pages.keys()])].filter((name) => read(name) !== pages.get(name))
  if (stale.length > 0) {
    console.error(`docs/ is not what the sources say: ${stale.join(", ")}. Run \`npm run docs\` and commit it.`)
    process.exitCode = 1
  } else console.log(`docs/ is what ${rules.length} rules and ${messages.length} messages say`)
} else {
  for (const name of there) if (!pages.has(name)) rmSync(new URL(name, folder))
  mkdirSync(rulesFolder, { recursive: true })
  for (const [name, text] of pages) writeFileSync(new URL(name, folder), text)
}

function read(name: string): string | undefined {
  const file = new URL(name, folder)
  return existsSync(file) ? readFileSync(file, "utf8") : undefined
}

/** The settings that the lexicon knows: their names, what they do, and where that is written. */
function switchesPage(): string {
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;")
  const code = (text: string) => `\`${text.replaceAll("|", "\\|")}\``
  const effects = { unverified: "not verified", "host-name": "any name", plaintext: "no TLS" } as const
  const names = rows.reduce((sum, row) => sum + row.names.length, 0)
  return [
    "# Switches",
    "",
    `Settings by which a program does not verify the other end, takes a certificate of any name, or talks without TLS: ${names} names of`,
    `${rows.length} settings, and ${parameterRows.length} parameters of connection strings. Case and the signs that part words do not count;`,
    "`*` is any words of a variable or one key, `..` any keys between. What stands here is found in variables, flags, documents of any kind and annotations.",
    "",
    "## Settings of programs",
    "",
    "| program | names | off | effect | source |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(
      (row) =>
        `| ${cell(row.product)} | ${row.names.map(code).join("<br>")} | ${code(row.off.bad === "" ? '""' : row.off.bad)} | ${effects[row.effect]} | ${cell(row.source)} |`,
    ),
    "",
    "## Parameters of connection strings",
    "",
    "| read by | with the fault | effect | source |",
    "| --- | --- | --- | --- |",
    ...parameterRows.map(
      ({ driver, bad, effect, source }) => `| ${cell(driver)} | ${code(bad)} | ${effects[effect]} | ${cell(source)} |`,
    ),
    "",
    "## Names that speak for themselves",
    "",
    "A name that no row has still counts where it can mean nothing else (`tls-off-by-name`, a warning that says so): a word for TLS (ssl, tls, https,",
    "certificate, peer, hostname) beside one for verifying it (verify, validate, check, reject, strict), and a value that takes it away, or a word for not",
    "(skip, no, disable, ignore, insecure, trust, allow) with a value that is true. Left alone are nonces, cookies, signatures, digests, expiry, client",
    "certificates of listeners, ciphers, revocation, e-mail addresses and tokens; schemas, policies, examples and templates; this machine.",
    "",
  ].join("\n")
}

/** The texts that `explain` knows, by what they mean. */
function messagesPage(): string {
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;")
  const row = ({ text, program, source }: Message) =>
    `| \`${text.replaceAll("|", "\\|").replaceAll("`", "'")}\` | ${cell(program)} | ${linked(source)} |`
  return [
    "# Messages",
    "",
    "Written by `npm run docs` from `src/explain`; do not edit. What `tlsgate explain` knows: texts as programs print them (`{}` stands",
    "for what differs), what they mean, and where each is printed.",
    "",
    ...Object.entries(classWords).flatMap(([kind, words]) => [
      `## ${kind}`,
      "",
      words.meaning,
      "",
      `- On the live system: ${cell(words.check)}`,
      `- Repaired when: ${cell(words.confirm)}`,
      "",
      "| Text | Program | Printed by |",
      "| --- | --- | --- |",
      ...messages.filter((message) => message.class === kind).map(row),
      "",
    ]),
  ].join("\n")
}

/** A source is `owner/repository path`, or a name and an address. */
function linked(source: string): string {
  const [first = "", second = ""] = source.split(/ (?=\S+$)/)
  if (second.startsWith("http")) return `[${first}](${second})`
  return `[${first}: ${second}](https://github.com/${first}/blob/HEAD/${second})`
}

function index(): string {
  const families = [...new Set(rules.map(({ family }) => family))]
  return [
    "# Rules",
    "",
    "Written by `npm run docs` from `src/rules`; do not edit. `tlsgate rules ID` prints what the page of a rule says. Levels are those",
    "of the usual case; a finding may be lower (a fixture, a local host, a template).",
    "",
    ...families.flatMap((family) => [
      `## ${titles[family]}`,
      "",
      "| Rule | Level | Finds |",
      "| --- | --- | --- |",
      ...rules
        .filter((rule) => rule.family === family)
        .map(({ id, level, summary }) => `| [\`${id}\`](${id}.md) | ${level} | ${summary.replaceAll("|", "\\|")} |`),
      "",
    ]),
  ].join("\n")
}

function page(rule: Rule): string {
  const { examples, expected } = ruleTexts[rule.id]!
  return [
    `# ${rule.id}`,
    "",
    `**${rule.level}** · ${rule.summary}. (${titles[rule.family]})`,
    "",
    rule.why,
    "",
    `**What to do.** ${rule.fix}`,
    "",
    ...rule.citations.map(({ document, section: part, says, url }) => {
      const title = `${document}${part === undefined ? "" : `, ${part}`}`
      return `- ${url === undefined ? title : `[${title}](${url})`}: ${says}`
    }),
    ...(rule.controls === undefined ? [] : [`- Controls: ${rule.controls.join(", ")}`]),
    "",
    "## Bad",
    "",
    ...blocks(examples.bad[0]!),
    "```text",
    expected[0]!,
    "```",
    "",
    "## Good",
    "",
    ...blocks(examples.good[0]!),
  ].join("\n")
}

function blocks(example: Readonly<Record<string, string>>): string[] {
  return Object.entries(example).flatMap(([path, text]) => {
    const shown = text.trimEnd()
    const fence = "`".repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)))
    return [`\`${path}\``, "", `${fence}${language(path)}`, shown, fence, ""]
  })
}

function language(path: string): string {
  return (
    /\.(ya?ml|toml|json|sh|tf|ini)$/.exec(path)?.[1]?.replace("yml", "yaml") ??
    (/Dockerfile/.test(path) ? "dockerfile" : "text")
  )
}
