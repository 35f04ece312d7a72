import type { Language } from "../model/source.ts"
import type { Reader } from "./format.ts"
import type { IniDialect } from "./ini.ts"
import { json } from "./json.ts"
import type { LiteralDialect } from "./literals.table.ts"
import { yaml } from "./yaml.ts"

/** The languages that are read as a tree. */
export type TreeLanguage = Exclude<Language, "shell" | "dockerfile" | "pem" | "text">

/** The reader of a language. Those that few repositories need are loaded when they are: a start costs time. */
export async function loadReader(language: TreeLanguage): Promise<Reader> {
  return loaders[language]()
}

/** The reader of a file of keys and values, where it is known whose file it is. */
export async function loadIniReader(dialect: IniDialect | "apt"): Promise<Reader> {
  if (dialect === "apt") return (await import("./apt.ts")).apt
  return (await import("./ini.ts")).iniReader(dialect)
}

/** The reader of the literals in a program, or of a file of blocks. */
export async function loadLiteralReader(dialect: LiteralDialect): Promise<Reader> {
  return (await import("./literals.ts")).literalReader(dialect)
}

const loaders: Readonly<Record<TreeLanguage, () => Reader | Promise<Reader>>> = {
  yaml: () => yaml,
  json: () => json,
  toml: async () => (await import("./toml.ts")).toml,
  hcl: async () => (await import("./hcl.ts")).hcl,
  haproxy: async () => (await import("./haproxy.ts")).haproxy,
  nginx: async () => (await import("./nginx.ts")).nginx,
  keepalived: async () => (await import("./nginx.ts")).keepalived,
  caddy: async () => (await import("./nginx.ts")).caddy,
  apache: async () => (await import("./apache.ts")).apache,
  code: () => loadLiteralReader("blocks"),
  settings: async () => (await import("./settings.ts")).settings,
  ini: () => loadIniReader("ini"),
  env: () => loadIniReader("env"),
  systemd: () => loadIniReader("systemd"),
}
