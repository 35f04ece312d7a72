import * as nodeModule from "node:module"

// From Node 22 on, what was compiled once is kept for the next run (docs/decisions/0004-start.md). Before the first import of
// our own, so that all of it is.
nodeModule.enableCompileCache?.()
void import("./commands/terminal.ts")
