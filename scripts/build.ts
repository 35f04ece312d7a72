/**
 * Bundles the command line and the action to dist/. `--check` builds to a folder beside and fails when the committed
 * bundles differ by a byte.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, sep } from "node:path"
import { type OutputChunk, type Plugin, type PluginContext, rolldown } from "rolldown"
import { ruleTexts } from "../src/commands/rule-texts.ts"

const check = process.argv.includes("--check")
/** What is embedded and is no package. */
const data = [
  { module: "anchors.data.ts", name: "Mozilla's CA certificate store" },
  { module: "public-suffixes.data.ts", name: "Public Suffix List" },
].map(({ module, name }) => ({
  module,
  name,
  text: `${name}\nMPL-2.0\nThe terms are at https://mozilla.org/MPL/2.0/; the source form is ${module} of this project.\n`,
}))

const target = check ? "build/dist" : "dist"

for (const { name, format } of [
  // CommonJS: its loader takes less of a start, and makes no copies of what node:fs and node:crypto export.
  { name: "cli", format: "cjs" },
  { name: "action", format: "es" },
] as const) {
  const folder = join(target, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const bundle = await rolldown({
    input: { index: `src/${name}.ts` },
    platform: "node",
    plugins: [textsApart(), ...(format === "cjs" ? [onDemand()] : [])],
    transform: { target: "node20.19" },
    onLog(level, log, otherwise) {
      if (level === "warn") throw new Error(log.message)
      otherwise(level, log)
    },
  })
  const { output } = await bundle.write({
    dir: folder,
    format,
    minify: true,
    comments: { legal: false },
    entryFileNames: "[name].js",
    // What is imported on demand is a file of its own, which a run that does not ask for it never reads.
    chunkFileNames: "[name].js",
    codeSplitting: {
      groups: [
        ...["anchors", "public-suffixes"].map((name) => ({
          name: `${name}.data`,
          test: `${name}.data.ts`,
          priority: 3,
        })),
        { name: "terminal", test: /src[\\/]commands[\\/]terminal\.ts$/, priority: 2 },
        // One file of what nearly every scan needs: opening a file costs more than a few functions that are not called.
        {
          name: "scan",
          test: /src[\\/](commands[\\/]run-scan|reporters[\\/]text|(join|distribution|workloads|usage|chains|controllers)[\\/].*|rules[\\/].*)\.ts$/,
          priority: 1,
        },
      ],
    },
    banner: (chunk) => (name === "cli" && chunk.isEntry ? "#!/usr/bin/env node" : ""),
  })
  const chunks = output.filter((one) => one.type === "chunk")
  if (name === "cli") chmodSync(join(folder, "index.js"), 0o755)
  writeFileSync(join(folder, "package.json"), `{ "type": "${format === "cjs" ? "commonjs" : "module"}" }\n`)
  writeFileSync(join(folder, "licenses.txt"), licences(chunks))
}

if (check) {
  const stale = ["cli", "action"].flatMap((name) => {
    const files = new Set([...readdirSync(join(target, name)), ...readdirSync(join("dist", name))])
    return [...files].filter((file) => !same(name, file)).map((file) => join("dist", name, file))
  })
  if (stale.length > 0) {
    console.error(`stale: ${stale.join(", ")}\nRun \`npm run build\` and commit dist/.`)
    process.exitCode = 1
  } else console.log("dist/ is what src/ builds")
}

function same(name: string, file: string): boolean {
  try {
    return readFileSync(join(target, name, file)).equals(readFileSync(join("dist", name, file)))
  } catch {
    return false
  }
}

/** Loads what takes long, and what many a run goes without, when it is first used: parts of Node, and files of data. */
function onDemand(): Plugin {
  const loads = /^(?:let|const) (\w+) = (require\("(?:node:(?:crypto|zlib|child_process)|\.\/[\w-]+\.data\.js)"\));$/gm
  return {
    name: "on-demand",
    renderChunk(code) {
      const names = [...code.matchAll(loads)].map(([, name]) => name!)
      const whole = names.find((name) => code.includes(`__toESM(${name}`))
      if (whole !== undefined) throw new Error(`${whole} is imported as a whole, and cannot be loaded on demand`)
      return names.reduce(
        (rest, name) => rest.replaceAll(new RegExp(`\\b${name}\\.`, "g"), `${name}().`),
        code.replaceAll(
          loads,
          (_, name: string, load: string) => `let ${name}_; const ${name} = () => (${name}_ ??= ${load});`,
        ),
      )
    },
  }
}

/** Takes out of each rule what only `tlsgate rules` tells, and puts it into one module that only that command loads. */
function textsApart(): Plugin {
  return {
    name: "texts-apart",
    load(id) {
      if (!id.endsWith(join("commands", "rule-texts.ts"))) return null
      return { code: `export const ruleTexts = ${JSON.stringify(ruleTexts)}`, moduleType: "js" }
    },
    transform(code, id) {
      if (!/[\\/]src[\\/]rules[\\/][a-z0-9]+[\\/](?!index\.ts|.*\.(shared|table|data)\.ts)/.test(id)) return null
      const spans = this.parse(code, { lang: "ts" }).body.flatMap(textsOf)
      if (spans.length === 0) throw new Error(`${id} has no texts to take out`)
      return spans.reverse().reduce((rest, [start, end]) => rest.slice(0, start) + rest.slice(end), code)
    },
  }
}

type Statement = ReturnType<PluginContext["parse"]>["body"][number]

/** Where the property `citations` of `export const x = rule({…})` stands, with the comma behind it. */
function textsOf(statement: Statement): [number, number][] {
  if (statement.type !== "ExportNamedDeclaration" || statement.declaration?.type !== "VariableDeclaration") return []
  return statement.declaration.declarations.flatMap(({ init }) => {
    const [definition] = init?.type === "CallExpression" ? init.arguments : []
    if (definition?.type !== "ObjectExpression") return []
    return definition.properties.flatMap((property, index): [number, number][] => {
      const key = property.type === "Property" && property.key.type === "Identifier" ? property.key.name : ""
      const next = definition.properties[index + 1]
      return key === "citations" && next !== undefined ? [[property.start, next.start]] : []
    })
  })
}

/** The licence of every package and list that is in a bundle. */
function licences(chunks: readonly OutputChunk[]): string {
  const ids = chunks.flatMap(({ moduleIds }) => moduleIds)
  const lists = data.filter(({ module }) => ids.some((id) => id.endsWith(module)))
  return [...new Set(ids.flatMap((id) => packageOf(id) ?? []))]
    .map((folder) => {
      const { name, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
      const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry))
      return {
        name,
        text: `${name}\n${license}\n${file === undefined ? "" : readFileSync(join(folder, file), "utf8")}\n`,
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .concat(lists)
    .map(({ text }) => text)
    .join("\n")
}

function packageOf(id: string): string | undefined {
  if (!id.includes(`${sep}node_modules${sep}`)) return undefined
  for (let folder = dirname(id); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, "package.json")) && JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name)
      return folder
  return undefined
}
