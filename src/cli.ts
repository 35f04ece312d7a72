import { buildId } from "./commands/build-id.ts"
import { codeFolder, keepCode } from "./ports/kept-code.ts"

// Before the first import on demand, so that all that is loaded then is kept (docs/decisions/0004-start.md).
const folder = buildId === undefined ? undefined : codeFolder(buildId, process.env)
if (folder !== undefined) keepCode(import.meta.dirname, folder)
void import("./commands/terminal.ts")
