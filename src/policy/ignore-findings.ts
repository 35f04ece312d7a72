import type { Problem, Rule } from "../rules/rule.ts"
import { dayStart } from "./date.ts"
import type { Ignore } from "./ignores.ts"
import type { Located } from "./judged.ts"

/** The problems with the ignores themselves: those that are over, say too little, or silence nothing. */
export function problemsOfIgnores(
  ignores: readonly Ignore[],
  used: ReadonlySet<Ignore>,
  rules: readonly Rule[],
  complete: boolean,
): Located[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  return ignores.flatMap((ignore) => {
    return [...problemsOf(ignore, used.has(ignore), complete)].flatMap(([id, problem]) => {
      const rule = byId.get(id)
      return rule === undefined
        ? []
        : [{ rule, problem: { ...problem, at: ignore.location }, location: ignore.location }]
    })
  })
}

function* problemsOf(ignore: Ignore, isUsed: boolean, complete: boolean): Generator<[string, Omit<Problem, "at">]> {
  const { faults, state, until, rules, by } = ignore
  const name = rules.length > 0 ? `The ignore of ${rules.join(", ")}` : "This ignore"
  const identity = `${rules.join(",")} ${until ?? ""}`
  if (state === "over") {
    const when =
      dayStart(until!) === undefined ? `has "${until}" for its last day, which counts as over` : `ended ${until}`
    const effect = isUsed ? "so what it silenced counts again" : "and there is nothing left that it would silence"
    yield ["ignore-expired", { message: `${name} ${when}, ${effect}.`, identity, ...(!isUsed && { level: "warning" }) }]
  }
  if (faults.length > 0) {
    const effect = state === "invalid" ? "silences nothing" : "is not as it should be"
    const said = faults.join("; ")
    yield ["ignore-invalid", { message: `${name} ${effect}: ${said}${said.endsWith("?") ? "" : "."}`, identity }]
  }
  // In part of a repository an entry of the config may well have nothing to do.
  if (state === "valid" && !isUsed && (by === "inline" || complete)) {
    yield ["ignore-unused", { message: `${name} silences nothing, and would hide the next such fault.`, identity }]
  }
}
