import { execFileSync } from "node:child_process"
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"

/** The Chromium of this machine, by CHROMIUM or the usual names; undefined where there is none. */
export const chromium = process.env["CHROMIUM"] ?? found(["chromium", "chromium-browser", "google-chrome"])

export interface Shot {
  readonly width: number
  readonly height?: number
  readonly scale?: number
  readonly dark?: boolean
}

/** The page after its scripts have run, as HTML. */
export function dom(html: string, { width, height = 900, dark = false }: Shot): string {
  return withPage(html, (url) => run([...common(width, height, 1, dark), "--dump-dom", url]))
}

/** A picture of the page, as high as the page is. */
export function picture(html: string, file: string, { width, height, scale = 1, dark = false }: Shot): void {
  const measure = `<script>addEventListener("load", () => setTimeout(() => { document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().bottom + 1) }, 3000))</script>`
  const high = height ?? Number(/data-height="(\d+)"/.exec(dom(html + measure, { width, dark }))?.[1] ?? 900)
  withPage(html, (url) => run([...common(width, high, scale, dark), `--screenshot=${file}`, url]))
}

function common(width: number, height: number, scale: number, dark: boolean): string[] {
  return [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
    "--virtual-time-budget=8000",
    `--force-device-scale-factor=${scale}`,
    `--window-size=${width},${height}`,
    ...(dark ? ["--blink-settings=preferredColorScheme=0"] : ["--blink-settings=preferredColorScheme=1"]),
  ]
}

function withPage<T>(html: string, use: (url: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "tlsgate-page-"))
  try {
    writeFileSync(join(folder, "page.html"), html)
    return use(`file://${join(folder, "page.html")}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(flags: readonly string[]): string {
  if (chromium === undefined) throw new Error("no Chromium here; set CHROMIUM")
  return execFileSync(chromium, flags, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 120_000,
  })
}

function found(names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter)
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
