import type { Client } from "./client.ts"

/**
 * Whether a comment or issue is of this token's making: anybody can copy a marker. The token of a workflow may not ask who
 * it is, but it writes as a bot; that of a person may.
 */
export async function isOwn(client: Client, user: Author): Promise<boolean> {
  const own = await loginOf(client)
  return own === undefined ? user?.type === "Bot" : user?.login === own
}

type Author = { readonly login: string; readonly type: string } | null | undefined

function loginOf(client: Client): Promise<string | undefined> {
  const known = logins.get(client)
  if (known !== undefined) return known
  const asked = client.octokit.rest.users.getAuthenticated().then(
    ({ data }) => data.login,
    () => undefined,
  )
  logins.set(client, asked)
  return asked
}

const logins = new WeakMap<Client, Promise<string | undefined>>()
