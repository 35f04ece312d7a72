import type { CommandFact, ScriptFact, Word } from "../../model/facts.ts"
import type { Weight } from "../../model/weight.ts"
import { isPlain, levelFor, type Target } from "./flags.shared.ts"

/** What becomes of a download, where it is more than read. */
export interface Use {
  readonly kind: "run" | "installed" | "credentials"
  /** For a sentence: `what it fetches is run by sh, whoever sent it`. */
  readonly says: string
}

/** How bad it is not to verify where a download comes from; over plain HTTP it matters once a redirect leads to TLS. */
export function levelOf(use: Use | undefined, target: Target): Weight {
  return levelFor(use === undefined || (isPlain(target) && use.kind !== "run") ? "warning" : "error", target)
}

/** Whether what a command fetches is run or installed, or credentials are sent to the server. */
export function useOf(command: CommandFact, script: ScriptFact, output: string | undefined): Use | undefined {
  const next = command.pipedTo.find((tool) => interpreters.test(tool))
  if (next !== undefined) return { kind: "run", says: `what it fetches is run by ${next}, whoever sent it` }
  const installer = command.pipedTo.find((tool) => installers.test(tool))
  if (installer !== undefined)
    return { kind: "installed", says: `what it fetches goes straight into ${installer}, whoever sent it` }
  const consumer = output === undefined ? undefined : consumerOf(output, command, script)
  if (consumer !== undefined)
    return { kind: "installed", says: `${output} is then given to ${consumer}, whoever sent it` }
  if (command.words.some(isCredential))
    return { kind: "credentials", says: "the credentials that it sends go to whoever answers" }
  return undefined
}

/** A later command of the script that runs, unpacks or installs a file. */
function consumerOf(file: string, command: CommandFact, script: ScriptFact): string | undefined {
  const name = file.slice(file.lastIndexOf("/") + 1)
  if (name.length < 2) return undefined
  const later = script.commands.find(
    ({ tool, words, start }) =>
      start > command.start &&
      (tool === name ||
        ((interpreters.test(tool) || installers.test(tool)) && words.some((word) => mentions(word, name)))),
  )
  return later?.tool
}

function mentions({ value }: Word, name: string): boolean {
  return value === name || value.endsWith(`/${name}`)
}

function isCredential({ value }: Word): boolean {
  return (
    /^(-u|--user|--oauth2-bearer|--password|--http-password|--proxy-user)(=|$)|^-u./.test(value) ||
    /^(--header=)?(proxy-)?authorization:/i.test(value) ||
    /:\/\/\*\*\*@/.test(value)
  )
}

const interpreters = /^((ba|da|z|k|a)?sh|python[\d.]*|perl|ruby|node|source|\.|eval)$/
const installers =
  /^(tar|bsdtar|unzip|gunzip|dpkg|rpm|apt|apt-get|apt-key|gpg|yum|dnf|apk|pip[\d.]*|chmod|install|kubectl|oc|docker|podman|helm|update-ca-certificates|tee)$/
