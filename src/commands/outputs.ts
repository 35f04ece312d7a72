import { resolve } from "node:path"
import { repositoryRoot } from "../ports/git/repository.ts"
import { writeText } from "../ports/write.ts"
import { loadReporter } from "../reporters/index.ts"
import type { ReporterOptions } from "../reporters/reporter.ts"
import { OutputFault } from "./output-fault.ts"
import type { Scan } from "./scan.ts"

/** Writes each report that was asked for besides the one on stdout. One that cannot be written is a fault. */
export async function writeOutputs(
  { report, settings }: Scan,
  options: ReporterOptions,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<void> {
  const tree = repositoryRoot(cwd, env) ?? cwd
  for (const { format, file } of settings.outputs) {
    const text = (await loadReporter(format))(report, options)
    const why = writeText(resolve(cwd, file), text, tree)
    if (why !== undefined) throw new OutputFault(why, file)
  }
}
