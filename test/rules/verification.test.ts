import { describe, expect, it } from "vitest"
import { examplesOf } from "../../src/commands/examples.ts"
import { acme } from "../../src/rules/acme/index.ts"
import { ca } from "../../src/rules/ca/index.ts"
import { findings, readable } from "../examples.ts"

/** What shows on the machine or in the cluster that a fix has worked. */
const command =
  /\b(openssl|kubectl|cmctl|curl|crictl|ctr|docker|podman|nerdctl|helm|kustomize|trust list|keytool|cloud-init|ansible-playbook|terraform|tlsgate|haproxy|nginx|grep|ls|dig|getent|for i in|update-ca-certificates|talosctl|node|python3|certbot)\b/

describe.each([...acme, ...ca])("$id", (rule) => {
  it.each(examplesOf(rule).bad.map((example) => [example.name, example] as const))(
    "tells how to verify that its example %s is mended",
    async (_, example) => {
      for (const { help = [] } of await findings(rule, readable(example)))
        expect(help.flatMap(({ verify }) => verify ?? []).join("\n")).toMatch(command)
    },
  )
})
