import { hostOf } from "../../model/hosts.ts"
import { bareName } from "../words.ts"

/** A connection string as its driver takes it apart. Nothing of its credentials is kept. */
export interface Connection {
  /** Lower case, without `jdbc:` in front: `postgresql`, `mysql+pymysql`, `oracle`; `dsn` for key=value lists without one. */
  readonly scheme: string
  readonly isJdbc: boolean
  readonly form: "url" | "go" | "libpq" | "list"
  /** Undefined where none is named, or where it is a socket. */
  readonly host: string | undefined
  /** Whether the host is only known once something has been put in. */
  readonly open: boolean
  readonly parameters: readonly Parameter[]
}

export interface Parameter {
  /** Without case and signs: `sslmode`, `trustservercertificate`. */
  readonly name: string
  readonly written: string
  readonly value: string
}

/** A connection string, or undefined where a text is none. */
export function parseConnection(text: string): Connection | undefined {
  const trimmed = text.trim().replace(/^["']|["']$/g, "")
  if (trimmed.length < 8 || trimmed.includes("\n")) return undefined
  return ofUrl(trimmed) ?? ofGo(trimmed) ?? ofLibpq(trimmed) ?? ofList(trimmed)
}

const open = /[${}<>]|%\(/

function ofUrl(text: string): Connection | undefined {
  const match = /^(jdbc:)?([a-z][a-z0-9+.-]*)(?::[a-z]+)*:(?:\/\/|@)([\s\S]*)$/i.exec(text)
  if (match === null) return undefined
  const [, jdbc, scheme = "", rest = ""] = match
  const isJdbc = jdbc !== undefined
  const isSemicolon = isJdbc && /^(sqlserver|jtds|hive2|impala|spark|databricks|sap)$/i.test(scheme)
  const end = rest.search(isSemicolon ? /[;]/ : /[?;#]/)
  const place = end === -1 ? rest : rest.slice(0, end)
  const query = end === -1 ? "" : rest.slice(end + 1)
  const parameters = [...pairs(query, isSemicolon ? /[;]/ : /[&;]/), ...ofDescriptor(rest)]
  // `///base` names no host; Oracle writes `@//host`.
  const authority = place.replace(/^\/\/(?=[^/])/, "").split("/")[0] ?? ""
  const named = parameters.find(({ name }) => name === "servername" || name === "host")?.value
  const address = authority.slice(authority.lastIndexOf("@") + 1) || (named ?? "")
  return {
    scheme: scheme.toLowerCase(),
    isJdbc,
    form: "url",
    ...hosts(descriptorHost(rest) ?? address),
    parameters,
  }
}

/** `user@tcp(host:3306)/base?tls=skip-verify`, as go-sql-driver has it. */
function ofGo(text: string): Connection | undefined {
  const match = /(?:^|@)(tcp|tcp4|tcp6|unix)\(([^()]*)\)\/[^?\s]*(?:\?(\S*))?$/.exec(text)
  if (match === null) return undefined
  const [, network, address = "", query = ""] = match
  const place = network === "unix" ? { host: undefined, open: false } : hosts(address)
  return { scheme: "mysql", isJdbc: false, form: "go", ...place, parameters: pairs(query, /&/) }
}

/** `host=db.corp user=app sslmode=disable`, as libpq has it. */
function ofLibpq(text: string): Connection | undefined {
  if (
    !/(^|\s)(host|hostaddr|dbname|user|service)\s*=/.test(text) ||
    !/(^|\s)ssl\w*\s*=/.test(text) ||
    text.includes(";")
  )
    return undefined
  const parameters = [...text.matchAll(/(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|\S*)/g)].map(([, written = "", value = ""]) =>
    parameter(written, value.replace(/^'|'$/g, "")),
  )
  const host = parameters.find(({ name }) => name === "hostaddr" || name === "host")?.value ?? ""
  return { scheme: "postgresql", isJdbc: false, form: "libpq", ...hosts(host), parameters }
}

/** `Server=db.corp;Encrypt=false`, as ADO.NET and ODBC have it. */
function ofList(text: string): Connection | undefined {
  if (
    !text.includes(";") ||
    !/(^|;)\s*(server|data source|host|addr|address|network address|driver|dsn)\s*=/i.test(text)
  )
    return undefined
  const parameters = pairs(text, /;/)
  const server = parameters.find(({ name }) =>
    /^(server|datasource|host|addr|address|networkaddress)$/.test(name),
  )?.value
  const driver = parameters.find(({ name }) => name === "driver")?.value ?? ""
  const scheme = /postgres/i.test(driver)
    ? "postgresql"
    : /mysql|maria/i.test(driver)
      ? "mysql"
      : /sql server|freetds/i.test(driver)
        ? "sqlserver"
        : "dsn"
  const address = (server ?? "").replace(/^(tcp|np|lpc):/i, "").replace(/[\\,].*$/, "")
  return { scheme, isJdbc: false, form: "list", ...hosts(address), parameters }
}

/** `(DESCRIPTION=(ADDRESS=(HOST=db.corp)…)(SECURITY=(SSL_SERVER_DN_MATCH=no)))`, as Oracle has it. */
function ofDescriptor(text: string): Parameter[] {
  if (!text.includes("(")) return []
  return [...text.matchAll(/\((\w+)\s*=\s*([^()]{1,200})\)/g)].map(([, written = "", value = ""]) =>
    parameter(written, value.trim()),
  )
}

function descriptorHost(text: string): string | undefined {
  return /\(\s*host\s*=\s*([^()\s]+)\s*\)/i.exec(text)?.[1]
}

function pairs(text: string, separator: RegExp): Parameter[] {
  return text
    .split(separator)
    .slice(0, 100)
    .flatMap((part) => {
      const equals = part.indexOf("=")
      const written = (equals === -1 ? part : part.slice(0, equals)).trim()
      if (written === "" || written.length > 80) return []
      return [parameter(written, equals === -1 ? "" : unescaped(part.slice(equals + 1).trim()))]
    })
}

function parameter(written: string, value: string): Parameter {
  return { name: bareName(written), written, value }
}

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** The host of an address, the first of several; a path is a socket, which has none. */
function hosts(address: string): { host: string | undefined; open: boolean } {
  const first = unescaped(address.split(",")[0] ?? "").trim()
  if (first === "" || first.startsWith("/") || first.startsWith("@")) return { host: undefined, open: false }
  if (open.test(first)) return { host: undefined, open: true }
  return { host: hostOf(first.replace(/^\((.*)\)$/, "$1")), open: false }
}
