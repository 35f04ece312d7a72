import { isLookedThrough } from "../collect/recognise.ts"
import { fixtureNames } from "./fixtures.table.ts"

/**
 * Whether a path stands among tests, examples, documentation or foreign code. It is taken below the PATH that was given:
 * whoever asks for `test/` means what is in it.
 */
export function isFixture(below: string): boolean {
  return foldersOf(below).some((folder) => folders.has(folder.toLowerCase()) || folders.has(words(folder).join(" ")))
}

/**
 * Whether a certificate at a path is there to test with, by a word in the names of its folders or of itself: `test-certs`,
 * `integration/resources`, `dummy_ca.key`. Only certificates and keys: nobody deploys these, while settings are copied
 * from anywhere. What stands in source code is, too: whether anybody runs that code is not to be seen from here.
 */
export function isTestMaterial(below: string): boolean {
  if (isLookedThrough(below)) return true
  const file = below.slice(below.lastIndexOf("/") + 1)
  return (
    foldersOf(below).some((folder) => !hostName.test(folder) && hasOneOf(folderWords, folder)) ||
    hasOneOf(fileWords, file)
  )
}

function foldersOf(path: string): string[] {
  return path.split("/").slice(0, -1)
}

/** Whether a name has one of the words in it, or two of them side by side. */
function hasOneOf(set: ReadonlySet<string>, name: string): boolean {
  const all = words(name)
  return all.some((word, index) => set.has(word) || set.has(`${word} ${all[index + 1]}`))
}

/** `testCerts`, `test-certs` and `test_certs` are two words each. */
function words(segment: string): string[] {
  return segment
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
}

function named(as: "folder" | "word" | "file"): ReadonlySet<string> {
  return new Set(fixtureNames.filter((row) => row.as.includes(as)).flatMap(({ names }) => names))
}

/** `certs.d/reg.example.net:5000` is named after a host, whatever that is called. */
const hostName = /^[\w-]+(\.[\w-]+)*\.[a-z]{2,}([:_]\d+_?)?$/i

const folders = named("folder")
const folderWords = named("word")
const fileWords = named("file")
