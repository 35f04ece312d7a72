import type { Inventory } from "../../join/inventory.ts"
import { judgeConnection, mayConnect, type Verdict } from "../../lexicon/connection/judge.ts"
import { rowsOfFlag, rowsOfVariable, rowsOfWay } from "../../lexicon/lookup.ts"
import { plainUrl, type Row } from "../../lexicon/row.ts"
import { eachSetting, flagsOf, type Setting } from "../../lexicon/settings.ts"
import { spellingOf } from "../../lexicon/spelling.ts"
import { type Outdated, outdatedIn } from "../../lexicon/versions.ts"
import type { CommandFact, DocumentFact, DocumentKind, ScriptFact, VariableFact } from "../../model/facts.ts"
import { hostOf, isClusterLocal, isLocalHost, lowered, registryOf } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import type { Level } from "../../model/report.ts"
import { entriesAt, type Mapping, type Scalar } from "../../model/tree.ts"
import { type Weight, weigh } from "../../model/weight.ts"
import { wordStarts } from "../../workloads/invocations.ts"
import { objectText } from "../objects.ts"
import type { Problem } from "../rule.ts"
import { levelFor as levelOfCommand, targetOf } from "./flags.shared.ts"
import { connection, type Hit, known, outdated, output, shortWay, shown, spelling } from "./lexicon-texts.shared.ts"
import { levelFor as levelOfVariable, literalOf, placeOf, reachOf } from "./variables.shared.ts"

export type LexiconSubject =
  | DocumentFact
  | VariableFact
  | { readonly command: CommandFact; readonly script: ScriptFact }

/** The kinds of document whose values are looked up; those of nodes and registries have rules that know them better. */
export const treeKinds = [
  "kubernetes",
  "helm-values",
  "helmfile",
  "compose",
  "github-workflow",
  "github-action",
  "gitlab-ci",
  "gitlab-runner",
  "cloud-init",
  "ansible",
  "terraform",
  "traefik",
  "prometheus",
  "systemd",
  "env",
  "kustomization",
  "condarc",
  "yarnrc",
  "plain",
] as const satisfies readonly DocumentKind[]

export const lexiconSubjects = ["variable", "command", ...treeKinds] as const

/** Everything that the lexicon finds in a subject, once for all rules that tell it. */
export function hitsOf(subject: LexiconSubject, inventory: Inventory): readonly Hit[] {
  const key = "command" in subject ? subject.command : subject
  if (remembered?.key === key) return remembered.hits
  const hits = [...find(subject, inventory)]
  remembered = { key, hits }
  return hits
}

/** All rules see a subject before the next one: one is all that has to be kept. */
let remembered: { readonly key: unknown; readonly hits: readonly Hit[] } | undefined

/** The hits of a rule. */
export function* told(
  subject: LexiconSubject,
  inventory: Inventory,
  ...effects: readonly Hit["of"][]
): Iterable<Problem> {
  for (const { of, ...problem } of hitsOf(subject, inventory)) if (effects.includes(of)) yield problem
}

function find(subject: LexiconSubject, inventory: Inventory): Iterable<Hit> {
  if ("root" in subject) return ofDocument(subject, inventory)
  return "command" in subject ? ofCommand(subject.command, subject.script) : ofVariable(subject, inventory)
}

// Variables

function* ofVariable(variable: VariableFact, inventory: Inventory): Generator<Hit> {
  const value = literalOf(variable)
  if (value === undefined || leftToOthers.test(variable.name)) return
  const name = variable.name
  const beside = () => hostOfNeighbour(variable, inventory)
  const level = (most: Level): Weight => levelOfVariable(lowered(most, beside()), variable)
  const where = { at: placeOf(variable), identity: name }
  const row = rowsOfVariable(name).find(
    (one) => one.off.test(value) && isWithin(one, () => `${variable.path} ${name} ${variable.resource?.name ?? ""}`),
  )
  if (row !== undefined) {
    yield known(
      row,
      `${name}=${shown(value)} is set ${reachOf(variable)}`,
      where,
      levelOfVariable(levelBy(row, value, beside), variable),
    )
    return
  }
  const spelled = spellingOf(name, value)
  if (spelled?.sure) {
    yield spelling(spelled, `${name}=${shown(value)} is set ${reachOf(variable)}`, where, level("warning"))
    return
  }
  if (optionNames.test(name)) {
    const found = propertiesOf(value).find(({ row: one }) => one !== undefined)
    if (found?.row !== undefined)
      yield known(found.row, `${name} has -D${found.name} ${reachOf(variable)}`, where, level(found.row.level))
    return
  }
  if (!mayConnect(value)) return
  const verdict = judgeConnection(value, servicesBeside(variable.path, inventory)) ?? ofAirflow(name, value)
  if (verdict !== undefined)
    yield connection(verdict, `${name} ${reachOf(variable)}`, where, levelOfVariable(verdict.level, variable))
}

/** Variables of options for a JVM, and the properties among them. */
const optionNames =
  /^(JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|[A-Z0-9_]*(JAVA|JVM|MAVEN|CATALINA|GRADLE|SBT)_?(OPTS|OPTIONS|ARGS|CLI_OPTS)|[A-Z0-9_]+_OPTS)$/

function propertiesOf(value: string): { name: string; row: Row | undefined }[] {
  return [...value.matchAll(/-D([\w.-]{3,120})(?:=(\S*))?/g)].map(([, name = "", given = ""]) => ({
    name: given === "" ? name : `${name}=${given}`,
    row: rowsOfWay([name]).find((row) => row.off.test(given)),
  }))
}

/** Airflow keeps connections in variables, as JSON or with parameters that its hooks hand on. */
function ofAirflow(name: string, value: string): Verdict | undefined {
  if (!/^AIRFLOW_CONN_/.test(name) || !/["?&]verify["]?\s*[:=]\s*"?(false|0)\b/i.test(value)) return undefined
  return {
    parameter: "verify=false",
    host: undefined,
    effect: "unverified",
    level: weigh("warning"),
    driver: "Airflow's hook",
    instead: 'verify: "/etc/ssl/corp-ca.pem"',
  }
}

/** Other rules tell these, and know them better. */
const leftToOthers =
  /^(VAULT_SKIP_VERIFY|GIT_SSL_NO_VERIFY|NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|DOCKER_TLS_VERIFY|PGSSLMODE|CONSUL_HTTP_SSL_VERIFY|INSECURE_REGISTRY|ANSIBLE_HOST_KEY_CHECKING)$/

/** The host that a variable beside it names: `SMTP_HOST` for `SMTP_SKIP_VERIFY`. */
function hostOfNeighbour({ name, path, resource }: VariableFact, inventory: Inventory): string | undefined {
  const words = name.split("_")
  const beside = (inventory.files.get(path)?.variables ?? []).filter((other) => other.resource?.name === resource?.name)
  for (let length = words.length - 1; length > 0; length--) {
    const prefix = `${words.slice(0, length).join("_")}_`
    const found = beside.find(
      (other) => other.name.startsWith(prefix) && hostEnding.test(other.name.slice(prefix.length)),
    )
    if (found !== undefined) return hostOf(literalOf(found) ?? "")
  }
  return undefined
}

const hostEnding = /^(\w+_)?(HOST|HOSTS|HOSTNAME|URL|URI|ADDR|ADDRESS|SERVER|ENDPOINT|DOMAIN)$/

// Commands

function* ofCommand(command: CommandFact, script: ScriptFact): Generator<Hit> {
  const target = targetOf(command.words)
  const place = () =>
    [
      command.tool,
      ...command.words
        .filter(({ value }) => !value.startsWith("-"))
        .map(({ value }) => value)
        .slice(0, 4),
      script.name,
    ].join(" ")
  const toolKnown = command.tool !== ""
  const seen = new Set<number>()
  for (const { name, value, word } of flagsOf(command)) {
    if (seen.has(word.start)) continue
    const property = /^-D([\w.-]+)$/.exec(name)?.[1]
    const rows = property === undefined ? rowsOfFlag(name) : rowsOfWay([property])
    const row = rows.find((one) => one.off.test(value) && isWithin(one, place))
    const where = { at: word, identity: `${command.tool} ${name} ${target.host ?? ""}` }
    const said = `${command.tool || "the program"} is started with ${name}${word.value.includes("=") ? `=${shown(value)}` : ""}`
    if (row !== undefined) {
      seen.add(word.start)
      yield known(row, said, where, levelOfCommand(row.level, target))
      continue
    }
    if (ownRules.test(command.tool) || (script.scope !== "container" && !toolKnown)) continue
    if (name.length < 8 || !name.startsWith("--")) continue
    const spelled = spellingOf(name.slice(2), value)
    if (spelled?.sure) {
      seen.add(word.start)
      yield spelling(spelled, said, where, levelOfCommand("warning", target))
    }
  }
  for (const word of command.words) {
    if (insecureOutput.test(word.value)) {
      const host = /(?:^|,)name=([^,]+)/.exec(word.value)?.[1]
      const level =
        host === undefined
          ? "error"
          : levelOfCommand("error", { host: registryOf(host), open: !word.literal, written: host })
      yield output(`a command (${command.tool || "of the container"})`, { at: word, identity: host ?? "output" }, level)
    }
    if (!word.literal || seen.has(word.start)) continue
    const text = word.value.replace(/^--?[\w.-]+=/, "")
    if (!mayConnect(text)) continue
    const verdict = judgeConnection(text)
    if (verdict !== undefined)
      yield connection(
        verdict,
        `a command (${command.tool || "of the container"})`,
        { at: word, identity: verdict.parameter },
        verdict.level,
      )
  }
}

/** Tools whose flags other rules know. */
const ownRules =
  /^(curl|wget|kubectl|oc|helm|docker|podman|buildah|skopeo|crane|gcrane|krane|ko|oras|nerdctl|ctr|crictl|cosign|regctl|trivy|notation|flux|imgpkg|kbld|vault|git|pip\d*|npm|yarn|pnpm|apt|apt-get|dnf|yum|apk|gem|go|cargo|aws|mvn|mvnw|mvnd|rclone|restic|mc|http|https|svn|kubeadm|argocd|helmfile|executor|dockerd|k3s|openssl|echo|printf|grep|sed|awk|test|\[|metrics-server|external-dns)$/

/** An exporter or a cache of BuildKit that does not verify its registry. */
const insecureOutput = /(?:^|[,=])registry\.insecure=(?:true|1)(?:,|$)/

// Documents

function* ofDocument(document: DocumentFact, inventory: Inventory): Generator<Hit> {
  if (isDescription(document)) return
  const hits: Hit[] = []
  const variables = new Set((inventory.files.get(document.path)?.variables ?? []).map(({ value }) => value.start))
  const words = wordStarts(document.path, inventory)
  const isTold = (place: Span) => variables.has(place.start) || words.has(place.start)
  const limit = (level: Level | Weight, of: Hit["of"]): Weight => {
    if (of === "plaintext" && isChartDefault(document, inventory)) return weigh("notice")
    return weigh(level, isLimited(document) && "chart-values")
  }
  eachSetting(
    document,
    (setting) => {
      if (isTold(setting.value)) return
      const hit = ofSetting(setting, document, inventory)
      if (hit !== undefined) hits.push({ ...hit, level: limit(hit.level ?? "warning", hit.of) })
    },
    (item, way) => {
      if (words.has(item.start)) return
      const hit = ofFlagItem(item, way, document)
      if (hit !== undefined) hits.push({ ...hit, level: limit(hit.level ?? "warning", hit.of) })
    },
  )
  yield* hits
}

/** Values that nothing in the repository is known to install. */
function isLimited({ kind, carrier }: DocumentFact): boolean {
  return kind === "helm-values" && carrier === undefined
}

/** The values that a chart has where nobody says otherwise. */
function isChartDefault({ kind, carrier, path }: DocumentFact, { paths }: Inventory): boolean {
  return kind === "helm-values" && carrier === undefined && paths.has(path.replace(/(?<![^/])[^/]*$/, "Chart.yaml"))
}

/** What describes settings, or is about other people's: schemas, policies, dashboards. */
function isDescription({ resource, path, name }: DocumentFact): boolean {
  if (/(^|[./-])(schema|openapi|swagger|crds?|questions)([./-]|$)|\.schema\./i.test(`${path} ${name}`)) return true
  return (
    resource !== undefined &&
    (/^(CustomResourceDefinition|ConstraintTemplate|ClusterPolicy|Policy|ValidatingAdmissionPolicy|MutatingAdmissionPolicy|ClusterServiceVersion|GrafanaDashboard|PrometheusRule|CompositeResourceDefinition)$/.test(
      resource.kind,
    ) ||
      /^(kyverno\.io|constraints\.gatekeeper\.sh|templates\.gatekeeper\.sh)\//.test(resource.apiVersion))
  )
}

function ofSetting(setting: Setting, document: DocumentFact, inventory: Inventory): Hit | undefined {
  const { way, key, value, owners } = setting
  const old = outdatedAt(setting, document)
  if (old !== undefined) return old
  if (key === value) {
    // Of a list, only addresses say by themselves what is wrong with them.
    const row = rowsOfWay(way).find((one) => one.off === plainUrl && one.off.test(value.value))
    if (row !== undefined) {
      const said = `${objectText(document)} has ${shown(value.value)} in ${shortWay(way)}`
      const where = { at: value, identity: `${way.join(".")} ${value.value}` }
      return known(
        row,
        said,
        where,
        levelBy(row, value.value, () => undefined),
      )
    }
    return connectionAt(
      value,
      value.value.replace(/^(--?)?[\w.-]+=(?=[a-z][\w+.:-]*:\/\/)/i, ""),
      "a word of a list",
      document,
      inventory,
    )
  }
  const name = key.value
  const place = () => placeText(document, way)
  const row = rowsOfWay(way).find((one) => one.off.test(value.value) && isWithin(one, place))
  const where = { at: value.end > value.start ? value : key, identity: way.join(".") }
  const said = () =>
    `${objectText(document)} sets ${shortWay(way)} to ${value.value === "" ? "nothing" : shown(value.value)}`
  if (row !== undefined)
    return known(
      row,
      said(),
      where,
      levelBy(row, value.value, () => hostBeside(owners)),
    )
  const spelled = mayBeSwitch(value) ? spellingOf(name, value.value, way.slice(-3, -1)) : undefined
  if (spelled?.sure === true && !hasOwnRule(document) && !isOddPlace(way, document)) {
    const host = hostBeside(owners)
    return spelling(spelled, said(), where, lowered("warning", host))
  }
  return connectionAt(value, value.value, `${shortWay(way)} of ${objectText(document)}`, document, inventory, name)
}

/** A version of TLS below 1.2, or a broken cipher. Contour's HTTPProxy takes any value but 1.2 and 1.3 for 1.2. */
function outdatedAt({ way, key, value }: Setting, document: DocumentFact): Hit | undefined {
  if (document.resource?.kind === "HTTPProxy") return undefined
  const name = way.at(-1) ?? ""
  const found = outdatedIn(name, value.value, way.slice(-3, -1)) ?? profileOf(way, value.value)
  if (found === undefined || way.at(-2) === "labels") return undefined
  const at = value.end > value.start ? value : key
  const said = `${objectText(document)} allows, in ${shortWay(way)},`
  return { ...outdated(found, said, at), of: "outdated", cause: `${document.path} ${way.join(".")}`, level: "warning" }
}

/** OpenShift's profiles: Old speaks TLS 1.0. */
function profileOf(way: readonly string[], value: string): Outdated | undefined {
  return value === "Old" && way.at(-1) === "type" && way.at(-2) === "tlsSecurityProfile"
    ? { what: "TLS 1.0", kind: "version" }
    : undefined
}

/** An address says itself where it leads; inside the cluster its traffic may be in a mesh. */
function levelBy({ level, off }: Row, value: string, beside: () => string | undefined): Level | Weight {
  if (off !== plainUrl) return lowered(level, beside())
  const host = hostOf(value)
  return host === undefined || isClusterLocal(host) || isPrivateName(host) ? "notice" : lowered(level, host)
}

/** A name without a dot is one of the own cluster or compose file. */
function isPrivateName(host: string): boolean {
  return !host.replace(/:\d+$/, "").includes(".")
}

/** A switch is a boolean or a word for one. */
function mayBeSwitch({ value, type }: Scalar): boolean {
  return type === "boolean" || (value.length > 0 && value.length <= 12)
}

function connectionAt(
  value: Scalar,
  text: string,
  what: string,
  document: DocumentFact,
  inventory: Inventory,
  name = "",
): Hit | undefined {
  if (insecureOutput.test(text)) return output(what, { at: value, identity: what }, "error")
  if (!mayConnect(text) || /^(description|help|comment|summary|doc|title|message)s?$/i.test(name)) return undefined
  const verdict = judgeConnection(
    text,
    document.kind === "compose" ? servicesBeside(document.path, inventory) : undefined,
  )
  return verdict === undefined ? undefined : connection(verdict, what, { at: value, identity: what }, verdict.level)
}

function ofFlagItem(item: Scalar, way: readonly string[], document: DocumentFact): Hit | undefined {
  const [, name, given = "true"] = /^(--?[A-Za-z][\w.-]*)(?:=([\s\S]*))?$/.exec(item.value) ?? []
  if (name === undefined) return undefined
  const place = () => placeText(document, way)
  const row = rowsOfFlag(name).find((one) => one.off.test(given) && isWithin(one, place))
  const where = { at: item, identity: `${way.join(".")} ${name}` }
  const said = `${objectText(document)} hands on ${name}`
  if (row !== undefined) return known(row, said, where, row.level)
  const spelled = name.startsWith("--") ? spellingOf(name.slice(2), given) : undefined
  return spelled?.sure === true && !hasOwnRule(document) ? spelling(spelled, said, where, "warning") : undefined
}

function placeText({ path, name, resource, chart }: DocumentFact, way: readonly string[]): string {
  const object = resource === undefined ? "" : `kind: ${resource.kind} ${resource.apiVersion} ${resource.name}`
  return `${path} ${name} ${object} ${chart ?? ""} ${way.join(".")}`
}

/** Objects whose switches have rules of their own. */
function hasOwnRule({ resource }: DocumentFact): boolean {
  return resource !== undefined && ownKinds.test(resource.kind)
}

const ownKinds =
  /^((Cluster)?Issuer|APIService|DestinationRule|ServersTransport(TCP)?|(Service|Pod)Monitor|Probe|ScrapeConfig|HelmRepository|OCIRepository|GitRepository|HelmChart|Bucket|ImageRepository|BackendTLSPolicy|Backend|BackendTrafficPolicy|Route|Image|Ingress|IngressRoute|ReferenceGrant|ImageStream|AppProject)$/

/** Places where a word of TLS is about something else: labels, lists of tests, translations. */
function isOddPlace(way: readonly string[], { kind, path }: DocumentFact): boolean {
  if (/(^|\/)(locales?|i18n|lang|translations?)\//i.test(path)) return true
  if (kind === "ansible" && /^(validate_certs|verify_ssl)$/.test(way.at(-1) ?? "")) return true
  // ACM's modules: whether Terraform waits until the certificate has been validated.
  if (
    kind === "terraform" &&
    /^(validate_certificate|wait_for_validation|certificate_validation\w*)$/.test(way.at(-1) ?? "")
  )
    return true
  return way.some((step) =>
    /^(labels|tests?|cases|assert\w*|expect\w*|deprecated|enum|default|variable|validation)$/i.test(step),
  )
}

/** The host beside a setting: in its own mapping, or in one of the two around it. */
function hostBeside(owners: readonly Mapping[]): string | undefined {
  for (const owner of owners.slice(-3).reverse()) {
    for (const { key, value } of owner.entries) {
      if (!hostKey.test(key.value)) continue
      const scalar = value.kind === "sequence" ? value.items.find((item) => item.kind === "scalar") : value
      const host = scalar?.kind === "scalar" && scalar.type !== "template" ? hostOf(scalar.value) : undefined
      // What listens on every address is reached from everywhere.
      if (host === undefined || /^(0\.0\.0\.0|\[::\])(:|$)/.test(host)) continue
      if (host.includes(".") || isLocalHost(host)) return host
    }
  }
  return undefined
}

const hostKey =
  /^(\w*[-_]?)?(host|hosts|hostname|url|urls|uri|endpoint|endpoints|address|addr|server|servers|server_url|base_?url|issuer|broker|brokers|target)$/i

const services = new WeakMap<object, ReadonlySet<string>>()

/** The services of the compose files in the same file, which are reached by their names over a network of this machine. */
function servicesBeside(path: string, inventory: Inventory): ReadonlySet<string> {
  const file = inventory.files.get(path)
  if (file === undefined) return none
  const known = services.get(file)
  if (known !== undefined) return known
  const names = new Set(
    file.documents
      .filter(({ kind }) => kind === "compose")
      .flatMap(({ root }) => entriesAt(root, "services").map(({ key }) => key.value)),
  )
  services.set(file, names)
  return names
}

const none: ReadonlySet<string> = new Set()

function isWithin({ within }: Row, place: () => string): boolean {
  return within === undefined || within.test(place())
}
