import type { Span } from "../../model/place.ts"
import { type Client, clients } from "./clients.table.ts"
import { keysIn } from "./keys.ts"
import { isRandom, literalPart, secretPart, surenessOf } from "./names.ts"
import { CommandWords, pairIn } from "./words.ts"

/**
 * Where a text of any language holds secrets: under names that say so, behind options of programs, in the addresses and
 * headers, by the shape of tokens, and as private keys. Sorted and apart. Linear in the text.
 */
export function secretsInText(text: string): Span[] {
  return apart([
    ...keysIn(text),
    ...underNames(text),
    ...(text.includes("</") ? inElements(text) : []),
    ...(text.includes("{{") ? inActions(text) : []),
    ...behindBlanks(text),
    ...inAddresses(text),
    ...schemes(text),
    ...shapes(text),
    ...inCommands(text),
    ...fed(text),
  ])
}

/** Where a text holds secrets: those that its structure told (`FileFacts.secrets`), and those that any text would show. */
export function secretsOf(text: string, told: readonly Span[] = []): readonly Span[] {
  return apart([...told, ...secretsInText(text)])
}

/** A text with `***` in the place of each secret. */
export function withoutSecrets(text: string): string {
  return mayHoldSecret(text) ? masked(text, secretsInText(text)) : text
}

/** Spares most values the search. */
export function mayHoldSecret(text: string): boolean {
  return text.length > 5 && suspicious.test(text)
}

/** A text with `***` in these places, which are sorted and apart. */
export function masked(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text
  const parts: string[] = []
  let from = 0
  for (const { start, end } of spans) {
    parts.push(text.slice(from, start), "***")
    from = end
  }
  return parts.join("") + text.slice(from)
}

/** Spans in the order of the text; those that touch become one. */
export function apart(spans: readonly Span[]): Span[] {
  const result: { start: number; end: number }[] = []
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (start >= end) continue
    if (last === undefined || start > last.end) result.push({ start, end })
    else last.end = Math.max(last.end, end)
  }
  return result
}

/** `password: …`, `"token": "…"`, `API_KEY=…`, `?sig=…`. */
function underNames(text: string): Span[] {
  const spans: Span[] = []
  let done = 0
  for (const match of text.matchAll(named)) {
    const separator = match.index + match[0].length
    if (separator <= done) continue
    const name = nameBefore(text, match.index + match[1]!.length)
    const sureness = surenessOf(name)
    if (sureness === undefined) continue
    const value = valueAt(text, separator, match[2]!, name, match[0])
    if (value === undefined) continue
    const written = text.slice(value.start, value.end)
    if (name.toLowerCase().endsWith("auth") && !mayBeLogin.test(written)) continue
    const part = /creds?$/i.test(name) ? pairIn(written) : secretPart(sureness, written)
    if (part === undefined) continue
    const lead = scheme.exec(written)?.[0].length ?? 0
    spans.push({ start: value.start + Math.max(part.start, part.start === 0 ? lead : 0), end: value.start + part.end })
    done = value.start + part.end
  }
  return spans
}

function nameBefore(text: string, end: number): string {
  let start = end
  while (start > 0 && end - start < 80 && /[\w.$/-]/.test(text[start - 1]!)) start--
  return text.slice(start, end)
}

/** The extent of the value behind a separator: a quoted one, one word, or, where nothing else ends it, the line. */
function valueAt(text: string, from: number, separator: string, name: string, matched: string): Span | undefined {
  let start = from
  while (start - from < 16 && (text[start] === " " || text[start] === "\t")) start++
  const tag = /^(?:![\w!]{0,20}|&[\w-]{1,40})[ \t]{1,8}/.exec(text.slice(start, start + 70))
  if (tag !== null) start += tag[0].length
  const first = text[start]
  if (first === undefined || first === "\n" || first === "\r") return undefined
  // A mapping or a list: what is in it has names of its own.
  if ((first === "{" && text[start + 1] !== "{") || first === "[") return undefined
  if (first === "\\" && /["']/.test(text[start + 1] ?? "")) {
    const end = text.indexOf(`\\${text[start + 1]}`, start + 2)
    return { start: start + 2, end: end === -1 || end - start > longest ? lineEnd(text, start) : end }
  }
  if (first === '"' || first === "'" || first === "`")
    return { start: start + 1, end: quoteEnd(text, start + 1, first) }
  const isSpaced = start > from || /[ \t]/.test(matched.at(-1 - separator.length) ?? "")
  if (separator === ":" && start === from) {
    // `name:value` is a header of httpie or the like, or JSON; a tag of an image, a scheme and much else looks the same.
    if (/[:/=]/.test(first) || !(/["']/.test(matched) || /^[A-Z]/.test(name) || isRandom(wordAt(text, start))))
      return undefined
  }
  return { start, end: isSpaced ? plainEnd(text, start) : wordEnd(text, start) }
}

function wordAt(text: string, start: number): string {
  return text.slice(start, Math.min(wordEnd(text, start), start + 200))
}

function quoteEnd(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length && at - from < longest; at++) {
    const character = text[at]
    if (character === "\\") at++
    else if (character === quote || character === "\n" || character === "\r") return at
  }
  return Math.min(text.length, from + longest)
}

function wordEnd(text: string, start: number): number {
  return Math.min(endOf(text, start, /[\s"'&;<>]|[,)}\]](?=$|[\s"',)}\]]|\w+[=:])|\\["nr]/g), lineEnd(text, start))
}

/** To the end of the line, of what a quote or a flow mapping around it ends, or of what a comment follows. */
function plainEnd(text: string, start: number): number {
  const end = endOf(text, start, /["'\r\n]|[ \t]#|[,}\]](?=$|[\s,}\]"'])/g)
  return start + text.slice(start, end).trimEnd().length
}

function endOf(text: string, start: number, ends: RegExp): number {
  const action = actionLength(text, start)
  const most = start + (action === undefined ? longest : action + 64)
  ends.lastIndex = start + (action ?? 0)
  return Math.min(ends.exec(text.slice(0, most))?.index ?? text.length, most)
}

/** What a value begins with that has an end of its own: `${…}`, `{{…}}`; never long, so that many of them cost no more. */
function actionLength(text: string, start: number): number | undefined {
  if (!text.startsWith("${", start) && !text.startsWith("{{", start)) return undefined
  return text.slice(start, start + 400).indexOf("}") + 1
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf("\n", from)
  return found === -1 ? text.length : found
}

/** `<password>…</password>`. */
function inElements(text: string): Span[] {
  return [...text.matchAll(element)].flatMap(({ index, 0: whole, 1: name = "", 2: value = "" }) => {
    const part = surenessOf(name) === "sure" ? literalPart(value) : undefined
    const start = index + whole.length - value.length - 1
    return part === undefined ? [] : [{ start: start + part.start, end: start + part.end }]
  })
}

/** What a program that takes a password gets from its standard input: `echo … | docker login`, `chpasswd <<< …`. */
function fed(text: string): Span[] {
  return [...text.matchAll(piped), ...text.matchAll(hereString)].flatMap(
    ({ index, 0: whole, 1: lead = "", 2: value = "" }) => {
      const user = /^["']?[\w.-]{1,32}:/.exec(value)?.[0].length ?? 0
      const start = index + whole.indexOf(value, lead.length) + user
      const part = literalPart(value.slice(user))
      return part === undefined ? [] : [{ start: start + part.start, end: start + part.end }]
    },
  )
}

/** `{{ .Values.password | default "…" }}`. */
function inActions(text: string): Span[] {
  return [...text.matchAll(action)].flatMap(({ index, 0: whole }) => {
    const part = /\b(?:default|coalesce)\b/.test(whole) && actionName.test(whole) ? literalPart(whole) : undefined
    return part === undefined ? [] : [{ start: index + part.start, end: index + part.end }]
  })
}

/** `password …` of a .netrc, `insecure-password …` and `stats auth …` of HAProxy, `ENV DB_PASSWORD …`, `SetEnv TOKEN …`. */
function behindBlanks(text: string): Span[] {
  return [...text.matchAll(blanks)].flatMap(({ index, 0: whole, 1: value = "" }) => {
    const part = literalPart(value)
    const name = /(\S+)[ \t]+$/.exec(whole.slice(0, whole.length - value.length))?.[1] ?? ""
    if (part === undefined || /[=:]$/.test(name)) return []
    if (
      /^(?:env|setenv|setx|fastcgi_param|export|arg|set)\b/i.test(whole.trimStart()) &&
      surenessOf(name) === undefined
    )
      return []
    const colon = name === "auth" || name === "userlist" ? value.indexOf(":") + 1 : 0
    const start = index + whole.length - value.length
    return [{ start: start + Math.max(part.start, colon), end: start + part.end }]
  })
}

/** `https://user:password@host`, and `user:password@host` as registries are named. A user alone is no secret. */
function inAddresses(text: string): Span[] {
  const spans: Span[] = []
  let done = 0
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", done)) {
    let start = at
    while (start > done && at - start < 300 && !outside.test(text[start - 1]!)) start--
    // The last one counts: a password may hold others.
    let last = at
    let end = at + 1
    for (; end < text.length && end - at < 600 && !outside.test(text[end]!); end++) if (text[end] === "@") last = end
    done = end
    const isUrl = /:(?:\\?\/){2}$/.test(text.slice(Math.max(0, start - 5), start))
    if (isUrl || (bareHost.test(text.slice(last + 1, end)) && bareUser.test(text.slice(start, last))))
      spans.push(
        ...inUserinfo(text.slice(start, last)).map((span) => ({ start: start + span.start, end: start + span.end })),
      )
  }
  return spans
}

function inUserinfo(user: string): Span[] {
  const colon = user.indexOf(":", user.startsWith("${") ? Math.max(0, user.indexOf("}")) : 0)
  const password = colon === -1 ? "" : user.slice(colon + 1)
  const name = colon === -1 ? user : user.slice(0, colon)
  // A token may stand where the name does.
  if ((isRandom(name) || password === "x-oauth-basic") && literalPart(name) !== undefined)
    return [{ start: 0, end: user.length }]
  const part = password === "" ? undefined : literalPart(password)
  return part === undefined ? [] : [{ start: colon + 1 + part.start, end: colon + 1 + part.end }]
}

/** `Bearer …` and `Basic …` wherever they stand: what follows is a token, and not a word of prose. */
function schemes(text: string): Span[] {
  return [...text.matchAll(credentials)].flatMap(({ index, 0: whole, 1: lead = "" }) => {
    const value = whole.slice(lead.length)
    const isBasic = /^basic/i.test(lead)
    const is = isBasic
      ? /^[\w.+-]*:/.test(Buffer.from(value, "base64").toString("latin1"))
      : /\d|[a-z][A-Z]|[=+/_]/.test(value) || value.length >= 24
    return is && literalPart(value) !== undefined ? [{ start: index + lead.length, end: index + whole.length }] : []
  })
}

function shapes(text: string): Span[] {
  return [...text.matchAll(tokens)].map(({ index, 0: whole }) => ({ start: index, end: index + whole.length }))
}

/** The words of command lines, be they a shell's, a list of JSON, or one of YAML. */
function inCommands(text: string): Span[] {
  const spans: Span[] = []
  let done = 0
  const triggers = loginWord.test(text) ? [options, tools, loginTools] : [options, tools]
  const places = triggers
    .flatMap((trigger) => [...text.matchAll(trigger)])
    .filter(({ 0: word }) => !word.startsWith("-") || isTelling(word))
  for (const { index, 0: word } of places.toSorted((a, b) => a.index - b.index)) {
    if (index < done) continue
    done = readCommand(text, index - quoteBefore(text, index, word.length), spans)
  }
  return spans
}

/** The length of the quote that a word stands in alone; a script in quotes is read from within. */
function quoteBefore(text: string, start: number, length: number): number {
  const quote = text[start - 1] ?? ""
  if (!/["'`]/.test(quote) || !/^\\?["'`]/.test(text.slice(start + length, start + length + 2))) return 0
  return text[start - 2] === "\\" ? 2 : 1
}

function isTelling(option: string): boolean {
  return surenessOf(option) !== undefined || /(?:creds?|header|user|auth)$/.test(option)
}

/** Reads words from a place on to the end of the command, and returns where that is. */
function readCommand(text: string, from: number, spans: Span[]): number {
  const words =
    /\\?["'`]((?:[^"'`\\\n]|\\.){0,4096})\\?["'`]|(\\\r?\n|\r?\n[ \t]*(?:-[ \t]+|(?=["']))|\r?\n|[;|&]+)|((?:[^\s"'`\\,;|&()[\]{}]|\\(?![nr"'\r\n])|[,[(](?=[^\s"'`[\](){}])|\$\{[^}\n]{0,200}\}|\{\{[^}\n]{0,200}\}\}|&(?=\w)|[})\]](?=[\w@])){1,4096}(?:=["']([^"'\n]{0,4096})["'])?)/gy
  let reader = new CommandWords("")
  let at = from
  for (let count = 0; count < mostWords; count++) {
    words.lastIndex = at
    const match = words.exec(text)
    if (match === null) {
      if (at >= text.length) return at
      at++
      continue
    }
    at = match.index + Math.max(1, match[0].length)
    const [whole, quoted, end, bare] = match
    if (end !== undefined) {
      if (/^\r?\n$/.test(end)) return at
      if (/^[;|&]/.test(end)) reader = new CommandWords("")
      continue
    }
    const word = quoted ?? bare ?? ""
    const span = reader.next(bare === undefined ? word : word.replace(/=["']([^"']*)["']$/, "=$1"))
    if (span === undefined) continue
    const offset = quoted === undefined ? 0 : whole.search(/["'`]/) + 1
    const shift = bare !== undefined && /=["'][^"']*["']$/.test(bare) ? 1 : 0
    spans.push({ start: match.index + offset + span.start + shift, end: match.index + offset + span.end + shift })
  }
  return at
}

const longest = 8192
const mostWords = 200_000
const suspicious =
  /@|pass|pwd|token|secret|cred|key|auth|login|cookie|bearer|basic |signature|jwt|hmac|dockerc|curl|\bctr\b|\b(?:mc|mcli|k3s|k0s|ab|hey)\b|poetry|composer|rabbitmqctl|smbclient|rpcclient|snyk|etcdctl|bundle|grpcurl|twine|vsce|codecov|doctl|\bzip|unzip|\b7za?\b|ipmitool|user(?:add|mod)|--?user|echo|printf|<<<|kubeadm|ncftp|cqlsh|\bhttps?\s|mysql|maria|mongo|redis-cli|ldap|lftp|vault|\bbao\b|htpasswd|openssl|-[a-z]{0,6}u[= ]|gh[pousr]_|gl[a-z]{2,5}-|npm_|pypi-|xox|xapp|hv[sbr]\.|sk-|_live_|_test_|A[KSB]IA|AIza|ya29|GOCSPX|dckr_|SG\.|eyJ|hooks\.|discord|K10[a-f0-9]{8}|[A-Za-z0-9+/]{40}/i
const stems =
  "passw(?:or)?d|passwort|passphrase|passcode|pass|pwd|secret|token|credentials?|creds|key|auth|authorization|cookie|bearer|jwt|hmac|signature|credential|dockerconfigjson|dockercfg|keydata|key-data|login"

const named = new RegExp(`((?:${stems}))\\\\?["'\\]]{0,3}[ \\t]{0,8}(=>|:=|=(?![=~])|:(?![:/=]))`, "gi")
const element = new RegExp(`<([\\w.:-]{0,60}(?:${stems}))>([^<\\n]{1,400})<`, "gi")
const takers =
  "(?:docker|podman|buildah|nerdctl|skopeo|helm|crane|oras|regctl|cosign|argocd|vault|bao|gh|glab|az|oc|npm)\\b[^|\\n]{0,200}(?:login|stdin|secret set)|chpasswd|passwd|sudo\\s[^|\\n]{0,80}(?:-S|chpasswd)|smbpasswd|cryptsetup|kinit|gpg\\s[^|\\n]{0,200}passphrase-fd"
const piped = new RegExp(
  `(\\b(?:echo|printf)(?:[ \\t]+-[neE]+)*[ \\t]+(?:\\\\?["']%s(?:\\\\{1,2}n)?\\\\?["'][ \\t]+)?)([^|\\n;&]{1,300}?)[ \\t]*\\|[ \\t]*(?:[\\w./-]{1,80}[ \\t]+){0,2}(?:${takers})`,
  "g",
)
const hereString = new RegExp(`(\\b(?:${takers})[^|\\n]{0,200}<<<[ \\t]*)([^\\s;|&]{1,300})`, "g")
const action = /\{\{[^{}\n]{0,400}\}\}/g
const actionName = /(?:passw(?:or)?d|pass|secret|token|key|auth|creds|credentials?)\b/i
const blanks =
  /(?:^|[\s;])(?:(?:machine|login)[ \t]+\S{1,200}[ \t]+(?:login[ \t]+\S{1,200}[ \t]+)?password[ \t]+|(?:insecure-)?password[ \t]+(?=[\w$./+!@#%^&*-]{6,}[ \t]*(?:\n|$|\r))|stats[ \t]+auth[ \t]+|(?:ENV|ARG|SetEnv|setenv|setx|fastcgi_param|set)[ \t]+[\w.$-]{1,80}[ \t]+)(\S{1,400})/gi
const outside = /[\s/"'<>`\\|]/
const bareHost = /^(?!sha\d)(?:[\w-]+\.[\w.-]+|localhost)(?::\d+)?[\]}),;]?$/
const bareUser = /^[\w.+-]{1,80}:(?!\d+$)[^{}:,$]{3,}$/
const credentials =
  /(\b(?:Bearer|Basic|Token|Negotiate|ApiKey)(?:["']?[ \t]{1,4}|%20)["']?)(?![\w-]+[=:]["'])[\w.~+/=-]{6,}/gi
const tokens =
  /\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[\w-]{12,}|npm_[A-Za-z0-9]{20,}|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}|hv[sbr]\.[\w-]{16,}|sk-(?:proj-|ant-)?[\w-]{16,}|[sr]k_(?:live|test)_\w{10,}|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}|AIza[\w-]{30,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}|dckr_(?:pat|oat)_[\w-]{12,}|pypi-[\w-]{40,}|SG\.[\w-]{16,}\.[\w-]{16,}|dop_v1_\w{20,}|dapi[a-f0-9]{32}|shpat_\w{20,}|sntrys_\w{20,}|glsa_\w{20,}|eyJrIjoi\w{20,}|NRAK-\w{20,}|lin_api_\w{20,}|AGE-SECRET-KEY-1\w{20,}|K10[a-f0-9]{32,}::\S{4,}|T3BlbkFJ\w{10,}|eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*){1,4})|https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/-]{8,}|https:\/\/[\w.-]*discord(?:app)?\.com\/api\/webhooks\/[\w/-]{8,}/g
const scheme = /^(?:bearer|basic|token|digest|negotiate|apikey)[ \t]{1,8}/i
const mayBeLogin = /[A-Z0-9:=+/]/
const namesOf = (wanted: (client: Client) => boolean) =>
  new RegExp(
    `(?<=[\\s"'/\`(=]|^)(?:${Object.keys(clients)
      .filter((name) => wanted(clients[name]!))
      .join("|")})(?:\\.exe)?(?=["']?,? {0,4}\\\\?[\\s"',])`,
    "g",
  )
const isLogin = ({ once }: Client) => once?.test("login") === true || once?.test("config") === true
const isSetting = ({ long, short, places }: Client) => long === undefined && short === undefined && places === undefined
const options = /(?<![\w/.-])--?[A-Za-z][\w-]{1,60}/g
const tools = namesOf((client) => !isLogin(client) && !isSetting(client))
const loginTools = namesOf((client) => isLogin(client) || isSetting(client))
const loginWord = /\blogin\b|\bconfig(?:ure)?["',\s]/
