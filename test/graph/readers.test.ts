import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { pemReadings } from "../../src/collect/certificates/readers.ts"

const root = readFileSync("test/pki/root.pem", "utf8")
const other = readFileSync("test/pki/other-root.pem", "utf8")
const body = root.split("\n").slice(1, -2).join("\n")

/** How many certificates Go, OpenSSL's store, and a reader of one after another find; `-` where one refuses the text. */
function counts(text: string): string {
  const readings = pemReadings(text)
  if (readings === undefined) return "all alike"
  const { go, openssl, single } = readings
  return [go, openssl, single].map(({ certificates, refused }) => (refused ? "-" : certificates.length)).join(" ")
}

describe("pemReadings", () => {
  it.each([
    ["a bundle", root + other, "all alike"],
    ["words between the blocks", `# our root\n${root}\nsubject: x\n${other}`, "all alike"],
    ["line ends of Windows", root.replaceAll("\n", "\r\n"), "all alike"],
    ["a byte order mark", `\uFEFF${root}`, "- 1 1"],
    ["a byte order mark before two", `\uFEFF${root}${other}`, "1 2 2"],
    ["a second one that is cut off", root + other.slice(0, 200), "1 - 1"],
    ["a broken one, then a good one", root.replace("MII", "M!I") + other, "1 - -"],
    ["indented", root.replaceAll(/^/gm, "  "), "- - -"],
    ["on one line", root.replaceAll("\n", ""), "- - -"],
    ["a blank line inside", root.replace(body, body.replace("\n", "\n\n")), "1 - -"],
    ["headers inside", root.replace("-----\n", "-----\nProc-Type: 4\n\n"), "- - -"],
    ["an old label", root.replaceAll("CERTIFICATE", "X509 CERTIFICATE"), "- 1 1"],
    ["what OpenSSL calls trusted", root.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"), "- 1 -"],
    ["another label", root.replaceAll("CERTIFICATE", "MY CERTIFICATE"), "- - -"],
  ])("%s", (_, text, expected) => {
    expect(counts(text)).toBe(expected)
  })
})
