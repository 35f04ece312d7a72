import { familyOfImage } from "../../distribution/distros.ts"
import { ancestors, type Stage } from "../../distribution/images.ts"
import { distributionOf } from "../../distribution/index.ts"
import type { Inventory } from "../../join/inventory.ts"
import { dockerfile } from "../../model/help.ts"
import type { Level } from "../../model/report.ts"
import { at, entriesAt, itemsAt, type Scalar, textAt } from "../../model/tree.ts"
import { isOwnImage } from "../../workloads/upstream.ts"
import { rule } from "../rule.ts"
import { isImageDefault, trustVariables } from "./trust-variables.shared.ts"

export const envCaPathDangling = rule({
  id: "env-ca-path-dangling",
  family: "ca",
  level: "error",
  summary: "A variable names a CA file that nothing puts there",
  citations: [
    {
      document: "Go crypto/x509, root_unix.go",
      says: "A file that SSL_CERT_FILE names and that cannot be read is passed over without an error.",
      url: "https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go",
    },
    {
      document: "Node.js documentation, NODE_EXTRA_CA_CERTS",
      says: "A warning is printed once when the file is missing or malformed; errors are otherwise ignored.",
      url: "https://nodejs.org/api/cli.html#node_extra_ca_certsfile",
    },
  ],
  why: "Go and Node.js go on without the CA; curl, Python requests, Git and the AWS SDKs fail on every TLS connection.",
  fix: "Copy the CA to that path, or correct the path.",

  on: ["variable", "repository"],
  *check(subject, context) {
    if ("files" in subject) {
      yield* inImages(subject)
      return
    }
    const { name, value, scope, path } = subject
    const variable = trustVariables.get(name)
    if (scope !== "workflow" || variable?.kind !== "file") return
    const literal = "literal" in value ? value.literal : value.type === "string"
    const file = value.value.replace(/^\.\//, "")
    if (!literal || !/^[\w.][\w./-]*\.(pem|crt|cer)$/.test(file) || exists(file, path, context.inventory)) return
    yield {
      message: `${name} names ${value.value}, which is not in the repository and which no step of the workflow writes: ${variable.reader} does not find the CA.`,
      help: [
        {
          do: `Commit the CA certificate (it is public) at ${file}, or correct the path; it counts from the working directory of the step.`,
          verify: `openssl x509 -noout -subject -in ${file}`,
        },
      ],
      at: value,
      level: "warning",
      identity: name,
    }
  },
})

function* inImages(inventory: Inventory) {
  for (const stage of distributionOf(inventory).dockerfiles.flat()) {
    for (const { name, value } of variablesOf(stage, inventory)) {
      const variable = trustVariables.get(name)
      if (variable?.kind !== "file" || value.type === "template" || !/^\/[\w./@+-]+$/.test(value.value)) continue
      const level = levelOf(stage, value.value, inventory)
      if (level === undefined) continue
      yield {
        message: `${name} names ${value.value}, but nothing in ${stage.name} puts a file there: ${variable.reader} ${variable.roots === "replaces" ? "fails on every TLS connection" : "goes on without the CA"}.`,
        help: [
          {
            do: "Copy the CA there:",
            copy: dockerfile(`COPY corp-ca.crt ${value.value}`),
            verify: `docker run --rm --entrypoint openssl IMAGE x509 -noout -subject -in ${value.value}`,
          },
        ],
        at: inventory.locate(stage.path, value, stage.inner),
        level,
        identity: name,
      }
    }
  }
}

function variablesOf(stage: Stage, inventory: Inventory): { name: string; value: Scalar }[] {
  const document = inventory
    .documents("dockerfile")
    .find(({ path, inner }) => path === stage.path && inner.join("\0") === stage.inner.join("\0"))
  return itemsAt(at(document?.root, "stages", stage.index), "instructions").flatMap((instruction) =>
    textAt(instruction, "op") !== "ENV"
      ? []
      : entriesAt(instruction, "entries").flatMap(({ key, value }) =>
          value.kind === "scalar" ? [{ name: key.value, value }] : [],
        ),
  )
}

/** Undefined where the file may be there: from the base image, by a command, or by a stage built on this one. */
function levelOf(stage: Stage, path: string, inventory: Inventory): Level | undefined {
  if (isImageDefault(path)) return undefined
  const folder = path.slice(0, path.lastIndexOf("/")) || "/"
  const lineage = [stage, ...ancestors(stage)]
  const steps = [...lineage.flatMap(({ steps: own }) => own), ...stage.after]
  if (steps.some((step) => step.does === "place" && covers(step.target, path))) return undefined
  if (lineage.some(({ copies }) => copies.some(({ target }) => covers(target, path)))) return undefined
  const indexes = new Set(lineage.map(({ index }) => index))
  const commands = (inventory.files.get(stage.path)?.scripts ?? [])
    .filter(({ scope, stage: own }) => scope === "dockerfile" && own !== undefined && indexes.has(own))
    .flatMap((script) => script.commands)
  const mentioned = commands.some(({ words, redirects }) =>
    [...words.map(({ value }) => value), ...redirects.map(({ target }) => target.value)].some((text) =>
      folder === "/etc/ssl/certs" || folder === "/" ? text.includes(path) : text.includes(folder),
    ),
  )
  if (mentioned || steps.some(({ does }) => does === "unseen")) return undefined
  // update-ca-certificates links each CA into /etc/ssl/certs under its name.
  if (
    folder === "/etc/ssl/certs" &&
    steps.some((step) => step.does === "place" && step.store === "debian" && step.target.includes(stem(path)))
  )
    return undefined
  const image = stage.image ?? ""
  if (image === "" || isOwnImage(image)) return undefined
  return familyOfImage(image) === undefined ? "notice" : "error"
}

function covers(target: string, path: string): boolean {
  if (target === path || target === "/") return true
  const folder = target.replace(/(?<!\/)\/+$/, "")
  // A directory may be copied whole, under names that are not seen.
  return path.startsWith(`${folder}/`) && !/\.(crt|pem|cer|sh|json|ya?ml|js|py)$/.test(target)
}

function stem(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "")
}

function exists(file: string, from: string, inventory: Inventory): boolean {
  const name = file.slice(file.lastIndexOf("/") + 1)
  if ([...inventory.paths].some((path) => path === file || path.endsWith(`/${file}`))) return true
  const scripts = inventory.files.get(from)?.scripts ?? []
  return scripts.some(({ commands }) =>
    commands.some(({ words, redirects }) =>
      [...words, ...redirects.map(({ target }) => target)].some(({ value }) => value.includes(name)),
    ),
  )
}
