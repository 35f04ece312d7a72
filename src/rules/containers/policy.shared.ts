import { entriesAt, type Node, type Scalar, scalarAt } from "../../model/tree.ts"
import type { Citation } from "../rule.ts"

/** The requirements of one scope of a policy.json, or its default. */
export interface Scope {
  /** Empty for the default of a transport. */
  readonly name: string
  readonly transport?: string
  readonly requirements: Node
  readonly key: Scalar
}

/** The default of a policy, and the scopes of its transports. */
export function scopesOf(root: Node): readonly Scope[] {
  const defaults = entriesAt(root)
    .filter(({ key }) => key.value === "default")
    .map(({ key, value }) => ({ name: "default", requirements: value, key }))
  const scopes = entriesAt(root, "transports").flatMap((transport) =>
    entriesAt(transport.value).map(({ key, value }) => ({
      name: key.value,
      transport: transport.key.value,
      requirements: value,
      key,
    })),
  )
  return [...defaults, ...scopes]
}

/** The `insecureAcceptAnything` of requirements that demand nothing else; all of them must hold, so one other suffices. */
export function acceptsAnything(requirements: Node): Scalar | undefined {
  if (requirements.kind !== "sequence" || requirements.items.length === 0) return undefined
  const types = requirements.items.map((item) => scalarAt(item, "type"))
  return types.every((type) => type?.value === "insecureAcceptAnything") ? types[0] : undefined
}

export const policyCitation = {
  document: "containers-policy.json(5)",
  says: "It is strongly recommended to set the default policy to reject and then to allow transports and scopes as desired.",
  url: "https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md",
} as const satisfies Citation
