/** Writes docs/rules.md from the rules, with the tool's own words under each bad example; `--check` only compares. */
import { readFileSync, writeFileSync } from "node:fs"
import type { Family } from "../src/model/report.ts"
import { rules } from "../src/rules/index.ts"
import type { Example, Rule } from "../src/rules/rule.ts"
import { findings, masked, unmark } from "../test/examples.ts"

const titles: Readonly<Record<Family, string>> = {
  containerd: "containerd and nerdctl",
  k3s: "k3s and RKE2",
  docker: "Docker, BuildKit and kaniko",
  containers: "podman, CRI-O and skopeo",
  platform: "Talos, OpenShift and development clusters",
  gitops: "Flux, Argo, Tekton and CI",
  kubernetes: "Kubernetes objects and gateways",
  commands: "Commands and environment",
  ca: "Trust anchors: nodes, images, containers",
  chain: "Server chains",
  certificate: "Certificates and keys",
  acme: "ACME and cert-manager",
  input: "Input",
  ignore: "Ignores",
}

const target = new URL("../docs/rules.md", import.meta.url)
const page = await render()
if (!process.argv.includes("--check")) writeFileSync(target, page)
else if (readFileSync(target, "utf8") !== page) {
  console.error("docs/rules.md is not what the rules say. Run `npm run docs` and commit it.")
  process.exitCode = 1
} else console.log(`docs/rules.md is what ${rules.length} rules say`)

async function render(): Promise<string> {
  const families = [...new Set(rules.map(({ family }) => family))]
  const sections = await Promise.all(families.map(section))
  const table = families.map((family) => {
    const own = rules.filter((rule) => rule.family === family)
    return `| [${titles[family]}](#${anchor(titles[family])}) | ${own.map(({ id }) => `[\`${id}\`](#${id})`).join(", ")} |`
  })
  return [
    "# Rules",
    "",
    "Written by `npm run docs` from `src/rules`; do not edit. Each bad example is a test: the words below it are the tool's own.",
    "`tlsgate rules ID` prints the same. Levels are those of the usual case; a finding may be lower (a fixture, a local host, a template).",
    "",
    "| Family | Rules |",
    "| --- | --- |",
    ...table,
    "",
    ...sections,
  ].join("\n")
}

async function section(family: Family): Promise<string> {
  const own = rules.filter((rule) => rule.family === family)
  return [`## ${titles[family]}`, "", ...(await Promise.all(own.map(entry)))].join("\n")
}

async function entry(rule: Rule): Promise<string> {
  const [bad] = rule.examples.bad
  const [good] = rule.examples.good
  const said = (await findings(rule, unmark(bad).files)).map(({ level = rule.level, at, message, help = rule.fix }) => {
    const place = `${at.path}:${at.line}:${at.column}`
    return `${level}[${rule.id}]: ${message}\n --> ${place}\n  = help: ${help.replaceAll("\n", "\n          ")}`
  })
  return [
    `### ${rule.id}`,
    "",
    `**${rule.level}** · ${rule.summary}.`,
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
    "Bad:",
    "",
    ...blocks(bad),
    "```text",
    said.join("\n\n"),
    "```",
    "",
    "Good:",
    "",
    ...blocks(good),
  ].join("\n")
}

function blocks(example: Example): string[] {
  return Object.entries(example).flatMap(([path, text]) => {
    const shown = masked(text).trimEnd()
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

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-")
}
