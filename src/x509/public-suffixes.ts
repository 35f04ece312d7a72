import { publicSuffixes } from "./public-suffixes.data.ts"

/**
 * Whether a wildcard covers every domain of a registry (`*.com`, `*.co.uk`), or with `companies` also of those who give
 * out names below their own (`*.s3.amazonaws.com`).
 */
export function coversPublicSuffix(name: string, of: "registries" | "companies"): boolean {
  if (!name.startsWith("*")) return false
  const rest = name.slice(2).toLowerCase()
  return isPublicSuffix(rest, "registries") || (of === "companies" && isPublicSuffix(rest, "companies"))
}

/** As the list has it: exceptions go before wildcards, and a label that it does not know is a suffix, too. */
function isPublicSuffix(name: string, section: Section): boolean {
  const dot = name.indexOf(".")
  if (dot === -1) return true
  const known = suffixesOf(section)
  if (known.has(`!${name}`)) return false
  return known.has(name) || known.has(`*${name.slice(dot)}`)
}

type Section = "registries" | "companies"

const sections = new Map<Section, ReadonlySet<string>>()

/** Few certificates have a wildcard, so the list is split when the first is met. */
function suffixesOf(section: Section): ReadonlySet<string> {
  const known = sections.get(section)
  if (known !== undefined) return known
  const suffixes = new Set(
    publicSuffixes[section].split(";").flatMap((group) => {
      const [top = "", ...names] = group.split(" ")
      return names.map((name) => `${name}.${top}`)
    }),
  )
  sections.set(section, suffixes)
  return suffixes
}
