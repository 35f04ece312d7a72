import { loadShellParser } from "../src/formats/shell/parser.ts"

// `collect` loads it when it meets a script; tests that read scripts themselves find it loaded.
await loadShellParser()
