/** What to do about a finding, in order. */
export type Help = readonly Step[]

export interface Step {
  /** A sentence, or what leads to the text to copy: `Write:`. */
  readonly do: string
  readonly copy?: Copy
  /** A command, and what it shows when all is well. */
  readonly verify?: string
}

/** Text to paste, complete in its language. */
export interface Copy {
  readonly language: Language
  readonly text: string
  /** Where it belongs: a path of the repository, and the line of what it takes the place of. */
  readonly file?: string
  readonly line?: number
}

export const languages = ["yaml", "json", "toml", "ini", "hcl", "sh", "dockerfile", "nginx", "haproxy", "text"] as const
export type Language = (typeof languages)[number]

/** Text to paste, line by line; one for each language that a rule writes. */
export const yaml = copyIn("yaml")
export const toml = copyIn("toml")
export const sh = copyIn("sh")
export const dockerfile = copyIn("dockerfile")
export const nginx = copyIn("nginx")
export const haproxy = copyIn("haproxy")
export const plain = copyIn("text")

function copyIn(language: Language): (...lines: readonly string[]) => Copy {
  return (...lines) => ({ language, text: lines.join("\n") })
}

/** Help as one text: sentences as they are, what is to be copied indented, commands that verify behind a word that says so. */
export function helpText(help: Help): string {
  return help.flatMap(linesOf).join("\n")
}

function linesOf({ do: sentence, copy, verify }: Step): string[] {
  return [
    ...(sentence === "" ? [] : [sentence]),
    ...(copy === undefined ? [] : [copy.text.replaceAll(/^(?=.)/gm, "  ")]),
    ...(verify === undefined ? [] : [`Verify: ${verify}`]),
  ]
}

/** Help that is written as one text, as `helpText` gives it: what is indented is to be copied, `Verify: ` begins a check. */
export function helpFrom(text: string, language: Language = "text"): Help {
  const steps: { do: string; copy?: Copy; verify?: string }[] = []
  let last: "do" | "copy" | "verify" | undefined
  for (const line of text.split("\n")) {
    const step = steps.at(-1)
    const isCopied = /^ {2}/.test(line) || (line === "" && last === "copy")
    if (isCopied && step !== undefined) {
      const before = step.copy === undefined ? "" : `${step.copy.text}\n`
      step.copy = { language, text: `${before}${line.slice(2)}` }
      last = "copy"
    } else if (line.startsWith("Verify: ")) {
      const verify = line.slice("Verify: ".length)
      if (step === undefined || step.verify !== undefined) steps.push({ do: "", verify })
      else step.verify = verify
      last = "verify"
    } else {
      steps.push({ do: line })
      last = "do"
    }
  }
  return steps
}
