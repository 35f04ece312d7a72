import type { CommandFact, Word } from "../model/facts.ts"
import type { Span } from "../model/place.ts"
import { type Family, familyOfManager, type Store, storeOf } from "./distros.ts"

/** What a step of a machine's or an image's making does about trust anchors. */
export type Step = Placement | Update | Install | Restart | Unseen

interface Common {
  /** The place to point at. */
  readonly at: Span
  /** Whether it is only done under a condition. */
  readonly conditional: boolean
}

/** A file is put somewhere. */
export interface Placement extends Common {
  readonly does: "place"
  /** The absolute path; ends with `/` where only the directory is known. */
  readonly target: string
  readonly store: Store | undefined
  /** What it comes from, as the step names it; several where they are put together into one file. */
  readonly sources: readonly string[]
  /** The span in which its content stands, where the step itself carries it. */
  readonly inline?: Span
  /** The name of the step, for people: `COPY`, `cp`, `write_files`. */
  readonly by: string
  /** The family that the condition of the step names. */
  readonly family?: Family
  /** Whether it is put behind what the file already has. */
  readonly appends?: true
  /** The handlers that it notifies. */
  readonly notifies?: readonly string[]
}

/** The trust store is read anew. */
export interface Update extends Common {
  readonly does: "update"
  readonly tool: string
  readonly family?: Family
}

/** Packages are installed. */
export interface Install extends Common {
  readonly does: "install"
  readonly family?: Family
  readonly packages: readonly string[]
  /** Whether all packages are known, and nothing else comes with them. */
  readonly exact: boolean
}

/** A program that keeps trust anchors in memory is started or restarted. */
export interface Restart extends Common {
  readonly does: "restart"
  readonly service: string
}

/** Something runs that is not seen: another script, a role. */
export interface Unseen extends Common {
  readonly does: "unseen"
  readonly what: string
}

/** The steps that a command is. */
export function stepsOf(command: CommandFact): Step[] {
  const { conditional, words, tool, start, end, redirects, pipedTo } = command
  const common = { at: { start, end: Math.min(end, start + 200) }, conditional }
  const steps: Step[] = []
  const update = updateOf(command)
  if (update !== undefined) steps.push({ ...common, does: "update", tool: update })
  if (tool === "trust" && /^(anchor|extract-compat|extract)$/.test(words[0]?.value ?? ""))
    steps.push({ ...common, does: "update", tool: "update-ca-trust" })
  const family = familyOfManager(tool)
  if (family !== undefined && words.some(({ value }) => /^(install|add|in|-S[yu]*|reinstall)$/.test(value))) {
    const packages = words.filter(({ value }) => !value.startsWith("-")).slice(1)
    steps.push({
      ...common,
      does: "install",
      family,
      packages: packages.map(({ value }) => value),
      exact:
        packages.every(({ literal }) => literal) &&
        (family !== "debian" || words.some(({ value }) => value === "--no-install-recommends")),
    })
  }
  const service = restartOf(command)
  if (service !== undefined) steps.push({ ...common, does: "restart", service })
  for (const { operator, target } of redirects)
    if (/^&?>[>|]?$/.test(operator) && isAbsolute(target))
      steps.push({
        ...placed(command, target, tool === "cat" ? operands(words) : [], common),
        ...(operator.includes(">>") && { appends: true as const }),
      })
  steps.push(...placementsOf(command, common))
  if (isUnseen(tool, words, pipedTo))
    steps.push({ ...common, does: "unseen", what: [tool, words[0]?.value].join(" ").trim() })
  return steps
}

function updateOf({ tool, words }: CommandFact): string | undefined {
  if (updaters.test(tool)) return words.some(({ value }) => /^(--help|-h|--version)$/.test(value)) ? undefined : tool
  if (tool === "dpkg-reconfigure" && words.some(({ value }) => value === "ca-certificates"))
    return "update-ca-certificates"
  // `nsenter --target 1 --mount update-ca-certificates`, `buildah run c update-ca-trust`; the reader knows the others.
  if (/^(nsenter|arch-chroot|buildah|systemd-nspawn|machinectl)$/.test(tool))
    return words.map(({ value }) => value.slice(value.lastIndexOf("/") + 1)).find((word) => updaters.test(word))
  return undefined
}

/** The service that a command (re)starts; `*` for all of them. */
function restartOf({ tool, words }: CommandFact): string | undefined {
  const values = words.map(({ value }) => value)
  const operandsOnly = values.filter((value) => !value.startsWith("-"))
  if (tool === "systemctl") {
    const [verb, ...units] = operandsOnly
    const starts =
      /^(restart|try-restart|reload-or-restart|start|condrestart)$/.test(verb ?? "") ||
      (verb === "enable" && values.includes("--now"))
    return starts ? (units.find((unit) => runtimes.test(unit)) ?? units[0]) : undefined
  }
  if (tool === "service" || tool === "rc-service")
    return /^(re)?start$/.test(operandsOnly[1] ?? "") ? operandsOnly[0] : undefined
  if (/^(reboot|shutdown|poweroff|halt|init)$/.test(tool)) return "*"
  if (tool === "kubeadm" && /^(init|join)$/.test(operandsOnly[0] ?? "")) return "kubelet"
  if (/^(pkill|killall|kill)$/.test(tool)) return operandsOnly.find((value) => runtimes.test(value))
  if (tool === "snap")
    return operandsOnly[0] === "restart" || operandsOnly[0] === "install" ? operandsOnly[1] : undefined
  if (/^(dockerd|containerd|crio|kubelet|nodeadm)$/.test(tool)) return tool
  if (/^(k3s|rke2|k0s)$/.test(tool))
    return /^(server|agent|controller|worker|start)$/.test(values[0] ?? "") ? tool : undefined
  if (runtimes.test(tool) && /^(re)?start$/.test(operandsOnly[0] ?? "")) return tool
  if (tool === "curl" || tool === "wget")
    return /get\.(k3s|rke2)\.io|get\.docker\.com/.exec(values.join(" "))?.[0].replace(/^get\.|\.(io|com)$/g, "")
  return undefined
}

function placementsOf(command: CommandFact, common: Common): Step[] {
  const { tool, words } = command
  if (/^(cp|mv|install|ln|rsync|scp)$/.test(tool)) {
    const into = words.findIndex(({ value }) => /^(-t|--target-directory)$/.test(value))
    const list = operands(words.filter((_, index) => into === -1 || (index !== into && index !== into + 1)))
    const target = into === -1 ? list.at(-1) : words[into + 1]
    const sources = into === -1 ? list.slice(0, -1) : list
    if (target === undefined || !isAbsolute(target)) return []
    // A link to a directory is another name for it.
    if (tool === "ln" && sources.every(({ value }) => !/\.\w+$/.test(value))) return []
    const options = words.map(({ value }) => value)
    if (tool === "install" && options.some((value) => /^-[a-ce-zA-Z]*d[a-zA-Z]*$|^--directory$/.test(value))) return []
    if (!isDirectory(target.value) && !(into !== -1) && sources.length < 2)
      return [placed(command, target, sources, common)]
    const directory = target.value.replace(/(?<!\/)\/*$/, "/")
    if (sources.length === 0) return [placed(command, { ...target, value: directory }, [], common)]
    return sources.map((source) => {
      const name = source.literal ? source.value.slice(source.value.lastIndexOf("/") + 1) : ""
      return {
        ...placed(command, { ...target, value: `${directory}${/[*?[]/.test(name) ? "" : name}` }, [source], common),
        at: source,
      }
    })
  }
  const option = {
    curl: /^(-[a-zA-Z]*o|--output)$/,
    wget: /^(-[a-zA-Z]*O|--output-document)$/,
    openssl: /^-out$/,
    step: /^$/,
    aws: /^$/,
  }[tool]
  if (option !== undefined) {
    const index = words.findIndex(({ value }) => option.test(value))
    const joined = words.find(({ value }) => /^(--output|--output-document)=\//.test(value))
    const target =
      index === -1
        ? joined && { ...joined, value: joined.value.slice(joined.value.indexOf("=") + 1) }
        : words[index + 1]
    return target !== undefined && isAbsolute(target) ? [placed(command, target, [], common)] : []
  }
  if (tool === "tee" || tool === "sponge") {
    return operands(words)
      .filter(isAbsolute)
      .map((target) => ({
        ...placed(command, target, [], common),
        ...(words.some(({ value }) => /^(-a|--append)$/.test(value)) && { appends: true as const }),
      }))
  }
  if (tool === "dd") {
    const output = words.find(({ value }) => value.startsWith("of=/"))
    return output === undefined ? [] : [placed(command, { ...output, value: output.value.slice(3) }, [], common)]
  }
  return []
}

function placed(command: CommandFact, target: Word, sources: readonly Word[], common: Common): Placement {
  return {
    ...common,
    does: "place",
    by: command.tool,
    at: target,
    target: isDirectory(target.value) ? target.value.replace(/(?<!\/)\/*$/, "/") : target.value,
    store: storeOf(target.value),
    sources: sources.map(({ value }) => value),
  }
}

/** A path that names the directory of a store itself is one, with or without a slash at its end. */
function isDirectory(path: string): boolean {
  return path.endsWith("/") || path.endsWith("/.") || /\/(ca-certificates|anchors|certs)$/.test(path)
}

/** Whether a path is known to be absolute, or names a file by a variable (`${f%.pem}.crt`). */
function isAbsolute({ value, literal }: Word): boolean {
  return (
    (!literal && /\.crt$/.test(value)) || /^(\/|\$\{?\w*(ROOT|HOST|DEST|PREFIX|MNT|MOUNT|CHROOT)\w*\}?\/)/i.test(value)
  )
}

/** Words that are neither options nor the values of `-m`, `-o`, `-g`, `-t`, `-n`. */
function operands(words: readonly Word[]): Word[] {
  return words.filter(
    ({ value }, index) =>
      !/^-./.test(value) && !/^(-[mogS]|--(mode|owner|group|suffix))$/.test(words[index - 1]?.value ?? ""),
  )
}

/** A script or a program from the network, of which nothing is known. */
function isUnseen(tool: string, words: readonly Word[], pipedTo: readonly string[]): boolean {
  if (/^(source|\.)$/.test(tool)) return !/^(\/etc\/os-release|\/etc\/lsb-release)$/.test(words[0]?.value ?? "")
  if (/\.(sh|bash)$/.test(tool) || tool === "") return true
  if (/^(ba|da|z)?sh$/.test(tool)) return words.some(({ value }) => /\.sh$|^\$/.test(value))
  if (/^(make|just|task|ansible-playbook|ansible-pull|puppet|chef-client|salt-call|packer|vagrant)$/.test(tool))
    return true
  return /^(curl|wget)$/.test(tool) && pipedTo.some((next) => /^(ba|da|z)?sh$/.test(next))
}

/** Whether a service holds the trust anchors that pulls are verified with. */
export function isRuntime(service: string): boolean {
  return service === "*" || runtimes.test(service)
}

const updaters = /^(update-ca-certificates|update-ca-trust|update-ca-bundle|rehash_ca_certificates\.sh|clrtrust)$/
const runtimes =
  /^(containerd|docker|dockerd|cri-?o|kubelet|k3s(-agent)?|rke2(-server|-agent)?|k0s(controller|worker)?|microk8s|snap\.microk8s\S*|cri-docker|podman|nodeadm|rancher-system-agent)(@\S*)?(\.service)?$/
