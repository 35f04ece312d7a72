import type { forEachChild, parse } from "unbash"

interface Parser {
  readonly parse: typeof parse
  readonly forEachChild: typeof forEachChild
}

let loaded: Parser | undefined

/** Thrown where a script is met before its parser has been loaded: load it, and begin again with the file. */
export class ParserNotLoaded extends Error {
  override readonly name = "ParserNotLoaded"
}

/** The parser of shell scripts. It takes as long to load as all other readers together, and most files hold no script. */
export function shellParser(): Parser {
  if (loaded === undefined) throw new ParserNotLoaded()
  return loaded
}

export async function loadShellParser(): Promise<void> {
  loaded ??= await import("unbash")
}
