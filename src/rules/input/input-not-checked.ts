import { listed } from "../../chains/words.ts"
import { distributionOf } from "../../distribution/index.ts"
import type { DocumentFact, NoteFact } from "../../model/facts.ts"
import { type Help, sh, yaml } from "../../model/help.ts"
import type { Entry } from "../../model/tree.ts"
import { at, entriesAt, scalarAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { isCertificateName } from "./relevance.shared.ts"

export const inputNotChecked = rule({
  id: "input-not-checked",
  family: "input",
  level: "notice",
  summary: "Files are encrypted or kept elsewhere, so they were not checked",
  citations: [
    {
      document: "git-lfs specification",
      section: "The Pointer",
      says: "In place of a large file, Git holds a text that names its size and hash.",
      url: "https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer",
    },
    {
      document: "Git",
      section: "gitsubmodules",
      says: "A submodule is a repository embedded in another; the outer one records its commit and not its files.",
      url: "https://git-scm.com/docs/gitsubmodules",
    },
    {
      document: "Git",
      section: "git-sparse-checkout",
      says: "A sparse checkout marks files in the index that the working tree need not hold.",
      url: "https://git-scm.com/docs/git-sparse-checkout",
    },
  ],
  why: "What a gate did not see it cannot vouch for: these certificates can expire or lack their chain unnoticed.",
  fix: "Fetch the files before the scan (`git lfs pull`, or `lfs: true` of actions/checkout), or decrypt to a stream: `sops -d FILE | tlsgate -`.",

  on: "repository",
  *check({ files }, { inventory }) {
    const { cut } = inventory.borrowed.budget
    for (const [path, what] of cut)
      yield {
        message: `Not all that ${path} makes was checked: ${what} are more than a scan looks at.`,
        help: [{ do: "Scan parts of the repository one by one, each as a PATH of its own: tlsgate clusters/one" }],
        at: inventory.locate(path, { start: 0, end: 0 }),
        level: "warning",
        cause: what,
      }
    for (const unit of distributionOf(inventory).units)
      if (unit.cut === true)
        yield {
          message: `Part of ${unit.path} was not checked: more steps put files onto machines than are looked at, in ${unit.name}.`,
          help: splitting,
          at: inventory.locate(unit.path, { start: 0, end: 0 }, unit.inner),
          level: "warning",
        }
    for (const { path, notes, documents } of files.values()) {
      for (const { reason, location, detail } of notes) {
        if (reason === "encrypted")
          yield {
            message: `${path} was not checked: ${detail}.`,
            help: [
              {
                do: "Check what is deployed instead, where it can be decrypted: tlsgate inspect the decrypted file, or kubectl get secret -o yaml | tlsgate -",
              },
            ],
            at: location,
          }
        if (reason === "limit")
          yield {
            message: `Part of ${path} was not checked: ${detail}.`,
            help: splitting,
            at: location,
            level: "warning",
            identity: detail.replaceAll(/\d+/g, ""),
          }
        if (reason === "binary")
          yield {
            message: `${path} holds ${detail}: git and reviews show it as binary, so nobody sees what changes in it. What could be read of it was checked.`,
            help: [
              { do: `Take these bytes out: LC_ALL=C tr -d '\\000' < ${path} > ${path}.new && mv ${path}.new ${path}` },
            ],
            at: location,
            level: "warning",
          }
        if (reason === "unlisted")
          yield {
            message: `${path === "." ? "The repository" : path} may hold more than was checked: git cannot list it (${detail}). What is there was read, with what .gitignore hides; what this checkout leaves out is unknown.`,
            help: [
              {
                do: "Let git answer here: `git status` says what it lacks. In a container with another user, git config --global --add safe.directory with the path of the checkout; in a partial clone, check out all of it.",
              },
            ],
            at: location,
          }
        const kind = leftOut[reason]
        if (kind !== undefined)
          yield {
            message: `${path}${detail} ${detail === "" ? "was" : "were"} not checked: ${kind.says}.`,
            help: kind.help(path),
            at: location,
            cause: reason,
            ...(reason === "timeout" && { level: "warning" as const }),
          }
      }
      const pointer = notes.find(({ reason }) => reason === "lfs-pointer")
      if (pointer !== undefined)
        yield {
          message: `${path} was not checked: LFS pointer.`,
          help: [
            { do: "Fetch the file before the scan: git lfs pull, or `lfs: true` in the step of actions/checkout." },
          ],
          at: pointer.location,
        }
      const sealed = documents.flatMap((document) => encryptedKeys(document))
      const [first] = sealed
      if (first === undefined) continue
      yield {
        message: `${path} was not checked: ${listed(sealed.map(({ key }) => key.value))} ${sealed.length === 1 ? "is" : "are"} encrypted.`,
        help: [
          {
            do: `Check what is deployed instead, where it can be decrypted: sops -d ${path} | tlsgate -, or kubectl get secret -o yaml | tlsgate -`,
          },
        ],
        at: inventory.locate(path, first.key),
      }
    }
  },
})

const splitting = [
  {
    do: "Split the file, or take out of it what nothing reads: what was not checked can hide any setting. Then scan again.",
  },
]

interface LeftOut {
  readonly says: string
  readonly help: (path: string) => Help
}

const leftOut: Readonly<Partial<Record<NoteFact["reason"], LeftOut>>> = {
  submodule: {
    says: "submodule",
    help: (path) => [
      {
        do: "Check it out and give it as a PATH of its own:",
        copy: sh(`git submodule update --init ${path}`, `tlsgate . ${path}`),
      },
      { do: "Or say in .tlsgate.yml that it is meant to be left out:", copy: yaml("exclude:", `  - ${path}`) },
    ],
  },
  repository: {
    says: "a repository of its own",
    help: (path) => [
      { do: `Give it as a PATH of its own: tlsgate . ${path}` },
      { do: "Or say in .tlsgate.yml that it is meant to be left out:", copy: yaml("exclude:", `  - ${path}`) },
    ],
  },
  timeout: {
    says: "the time of the scan was over",
    help: () => [
      {
        do: "Give it more time (--timeout 1h), or scan parts of the repository one by one, each as a PATH of its own.",
      },
    ],
  },
  sparse: {
    says: "outside the sparse checkout",
    help: () => [
      {
        do: "Check everything out before the scan: git sparse-checkout disable, or no `sparse-checkout` in the step of actions/checkout. Or exclude in .tlsgate.yml what is meant to be left out.",
      },
    ],
  },
}

/** The keys of a sealed or SOPS-encrypted object that are certificates by name. */
function encryptedKeys({ root, resource }: DocumentFact): Entry[] {
  const isSops = textAt(root, "sops", "mac") !== undefined || at(root, "sops", "lastmodified") !== undefined
  const sections =
    resource?.kind === "SealedSecret" ? [["spec", "encryptedData"]] : isSops ? [["data"], ["stringData"], []] : []
  return sections.flatMap((way) =>
    entriesAt(root, ...way).filter(
      ({ key, value }) =>
        isCertificateName(key.value) &&
        !key.value.endsWith(".key") &&
        (resource?.kind === "SealedSecret" || scalarAt(value)?.secret === "encrypted" || isEncrypted(value)),
    ),
  )
}

function isEncrypted(value: Entry["value"]): boolean {
  return value.kind === "scalar" && value.value.startsWith("ENC[")
}
