import { withoutSecrets } from "../collect/secrets/text.ts"
import type { UsageError } from "../model/failure.ts"
import { RuleFault } from "../policy/check.ts"
import { log, visible, visibleLines } from "../reporters/escape.ts"
import { OutputFault } from "./output-fault.ts"
import { version } from "./version.ts"

/** Wrong usage, for the person who called: what, where, and what to do instead. */
export function complaintsOf(error: UsageError): string {
  return error.complaints
    .map(({ message, location, hint }) => {
      const place = location === undefined ? "" : `${location.path}:${location.line}:${location.column}: `
      const text = log(visible(`${place}${withoutSecrets(message)}`))
      return `tlsgate: ${text}\n${hint === undefined ? "" : `  ${log(visibleLines(withoutSecrets(hint)))}\n`}`
    })
    .join("")
}

/** A fault of ours, without a word of what was read: an error text may quote its input. */
export function faultText(error: unknown): string {
  if (error instanceof OutputFault)
    return `tlsgate: the report cannot be written to ${log(error.file)} (${log(error.code)}), so this run has no result\n`
  const what =
    error instanceof RuleFault
      ? `${error.message}: ${error.cause instanceof Error ? error.cause.name : "unknown"}`
      : error instanceof Error
        ? error.name
        : "unknown"
  const stack =
    (error instanceof RuleFault ? error.cause : error) instanceof Error
      ? frames((error instanceof RuleFault ? error.cause : error) as Error)
      : ""
  return `tlsgate: this is a fault of tlsgate, not of your repository (${log(visible(what))})\n${stack}  please report it, with the version (${version}) and the file if you can share it\n`
}

function frames(error: Error): string {
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 4)
    .map((line) => `  ${line.trim().replace(/\(?(file:\/\/)?\/[^)]*\/([^/)]+)\)?$/, "($2)")}\n`)
    .join("")
}
