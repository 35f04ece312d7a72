import type { Reporter } from "./reporter.ts"

/** The reporter of a format of `--format` and `--output`. Each is loaded when it is asked for: a start costs time. */
export async function loadReporter(format: Format): Promise<Reporter> {
  return loaders[format]()
}

export type Format = keyof typeof loaders

const loaders = {
  text: async () => (await import("./text.ts")).text,
  json: async () => (await import("./json.ts")).json,
  sarif: async () => (await import("./sarif.ts")).sarif,
  junit: async () => (await import("./junit.ts")).junit,
  gitlab: async () => (await import("./gitlab.ts")).gitlab,
  async markdown() {
    const { summary } = await import("./markdown/summary.ts")
    return (report, options) => summary(report, options)
  },
  html: async () => (await import("./html/page.ts")).page,
  async github() {
    const { github } = await import("./github.ts")
    return (report, options) => github(report, options)
  },
} as const satisfies Readonly<Record<string, () => Promise<Reporter>>>
