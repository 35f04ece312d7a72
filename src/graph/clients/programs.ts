import { posix } from "node:path"
import type { Inventory } from "../../join/inventory.ts"
import type { ProgramFact } from "../../model/facts.ts"
import type { Dial, Trust, TrustPart } from "../dial.ts"
import { fileNamed } from "../flags.ts"
import { type Command, expanded, type Process, type Text } from "../process.ts"
import type { ProfileName } from "../profiles.table.ts"
import { addressOf, dialOf, filePart, identityIn, namedPart, opensslTrust } from "./common.ts"

/** A program in Python or Node.js that a container runs, with the addresses that it reads from its variables. */
export function programDials(command: Command, running: Process, inventory: Inventory): Dial[] {
  const language = /^python[\d.]*$/.test(command.tool)
    ? "python"
    : /^node(js)?$/.test(command.tool)
      ? "node"
      : undefined
  if (language === undefined) return []
  const script = command.words.find(({ value }) => /\.(py|mjs|cjs|js)$/.test(value))
  const found = script === undefined ? undefined : fileNamed(script, running)
  if (found?.kind !== "content") return []
  const program = found.content.programs.find((one) => one.language === language)
  if (program === undefined) return []
  return addresses(program, running, inventory).flatMap((text) => {
    const address = addressOf(text.value)
    if (address === undefined || !/^https?$/.test(address.scheme)) return []
    return [
      {
        ...dialOf(running, language === "python" ? "Python" : "Node.js", text.at, address),
        speaks: address.scheme === "https" ? "tls" : "plain",
        ...settings(program, command, running, text),
      } as Dial,
    ]
  })
}

function addresses(program: ProgramFact, running: Process, inventory: Inventory): Text[] {
  const read = program.variables.flatMap((name) => {
    const text = running.environment.get(name)
    const known = text && expanded(text, running.environment)
    return known === undefined || !/^https?:\/\//.test(known.value) ? [] : [known]
  })
  const own = program.addresses.map(({ value, ...span }) => ({
    value,
    literal: true,
    at: inventory.locate(program.path, span),
  }))
  return [...read, ...own]
}

type Settings = Pick<Dial, "profiles" | "verify" | "trust"> & Partial<Dial>

function settings(program: ProgramFact, command: Command, running: Process, { at }: Text): Settings {
  return program.language === "python" ? ofPython(program, running, at) : ofNode(program, command, running, at)
}

function ofPython({ libraries, verification, trust: named }: ProgramFact, running: Process, at: Trust["at"]): Settings {
  const versions = pythonVersions(running)
  // Without urllib3, the common name may count: both must agree.
  const profiles = libraries.includes("requests")
    ? versions
    : versions.flatMap((version) => [version, pythonModules[version]])
  const verify = verification === "off" ? "none" : "full"
  const [library, ...others] = libraries
  if (verification === "off")
    return {
      profiles,
      verify,
      trust: opensslTrust(running, at),
      ...(others.length > 0 && { open: "it uses more than one library" }),
    }
  if (others.length > 0)
    return { profiles, verify, trust: opensslTrust(running, at), open: "it uses more than one library" }
  if (named !== undefined) return { profiles, verify, trust: { parts: [filePart(running.files.read(named), at)], at } }
  if (verification === "own")
    return { profiles, verify, trust: opensslTrust(running, at), open: "the program brings its own trust" }
  if (library === "requests") return { profiles, verify, trust: requestsTrust(running, at) }
  if (library === "httpx")
    return {
      profiles,
      verify,
      trust: opensslTrust(running, at),
      open: "what httpx verifies with depends on its version",
    }
  return { profiles, verify, trust: opensslTrust(running, at) }
}

/** requests: REQUESTS_CA_BUNDLE, then CURL_CA_BUNDLE, then the bundle of certifi. */
function requestsTrust(running: Process, at: Trust["at"]): Trust {
  const { environment } = running
  const named = [environment.get("REQUESTS_CA_BUNDLE"), environment.get("CURL_CA_BUNDLE")].find(
    (text) => text !== undefined && text.value !== "",
  )
  if (named === undefined) return { parts: [{ kind: "public" }], at }
  return { parts: [namedPart(named, running)], at: named.at }
}

type PythonVersion = "python-3.12" | "python-3.13"

const pythonModules = { "python-3.12": "python-ssl-3.12", "python-3.13": "python-ssl-3.13" } as const

/** The version of an image `python:3.13-slim`; both where the image does not say. */
function pythonVersions({ image = "" }: Process): readonly PythonVersion[] {
  const [, major, minor] = /(?:^|\/)python:(\d+)(?:\.(\d+))?/.exec(image) ?? []
  if (major === undefined || minor === undefined) return ["python-3.12", "python-3.13"]
  return Number(minor) >= 13 ? ["python-3.13"] : ["python-3.12"]
}

function ofNode(program: ProgramFact, command: Command, running: Process, at: Trust["at"]): Settings {
  const { environment } = running
  const flags = [
    ...command.words.map(({ value }) => value),
    ...(environment.get("NODE_OPTIONS")?.value.split(/\s+/) ?? []),
  ]
  const off = environment.get("NODE_TLS_REJECT_UNAUTHORIZED")?.value === "0"
  const profiles = nodeVersions(running)
  const verify = program.verification === "off" || off ? "none" : "full"
  const extra = environment.get("NODE_EXTRA_CA_CERTS")
  const openssl = flags.includes("--use-openssl-ca")
  const system = flags.includes("--use-system-ca") || environment.get("NODE_USE_SYSTEM_CA")?.value === "1"
  const parts: TrustPart[] = openssl || system ? [...opensslTrust(running, at).parts] : []
  if (!openssl) parts.push({ kind: "public" })
  // A file that cannot be read is a warning.
  if (extra !== undefined && extra.value !== "") parts.push(namedPart(extra, running, false))
  const trust: Trust = { parts, at: extra?.at ?? at }
  if (program.trust !== undefined && verify === "full")
    return {
      profiles,
      verify,
      trust: { parts: [filePart(running.files.read(program.trust), at)], at },
      ...(program.libraries.length > 1 && { open: "it uses more than one library" }),
    }
  if (program.verification === "own" && verify === "full")
    return { profiles, verify, trust, open: "the program brings its own trust" }
  return { profiles, verify, trust }
}

function nodeVersions({ image = "" }: Process): readonly ProfileName[] {
  const [, major, minor] = /(?:^|\/)node:(\d+)(?:\.(\d+))?/.exec(image) ?? []
  if (major === undefined) return ["node", "node-24.5"]
  if (Number(major) < 24) return ["node"]
  return Number(major) > 24 || Number(minor ?? 0) >= 5 ? ["node-24.5"] : ["node", "node-24.5"]
}

/** What the variables of a Java program that are called like an address say: the program itself is closed. */
export function javaDials(command: Command, running: Process): Dial[] {
  if (command.tool !== "java") return []
  const { environment } = running
  const options = ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"].flatMap(
    (name) => environment.get(name) ?? [],
  )
  const words = [
    ...options.flatMap((text) => text.value.split(/\s+/).map((value) => ({ ...text, value }))),
    ...command.words,
  ]
  const property = (name: string) => {
    const found = words.findLast(({ value }) => value.startsWith(`-D${name}=`))
    return found && { ...found, value: found.value.slice(name.length + 3) }
  }
  const store = property("javax.net.ssl.trustStore")
  const keys = property("javax.net.ssl.keyStore")
  const trust = javaTrust(store, running, command)
  const identity = identityIn(keys, undefined, running)
  const open =
    property("https.proxyHost") !== undefined
      ? "it goes through a proxy"
      : environment.open
        ? "its variables are not all in the repository"
        : undefined
  return environment.names
    .filter((name) => /(^|_)(URL|URI|ENDPOINT|ADDRESS|ADDR|API|SERVER|HOST)S?$/.test(name))
    .flatMap((name): Dial[] => {
      const text = environment.get(name)
      const known = text && expanded(text, environment)
      const address = known && /^https:\/\//.test(known.value) ? addressOf(known.value) : undefined
      if (known === undefined || address === undefined) return []
      return [
        {
          ...dialOf(running, "Java", known.at, address),
          profiles: ["java"],
          verify: "full",
          trust,
          ...(identity && { identity }),
          ...(open !== undefined && { open }),
        },
      ]
    })
}

function javaTrust(store: Text | undefined, running: Process, { at }: Command): Trust {
  if (store !== undefined) return { parts: [filePart(fileNamed(store, running), store.at)], at: store.at }
  const home = running.environment.get("JAVA_HOME")?.value ?? "/opt/java/openjdk"
  for (const name of ["jssecacerts", "cacerts"]) {
    const found = running.files.read(posix.join(home, "lib/security", name))
    if (found.kind === "content") return { parts: [filePart(found, found.content.at)], at: found.content.at }
  }
  // The image's own store; the steps of a Dockerfile that add to it are not followed.
  const { system, built } = running
  if (built)
    return { parts: [{ kind: "system", system: { kind: "unknown", why: "the image may add to Java's store" } }], at }
  return { parts: [system.kind === "known" ? { kind: "public" } : { kind: "system", system }], at }
}
