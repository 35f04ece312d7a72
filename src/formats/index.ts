import type { Language } from "../model/source.ts"
import type { Reader } from "./format.ts"
import { json } from "./json.ts"
import { yaml } from "./yaml.ts"

/** The languages that are read as a tree. */
export type TreeLanguage = Exclude<Language, "shell" | "dockerfile" | "pem" | "text">

/** The reader of a language. Those that few repositories need are loaded when they are. */
export async function loadReader(language: TreeLanguage): Promise<Reader> {
  return (loaders[language] ?? loaders.yaml!)()
}

const loaders: Readonly<Partial<Record<TreeLanguage, () => Reader | Promise<Reader>>>> = {
  yaml: () => yaml,
  json: () => json,
}
