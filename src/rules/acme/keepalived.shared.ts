import { directivesOf } from "../../model/directives.ts"
import type { Node } from "../../model/tree.ts"
import type { Reached, Server } from "./balancers.shared.ts"

/** The `virtual_server`s of a keepalived.conf that take requests for challenges: it balances connections, and sees no path. */
export function virtualServers(root: Node): Reached[] {
  const top = directivesOf(root)
  return top.flatMap((one): Reached[] => {
    const [address, port] = one.words
    if (one.name !== "virtual_server" || address === undefined || !isWeb(port?.value)) return []
    const servers = one.block.flatMap((real): Server[] => {
      const [at, open] = real.words
      const weight = Number(real.block.find(({ name }) => name === "weight")?.words[0]?.value ?? 1)
      if (real.name !== "real_server" || at === undefined || !(weight > 0)) return []
      return [{ name: at.value, address: at.value, port: Number(open?.value ?? 80), weight, at }]
    })
    const algorithm = one.block.find(({ name }) => /^(lb|lvs)_(algo|sched)$/.test(name))?.words[0]?.value ?? ""
    const stays = one.block.some(({ name }) => name === "persistence_timeout") || /^(sh|mh)$/.test(algorithm)
    const name = `${address.value}${port === undefined || Number.isNaN(Number(port.value)) ? "" : `:${port.value}`}`
    return [{ frontend: name, at: address, backend: { name, servers, ...(stays && { sticky: "client" }) } }]
  })
}

/** Absent for a firewall mark or a group, whose ports are elsewhere. */
function isWeb(port: string | undefined): boolean {
  return port === undefined || port === "80" || port === "0" || !/^\d+$/.test(port)
}
