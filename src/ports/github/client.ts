import type { getOctokit } from "@actions/github"

/** GitHub's API for one repository. */
export interface Client {
  readonly octokit: Octokit
  readonly owner: string
  readonly repo: string
}

type Octokit = ReturnType<typeof getOctokit>

export interface Connection {
  readonly token: string
  /** `GITHUB_API_URL`: another one on an Enterprise Server. */
  readonly apiUrl: string
  /** `owner/name`. */
  readonly repository: string
  readonly wait?: (milliseconds: number) => Promise<void>
}

/** A client that tries again. Loaded here and not before: it takes as long to load as a whole scan. */
export async function connect({ token, apiUrl, repository, wait = sleep }: Connection): Promise<Client> {
  const { getOctokit } = await import("@actions/github")
  const octokit = getOctokit(token, { baseUrl: apiUrl.replace(/(?<!\/)\/+$/, ""), log: silent })
  octokit.hook.wrap("request", async (request, options) => {
    for (let attempt = 0; ; attempt++) {
      try {
        const signal = AbortSignal.timeout(timeout)
        return await request({ ...options, request: { ...options.request, signal } })
      } catch (error) {
        const delay = attempt < attempts - 1 ? retryAfter(error, options.method, attempt) : undefined
        if (delay === undefined) throw error
        await wait(delay)
      }
    }
  })
  const [owner = "", repo = ""] = repository.split("/")
  return { octokit, owner, repo }
}

/** How long to wait before the next attempt, in milliseconds; undefined where another one would do no good. */
function retryAfter(error: unknown, method: string, attempt: number): number | undefined {
  const { status, headers, message } = failureOf(error)
  const backOff = 1000 * 2 ** attempt
  if (status === 429 || (status === 403 && isRateLimit(headers, message))) {
    const asked = Number(headers["retry-after"]) * 1000 || untilReset(headers) || backOff
    return asked <= longestWait ? asked : undefined
  }
  // Nobody knows whether what failed has been done; doing it twice only matters where it creates something.
  return status >= 500 && method !== "POST" ? backOff : undefined
}

export interface Failure {
  /** 500 where there was no answer at all, as Octokit has it. */
  readonly status: number
  readonly message: string
  readonly headers: Readonly<Record<string, string | number | undefined>>
}

/** What an error of the client says, whatever it is. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { status: 500, message: String(error), headers: {} }
  const status = "status" in error && typeof error.status === "number" ? error.status : 500
  return { status, message: error.message, headers: headersOf(error) }
}

function headersOf(error: Error): Failure["headers"] {
  const response = "response" in error ? error.response : undefined
  if (typeof response !== "object" || response === null || !("headers" in response)) return {}
  return typeof response.headers === "object" && response.headers !== null ? { ...response.headers } : {}
}

/** Whether a 403 is a limit rather than a missing permission. */
function isRateLimit(headers: Failure["headers"], message: string): boolean {
  return (
    headers["retry-after"] !== undefined ||
    headers["x-ratelimit-remaining"] === "0" ||
    /rate limit|abuse/i.test(message)
  )
}

function untilReset(headers: Failure["headers"]): number {
  if (headers["x-ratelimit-remaining"] !== "0") return 0
  return Math.max(0, Number(headers["x-ratelimit-reset"]) * 1000 - Date.now()) || 0
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

const ignore = () => {}
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }

const attempts = 4
const timeout = 15_000

/** A gate does not keep a job waiting for the next hour's limit: the report stands in the log and the summary. */
const longestWait = 60_000
