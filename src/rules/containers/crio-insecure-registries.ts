import { hostOf, lowered } from "../../model/hosts.ts"
import { itemsAt, textAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"
import { containersAdvice } from "./containers.shared.ts"

export const crioInsecureRegistries = rule({
  id: "crio-insecure-registries",
  family: "containers",
  level: "error",
  summary: "CRI-O has a list of insecure registries, which only older releases obey",
  citations: [
    {
      document: "cri-o/cri-o",
      section: "docs/crio.conf.5.md, insecure_registries",
      says: "The option is deprecated and no longer effective; registries.conf holds these settings.",
      url: "https://github.com/cri-o/cri-o/blob/main/docs/crio.conf.5.md",
    },
  ],
  why: "Nodes of an older release pull without verifying anything, and newer ones fail because the list is ignored.",
  fix: "Remove the list, and put the CA of each registry in /etc/containers/certs.d/<host[:port]>/ca.crt.",
  controls: ["NIST SP 800-190, 4.2.1"],

  on: ["crio", "plain", "ansible"],
  *check({ root }) {
    // Kubespray writes its variable of this name into crio.conf.
    const items = [
      ...itemsAt(root, "crio", "image", "insecure_registries"),
      ...itemsAt(root, "crio_insecure_registries"),
    ]
    for (const item of items) {
      const entry = textAt(item)
      if (entry === undefined || (hostOf(entry) === undefined && !/\/\d+$/.test(entry))) continue
      yield {
        message: `CRI-O either pulls from ${entry} without verifying its certificate or, in current releases, ignores the entry and fails, so it is wrong on every node.`,
        help: containersAdvice(entry),
        at: item,
        level: lowered("error", hostOf(entry)),
        identity: entry,
      }
    }
  },
})
