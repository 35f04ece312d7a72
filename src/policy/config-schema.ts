import { configShape } from "./config-shape.ts"
import type { ObjectShape, Shape } from "./shape.ts"

/** The JSON Schema of the config, as `schema/config.schema.json` holds it. */
export function configSchema(): Record<string, unknown> {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "tlsgate",
    ...schemaOf(configShape),
  }
}

function schemaOf(shape: Shape): Record<string, unknown> {
  const described = shape.description === undefined ? {} : { description: shape.description }
  return { ...described, ...bodyOf(shape) }
}

function bodyOf(shape: Shape): Record<string, unknown> {
  switch (shape.kind) {
    case "text":
      return { type: "string", minLength: 1, ...(shape.pattern !== undefined && { pattern: shape.pattern }) }
    case "choice":
      return { enum: shape.values }
    case "number":
      if (shape.minimum === shape.maximum) return { const: shape.minimum }
      return { type: "integer", minimum: shape.minimum, maximum: shape.maximum }
    case "boolean":
      return { type: "boolean" }
    case "list": {
      const items = schemaOf(shape.items)
      const list = { type: "array", items }
      return shape.single === true ? { oneOf: [items, list] } : list
    }
    case "map":
      return { type: "object", additionalProperties: schemaOf(shape.values) }
    case "object":
      return objectBody(shape)
  }
}

function objectBody({ properties, required, anyOf }: ObjectShape): Record<string, unknown> {
  const entries = Object.entries(properties).map(([name, shape]) => [name, schemaOf(shape)])
  return {
    type: "object",
    additionalProperties: false,
    ...(required !== undefined && { required }),
    ...(anyOf !== undefined && { anyOf: anyOf.map((name) => ({ required: [name] })) }),
    properties: Object.fromEntries(entries),
  }
}
