/**
 * Builds the two bundles: `tsc` to build/, then ncc to dist/. `--check` builds to a folder beside and fails when the
 * committed bundles differ by a byte.
 */
import { execFileSync } from "node:child_process"
import { globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

const check = process.argv.includes("--check")
const target = check ? "build/dist" : "dist"
const require = createRequire(import.meta.url)
const ncc = require.resolve("@vercel/ncc")
const bundle: (
  input: string,
  options: object,
) => Promise<{ code: string; assets: Record<string, { source: Buffer | string }> }> = require(ncc)

rmSync("build", { recursive: true, force: true })
execFileSync(
  process.execPath,
  [join(dirname(require.resolve("typescript/package.json")), "bin/tsc"), "-p", "tsconfig.build.json"],
  { stdio: "inherit" },
)

// One file a bundle, and nothing of it run before it is asked for: what is imported on demand stays in, unevaluated.
for (const file of globSync("build/src/**/*.js")) {
  const code = readFileSync(file, "utf8")
  writeFileSync(file, code.replaceAll(/\bimport\((?=")/g, 'import(/* webpackMode: "eager" */ '))
}

for (const [name, entry] of [
  ["cli", "build/src/cli.js"],
  ["action", "build/src/action.js"],
] as const) {
  const { code, assets } = await bundle(join(process.cwd(), entry), {
    minify: true,
    esm: true,
    cache: false,
    quiet: true,
    license: "licenses.txt",
  })
  const folder = join(target, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const shebang = name === "cli" ? "#!/usr/bin/env node\n" : ""
  writeFileSync(join(folder, "index.js"), shebang + code.replace(/^#!.*\n/, ""), { mode: 0o755 })
  for (const [file, { source }] of Object.entries(assets)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), source)
  }
}

if (check) {
  const stale = ["cli", "action"].flatMap((name) =>
    readdirSync(join(target, name))
      .filter((file) => !same(join(target, name, file), join("dist", name, file)))
      .map((file) => join("dist", name, file)),
  )
  if (stale.length > 0) {
    console.error(`stale: ${stale.join(", ")}\nRun \`npm run build\` and commit dist/.`)
    process.exitCode = 1
  } else console.log("dist/ is what src/ builds")
}

function same(built: string, committed: string): boolean {
  try {
    return readFileSync(built).equals(readFileSync(committed))
  } catch {
    return false
  }
}
