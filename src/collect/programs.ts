import type { ProgramFact } from "../model/facts.ts"
import { outerSpan, type Source } from "../model/source.ts"

/** Whether a text that is not read as anything else may be a program that connects to others. */
export function mayConnect(name: string, text: { includes(part: string): boolean }): boolean {
  return (
    languageOfProgram(name) !== undefined &&
    (text.includes("environ") || text.includes("getenv") || text.includes("process.env") || text.includes("https://"))
  )
}

/** How a program in Python or JavaScript connects; undefined where no library for that is in it. */
export function programOf({ path, name, text, carrier, map }: Source): ProgramFact | undefined {
  const language = languageOfProgram(name)
  if (language === undefined || text.length > longest) return undefined
  const code = text.replace(language === "python" ? /^[ \t]*#.*$/gm : /^[ \t]*(?:\/\/|\*|\/\*).*$/gm, (line) =>
    " ".repeat(line.length),
  )
  const { libraries, variable, off, own, trust } = languages[language]
  const found = libraries.flatMap(([library, pattern]) => (pattern.test(code) ? [library] : []))
  const variables = [...code.matchAll(variable)].map((match) => match[1] ?? match[2] ?? "")
  const addresses = [...code.matchAll(/["'`](https?:\/\/[^"'`\s${}]{1,200})["'`]/g)].map((match) => ({
    value: match[1]!,
    ...outerSpan(map, match.index + 1, match.index + 1 + match[1]!.length),
  }))
  if (found.length === 0 || variables.length + addresses.length === 0) return undefined
  // A client certificate, or names that are not looked at, say more than a file does.
  const named = /\bcert\s*=|check_hostname/.test(code) ? undefined : trust.exec(code)?.[1]
  return {
    path,
    name,
    ...(carrier && { carrier }),
    language,
    libraries: found,
    variables: [...new Set(variables)],
    addresses,
    verification: off.test(code) ? "off" : own.test(code) ? "own" : "plain",
    ...(named !== undefined && { trust: named }),
  }
}

function languageOfProgram(name: string): ProgramFact["language"] | undefined {
  if (/\.py$/.test(name)) return "python"
  return /\.(mjs|cjs|js)$/.test(name) ? "node" : undefined
}

interface ProgramLanguage {
  readonly libraries: readonly (readonly [string, RegExp])[]
  /** A variable of the environment that is read. */
  readonly variable: RegExp
  readonly off: RegExp
  /** Options of its own, so that the defaults of the library say nothing. */
  readonly own: RegExp
  /** The one file that it verifies with instead. */
  readonly trust: RegExp
}

const languages: Readonly<Record<ProgramFact["language"], ProgramLanguage>> = {
  python: {
    libraries: [
      ["requests", /^[ \t]*(?:import[ \t]+(?:[\w.]+,[ \t]*)*|from[ \t]+)requests\b/m],
      [
        "urllib",
        /^[ \t]*(?:import[ \t]+(?:[\w.]+,[ \t]*)*urllib\.request|from[ \t]+urllib(?:\.request)?[ \t]+import)\b/m,
      ],
      ["httpx", /^[ \t]*(?:import[ \t]+(?:[\w.]+,[ \t]*)*|from[ \t]+)httpx\b/m],
      ["aiohttp", /^[ \t]*(?:import[ \t]+(?:[\w.]+,[ \t]*)*|from[ \t]+)aiohttp\b/m],
      ["http.client", /^[ \t]*(?:import[ \t]+(?:[\w.]+,[ \t]*)*|from[ \t]+)http\.client\b/m],
    ],
    variable: /\b(?:os\.)?(?:environ(?:\.get\(|\[)|getenv\()\s*["'](\w+)["']/g,
    off: /verify\s*=\s*False|_create_unverified_context|CERT_NONE|verify_ssl\s*=\s*False|ssl\s*=\s*False/,
    own: /\bverify\s*=|check_hostname|\bssl\.|\bSSLContext|\bcontext\s*=|\bcafile\s*=|\bcert\s*=|\bmount\(|trust_env|truststore|certifi/,
    trust: /(?:\b(?:verify|cafile)\s*=|load_verify_locations\()\s*["'](\/[^"']+)["']/,
  },
  node: {
    libraries: [
      ["https", /(?:from|import|require\()\s*["'](?:node:)?https["']/],
      ["fetch", /\bfetch\s*\(/],
      ["axios", /["']axios["']/],
      ["undici", /["']undici["']/],
      ["got", /["']got["']/],
    ],
    variable: /\bprocess\.env(?:\.(\w+)|\[["'](\w+)["']\])/g,
    off: /rejectUnauthorized\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED/,
    own: /\bca\s*:|\bcert\s*:|\bpfx\s*:|\bAgent\b|rejectUnauthorized|checkServerIdentity|servername|setDefaultCACertificates|setGlobalDispatcher|secureContext/,
    trust: /\bca\s*:\s*(?:\w+\.)?readFileSync\(\s*["'](\/[^"']+)["']/,
  },
}

/** Programs that people mount or copy are short. */
const longest = 1 << 16
