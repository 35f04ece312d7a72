import type { ObjectShape, Shape } from "./shape.ts"

const level: Shape = { kind: "choice", values: ["error", "warning", "notice", "off"] }
const threshold = (description: string): Shape => {
  return { kind: "choice", values: ["error", "warning", "notice", "never"], description }
}
/** Each star of a segment, and each group of braces, multiplies what a path is compared with. */
const glob: Shape = {
  kind: "text",
  pattern: "^(?!([^{]*\\{){11})(?!.*(\\*[^*/]+){7})",
  asks: "a glob with at most 10 groups of braces, and 6 stars between two slashes",
}
const globs = (description: string): Shape => ({ kind: "list", single: true, items: glob, description })
const days = (description: string): Shape => ({ kind: "number", minimum: 0, maximum: 36_500, description })
const ruleNames = (description: string): Shape => {
  return { kind: "list", single: true, items: { kind: "text", rule: true }, description }
}

const rules: Shape = {
  kind: "map",
  rule: true,
  values: level,
  description:
    "The level of a rule, by its id, or of a whole family. The id wins over its family; off drops its findings.",
}

const sha256: Shape = {
  kind: "text",
  pattern: "^(?:[0-9A-Fa-f]{2}:?){32}$",
  asks: "a SHA-256 in hex, with or without colons",
}

const expiry: Shape = {
  kind: "object",
  description: "How many days of validity a certificate must have left.",
  properties: {
    error: days("Less is an error, but never more than a sixth of its lifetime. Default 14."),
    warning: days("Less is a warning, but never more than a third of its lifetime. Default 30."),
  },
}

/** The config, `.tlsgate.yml`. */
export const configShape: ObjectShape = {
  kind: "object",
  description: "The config of tlsgate, the pre-deploy gate for certificates, trust and registries.",
  required: ["version"],
  properties: {
    version: { kind: "number", minimum: 1, maximum: 1, description: "The version of this format." },
    include: globs(
      "Only these files are checked: globs as in .gitignore, braces too, from the root of the repository.",
    ),
    exclude: globs("These files are not checked: globs as in .gitignore, braces too. ! takes back."),
    failOn: threshold("The lowest level at which the run fails. Default error."),
    expiry,
    trust: {
      kind: "list",
      single: true,
      items: { kind: "text" },
      description: "What clients trust: mozilla (the default), none, and PEM files of your own, by path.",
    },
    chain: {
      kind: "choice",
      values: ["auto", "server", "full"],
      description:
        "What a chain must hold: server (the root may be left out), full (root last), auto (as its consumer needs).",
    },
    chains: {
      kind: "list",
      description: "Chains that are not as chain says. The first that matches wins.",
      items: {
        kind: "object",
        required: ["mode"],
        anyOf: ["secret", "path"],
        properties: {
          secret: { kind: "text", description: "namespace/name of a Secret; globs allowed." },
          path: { kind: "text", description: "A path; globs allowed." },
          mode: { kind: "choice", values: ["server", "full", "ca-bundle", "leaf-only"] },
        },
      },
    },
    controllers: {
      kind: "map",
      values: { kind: "list", single: true, items: { kind: "text" } },
      description: "The addresses of ingress controllers that no manifest names: name → addresses.",
    },
    rules,
    environments: {
      kind: "list",
      description:
        "Parts of the repository that go to one place, with levels of their own. The first that matches wins.",
      items: {
        kind: "object",
        required: ["name", "paths"],
        properties: {
          name: { kind: "text", description: "development, staging, production, …" },
          paths: globs("The files that are deployed there: globs as in .gitignore, braces too."),
          insecure: {
            kind: "choice",
            values: ["error", "warning", "notice", "off"],
            description:
              "The highest level at which an insecure setting speaks there. Default: notice where the name says development, " +
              "dev, local, lab, sandbox, preview or test; elsewhere as the rule says.",
          },
          rules,
        },
      },
    },
    overrides: {
      kind: "list",
      description: "Settings for some paths. All that match count, the last wins.",
      items: {
        kind: "object",
        required: ["paths"],
        anyOf: ["rules", "failOn", "expiry"],
        properties: {
          paths: globs("The files: globs as in .gitignore, braces too."),
          rules,
          failOn: threshold("The lowest level at which a finding in these files makes the run fail."),
          expiry,
        },
      },
    },
    ignores: {
      kind: "list",
      description: "Findings that are accepted for a time. All that is given must hold.",
      items: {
        kind: "object",
        anyOf: ["path", "paths", "rule", "rules", "sha256", "object", "fingerprint"],
        properties: {
          path: { kind: "text", description: "A path; globs allowed." },
          paths: globs("Paths: globs as in .gitignore, braces too."),
          rule: ruleNames("A rule, or a family."),
          rules: ruleNames("Rules, or families."),
          sha256: {
            kind: "list",
            single: true,
            items: sha256,
            description: "The certificate, wherever it stands, by the SHA-256 of its DER.",
          },
          object: {
            kind: "text",
            pattern: "^[^/\\s]+(?:/[^/\\s]+){1,2}$",
            asks: "Kind/name or Kind/namespace/name",
            description: "A Kubernetes object: Kind/namespace/name, or Kind/name where it has no namespace.",
          },
          fingerprint: {
            kind: "text",
            pattern: "^[0-9a-f]{32}$",
            asks: "the 32 hex digits of a finding's fingerprint",
            description: "One finding, by the fingerprint that the JSON report gives.",
          },
          reason: { kind: "text", description: "Why it is acceptable, for whoever reads it next." },
          until: { kind: "text", description: "The last day, YYYY-MM-DD, in UTC." },
        },
      },
    },
    ignorePolicy: {
      kind: "object",
      description: "What an ignore must say for itself.",
      properties: {
        requireReason: { kind: "boolean", description: "Default true." },
        requireUntil: { kind: "boolean", description: "Default true." },
        maxDays: { kind: "number", minimum: 1, maximum: 36_500, description: "How far ahead until may lie, in days." },
      },
    },
  },
}
