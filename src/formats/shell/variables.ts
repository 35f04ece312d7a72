import type { Word } from "../../model/facts.ts"
import type { ShellVariable } from "../shell.ts"

/** A word of the form `NAME=value`, taken apart. */
export function assignmentOf(word: Word): { readonly name: string; readonly value: Word } {
  const equals = word.value.indexOf("=")
  const value = word.value.slice(equals + 1)
  // A word without quotes is as long as its value, and one in quotes (`A="b"`, `"A=b"`) longer by two.
  const more = word.end - word.start - word.value.length
  const exact = more === 0 || more === 2
  const start = exact ? word.start + equals + 1 + more / 2 : word.start
  return {
    name: word.value.slice(0, equals),
    value: { ...word, value, start, end: exact ? start + value.length : word.end },
  }
}

/** The variables that `export`, `declare -x` and the like set; names without a value are noted as exported. */
export function declared(tool: string, words: readonly Word[], exported: Set<string>): ShellVariable[] {
  if (
    tool === "set" &&
    words.some(
      ({ value }, index) =>
        /^-[b-z]*a[a-z]*$/.test(value) || (value === "allexport" && words[index - 1]?.value === "-o"),
    )
  )
    exported.add("*")
  if (!/^(export|declare|typeset|local|readonly|setenv)$/.test(tool)) return []
  const outside = tool === "export" || words.some(({ value }) => /^-[a-zA-Z]*x/.test(value))
  return words.flatMap((word): ShellVariable[] => {
    if (outside && /^[A-Za-z_]\w*$/.test(word.value)) exported.add(word.value)
    if (!/^[A-Za-z_]\w*=/.test(word.value)) return []
    const reach = outside ? "exported" : "local"
    return [{ ...assignmentOf(word), start: word.start, end: word.end, reach }]
  })
}

/** The variables that a command sets for programs elsewhere: `docker run -e`, `kubectl set env`, `go env -w`. */
export function setElsewhere(tool: string, words: readonly Word[]): ShellVariable[] {
  const subcommand = words.slice(0, 2).map(({ value }) => value)
  const all =
    ((tool === "kubectl" || tool === "oc") && subcommand[0] === "set" && subcommand[1] === "env") ||
    (tool === "go" && subcommand[0] === "env" && subcommand[1] === "-w") ||
    (tool === "systemctl" && subcommand[0] === "set-environment")
  const options = /^(docker|podman|nerdctl|docker-compose|buildah)$/.test(tool)
  if (!all && !options) return []
  return words.flatMap((word, index): ShellVariable[] => {
    const joined = /^--(env|build-arg)=(?=[A-Za-z_]\w*=)/.exec(word.value)
    const named = /^(-e|--env|--build-arg)$/.test(words[index - 1]?.value ?? "")
    if (options && joined === null && !named) return []
    const cut = joined?.[0].length ?? 0
    const exact = word.end - word.start === word.value.length
    const rest = { ...word, value: word.value.slice(cut), start: exact ? word.start + cut : word.start }
    if (!/^[A-Za-z_]\w*=/.test(rest.value)) return []
    return [{ ...assignmentOf(rest), start: rest.start, end: rest.end, reach: "exported" }]
  })
}
