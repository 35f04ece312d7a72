import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach } from "vitest"

/** A directory of its own for one test, with these files in it. */
export function plant(files: Readonly<Record<string, string>> = {}): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "tlsgate-")))
  planted.push(directory)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  return directory
}

/** Runs git in a directory, with a name and a time of its own. */
export function git(directory: string, ...args: readonly string[]): string {
  const config = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always"]
  return execFileSync("git", [...config, ...args], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })
}

/** Makes a directory a repository in which everything is committed. */
export function commitAll(directory: string): void {
  git(directory, "init", "-q", "-b", "main")
  git(directory, "add", "-A")
  git(directory, "commit", "-q", "--allow-empty", "-m", "all")
}

const planted: string[] = []

afterEach(() => {
  for (const directory of planted.splice(0)) {
    execFileSync("chmod", ["-R", "u+rwx", directory])
    rmSync(directory, { recursive: true, force: true })
  }
})
