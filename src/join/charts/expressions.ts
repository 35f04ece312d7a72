import { at, type Node, type Scalar } from "../../model/tree.ts"

/** What an expression may speak of: the values of the chart, and, within a block, `.` and variables. */
export interface Scope {
  readonly values: Node
  /** `Chart.yaml`, under the names that templates use. */
  readonly chart: Node
  /** What `.` is; undefined where nobody knows. At the top it is what holds `.Values`. */
  readonly dot: Node | "top" | undefined
  readonly variables: ReadonlyMap<string, Node>
}

/** Nothing, as `nil` is in a template. */
export const nil: Scalar = { kind: "scalar", value: "", type: "null", style: "plain", start: 0, end: 0 }

/**
 * The value of an expression of a template, as far as it speaks of nothing but values and literals; undefined where it
 * takes more (`include`, `lookup`, `.Release`, files) to know it. A node of the values comes back as it is.
 */
export function evaluated(expression: string, scope: Scope): Node | undefined {
  const tokens = tokensOf(expression)
  if (tokens === undefined) return undefined
  const parser = { tokens, position: 0, scope, depth: 0 }
  const value = pipeline(parser)
  return parser.position === tokens.length ? value : undefined
}

/** Whether a template takes a value for true: not false, zero, empty or nothing. */
export function isTruthy(node: Node): boolean {
  if (node.kind === "mapping") return node.entries.length > 0
  if (node.kind === "sequence") return node.items.length > 0
  if (node.type === "boolean") return /^(true|yes|on|y)$/i.test(node.value)
  if (node.type === "number") return Number(node.value) !== 0
  return node.type !== "null" && node.value !== ""
}

/** How a scalar is written out; undefined for what is no scalar. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === "scalar" && node.type !== "template" ? node.value : undefined
}

interface Parser {
  readonly tokens: readonly string[]
  position: number
  readonly scope: Scope
  depth: number
}

function tokensOf(expression: string): readonly string[] | undefined {
  const tokens: string[] = []
  const token = /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|\$?[\w-]*(?:\.[\w-]*)+|\$\w*|-?\d+(?:\.\d+)?|[A-Za-z]\w*|[()|])/y
  while (token.lastIndex < expression.length) {
    const from = token.lastIndex
    const match = token.exec(expression)
    if (match === null) return /^\s*$/.test(expression.slice(from)) ? tokens : undefined
    tokens.push(match[1]!)
  }
  return tokens
}

function pipeline(parser: Parser): Node | undefined {
  let value = call(parser)
  while (parser.tokens[parser.position] === "|") {
    parser.position++
    value = call(parser, value)
  }
  return value
}

/** A function with its arguments, or a single operand; what is piped in is the last argument. */
function call(parser: Parser, ...piped: readonly (Node | undefined)[]): Node | undefined {
  const first = parser.tokens[parser.position]
  if (first === undefined) return undefined
  if (!/^[A-Za-z]\w*$/.test(first) || first === "true" || first === "false" || first === "nil")
    return piped.length > 0 ? undefined : operand(parser)
  parser.position++
  const given: (Node | undefined)[] = []
  while (parser.position < parser.tokens.length && !/^[|)]$/.test(parser.tokens[parser.position]!))
    given.push(operand(parser))
  const known = [...given, ...piped]
  // What comes after a value that decides is not looked at.
  const decisive = first === "or" ? known.findIndex((one) => one === undefined || isTruthy(one)) : -1
  if (decisive !== -1) return known[decisive]
  if (first === "default" && known.length === 2 && known[1] !== undefined && isTruthy(known[1])) return known[1]
  if (first === "and" && known.some((one) => one !== undefined && !isTruthy(one)))
    return known.find((one) => one === undefined || !isTruthy(one)) ?? boolean(false)
  const list = known.filter((one) => one !== undefined)
  return list.length === known.length ? functions.get(first)?.(...list) : undefined
}

function operand(parser: Parser): Node | undefined {
  const token = parser.tokens[parser.position++]
  if (token === undefined) return undefined
  if (token === "(") {
    if (parser.depth++ > deepest) return undefined
    const value = pipeline(parser)
    if (parser.tokens[parser.position++] !== ")") return undefined
    return value
  }
  if (/^["`]/.test(token)) return text(token.startsWith('"') ? unquoted(token) : token.slice(1, -1))
  if (/^-?\d/.test(token)) return { ...nil, value: token, type: "number" }
  if (token === "true" || token === "false") return { ...nil, value: token, type: "boolean" }
  if (token === "nil") return nil
  return reference(token, parser.scope)
}

/** `.Values.a.b`, `$.Values.a`, `.a` within a block, `$name.a`. */
function reference(token: string, { values, chart, dot, variables }: Scope): Node | undefined {
  const [head = "", ...steps] = token.split(".")
  const way = steps.filter((step) => step !== "")
  if (head !== "" && head !== "$") return head.startsWith("$") ? below(variables.get(head), way) : undefined
  if (head === "$" || dot === "top") {
    const [top, ...rest] = way
    return top === "Values" ? below(values, rest) : top === "Chart" ? below(chart, rest) : undefined
  }
  return below(dot, way)
}

function below(node: Node | undefined, way: readonly string[]): Node | undefined {
  if (node === undefined) return undefined
  const found = way.length === 0 ? node : at(node, ...way)
  if (found !== undefined) return found
  // Nothing stands below what is itself only known once something else has rendered it.
  const parent = way.length > 1 ? below(node, way.slice(0, -1)) : node
  return parent?.kind === "scalar" && parent.type === "template" ? undefined : nil
}

function text(value: string): Scalar {
  return { ...nil, value, type: "string", style: "quoted" }
}

function unquoted(token: string): string {
  return token.slice(1, -1).replaceAll(/\\(.)/g, (_, one: string) => ({ n: "\n", t: "\t" })[one] ?? one)
}

function boolean(value: boolean): Scalar {
  return { ...nil, value: `${value}`, type: "boolean" }
}

/** A scalar with another text; a string from now on. */
function retold(change: (text: string) => string): (...nodes: Node[]) => Node | undefined {
  return (...nodes) => {
    const node = nodes.at(-1)
    const value = textOf(node)
    return node?.kind === "scalar" && value !== undefined
      ? { ...node, value: change(value), type: "string", style: "quoted" }
      : undefined
  }
}

function same(...nodes: Node[]): Node | undefined {
  return nodes.at(-1)
}

function equal(one: Node | undefined, two: Node | undefined): boolean | undefined {
  const [a, b] = [textOf(one), textOf(two)]
  return a === undefined || b === undefined ? undefined : a === b
}

function decided(value: boolean | undefined): Node | undefined {
  return value === undefined ? undefined : boolean(value)
}

type Operation = (...nodes: Node[]) => Node | undefined

/** The functions of templates and of Sprig that need nothing but their arguments. */
const functions: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["not", (node) => node && boolean(!isTruthy(node))],
  ["and", (...nodes) => nodes.find((node) => !isTruthy(node)) ?? nodes.at(-1)],
  ["or", (...nodes) => nodes.find(isTruthy) ?? nodes.at(-1)],
  ["eq", (one, ...others) => decided(others.length === 1 ? equal(one, others[0]) : undefined)],
  [
    "ne",
    (one, two) => {
      const same = equal(one, two)
      return decided(same === undefined ? undefined : !same)
    },
  ],
  ["default", (fallback, node) => (node !== undefined && isTruthy(node) ? node : fallback)],
  ["coalesce", (...nodes) => nodes.find(isTruthy) ?? nil],
  ["empty", (node) => node && boolean(!isTruthy(node))],
  ["ternary", (yes, no, test) => test && (isTruthy(test) ? yes : no)],
  ["required", same],
  ["toYaml", same],
  ["nindent", same],
  ["indent", same],
  // A text without actions is what it says.
  ["tpl", (node) => (textOf(node) === undefined ? undefined : node)],
  ["quote", retold((value) => value)],
  ["squote", retold((value) => value)],
  ["toString", retold((value) => value)],
  ["trim", retold((value) => value.trim())],
  ["lower", retold((value) => value.toLowerCase())],
  ["upper", retold((value) => value.toUpperCase())],
  ["b64enc", retold((value) => Buffer.from(value).toString("base64"))],
  ["int", same],
  ["int64", same],
])

const deepest = 20
