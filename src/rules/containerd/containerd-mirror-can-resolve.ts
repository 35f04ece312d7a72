import { toml } from "../../model/help.ts"
import { isLocalHost, nameOf } from "../../model/hosts.ts"
import { at, entryAt, itemsAt } from "../../model/tree.ts"
import { canonicalHost } from "../../usage/registries.ts"
import { levelOf } from "../levels.ts"
import { rule } from "../rule.ts"
import { hostsCode, hostsDoc, hostsFile, verifyPull } from "./hosts.shared.ts"

export const containerdMirrorCanResolve = rule({
  id: "containerd-mirror-can-resolve",
  family: "containerd",
  level: "notice",
  summary: "A mirror may decide which image a tag means",
  citations: [
    hostsDoc("capabilities field", "A public mirror should never be trusted to do a resolve action."),
    hostsCode("parseHostConfig", "A host without `capabilities` can pull, resolve and push."),
  ],
  why: "Whoever resolves a tag to a digest chooses the image. A mirror that only pulls can serve nothing but that digest.",
  fix: 'Give a mirror that is not yours capabilities = ["pull"], and let the registry itself resolve.',

  on: "containerd-hosts",
  *check(document) {
    const file = hostsFile(document)
    if (file?.namespace === undefined) return
    for (const { url, host, table } of file.tables) {
      if (table === file.root || url === undefined || host === undefined || isLocalHost(host)) continue
      const same = nameOf(canonicalHost(host)) === nameOf(canonicalHost(file.namespace))
      if (same) continue
      const resolve = itemsAt(table, "capabilities").find(
        (item) => item.kind === "scalar" && item.value.toLowerCase() === "resolve",
      )
      const absent = itemsAt(table, "capabilities").length === 0
      if (resolve === undefined && !absent) continue
      const plain = url.value.toLowerCase().startsWith("http://")
      yield {
        message: `The mirror ${host} decides which image a tag of ${file.namespace === "_default" ? "any registry" : file.namespace} means${absent && entryAt(table, "capabilities") === undefined ? ", because it has no `capabilities` and so has all of them" : ""}.`,
        help: [
          {
            do: "If the mirror is not under your control, let it pull only:",
            copy: toml('capabilities = ["pull"]'),
            verify: verifyPull(file.namespace),
          },
        ],
        at: resolve ?? at(table, "capabilities") ?? url,
        level: plain ? levelOf("warning", document, host, url) : "notice",
        identity: host,
      }
    }
  },
})
