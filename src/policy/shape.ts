/**
 * What a value of the config may be. From one description come the check, with its places, and the JSON Schema for
 * editors, so the two cannot disagree.
 */
export type Shape = TextShape | ChoiceShape | NumberShape | BooleanShape | ListShape | MapShape | ObjectShape

interface Described {
  readonly description?: string
}

export interface TextShape extends Described {
  readonly kind: "text"
  /** A pattern, in JavaScript and JSON Schema alike, and what it asks for in words. */
  readonly pattern?: string
  readonly asks?: string
  /** Names a rule or a family. */
  readonly rule?: boolean
}

export interface ChoiceShape extends Described {
  readonly kind: "choice"
  readonly values: readonly string[]
}

export interface NumberShape extends Described {
  readonly kind: "number"
  readonly minimum: number
  readonly maximum: number
}

export interface BooleanShape extends Described {
  readonly kind: "boolean"
}

/** A list, or one item in its place. */
export interface ListShape extends Described {
  readonly kind: "list"
  readonly items: Shape
  /** One item may stand without a list around it. */
  readonly single?: boolean
}

export interface MapShape extends Described {
  readonly kind: "map"
  readonly values: Shape
  /** The keys name rules or families. */
  readonly rule?: boolean
}

export interface ObjectShape extends Described {
  readonly kind: "object"
  readonly properties: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  /** At least one of these must be there. */
  readonly anyOf?: readonly string[]
}
