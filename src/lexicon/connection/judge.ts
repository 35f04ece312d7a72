import { isLocalHost, lowered, nameOf } from "../../model/hosts.ts"
import type { Level } from "../../model/report.ts"
import { type Weight, weigh } from "../../model/weight.ts"
import { spellingOf } from "../spelling.ts"
import { type ParameterRow, parameterRows } from "./parameters.table.ts"
import { type Connection, type Parameter, parseConnection } from "./parse.ts"

/** What a connection string gives away. */
export interface Verdict {
  /** As it is written, without anything else of the string: `sslmode=disable`. */
  readonly parameter: string
  readonly host: string | undefined
  readonly effect: ParameterRow["effect"]
  readonly level: Weight
  readonly driver?: string
  readonly instead: string
  readonly source?: string
}

/** Whether a text can be a connection string with something to say: most are none. */
export function mayConnect(text: string): boolean {
  return text.length < 4096 && hint.test(text) && (text.includes("://") || text.includes("=") || text.includes(":@"))
}

const hint = /ssl|tls|verify|encrypt|trust ?server|certs?[_=]|secure|insecure|\+ssc:/i

/** What a connection string gives away, the worst first; undefined where it is none, or gives nothing away. */
export function judgeConnection(text: string, near: ReadonlySet<string> = none): Verdict | undefined {
  const connection = parseConnection(text)
  if (connection === undefined) return undefined
  const found = rowOf(connection)
  if (found !== undefined) {
    const { row, parameter } = found
    const level = levelFor(row.level, connection, near)
    return level === undefined
      ? undefined
      : {
          parameter: parameter === undefined ? `${connection.scheme}://` : written(parameter),
          host: connection.host,
          effect: row.effect,
          level,
          driver: row.driver,
          instead: row.instead,
          source: row.source,
        }
  }
  const spelled = connection.parameters.find(({ written: name, value }) => spellingOf(name, value)?.sure === true)
  if (spelled === undefined) return undefined
  const level = levelFor("warning", connection, near)
  if (level === undefined) return undefined
  const effect = spellingOf(spelled.written, spelled.value)?.says ?? "unverified"
  return {
    parameter: written(spelled),
    host: connection.host,
    effect,
    level,
    instead: "Name the CA of the server, and verify it.",
  }
}

const none: ReadonlySet<string> = new Set()

function rowOf(connection: Connection): { row: ParameterRow; parameter: Parameter | undefined } | undefined {
  const kind = kindOf(connection)
  let best: { row: ParameterRow; parameter: Parameter | undefined } | undefined
  for (const row of parameterRows) {
    if (!kind.some((name) => row.of.test(name)) || row.unless?.(connection) === true) continue
    const parameter =
      row.name === "*"
        ? undefined
        : connection.parameters.find(({ name, value }) => name === row.name && row.values.test(value))
    if (row.name !== "*" && parameter === undefined) continue
    if (best === undefined || rank(row.level) > rank(best.row.level)) best = { row, parameter }
  }
  return best
}

/** What the driver is called in the table. */
function kindOf({ scheme, isJdbc, form }: Connection): readonly string[] {
  if (form === "go" || form === "list") return [`${form}:${scheme}`]
  return isJdbc ? [`jdbc:${scheme}`] : [scheme]
}

/**
 * The level for where a string leads: a Service of the cluster, a short name and a host that is only known later are worth
 * a warning at most, the machine itself and a neighbour in the same compose file a notice; a socket is no network.
 */
function levelFor(level: Level, { host, open }: Connection, near: ReadonlySet<string>): Weight | undefined {
  if (host === undefined) return open ? weigh(level, "open-host") : undefined
  if (near.has(nameOf(host))) return weigh(level, "neighbour")
  return weigh(lowered(level, host), !isLocalHost(host) && !nameOf(host).includes(".") && "short-host")
}

function rank(level: Level): number {
  return level === "error" ? 2 : level === "warning" ? 1 : 0
}

function written({ written: name, value }: Parameter): string {
  return value === "" ? name : `${name}=${value.length > 60 ? "…" : value}`
}
