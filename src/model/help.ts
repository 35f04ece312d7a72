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
