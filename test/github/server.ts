import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type Server } from "node:http"
import type { ValidateFunction } from "ajv"
import { Ajv } from "ajv"
import addFormats from "ajv-formats"

/**
 * A GitHub to test against: it checks each request against GitHub's own description of its API, keeps what is written,
 * says no where GitHub would, and fails on request.
 */
export class FakeGitHub {
  url = ""
  readonly requests: Request[] = []
  /** What the description does not allow: any entry is a bug of the client. */
  readonly violations: string[] = []
  readonly comments: Comment[] = []
  readonly issues: Issue[] = []
  readonly checks: Check[] = []
  readonly reviews: { readonly pull: number; readonly comments: readonly ReviewComment[] }[] = []
  readonly pulls: {
    readonly number: number
    readonly state: string
    readonly head: { readonly sha: string; readonly label: string }
  }[] = []
  files: { readonly filename: string; readonly patch?: string }[] = []
  /** What the token may write; reading is always allowed. */
  permissions: ReadonlySet<string> = new Set(["pull-requests", "issues", "checks"])
  /** Whose the token is; a workflow's may not ask. */
  login: string | undefined
  readonly #faults: Fault[] = []
  readonly #server: Server = createServer((message, response) => {
    void this.#answer(message).then(({ status, body, headers }) => {
      if (status === 0) return response.destroy()
      response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
      response.end(status === 204 ? undefined : JSON.stringify(body))
    })
  })
  #id = 100

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve))
    const address = this.#server.address()
    this.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
    return this
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Answers the next requests that match with a failure. */
  fail(fault: Fault): void {
    this.#faults.push({ ...fault })
  }

  /** Ends all failures. */
  recover(): void {
    this.#faults.length = 0
  }

  addComment(body: string, author: Author = bot, pull = 7): Comment {
    const id = this.#id++
    const comment = {
      id,
      pull,
      body,
      user: author,
      html_url: `https://github.com/acme/shop/pull/${pull}#issuecomment-${id}`,
    }
    this.comments.push(comment)
    return comment
  }

  async #answer(message: IncomingMessage): Promise<Answer> {
    const url = new URL(message.url ?? "/", this.url)
    // An Enterprise Server has its API below a path.
    const path = url.pathname.replace(/^\/api\/v3/, "")
    const text = await read(message)
    const method = (message.method ?? "GET").toLowerCase()
    const body: Body | undefined = text === "" ? undefined : JSON.parse(text)
    this.requests.push({ method, path, body })
    const fault = this.#faults.find((candidate) => candidate.left !== 0 && candidate.on.test(`${method} ${path}`))
    if (fault !== undefined) {
      if (fault.left !== undefined) fault.left--
      return { status: fault.status, body: { message: fault.message ?? "Server Error" }, headers: fault.headers ?? {} }
    }
    if (!/^(token|bearer) ./i.test(message.headers.authorization ?? "")) return refused(401, "Bad credentials")
    const operation = operations.find((candidate) => candidate.method === method && candidate.pattern.test(path))
    if (operation === undefined) return this.#violation(`${method} ${path}: no such operation`)
    for (const [name, value] of url.searchParams)
      if (!operation.query.has(name)) return this.#violation(`${method} ${path}: no parameter ${name}`)
      else if (!operation.query.get(name)?.(value)) return this.#violation(`${method} ${path}: ${name}=${value}`)
    if (operation.body && !operation.body(body ?? {}))
      return this.#violation(`${method} ${path}: ${JSON.stringify(operation.body.errors)}`)
    const scope = scopes[operation.id]
    if (scope !== undefined && !scope.some((one) => this.permissions.has(one)))
      return refused(403, "Resource not accessible by integration")
    const ids = (path.match(/\d+/g) ?? []).map(Number)
    return this.#perform(operation.id, ids[0] ?? 0, body ?? {}, url)
  }

  #violation(text: string): Answer {
    this.violations.push(text)
    return refused(422, "Validation Failed")
  }

  #perform(id: string, number: number, body: Body, url: URL): Answer {
    switch (id) {
      case "users/get-authenticated":
        return this.login === undefined
          ? refused(403, "Resource not accessible by integration")
          : { status: 200, body: { login: this.login } }
      case "issues/list-comments":
        return page(
          this.comments.filter(({ pull }) => pull === number),
          url,
        )
      case "issues/create-comment":
        if (tooLong(body.body)) return refused(422, "Body is too long (maximum is 65536 characters)")
        return { status: 201, body: this.addComment(body.body ?? "", this.#author(), number) }
      case "issues/update-comment": {
        const comment = this.comments.find((one) => one.id === number)
        if (comment === undefined) return refused(404, "Not Found")
        if (tooLong(body.body)) return refused(422, "Body is too long (maximum is 65536 characters)")
        comment.body = body.body ?? ""
        return { status: 200, body: comment }
      }
      case "issues/delete-comment": {
        const index = this.comments.findIndex((one) => one.id === number)
        if (index === -1) return refused(404, "Not Found")
        this.comments.splice(index, 1)
        return { status: 204 }
      }
      case "issues/list-for-repo": {
        const state = url.searchParams.get("state") ?? "open"
        const label = url.searchParams.get("labels")
        return page(
          this.issues.filter(
            (one) => (state === "all" || one.state === state) && (!label || one.labels.includes(label)),
          ),
          url,
        )
      }
      case "issues/create": {
        if (tooLong(body.body)) return refused(422, "body is too long (maximum is 65536 characters)")
        const own = this.#id++
        const issue: Issue = {
          number: own,
          title: body.title ?? "",
          body: body.body ?? "",
          labels: body.labels ?? [],
          state: "open",
          user: this.#author(),
          html_url: `https://github.com/acme/shop/issues/${own}`,
        }
        this.issues.push(issue)
        return { status: 201, body: issue }
      }
      case "issues/update": {
        const issue = this.issues.find((one) => one.number === number)
        if (issue === undefined) return refused(404, "Not Found")
        if (body.title !== undefined) issue.title = body.title
        if (body.body !== undefined) issue.body = body.body
        if (body.state !== undefined) issue.state = body.state
        return { status: 200, body: issue }
      }
      case "checks/create": {
        const check: Check = {
          id: this.#id++,
          head_sha: body.head_sha ?? "",
          conclusion: body.conclusion ?? "",
          output: { title: body.output?.title ?? "", summary: body.output?.summary ?? "" },
          annotations: [...(body.output?.annotations ?? [])],
        }
        this.checks.push(check)
        return { status: 201, body: { ...check, html_url: `https://github.com/acme/shop/runs/${check.id}` } }
      }
      case "checks/update": {
        const check = this.checks.find((one) => one.id === number)
        if (check === undefined) return refused(404, "Not Found")
        check.annotations.push(...(body.output?.annotations ?? []))
        return { status: 200, body: check }
      }
      case "pulls/list": {
        const head = url.searchParams.get("head")
        return page(
          this.pulls.filter((pull) => head === null || pull.head.label === head),
          url,
        )
      }
      case "pulls/list-files":
        return page(this.files, url)
      case "pulls/list-review-comments":
        return page(
          this.reviews.flatMap((review) => review.comments.map(({ body: text }) => ({ body: text, user: bot }))),
          url,
        )
      case "pulls/create-review": {
        const comments = body.comments ?? []
        if (comments.some((comment) => !this.#inDiff(comment)))
          return refused(422, "Unprocessable Entity: line must be part of the diff")
        this.reviews.push({ pull: number, comments })
        return { status: 200, body: { id: this.#id++ } }
      }
      default:
        return this.#violation(`${id} is not played`)
    }
  }

  #inDiff({ path, line = 0, start_line = line }: ReviewComment): boolean {
    const patch = this.files.find(({ filename }) => filename === path)?.patch ?? ""
    return [...patch.matchAll(/^@@ -\S+ \+(\d+),(\d+) @@/gm)].some(
      ([, first, length]) => start_line >= Number(first) && line < Number(first) + Number(length),
    )
  }

  #author(): Author {
    return this.login === undefined ? bot : { login: this.login, type: "User" }
  }
}

export interface Fault {
  readonly on: RegExp
  /** 0 cuts the connection. */
  readonly status: number
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
  /** How many times; without it, always. */
  left?: number
}

export interface Request {
  readonly method: string
  readonly path: string
  readonly body: Body | undefined
}

interface Author {
  readonly login: string
  readonly type: string
}

interface Comment {
  readonly id: number
  readonly pull: number
  body: string
  readonly user: Author
  readonly html_url: string
}

interface Issue {
  readonly number: number
  title: string
  body: string
  state: string
  readonly labels: readonly string[]
  readonly user: Author
  readonly html_url: string
}

interface Check {
  readonly id: number
  readonly head_sha: string
  readonly conclusion: string
  readonly output: { readonly title: string; readonly summary: string }
  readonly annotations: object[]
}

interface ReviewComment {
  readonly path: string
  readonly line?: number
  readonly start_line?: number
  readonly body: string
}

/** What the bodies of the requests can hold; the description has checked them before anything reads them. */
interface Body {
  readonly title?: string
  readonly body?: string
  readonly state?: string
  readonly labels?: readonly string[]
  readonly head_sha?: string
  readonly conclusion?: string
  readonly output?: { readonly title?: string; readonly summary?: string; readonly annotations?: readonly object[] }
  readonly comments?: readonly ReviewComment[]
}

interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface Operation {
  readonly id: string
  readonly method: string
  readonly pattern: RegExp
  readonly query: ReadonlyMap<string, (value: string) => boolean>
  readonly body: ValidateFunction | undefined
}

interface Described {
  readonly operationId: string
  readonly parameters: readonly {
    readonly $ref?: string
    readonly name: string
    readonly in: string
    readonly schema: { readonly type?: string }
  }[]
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: object } } }
}

export const bot: Author = { login: "github-actions[bot]", type: "Bot" }

const api: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly parameters: Readonly<Record<string, Described["parameters"][number]>> }
} = JSON.parse(readFileSync(new URL("../fixtures/github-api.json", import.meta.url), "utf8"))

const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false })
addFormats.default(ajv)
/** Query parameters come as text. */
const coercing = new Ajv({ strict: false, coerceTypes: true })
addFormats.default(coercing)

const operations: readonly Operation[] = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, parameters, requestBody }]): Operation => {
    const query = parameters
      .map((parameter) =>
        parameter.$ref ? api.components.parameters[parameter.$ref.split("/").at(-1) ?? ""] : parameter,
      )
      .filter((parameter) => parameter?.in === "query")
    const schema = requestBody?.content["application/json"].schema
    return {
      id: operationId,
      method,
      pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
      query: new Map(query.map((parameter) => [parameter?.name ?? "", accepts(parameter?.schema ?? {})])),
      body: schema && ajv.compile(closed(schema)),
    }
  }),
)

function accepts(schema: object): (value: string) => boolean {
  const validate = coercing.compile({ type: "object", properties: { value: schema } })
  return (value) => validate({ value })
}

/** GitHub ignores a property that it does not know; for a client of ours it is a mistake. */
function closed(schema: object): object {
  return "properties" in schema && !("oneOf" in schema) ? { ...schema, additionalProperties: false } : schema
}

/** The permission that each operation asks for. A comment on a pull request may be written with either. */
const scopes: Readonly<Record<string, readonly string[]>> = {
  "issues/create-comment": ["pull-requests", "issues"],
  "issues/update-comment": ["pull-requests", "issues"],
  "issues/delete-comment": ["pull-requests", "issues"],
  "issues/create": ["issues"],
  "issues/update": ["issues"],
  "checks/create": ["checks"],
  "checks/update": ["checks"],
  "pulls/create-review": ["pull-requests"],
}

function page(list: readonly object[], url: URL): Answer {
  const size = Number(url.searchParams.get("per_page") ?? 30)
  const number = Number(url.searchParams.get("page") ?? 1)
  const next = new URL(url)
  next.searchParams.set("page", `${number + 1}`)
  const more = list.length > number * size
  const headers = more ? { link: `<${next.href}>; rel="next"` } : {}
  return { status: 200, body: list.slice((number - 1) * size, number * size), headers }
}

function tooLong(text = ""): boolean {
  return text.length > 65_536
}

function refused(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: "https://docs.github.com/rest" } }
}

async function read(message: IncomingMessage): Promise<string> {
  let text = ""
  message.setEncoding("utf8")
  for await (const part of message) text += part
  return text
}
