import type { Inventory } from "../../join/inventory.ts"
import type { Dial } from "../dial.ts"
import { fileNamed } from "../flags.ts"
import type { Command, Process, Text } from "../process.ts"
import { lineNamed, settingLines } from "../settings-file.ts"
import { addressOf, dialOf, identityIn, opensslTrust, trustIn } from "./common.ts"
import { getopt } from "./getopt.ts"

/** `kcat`: a configuration of librdkafka, and its settings as options. */
export function kcatDials({ words }: Command, running: Process, inventory: Inventory): Dial[] {
  const options = getopt(words, { short: "bFXtpGocDKdHkmsrevBf", long: new Set() })
  const file = options.get("F")
  const lines = file === undefined ? [] : settingLines(fileNamed(file, running), inventory)
  if (lines === undefined) return []
  const given = new Map(
    options.all("X").flatMap((text) => {
      const [, key, value] = /^([^=]+)=([\s\S]*)$/.exec(text.value) ?? []
      return key === undefined ? [] : [[key, { ...text, value: value ?? "" }] as const]
    }),
  )
  const setting = (name: string): Text | undefined => given.get(name) ?? lineNamed(lines, name)
  const servers = options.get("b") ?? setting("bootstrap.servers") ?? setting("metadata.broker.list")
  if (servers === undefined || !servers.literal) return []
  const protocol = (setting("security.protocol")?.value ?? "plaintext").toLowerCase()
  const tls = /ssl$/.test(protocol)
  const location = setting("ssl.ca.location")
  const off = /^(false|0|no)$/i.test(setting("enable.ssl.certificate.verification")?.value ?? "true")
  const unnamed = setting("ssl.endpoint.identification.algorithm")?.value === "none"
  const identity = identityIn(setting("ssl.certificate.location"), setting("ssl.key.location"), running)
  const inline = ["ssl.ca.pem", "ssl.certificate.pem", "ssl.keystore.location"].some(
    (name) => setting(name) !== undefined,
  )
  return servers.value.split(",").flatMap((server): Dial[] => {
    const address = addressOf(server, "kafka") ?? addressOf(`${server}:9092`, "kafka")
    if (address === undefined) return []
    return [
      {
        ...dialOf(running, "librdkafka", servers.at, address),
        speaks: tls ? "tls" : "plain",
        profiles: ["librdkafka"],
        verify: off ? "none" : unnamed ? "chain" : "full",
        trust: location === undefined ? opensslTrust(running, servers.at) : trustIn(location, running),
        ...(identity && { identity }),
        ...(inline && { open: "its certificates stand in its settings" }),
      },
    ]
  })
}
