import { knownEntrypoint } from "./entrypoints.ts"

/** A word of a command line, before anything is known about the command. */
export interface Argument {
  readonly value: string
  readonly literal: boolean
}

/** How a program that runs another one is called: its options with a value, and the operands before the command. */
interface Wrapper {
  readonly valued?: RegExp
  readonly operands?: number
  /** Whether `NAME=value` operands set variables for the command. */
  readonly assigns?: boolean
  /** An option after which nothing is run. */
  readonly unless?: RegExp
  /** The programs that it runs, where it has subcommands of its own as well. */
  readonly only?: RegExp
}

/** Where the command begins that a command line runs in the end, and the variables that wrappers set for it. */
export function unwrap(words: readonly Argument[]): {
  readonly start: number
  readonly assignments: readonly number[]
} {
  const assignments: number[] = []
  let start = 0
  while (start < words.length) {
    const wrapper = wrappers[toolOf(words[start])]
    if (wrapper === undefined) break
    const next = commandAfter(words, start + 1, wrapper, assignments)
    if (next === undefined || next >= words.length || wrapper.only?.test(words[next]!.value) === false) break
    start = next
  }
  return { start, assignments }
}

/** The program a word names, without its directory; empty where it is only known at run time. */
export function toolOf(word: Argument | undefined): string {
  if (word === undefined) return ""
  const { value, literal } = word
  const last = value.slice(value.lastIndexOf("/") + 1).replace(/\.exe$/, "")
  // Wherever it lies: `$VENV/bin/pip`, `{{ bin_dir }}/kubeadm`.
  if (literal || /^[\w.+-]+$/.test(last)) return last
  // `$CURL`, `${KUBECTL:-kubectl}`: people name these variables after what is in them.
  const [, name = "", fallback] = /^\$\{?([A-Za-z_]\w*)(?::?[-=]["']?([\w./-]+)["']?)?\}?$/.exec(value) ?? []
  if (fallback !== undefined) return fallback.slice(fallback.lastIndexOf("/") + 1)
  return namedTools.exec(name)?.[1]?.toLowerCase() ?? ""
}

function commandAfter(
  words: readonly Argument[],
  from: number,
  wrapper: Wrapper,
  assignments: number[],
): number | undefined {
  let at = from
  let operands = wrapper.operands ?? 0
  while (at < words.length) {
    const { value } = words[at]!
    if (value === "--") at++
    else if (/^-./.test(value)) {
      if (wrapper.unless?.test(value)) return undefined
      at += wrapper.valued?.test(value) ? 2 : 1
    } else if (wrapper.assigns && /^[A-Za-z_]\w*=/.test(value)) assignments.push(at++)
    else if (operands > 0) {
      operands--
      at++
    } else if (/^\d+(\.\d+)?[smhd]?$/.test(value)) at++
    else return at
  }
  return undefined
}

/** The words from which on a program runs a command elsewhere: in a container, on another host. */
export function carriedCommand(tool: string, words: readonly Argument[]): number | undefined {
  if (words.length < 2) return undefined
  const image = imageAt(tool, words)
  if (image !== undefined && !carriedTools.test(toolOf(words[image + 1]))) return image
  const dashes = words.findIndex((word) => word.value === "--")
  if (dashes !== -1 && carriedTools.test(toolOf(words[dashes + 1]))) return isInterpreter(tool) ? undefined : dashes + 1
  if (tool === "find") {
    const exec = words.findIndex((word) => /^-(exec|execdir|ok)$/.test(word.value))
    return exec === -1 || exec + 1 >= words.length ? undefined : exec + 1
  }
  if (!carriers.test(tool)) return undefined
  const from = afterTarget(words)
  const found = carriedTool(words.slice(from))
  return found === undefined ? undefined : found + from
}

/** Behind the container that `exec` names: it may be called like a program (`docker exec node update-ca-certificates`). */
function afterTarget(words: readonly Argument[]): number {
  const exec = words.slice(0, 4).findIndex(({ value }) => value === "exec")
  if (exec === -1) return 1
  const target = words.findIndex(({ value }, index) => index > exec && !value.startsWith("-"))
  return target === -1 || target + 1 >= words.length ? 1 : target + 1
}

/** Where in a command line the image stands that a container is made of, if its entrypoint is known. */
function imageAt(tool: string, words: readonly Argument[]): number | undefined {
  if (!containerTools.test(tool)) return undefined
  const from = words.slice(0, 4).findIndex(({ value }) => /^(run|create)$/.test(value))
  if (from === -1 || words.some(({ value }) => /^--entrypoint\b/.test(value))) return undefined
  const found = words.findIndex(
    ({ value }, index) => index > from && /[/:]/.test(value) && !value.startsWith("-") && programOf(value) !== value,
  )
  return found === -1 ? undefined : found
}

/** The program that a word starts: that of an image, where it is one (`docker run curlimages/curl`). */
export function programOf(word: string): string {
  return knownEntrypoint(word) ?? word
}

/** The first word that is a program which rules know. */
export function carriedTool(words: readonly Argument[]): number | undefined {
  const found = words.findIndex((word) => carriedTools.test(toolOf(word)))
  return found === -1 ? undefined : found
}

/** Where in a command line the text of a script stands: `bash -c TEXT`, `su -c TEXT`, `ssh host TEXT`, `eval TEXT`. */
export function scriptArgument(tool: string, words: readonly Argument[]): number | undefined {
  if (shells.test(tool)) {
    const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word.value))
    const options = words.slice(0, Math.max(flag, 0)).every((word) => /^[-+]|^(pipefail|errexit)$/.test(word.value))
    return flag !== -1 && options && flag + 1 < words.length ? flag + 1 : undefined
  }
  if (/^(su|runuser|script|flock|vagrant)$/.test(tool)) {
    const flag = words.findIndex((word) => /^(-c|--command)$/.test(word.value))
    return flag !== -1 && flag + 1 < words.length ? flag + 1 : undefined
  }
  if (tool === "eval" || tool === "watch") return words.length === 1 ? 0 : undefined
  if (/^(ssh|sshpass|minikube|limactl)$/.test(tool)) {
    const last = words.length - 1
    return last > 0 && /\s/.test(words[last]!.value) && !/=/.test(words[last - 1]!.value) ? last : undefined
  }
  return undefined
}

/** Whether a program runs what it reads from its standard input. */
export function isInterpreter(tool: string): boolean {
  return interpreters.test(tool)
}

const shells = /^(ba|da|z|k|a|mk)?sh$/
const interpreters = /^((ba|da|z|k|a|mk)?sh|python[\d.]*|perl|ruby|node|source|\.|eval)$/

const carriers =
  /^(docker|docker-compose|podman|podman-compose|nerdctl|kubectl|oc|crictl|lxc|incus|multipass|ssh|vagrant)$/

const containerTools = /^(docker|podman|nerdctl|ctr)$/

export const carriedTools =
  /^((ba|da|z|k|a)?sh|curl|wget|git|helm|kubectl|kubeadm|docker|podman|buildah|cosign|vault|aws|psql|mysql|mongosh?|redis-cli|node|argocd|ldapsearch|pip[\d.]*|npm|yarn|pnpm|apt|apt-get|apk|yum|dnf|skopeo|crane|oras|openssl|keytool|update-ca-certificates|update-ca-trust|ctr|crictl|etcdctl)$/

const namedTools =
  /^(CURL|WGET|GIT|KUBECTL|OC|HELM|KUBEADM|SKOPEO|PODMAN|BUILDAH|CRANE|ORAS|DOCKER|NERDCTL|CTR|COSIGN|OPENSSL|KEYTOOL|ARGOCD|ETCDCTL|PIP3?|NPM|AWS|VAULT|REGCTL)(?:_BIN|_CMD|_BINARY|_EXE)?$/

const plain: Wrapper = {}
const bundled: Wrapper = { only: /^(kubectl|helm3?|ctr|crictl)$/ }

const wrappers: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: /^(-[ugpCrtTUDRh]|--(user|group|host|prompt|chdir|role|type))$/, assigns: true, unless: /^-[lvKk]$/ },
  doas: { valued: /^-[uC]$/ },
  env: { valued: /^(-[uC]|--(unset|chdir))$/, assigns: true },
  exec: { valued: /^-a$/ },
  command: { unless: /^-[vV]/ },
  builtin: plain,
  busybox: { unless: /^--/ },
  nohup: plain,
  setsid: plain,
  chronic: plain,
  unbuffer: plain,
  eatmydata: plain,
  time: { valued: /^-[fo]$/ },
  nice: { valued: /^-n$/ },
  ionice: { valued: /^-[cnp]$/ },
  stdbuf: { valued: /^-[ioe]$/ },
  timeout: { valued: /^(-[sk]|--(signal|kill-after))$/, operands: 1 },
  chroot: { operands: 1 },
  nsenter: { valued: /^(-[tSG]|--(target|setuid|setgid))$/ },
  unshare: { valued: /^(-[SG]|--(setuid|setgid))$/ },
  arch: plain,
  catchsegv: plain,
  "with-contenv": plain,
  "aws-vault": { operands: 2, only: carriedTools },
  poetry: { operands: 1, only: /^(pip|python|ansible)/ },
  uv: { only: /^pip[\d.]*$/ },
  mise: { operands: 1, only: carriedTools },
  gosu: { operands: 1 },
  "su-exec": { operands: 1 },
  tini: plain,
  "dumb-init": plain,
  xargs: { valued: /^-[nPILdaEs]$/ },
  flock: { valued: /^(-[wE]|--(wait|timeout))$/, operands: 1, unless: /^-c$/ },
  torsocks: plain,
  k3s: bundled,
  rke2: bundled,
  k0s: bundled,
  microk8s: bundled,
  minikube: { valued: /^(-p|--profile)$/, only: /^kubectl$/ },
  rdctl: { operands: 1, only: /^(sudo|tee|sh|bash)$/ },
  limactl: { operands: 2, only: /^(sudo|tee|sh|bash)$/ },
  proxychains4: { valued: /^-f$/ },
  "systemd-run": { valued: /^(-[pu]|--(unit|property))$/ },
  "systemd-inhibit": plain,
  retry: { valued: /^-[tdnsm]$/ },
}
