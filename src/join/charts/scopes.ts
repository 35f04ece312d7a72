import type { Node } from "../../model/tree.ts"
import type { Block } from "./blocks.ts"
import { evaluated, isTruthy, nil, type Scope } from "./expressions.ts"

/** Whether a block is rendered, and with what: once for each item of a loop. */
export interface Entered {
  readonly state: "met" | "unmet" | "unknown"
  readonly scopes: readonly Scope[]
}

/** What a block makes of the scope around it. */
export function entered(block: Block, scope: Scope): Entered {
  const { word, expression, refused, variables } = block
  const unknown: Entered = { state: "unknown", scopes: [{ ...scope, ...(word !== "if" && { dot: undefined }) }] }
  if (word === "define") return unknown
  if (word === "let") return { state: "met", scopes: [assigned(block, scope)] }
  const before = refused.map((one) => evaluated(one, scope))
  if (before.some((one) => one !== undefined && isTruthy(one))) return { state: "unmet", scopes: [scope] }
  const value = evaluated(expression, scope)
  if (value === undefined || before.includes(undefined)) return unknown
  if (!isTruthy(value)) return { state: "unmet", scopes: [word === "if" ? scope : { ...scope, dot: nil }] }
  if (word === "if") return { state: "met", scopes: [scope] }
  if (word === "with") return { state: "met", scopes: [within(scope, value, variables, [value])] }
  if (value.kind === "scalar") return unknown
  const items =
    value.kind === "sequence"
      ? value.items.map((item, index) => [number(index), item] as const)
      : value.entries.map(({ key, value: item }) => [key, item] as const)
  const scopes = items
    .slice(0, most)
    .map(([key, item]) => within(scope, item, variables, variables.length > 1 ? [key, item] : [item]))
  return { state: "met", scopes }
}

/** A scope that knows a variable, as far as its value is known. */
function assigned({ expression, variables: [name = ""] }: Block, scope: Scope): Scope {
  const value = evaluated(expression, scope)
  const variables = new Map(scope.variables)
  if (value === undefined) variables.delete(name)
  else variables.set(name, value)
  return { ...scope, variables }
}

function within(scope: Scope, dot: Node, names: readonly string[], values: readonly Node[]): Scope {
  const named = names.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]] as const]))
  return { ...scope, dot, variables: new Map([...scope.variables, ...named]) }
}

function number(index: number): Node {
  return { ...nil, value: `${index}`, type: "number" }
}

/** Items of a loop that are rendered. */
const most = 20
