import { execFileSync, spawnSync } from "node:child_process"
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { main } from "../../src/commands/main.ts"
import { today } from "../examples.ts"
import { git, plant } from "../ports/tree.ts"

/*
 * Repositories that would have git run something, fetch something or hide a manifest, scanned by the whole program. What
 * each names to be run writes the file RAN.
 */

const pod = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: a
      image: registry.corp/a:1
      env: [{ name: NODE_TLS_REJECT_UNAUTHORIZED, value: "0" }]
`

/** Makes a case of a repository whose `deploy/pod.yaml` is committed. `evil` is a command that leaves a trace. */
type Build = (root: string, evil: string) => void

const cases: readonly (readonly [string, Build])[] = [
  ["a bare repository of plain files", (root, evil) => bury(join(root, "deploy"), evil)],
  ["a bare repository at the root, beside .git", (root, evil) => bury(root, evil)],
  ["a bare repository above what is asked for", (root, evil) => bury(join(root, "deploy"), evil, "pods")],
  ["a bare repository without an index", (root, evil) => rmSync(join(bury(join(root, "deploy"), evil), "index"))],
  [
    "a bare repository with hooks",
    (root, evil) => {
      const hooks = join(bury(join(root, "deploy"), evil), "hooks")
      mkdirSync(hooks)
      for (const name of ["post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"])
        script(join(hooks, name), evil)
    },
  ],
  [
    "a repository of its own, with an index and excludes that hide",
    (root, evil) => {
      const inner = join(root, "deploy")
      git(inner, "init", "-q")
      writeFileSync(join(inner, ".git/info/exclude"), "*\n")
      configure(join(inner, ".git/config"), evil)
    },
  ],
  [
    "a repository of its own, with a .gitignore that hides",
    (root) => {
      git(join(root, "deploy"), "init", "-q")
      writeFileSync(join(root, "deploy/.gitignore"), "*\n")
    },
  ],
  [
    "a .git that leads to plain files",
    (root, evil) => {
      bury(join(root, "store"), evil)
      writeFileSync(join(root, "deploy/.git"), "gitdir: ../store\n")
    },
  ],
  ["a .git that is broken", (root) => writeFileSync(join(root, "deploy/.git"), "nonsense\n")],
  ["a .gitignore that hides what is tracked", (root) => writeFileSync(join(root, ".gitignore"), "*\n")],
  ["a configuration that names commands", (root, evil) => configure(join(root, ".git/config"), evil)],
  [
    "a promisor remote, without the trees of a sparse index",
    (root, evil) => {
      sparse(root)
      configure(join(root, ".git/config"), evil)
    },
  ],
  [
    "a promisor remote, without the blobs",
    (root, evil) => {
      configure(join(root, ".git/config"), evil)
      loseObjects(join(root, ".git"))
    },
  ],
  ["an index that leaves out what is there", (root) => git(root, "update-index", "--skip-worktree", "deploy/pod.yaml")],
  ["an index that is no index", (root) => writeFileSync(join(root, ".git/index"), "DIRCjunk")],
  ["a work tree that is elsewhere", (root) => git(root, "config", "core.worktree", join(root, "..", "nowhere"))],
  ["a repository that says it is bare", (root) => git(root, "config", "core.bare", "true")],
  [
    "a program called git",
    (root, evil) => {
      for (const folder of [".", "node_modules/.bin", "bin"]) script(join(root, folder, "git"), evil)
    },
  ],
]

describe.each(cases)("of %s", (_, build) => {
  it("nothing runs, and the Pod is judged", async () => {
    const folder = plant({
      "root/deploy/pod.yaml": pod,
      "root/sub/x": "x",
      "root/.gitattributes": "*.yaml filter=evil\n",
    })
    const root = join(folder, "root")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "all")
    const ran = join(folder, "RAN")
    build(root, `touch ${ran}`)
    for (const words of [
      ["deploy"],
      ["."],
      ["deploy/pod.yaml"],
      [".", "--base", "HEAD"],
      [".", "--changed-since", "HEAD"],
    ]) {
      const { status, findings, said } = await scan(root, words)
      expect(existsSync(ran), `${words} ran ${said}`).toBe(false)
      // What changed, and the base, cannot be told of each of them, and then that is said.
      if (words.length > 1 && status === 2) expect(said).toContain("HEAD")
      else if (!words.includes("--changed-since"))
        expect(findings, `${words}: ${said}`).toContain("deploy/pod.yaml error")
    }
  })
})

async function scan(root: string, words: readonly string[]) {
  const path = [".", join(root, "bin"), join(root, "node_modules/.bin"), process.env["PATH"]].join(":")
  const [out, err]: [string[], string[]] = [[], []]
  const status = await main(["scan", ...words, "--no-config", "--format", "json"], {
    ...{ cwd: root, now: today, isTerminal: false, isErrorTerminal: false, columns: 80 },
    ...{ variables: {}, env: { ...process.env, PATH: path }, clock: () => 0, stdin: async () => new Uint8Array() },
    out: async (text) => void out.push(text),
    err: async (text) => void err.push(text),
  })
  const [report = ""] = out
  const { findings } = report === "" ? { findings: [] } : (JSON.parse(report) as { findings: Record<string, string>[] })
  return { status, said: err.join(""), findings: findings.map(({ file, level }) => `${file} ${level}`) }
}

/** Puts the inside of a repository, whose configuration runs `evil`, among plain files, and commits them. */
function bury(place: string, evil: string, below = ""): string {
  const inner = plant({ "ok.txt": "", "sub/x": "" })
  git(inner, "init", "-q")
  git(inner, "add", "-A")
  git(inner, "commit", "-qm", "a")
  sparse(inner)
  for (const unwanted of ["hooks", "logs", "config.worktree"])
    rmSync(join(inner, ".git", unwanted), { recursive: true, force: true })
  writeFileSync(join(inner, ".git/info/exclude"), "*\n")
  configure(join(inner, ".git/config"), evil)
  appendFileSync(join(inner, ".git/config"), "[core]\n\tbare = false\n\tworktree = .\n")
  cpSync(join(inner, ".git"), place, { recursive: true })
  if (below !== "") mkdirSync(join(place, below))
  return place
}

/** Each way that git's documentation names to have a command run, and a remote to fetch missing objects from. */
function configure(file: string, evil: string): void {
  const keys = ["core.fsmonitor", "core.sshCommand", "core.gitProxy", "core.askPass", "core.pager", "core.editor"]
  const more = [
    "core.alternateRefsCommand",
    "diff.external",
    "diff.evil.textconv",
    "diff.evil.command",
    "credential.helper",
  ]
  const filters = ["clean", "smudge", "process"].flatMap((kind) => [`filter.evil.${kind}`, `filter.x y=z.${kind}`])
  const remote = [
    ["core.repositoryformatversion", "1"],
    ["extensions.partialClone", "origin"],
    ["remote.origin.url", "."],
    ["remote.origin.promisor", "true"],
    ["remote.origin.uploadpack", `${evil}; false`],
    ["protocol.allow", "always"],
    ["core.hooksPath", "."],
  ] as const
  const all = [...[...keys, ...more, ...filters].map((key) => [key, evil] as const), ...remote]
  for (const [key, value] of all) execFileSync("git", ["config", "--file", file, key, value])
}

function sparse(root: string): void {
  git(root, "sparse-checkout", "init", "--cone", "--sparse-index")
  git(root, "sparse-checkout", "set", "deploy")
  git(root, "config", "index.sparse", "true")
  const tree = git(root, "rev-parse", "HEAD:sub").trim()
  rmSync(join(root, ".git/objects", tree.slice(0, 2), tree.slice(2)))
}

function loseObjects(repository: string): void {
  const objects = join(repository, "objects")
  for (const folder of readdirSync(objects))
    if (/^[0-9a-f]{2}$/.test(folder))
      for (const name of readdirSync(join(objects, folder))) lose(join(objects, folder, name))
}

/** A commit stays, so that there is something to begin at. */
function lose(file: string): void {
  const inflated = execFileSync(
    "python3",
    ["-c", "import sys,zlib;print(zlib.decompress(open(sys.argv[1],'rb').read())[:4].decode())", file],
    { encoding: "utf8" },
  )
  if (!inflated.startsWith("comm")) rmSync(file, { force: true })
}

function script(file: string, evil: string): void {
  mkdirSync(join(file, ".."), { recursive: true })
  writeFileSync(file, `#!/bin/sh\n${evil}\n`)
  chmodSync(file, 0o755)
}

const command = resolve(
  process.env["TLSGATE_DIST"] ?? "src",
  process.env["TLSGATE_DIST"] === undefined ? "cli.ts" : "cli/index.js",
)

describe("what a scan starts", () => {
  const strace = spawnSync("strace", ["-V"]).status === 0

  it.skipIf(!strace)(
    "is git alone, with everything that could run something turned off, and no socket",
    () => {
      const root = join(plant({ "root/deploy/pod.yaml": pod, "root/.tlsgate.yml": "version: 1\n" }), "root")
      git(root, "init", "-q")
      git(root, "add", "-A")
      git(root, "commit", "-qm", "all")
      bury(join(root, "deploy"), "true")
      const trace = join(root, "..", "trace")
      const words = [process.execPath, command, "scan", "deploy", ".", "--base", "HEAD", "--changed-since", "HEAD"]
      const { status, stderr } = spawnSync(
        "strace",
        ["-f", "-s", "4096", "-v", "-e", "trace=execve,socket,connect", "-o", trace, ...words],
        {
          cwd: root,
          encoding: "utf8",
        },
      )
      expect(status, stderr).toBe(0)
      const calls = readFileSync(trace, "utf8").split("\n")
      const started = calls.filter((line) => /execve\(.*= 0$/.test(line)).slice(1)
      expect(started.length).toBeGreaterThan(3)
      for (const line of started) {
        expect(line).toMatch(
          /execve\("[^"]*\/git", \["[^"]*git", "--no-pager", "-c", "safe\.bareRepository=explicit", "-c", "core\.fsmonitor=false", "-c", "core\.hooksPath=\/dev\/null"/,
        )
        for (const variable of [
          "GIT_NO_LAZY_FETCH=1",
          "GIT_ALLOW_PROTOCOL=none",
          "GIT_OPTIONAL_LOCKS=0",
          "GIT_LITERAL_PATHSPECS=1",
        ])
          expect(line).toContain(variable)
      }
      expect(calls.filter((line) => /(socket|connect)\(/.test(line) && !/AF_UNIX/.test(line))).toEqual([])
    },
    60_000,
  )
})
