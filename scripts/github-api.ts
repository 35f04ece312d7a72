/*
 * Cuts GitHub's OpenAPI description down to the requests that this project makes, with all that they refer to, so that
 * tests can validate each request: `node scripts/github-api.ts`, with `@octokit/openapi` installed anywhere on the way up.
 * The package has 370 MB; the cut is committed.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
type Tree = { readonly [key: string]: Json }

/** The operations of the client, by path. */
export const operations: Readonly<Record<string, readonly string[]>> = {
  "/repos/{owner}/{repo}/check-runs": ["post"],
  "/repos/{owner}/{repo}/check-runs/{check_run_id}": ["patch"],
  "/repos/{owner}/{repo}/issues": ["get", "post"],
  "/repos/{owner}/{repo}/issues/{issue_number}": ["patch"],
  "/repos/{owner}/{repo}/issues/{issue_number}/comments": ["get", "post"],
  "/repos/{owner}/{repo}/issues/comments/{comment_id}": ["delete", "patch"],
  "/repos/{owner}/{repo}/pulls": ["get"],
  "/repos/{owner}/{repo}/pulls/{pull_number}/files": ["get"],
  "/repos/{owner}/{repo}/pulls/{pull_number}/comments": ["get"],
  "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": ["post"],
  "/user": ["get"],
}

/** The part of the description that says what those operations take; answers are checked by the client's own types. */
export function cut(description: Tree): Tree {
  const paths = Object.fromEntries(
    Object.entries(operations).map(([path, methods]) => {
      const item = tree(tree(description["paths"])[path])
      return [path, Object.fromEntries(methods.map((method) => [method, operation(tree(item[method]))]))]
    }),
  )
  const components: Record<string, Record<string, Json>> = {}
  const open: Json[] = [paths]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    for (const [, kind = "", name = ""] of JSON.stringify(value).matchAll(/"#\/components\/(\w+)\/([\w.-]+)"/g)) {
      if (components[kind]?.[name] !== undefined) continue
      const component = plain(tree(tree(description["components"])[kind])[name] ?? null)
      components[kind] = { ...components[kind], [name]: component }
      open.push(component)
    }
  }
  const { title = null, version = null, license = null } = tree(description["info"])
  return {
    openapi: description["openapi"] ?? "3.0.3",
    info: { title, version, license },
    paths,
    components: sorted(components),
  }
}

function operation(value: Tree): Tree {
  const { operationId = null, parameters = [], requestBody } = value
  return {
    operationId,
    parameters: plain(parameters),
    ...(requestBody !== undefined && { requestBody: plain(requestBody) }),
  }
}

/** A value without its prose and examples, and with JSON Schema's way to allow null. */
function plain(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((item) => plain(item))
  if (typeof value !== "object" || value === null) return value
  const { nullable, ...rest } = tree(value)
  if (!names && nullable === true) return { anyOf: [plain(rest), { type: "null" }] }
  return Object.fromEntries(
    Object.entries(tree(value))
      // Below `properties` the keys are names, and a property may well be called `description`.
      .filter(([key]) => names || !["description", "summary", "example", "examples", "externalDocs"].includes(key))
      .map(([key, child]) => [key, plain(child, !names && key === "properties")]),
  )
}

function sorted(value: Readonly<Record<string, Record<string, Json>>>): Tree {
  const byName = <T>(entries: [string, T][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    byName(Object.entries(value)).map(([kind, parts]) => [kind, Object.fromEntries(byName(Object.entries(parts)))]),
  )
}

function tree(value: Json | undefined): Tree {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("no object where one must be")
  return value as Tree
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const source =
    process.argv[2] ?? createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json")
  const target = new URL("../test/fixtures/github-api.json", import.meta.url)
  const api = cut(JSON.parse(readFileSync(source, "utf8")))
  writeFileSync(target, `${JSON.stringify(api, null, 1)}\n`)
}
