import { directivesOf } from "../model/directives.ts"
import type { DocumentFact } from "../model/facts.ts"
import { entriesAt, itemsAt, type Node, type Scalar, textAt } from "../model/tree.ts"
import type { FileReference } from "./file-references.ts"
import type { Purpose } from "./reference.ts"
import { isLiteral } from "./ways.ts"

/** The files that the configuration of nginx or Apache names, block by block. */
export function directiveFiles(user: DocumentFact, label: string): FileReference[] {
  const top = user.kind === "nginx" ? directivesOf(user.root) : apacheDirectives(user.root)
  return ofBlock(top, user, label)
}

interface Section {
  readonly name: string
  readonly words: readonly Scalar[]
  readonly block: Block
}

type Block = readonly Section[]

/** The tree of `formats/apache.ts` in the same shape. */
function apacheDirectives(root: Node): Block {
  if (root.kind !== "mapping") return []
  return root.entries.map(({ key, value }) => ({
    name: key.value,
    words: value.kind === "sequence" ? value.items.filter((item) => item.kind === "scalar") : [],
    block: apacheDirectives(value),
  }))
}

function ofBlock(block: Block, user: DocumentFact, label: string): FileReference[] {
  const words = (pattern: RegExp): Scalar[] =>
    block
      .filter(({ name }) => pattern.test(name))
      .flatMap((one) => one.words.filter((word) => isLiteral(word) && !word.value.includes("$")))
  const refer = (at: Scalar, purpose: Purpose, hosts: readonly Scalar[] = [], key?: Scalar): FileReference => {
    return { user, label, at, path: at.value, purpose, hosts, ...(key !== undefined && { key }) }
  }
  const keys = words(/^ssl_certificate_key$|^sslcertificatekeyfile$/)
  // Apache up to 2.4.7 takes the issuers from a file of their own.
  const served: Purpose = words(/^sslcertificatechainfile$/).length > 0 ? "mount" : "server"
  return [
    ...words(/^ssl_certificate$|^sslcertificatefile$/).map((at, index) =>
      refer(at, served, words(/^server_name$|^servername$|^serveralias$/), keys[index]),
    ),
    ...uses.flatMap(([pattern, purpose]) => words(pattern).map((at) => refer(at, purpose))),
    ...block.flatMap((one) => ofBlock(one.block, user, label)),
  ]
}

/** The files that `bind` and `server` lines of HAProxy name. */
export function haproxyFiles(user: DocumentFact, label: string): FileReference[] {
  const { root } = user
  return (root.kind === "sequence" ? root.items : []).flatMap((section: Node) =>
    itemsAt(section, "lines").flatMap((line): FileReference[] => {
      const words = line.kind === "sequence" ? line.items.filter((item) => item.kind === "scalar") : []
      const purposes = lines[words[0]?.value ?? ""] ?? {}
      return words.flatMap((word, index): FileReference[] => {
        const purpose = Object.hasOwn(purposes, word.value) ? purposes[word.value] : undefined
        const at = words[index + 1]
        if (purpose === undefined || at === undefined || !isLiteral(at)) return []
        return [{ user, label, at, path: at.value, purpose, hosts: [] }]
      })
    }),
  )
}

/** What a compose file calls a secret or config, as the file that it is. */
export function handedFile(compose: DocumentFact, name: string): string | undefined {
  for (const section of ["secrets", "configs"])
    if (entriesAt(compose.root, section).length > 0) {
      const file = textAt(compose.root, section, name, "file")
      if (file !== undefined) return file
    }
  return undefined
}

const uses: readonly (readonly [RegExp, Purpose])[] = [
  [/^ssl_client_certificate$|^sslcacertificatefile$/, "clients"],
  [/^ssl_trusted_certificate$|^\w+_ssl_trusted_certificate$|^sslproxycacertificatefile$/, "trust"],
  [/^(?!ssl_)\w+_ssl_certificate$|^sslproxymachinecertificatefile$/, "client"],
]

const lines: Readonly<Record<string, Readonly<Record<string, Purpose>>>> = {
  bind: { crt: "server", "ca-file": "clients" },
  server: { crt: "client", "ca-file": "trust" },
  "default-server": { crt: "client", "ca-file": "trust" },
}
