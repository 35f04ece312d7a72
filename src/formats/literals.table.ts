/** The languages whose literals are read. */
export type LiteralDialect = "jsonnet" | "cue" | "kcl" | "nix" | "bicep" | "php" | "ruby" | "blocks"

export interface LiteralSyntax {
  /** A key without quotes. */
  readonly names: RegExp
  /** What stands between a key and its value. */
  readonly operators: RegExp
  readonly comments: RegExp
  readonly quotes: string
  /** What opens and closes a text of several lines. */
  readonly fences: readonly string[]
  /** What makes a string one that is only known later. */
  readonly expansion: RegExp
  /** Whether the end of a line ends a value. */
  readonly lines: boolean
  /** Whether a value may begin on the line after its key. */
  readonly wrapped: boolean
  /** `a.b = 1` */
  readonly paths?: boolean
  /** `a['b'] = 1` */
  readonly indexes?: boolean
  /** `a: b: 1` */
  readonly chained?: boolean
  /** `name "label" { … }` */
  readonly blocks?: boolean
  /** `name(parameter):: value` */
  readonly methods?: boolean
  /** `[ a b ]` has two items. */
  readonly spaced?: boolean
  /** A word without quotes is a string. */
  readonly bare?: boolean
}

const slashes = /\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//y
const hashes = /#[^\n]*/y
const both = /(?:#|\/\/)[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//y
const dollars = /\$\{/

export const literalSyntaxes: Readonly<Record<LiteralDialect, LiteralSyntax>> = {
  jsonnet: {
    names: /[A-Za-z_]\w*/y,
    operators: /\+?:{1,3}(?!:)/y,
    comments: both,
    quotes: "\"'",
    fences: ["|||"],
    expansion: /%\(\w+\)/,
    lines: false,
    wrapped: true,
    methods: true,
  },
  cue: {
    names: /[#_$]?[A-Za-z_][\w$]*[?!]?/y,
    operators: /:(?!:)/y,
    comments: slashes,
    quotes: '"',
    fences: ['"""', "'''"],
    expansion: /\\\(/,
    lines: true,
    wrapped: false,
    chained: true,
  },
  kcl: {
    names: /[A-Za-z_][\w$]*\??/y,
    operators: /[:+]?=(?!=)|:(?!:)/y,
    comments: hashes,
    quotes: "\"'",
    fences: ['"""', "'''"],
    expansion: dollars,
    lines: true,
    wrapped: false,
    paths: true,
  },
  nix: {
    names: /[A-Za-z_][\w'-]*/y,
    operators: /=(?!=)/y,
    comments: /#[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//y,
    quotes: '"',
    fences: ["''"],
    expansion: dollars,
    lines: false,
    wrapped: true,
    paths: true,
    spaced: true,
  },
  bicep: {
    names: /(?:(?:resource|param|var|output|module)[ \t]+)?[A-Za-z_]\w*(?:[ \t]+'[^'\n]{0,200}')?/y,
    operators: /[:=](?![:=])/y,
    comments: slashes,
    quotes: "'",
    fences: ["'''"],
    expansion: dollars,
    lines: true,
    wrapped: false,
  },
  php: {
    names: /\$?[A-Za-z_][\w\\:]*/y,
    operators: /=>|=(?![=>])/y,
    comments: both,
    quotes: "\"'",
    fences: [],
    expansion: /(?<!\\)\$\{?[A-Za-z_]/,
    lines: false,
    wrapped: true,
    indexes: true,
  },
  ruby: {
    names: /:?[A-Za-z_]\w*\??/y,
    operators: /=>|=(?![=>~])|:(?!:)/y,
    comments: hashes,
    quotes: "\"'",
    fences: [],
    expansion: /#\{/,
    lines: true,
    wrapped: false,
    indexes: true,
  },
  blocks: {
    names: /[A-Za-z_][\w.-]*(?:::?[\w.-]+)*/y,
    operators: /=>|[:=](?![:=])/y,
    comments: /(?:#|\/\/)[^\n]*/y,
    quotes: "\"'",
    fences: ['"""'],
    expansion: dollars,
    lines: true,
    wrapped: false,
    blocks: true,
    bare: true,
  },
}
