import { at, entriesAt, type Node, type Scalar, scalarAt, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"
import { policyCitation, scopesOf } from "./policy.shared.ts"

export const containersPolicyInvalid = rule({
  id: "containers-policy-invalid",
  family: "containers",
  level: "error",
  summary: "policy.json has a field that its strict parser rejects, or lacks one that it needs",
  citations: [
    {
      ...policyCitation,
      section: "Format",
      says: "Unrecognized, duplicated or otherwise invalid fields cause the entire file to be rejected.",
    },
  ],
  why: "Unlike most files of its kind it is all or nothing: podman, skopeo and CRI-O refuse every image until it is right.",
  fix: "Remove what the format does not know; default is needed, and each requirement has a type.",

  on: "containers-policy",
  *check({ root, template }) {
    if (template) return
    yield* fields(root, rootFields, "policy.json")
    if (at(root, "default") === undefined)
      yield rejected(root, "it has no default", 'Add "default": [{"type": "reject"}].')
    for (const { requirements } of scopesOf(root)) {
      if (requirements.kind !== "sequence" || requirements.items.length === 0)
        yield rejected(
          requirements,
          "a list of requirements is empty",
          'Write [{"type": "reject"}] to refuse all images.',
        )
      else for (const requirement of requirements.items) yield* problemsOf(requirement)
    }
  },
})

function* problemsOf(requirement: Node): Generator<Problem> {
  const type = scalarAt(requirement, "type")
  const known = type === undefined ? undefined : requirementFields[type.value]
  if (type === undefined) yield rejected(requirement, "a requirement has no type", `Add one of: ${types}.`)
  else if (known === undefined)
    yield rejected(type, `there is no requirement of type ${type.value}`, `Use one of: ${types}.`)
  else yield* fields(requirement, known, textAt(type) ?? "")
}

function* fields(node: Node, known: readonly string[], where: string): Generator<Problem> {
  const seen = new Set<string>()
  for (const { key } of entriesAt(node)) {
    if (!known.includes(key.value))
      yield rejected(key, `${where} has no field ${key.value}`, `It takes: ${known.join(", ")}.`)
    else if (seen.has(key.value)) yield rejected(key, `${key.value} stands there twice`, "Keep one of them.")
    seen.add(key.value)
  }
}

function rejected(at: Node | Scalar, reason: string, way: string): Problem {
  return {
    message: `The whole policy is rejected because ${reason}, so no image can be pulled or run.`,
    help: [
      {
        do: way,
        verify: "skopeo inspect --policy policy.json docker://<an image> ends without an error about the policy.",
      },
    ],
    at,
    identity: reason,
  }
}

const rootFields = ["default", "transports"]
const requirementFields: Readonly<Record<string, readonly string[]>> = {
  insecureAcceptAnything: ["type"],
  reject: ["type"],
  signedBy: ["type", "keyType", "keyPath", "keyPaths", "keyData", "signedIdentity"],
  signedBaseLayer: ["type", "baseLayerIdentity"],
  sigstoreSigned: [
    "type",
    "keyPath",
    "keyPaths",
    "keyData",
    "keyDatas",
    "fulcio",
    "rekorPublicKeyPath",
    "rekorPublicKeyPaths",
    "rekorPublicKeyData",
    "rekorPublicKeyDatas",
    "pki",
    "signedIdentity",
  ],
}
const types = Object.keys(requirementFields).join(", ")
