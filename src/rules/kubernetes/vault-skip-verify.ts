import type { Inventory } from "../../join/inventory.ts"
import type { DocumentFact, VariableFact } from "../../model/facts.ts"
import { yaml } from "../../model/help.ts"
import { hostOf, isClusterLocal, isPrivateAddress, lowered, nameOf } from "../../model/hosts.ts"
import type { Span } from "../../model/place.ts"
import { at, isTrue, textAt, walk } from "../../model/tree.ts"
import { type Flag, invocationsOf, isSet } from "../../workloads/invocations.ts"
import { annotationsOf, isObject, objectText } from "../objects.ts"
import { type Problem, rule, type Subjects } from "../rule.ts"

export const vaultSkipVerify = rule({
  id: "vault-skip-verify",
  family: "kubernetes",
  level: "error",
  summary: "A client of Vault does not verify it",
  citations: [
    {
      document: "Vault documentation",
      section: "Commands, VAULT_SKIP_VERIFY",
      says: "Do not verify Vault's presented certificate before communicating with it. Not recommended.",
      url: "https://developer.hashicorp.com/vault/docs/commands#vault_skip_verify",
    },
    {
      document: "Vault documentation",
      section: "Agent Injector annotations, vault.hashicorp.com/tls-skip-verify",
      says: "If true, the Vault Agent skips verification of Vault's certificate. Not recommended in production.",
      url: "https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations",
    },
  ],
  why: "Whoever answers in Vault's name gets the token that opens it, and hands out secrets of its own.",
  fix: "Name the CA: VAULT_CACERT=/ca.pem, or vault.hashicorp.com/ca-cert with vault.hashicorp.com/tls-secret.",

  on: ["variable", "command", "kubernetes", "helm-values", "terraform"],
  *check(subject, { inventory }) {
    if ("scope" in subject) yield* ofVariable(subject, inventory)
    else if ("command" in subject) {
      for (const { program, flags } of invocationsOf(subject, inventory))
        for (const flag of program === "vault" ? flags : [])
          if (/^--?tls-skip-verify$/.test(flag.name) && isSet(flag))
            yield problem("The vault command", flag.at, addressOf(subject, flags, inventory))
    } else if (subject.kind === "terraform") yield* ofAgent(subject)
    else {
      for (const annotations of annotationsOf(subject)) {
        const skip = annotations.at("vault.hashicorp.com/tls-skip-verify")
        if (/^(true|1|t)$/i.test(skip?.value ?? "") && skip !== undefined)
          yield problem(`The Vault Agent of ${objectText(subject)}`, skip, undefined)
      }
      if (subject.kind === "kubernetes") yield* ofObject(subject)
    }
  },
})

/** The server that a vault command asks; without any, it asks this machine, which only `vault status` is run for on purpose. */
function addressOf(
  { command, script }: Subjects["command"],
  flags: readonly Flag[],
  { files }: Inventory,
): string | undefined {
  const flag = flags.find(({ name }) => /^--?address$/.test(name))?.value
  const assigned = command.assignments.find(({ name }) => name === "VAULT_ADDR")?.value.value
  const set = files.get(script.path)?.variables.find(({ name }) => name === "VAULT_ADDR")?.value.value
  const address = flag ?? assigned ?? set
  if (address !== undefined) return hostOf(address)
  return command.words.some(({ value }) => value === "status") ? "127.0.0.1" : undefined
}

/** With the address of a development server beside it, on this machine, nothing leaves it. */
function* ofVariable({ name, value, path }: VariableFact, { files }: Inventory): Generator<Problem> {
  if (name !== "VAULT_SKIP_VERIFY" || !/^(1|t|true)$/i.test(value.value)) return
  const address = files.get(path)?.variables.find((variable) => variable.name === "VAULT_ADDR")?.value.value
  yield problem("A client of Vault", value, address === undefined ? undefined : hostOf(address))
}

/** The `vault` block of an agent; that of Terraform's provider is terraform-provider-insecure's matter. */
function* ofAgent({ root }: DocumentFact): Generator<Problem> {
  const vault = at(root, "vault")
  const skip = at(vault, "tls_skip_verify")
  if (isTrue(skip)) yield problem("The Vault Agent", skip, hostOf(textAt(vault, "address") ?? ""))
}

function* ofObject(document: DocumentFact): Generator<Problem> {
  const { root } = document
  if (isObject(document, "secrets.hashicorp.com", "VaultConnection")) {
    const skip = at(root, "spec", "skipTLSVerify")
    if (isTrue(skip)) yield problem(objectText(document), skip, hostOf(textAt(root, "spec", "address") ?? ""))
  }
  if (!isObject(document, "external-secrets.io", "SecretStore", "ClusterSecretStore")) return
  for (const { node, path } of walk(at(root, "spec", "provider") ?? root, 2_000)) {
    if (path.at(-1) !== "vault" || node.kind !== "mapping") continue
    const server = at(node, "server")
    const host = hostOf(textAt(server) ?? "")
    if (server === undefined || host === undefined || !/^https:/.test(textAt(server) ?? "") || !isInternal(host))
      continue
    if (at(node, "caBundle") !== undefined || at(node, "caProvider") !== undefined) continue
    yield {
      message: `${objectText(document)} names no CA for ${host}, which no public CA can have certified, so it only works if the operator's image trusts its CA.`,
      help: [
        {
          do: "Add caProvider: {type: ConfigMap, name: <ConfigMap>, key: ca.crt}.",
          verify: "kubectl get secretstore shows STATUS Valid.",
        },
      ],
      at: server,
      level: "notice",
      identity: host,
    }
  }
}

function isInternal(host: string): boolean {
  return isClusterLocal(host) || isPrivateAddress(host) || /\.(corp|internal|lan|local|home\.arpa)$/.test(nameOf(host))
}

function problem(who: string, at: Span, host: string | undefined): Problem {
  return {
    message: `${who} does not verify the certificate of ${host ?? "Vault"}, so whoever answers in its name gets the token and hands out secrets of its own.`,
    help: [
      {
        do: "Remove it, and name the CA: VAULT_CACERT=/etc/ssl/vault-ca.pem, or on pods",
        copy: yaml("vault.hashicorp.com/tls-secret: SECRET", "vault.hashicorp.com/ca-cert: /vault/tls/ca.crt"),
        verify: `VAULT_CACERT=ca.pem vault status${host === undefined ? "" : ` -address=https://${host}`}`,
      },
    ],
    at,
    level: lowered("error", host),
    ...(host !== undefined && { identity: host }),
  }
}
