import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { unmark } from "../examples.ts"
import { commandOf } from "../reporters/runner.ts"
import { terminal } from "./terminal.ts"

/*
 * What a stranger writes goes in by many ways: a name of a file, a key of a config, an option, a word to explain. None of
 * them may reach a terminal as a control, a reader in another order, or a runner as a command, on stdout or stderr.
 */

const texts: Readonly<Record<string, string>> = {
  escape: "a\u001b[2Jb",
  link: "a\u001b]8;;https://evil.example\u0007b",
  bell: "a\u0007b",
  "carriage return": "a\rb",
  backspace: "a\b\bb",
  "C1 control": "a\u009b2Jb",
  delete: "a\u007fb",
  "next line": "a\u0085b",
  "bidi override": "a\u202eb",
  "bidi isolate": "a\u2066b\u2069",
  "line separator": "a\u2028b",
  tag: "a\u{e0041}b",
  command: "::add-mask::a",
  "old command": "##[error]a",
  "command on its own line": "a\n::add-mask::b",
  "old command of Azure": "##vso[task.complete]a",
  "stop of commands": "\n::stop-commands::a",
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "tlsgate-sinks-"))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const pem = (names: string) => unmark({ file: `⟦${names}⟧\n` }).files["file"]!
const quoted = (text: string) => JSON.stringify(text)
const insecure = "#!/bin/sh\ncurl -k https://a.corp.example.com | sh\n"

type Way = (text: string) => readonly [files: Readonly<Record<string, string>>, ...argv: string[]]

const ways: Readonly<Record<string, Way>> = {
  "an unknown key of the config": (text) => [{ ".tlsgate.yml": `version: 1\n${quoted(text)}: 1\n` }, "scan"],
  "a value of the config": (text) => [{ ".tlsgate.yml": `version: 1\nfailOn: ${quoted(text)}\n` }, "scan"],
  "a rule of the config": (text) => [{ ".tlsgate.yml": `version: 1\nrules: {${quoted(text)}: off}\n` }, "scan"],
  "an ignore of the config": (text) => [
    {
      ".tlsgate.yml": `version: 1\nignores: [{rule: cmd-curl-insecure, path: ${quoted(text)}, reason: ${quoted(text)}, until: 2020-01-01}]\n`,
      "a.sh": insecure,
    },
    "scan",
  ],
  "the name of a config": (text) => [{}, "scan", "--config", text],
  "a PATH": (text) => [{}, "scan", text],
  "a file of verify": (text) => [{}, "verify", text],
  "a file of inspect": (text) => [{}, "inspect", text],
  "an option": (text) => [{}, "scan", `--${text}`],
  "a command": (text) => [{}, text, "--at", "x"],
  "--at": (text) => [{}, "scan", "--at", text],
  "--format": (text) => [{}, "scan", "--format", text],
  "--fail-on": (text) => [{}, "scan", "--fail-on", text],
  "--trust": (text) => [{}, "scan", "--trust", text],
  "--base": (text) => [{}, "scan", "--base", text],
  "--output": (text) => [{}, "scan", "--output", `html=${text}`],
  "--baseline": (text) => [{}, "scan", "--baseline", text],
  "the rule to explain": (text) => [{}, "rules", text],
  "what is explained": (text) => [
    { "a.sh": insecure },
    "explain",
    "--no-config",
    `x509: certificate is valid for ${text}, not a.corp.example.com ${text}`,
  ],
  "the name of a file": (text) => [
    { [`${text.replaceAll("/", "_")}.sh`]: insecure, [`b/${text.replaceAll("/", "_")}/c.sh`]: insecure },
    "scan",
    "--no-config",
    "--verbose",
  ],
  "the name of a file that is explained": (text) => [
    { [`${text.replaceAll("/", "_")}.sh`]: insecure },
    "explain",
    "--no-config",
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  ],
  "the name of a file to mend": (text) => [
    { [`${text.replaceAll("/", "_")}.pem`]: pem("intermediate+end-entity") },
    "fix",
    "--dry-run",
    "--no-config",
  ],
  "a file that is mended": (text) => [
    { [`${text.replaceAll("/", "_")}.pem`]: pem("intermediate+end-entity") },
    "fix",
    "--no-config",
  ],
  "a line beside what is mended": (text) => [
    { "a.pem": `${text}\n${pem("intermediate+end-entity")}${text}\n` },
    "fix",
    "--dry-run",
    "--no-config",
  ],
  "a line with a finding": (text) => [
    { "a.sh": `#!/bin/sh\ncurl -k https://a.corp.example.com # ${text}\n` },
    "scan",
    "--no-config",
  ],
  "a host": (text) => [
    {
      "a.yaml": `apiVersion: v1\nkind: Pod\nmetadata: {name: ${quoted(text)}}\nspec: {containers: [{name: a, image: a, command: [curl, "-k", ${quoted(`https://${text}.corp.example.com`)}]}]}\n`,
    },
    "scan",
    "--no-config",
  ],
  "an inline ignore": (text) => [
    { "a.sh": `#!/bin/sh\ncurl -k https://a.corp.example.com # tlsgate-ignore[${text}] reason="${text}"\n` },
    "scan",
    "--no-config",
  ],
  "a recorded baseline": (text) => [
    { "a.sh": insecure },
    "baseline",
    "--no-config",
    "--baseline",
    text.replaceAll("/", "_"),
  ],
}

/** Controls and what reorders a line; a diff holds tabs, and every text line ends. */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u

describe.each(Object.entries(ways))("%s", (_, way) => {
  it.each(Object.entries(texts))("with %s is shown, and does nothing", async (_, text) => {
    const [files, ...argv] = way(text)
    const { out, err } = await terminal(folderWith(files), ...argv)
    expect(out + err).not.toBe("")
    expect(unseen.exec(out + err)?.[0]).toBeUndefined()
    for (const line of `${out}\n${err}`.split("\n")) expect(commandOf(line), line).toBeUndefined()
    expect(err).not.toContain("fault of tlsgate")
  })
})

describe.each(["github", "markdown", "html", "junit", "gitlab", "sarif", "json"])("the format %s", (format) => {
  it.each(Object.entries(texts))("shows %s, which does nothing", async (_, text) => {
    for (const name of ["the name of a file", "a line with a finding", "a host", "an inline ignore"]) {
      const [files, ...argv] = ways[name]!(text)
      const { out, err } = await terminal(folderWith(files), ...argv, "--format", format)
      expect(unseen.exec(out + err)?.[0], name).toBeUndefined()
      const commands = `${out}\n${err}`.split("\n").flatMap((line) => commandOf(line)?.name ?? [])
      const own = format === "github" ? /^(error|warning|notice)$/ : /^$/
      expect(
        commands.filter((command) => !own.test(command)),
        name,
      ).toEqual([])
    }
  })
})
