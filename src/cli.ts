import module from "node:module"
import { compileCache } from "./ports/compile-cache.ts"

// Node 20 has no such cache.
const folder = compileCache(process.env, process.cwd())
if (folder !== undefined) module.enableCompileCache?.(folder)
void import("./commands/terminal.ts")
