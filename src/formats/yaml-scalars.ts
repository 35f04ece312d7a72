import type { Scalar } from "../model/tree.ts"
import { holdsActions } from "./templates.ts"

/**
 * The type of a plain YAML scalar.
 *
 * `boolean` is what YAML 1.1 calls one, `yes`, `on` and `y` included: sigs.k8s.io/yaml (kubectl), yaml.v2 (k3s) and, for
 * all but `y`, PyYAML (Ansible, cloud-init) read them so, and yaml.v3 does where a boolean is wanted. For loaders of YAML
 * 1.2 (GitHub, anything in JavaScript) only `true` and `false` are: a rule about those looks at the value as well.
 */
export function plainType(value: string): Scalar["type"] {
  if (value.length <= 5) {
    const word = words.get(value)
    if (word !== undefined) return word
  }
  const first = value.charCodeAt(0)
  // A digit, a sign or a dot.
  if (((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) && isNumber(value)) return "number"
  return isTemplate(value) ? "template" : "string"
}

/** Whether a value is only known once rendered, substituted or decrypted. */
export function isTemplate(value: string): boolean {
  if (holdsActions(value)) return true
  // A script in a block scalar is full of `${…}` and is none the less what it says; only a value of one line is a
  // variable to be substituted (envsubst, Flux, Compose). A carried file of several lines has a reader of its own.
  if (value.includes("${")) return !value.trimEnd().includes("\n")
  return /^\(\([^()\s]+\)\)$|^ENC\[AES256_GCM,|^\$ANSIBLE_VAULT;/.test(value)
}

function isNumber(value: string): boolean {
  return (
    value.length < 400 &&
    /^[-+]?(?:0b[01_]+|0o[0-7]+|0x[\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|\.inf|\.Inf|\.INF|\.nan|\.NaN|\.NAN)$/.test(
      value,
    )
  )
}

/** The type of a quoted scalar. */
export function quotedType(value: string): Scalar["type"] {
  return isTemplate(value) ? "template" : "string"
}

/** Core tags set the type; a local tag (`!vault`, `!Sub`, `!env`) has something compute the value. */
export function taggedType(tag: string, type: Scalar["type"], value: string): Scalar["type"] {
  if (tag === "") return type
  const core = coreTypes[tag.startsWith("!<tag:yaml.org,2002:") ? `!!${tag.slice(20, -1)}` : tag]
  if (core !== undefined) return isTemplate(value) ? "template" : core
  return tag.startsWith("!!") ? type : "template"
}

const words = new Map<string, Scalar["type"]>([
  ...["", "~", "null", "Null", "NULL"].map((word): [string, Scalar["type"]] => [word, "null"]),
  ...["true", "yes", "on", "y", "false", "no", "off", "n"].flatMap((word): [string, Scalar["type"]][] => [
    [word, "boolean"],
    [`${word[0]!.toUpperCase()}${word.slice(1)}`, "boolean"],
    [word.toUpperCase(), "boolean"],
  ]),
])

const coreTypes: Readonly<Record<string, Scalar["type"]>> = {
  "!": "string",
  "!!str": "string",
  "!!binary": "string",
  "!unsafe": "string",
  "!!bool": "boolean",
  "!!int": "number",
  "!!float": "number",
  "!!null": "null",
}
