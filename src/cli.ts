import module from "node:module"
import { join } from "node:path"

// In the user's own folder: a shared one might hold code of somebody else's. Node 20 has no such cache.
const caches = process.env["LOCALAPPDATA"] ?? process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? "", ".cache")
if (caches !== ".cache") module.enableCompileCache?.(join(caches, "tlsgate"))
void import("./commands/terminal.ts")
