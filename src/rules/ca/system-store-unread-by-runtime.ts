import { ancestors, environmentOf } from "../../distribution/images.ts"
import { distributionOf, type Placement, type Stage } from "../../distribution/index.ts"
import { placeOfStep } from "../../distribution/unit.ts"
import type { Inventory } from "../../join/inventory.ts"
import { dockerfile, type Help } from "../../model/help.ts"
import { rule } from "../rule.ts"
import { makesTrusted } from "./update-steps.shared.ts"

export const systemStoreUnreadByRuntime = rule({
  id: "system-store-unread-by-runtime",
  family: "ca",
  level: "warning",
  summary: "A CA is put into the system's trust store, and the runtime of the image has one of its own",
  citations: [
    {
      document: "Node.js",
      section: "Command-line API, --use-system-ca, NODE_EXTRA_CA_CERTS",
      says: "Node uses its bundled Mozilla roots; the system's store is only read with --use-system-ca.",
      url: "https://nodejs.org/api/cli.html#--use-system-ca",
    },
    {
      document: "Eclipse Temurin images",
      section: "Using the system CA certificates",
      says: "The JRE has its own cacerts; USE_SYSTEM_CA_CERTS=1 makes the entrypoint import /certificates and the system's CAs.",
      url: "https://hub.docker.com/_/eclipse-temurin",
    },
  ],
  why: "curl in the image works, the program does not: it ends with “self-signed certificate in certificate chain” or “PKIX path building failed”, far from the place where the CA was installed.",
  fix: "Tell the runtime: NODE_EXTRA_CA_CERTS or NODE_OPTIONS=--use-system-ca; keytool -importcert or USE_SYSTEM_CA_CERTS=1.",

  on: "repository",
  *check(inventory) {
    for (const stage of distributionOf(inventory).dockerfiles.flat()) {
      const runtime = runtimes.find(({ image }) => image.test((stage.image ?? "").toLowerCase()))
      if (runtime === undefined) continue
      const placement = stage.steps.find(
        (step): step is Placement => step.does === "place" && step.store !== undefined && step.store !== "generated",
      )
      if (placement === undefined || !stage.steps.some((step) => makesTrusted(step, "debian"))) continue
      if (!runs(stage, runtime, inventory) || isTold(stage, runtime, inventory)) continue
      yield {
        message: `The CA goes into the system's trust store of ${stage.image}, which ${runtime.name} does not read: its connections to that CA's servers fail.`,
        help: [...runtime.help, { do: "See it in the image.", verify: runtime.verify }],
        at: placeOfStep(stage, placement.at, inventory),
        identity: runtime.name,
      }
    }
  },
})

interface Runtime {
  readonly name: string
  readonly image: RegExp
  /** The commands that are run with it. */
  readonly tools: RegExp
  readonly told: RegExp
  readonly help: Help
  readonly verify: string
}

const runtimes: readonly Runtime[] = [
  {
    name: "Node.js",
    image:
      /^((docker\.io\/)?(library\/)?|public\.ecr\.aws\/docker\/library\/)node(:|@|$)|(^|\/)(cimg\/node|circleci\/node|bitnami\/node)(:|@|$)/,
    tools: /^(node|npm|npx|yarn|pnpm|corepack)$/,
    told: /NODE_EXTRA_CA_CERTS|use-system-ca|NODE_USE_SYSTEM_CA|use-openssl-ca|cafile|NPM_CONFIG_CA|npm_config_ca|SSL_CERT_FILE/,
    help: [
      {
        do: "Tell Node.js (it adds to its own roots):",
        copy: dockerfile("ENV NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/corp-ca.crt"),
      },
      { do: "Or, from 22.15: ENV NODE_OPTIONS=--use-system-ca" },
    ],
    verify: "node -e \"fetch('https://<host>').then(r => console.log(r.status))\"",
  },
  {
    name: "the JVM",
    image:
      /(^|\/)(eclipse-temurin|openjdk|amazoncorretto|adoptopenjdk|ibm-semeru-runtimes|sapmachine|zulu-openjdk|tomcat|jetty|maven|gradle|liberica-openjdk-\w+)(:|@|$)/,
    tools: /^(java|mvn|gradle|catalina\.sh|sbt)$/,
    told: /keytool|javax\.net\.ssl\.trustStore|USE_SYSTEM_CA_CERTS|cacerts|ca-certificates-java|JAVA_TOOL_OPTIONS|truststore/i,
    help: [
      {
        do: "Import it into the JVM's own store:",
        copy: dockerfile(
          "RUN keytool -importcert -noprompt -cacerts -storepass changeit -alias corp -file /usr/local/share/ca-certificates/corp-ca.crt",
        ),
      },
      { do: "Or, with Eclipse Temurin: ENV USE_SYSTEM_CA_CERTS=1 and the CA in /certificates" },
    ],
    verify: "keytool -list -cacerts -storepass changeit -alias corp",
  },
]

/** Whether the stage, or one that is built on it, runs the runtime; the images of the list run nothing else by themselves. */
function runs(stage: Stage, runtime: Runtime, inventory: Inventory): boolean {
  return wordsOf(stage, inventory).some((word) => runtime.tools.test(word)) || runtime.name === "the JVM"
}

function isTold(stage: Stage, { told }: Runtime, inventory: Inventory): boolean {
  const environment = [...environmentOf(stage)].some(([name, value]) => told.test(`${name}=${value}`))
  return environment || wordsOf(stage, inventory).some((word) => told.test(word))
}

/** The words of the Dockerfile that a stage stands in: what another stage of it says may be copied from there. */
function wordsOf(stage: Stage, inventory: Inventory): readonly string[] {
  const scripts = inventory.files.get(stage.path)?.scripts ?? []
  const variables = inventory.files.get(stage.path)?.variables ?? []
  return [
    ...scripts.flatMap(({ commands }) =>
      commands.flatMap(({ tool, words, redirects }) => [
        tool,
        ...words.map(({ value }) => value),
        ...redirects.map(({ target }) => target.value),
      ]),
    ),
    ...variables.map(({ name, value }) => `${name}=${value.value}`),
    ...ancestors(stage).flatMap(({ steps }) => steps.flatMap((step) => (step.does === "place" ? [step.target] : []))),
    ...stage.steps.flatMap((step) => (step.does === "place" ? [step.target] : [])),
  ]
}
