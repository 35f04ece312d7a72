import { plain } from "../../model/help.ts"
import type { Carrier } from "../../model/source.ts"
import { entryAt } from "../../model/tree.ts"
import { rule } from "../rule.ts"

export const cloudInitBadHeader = rule({
  id: "cloud-init-bad-header",
  family: "ca",
  level: "error",
  summary: "User data with CAs does not begin with #cloud-config",
  citations: [
    {
      document: "cloud-init documentation, User data formats",
      section: "Cloud config data",
      says: "Cloud-config is recognised by its first line, #cloud-config; user data of an unknown type is not processed.",
      url: "https://docs.cloud-init.io/en/latest/explanation/format.html",
    },
  ],
  why: "cloud-init logs “Unhandled non-multipart (text/x-not-multipart) userdata” and does nothing: no CA, no file and no command of it reaches the node.",
  fix: "Make #cloud-config its first line.",

  on: ["cloud-init"],
  *check({ root, header, index, path, name, inner, template, carrier }, { inventory }) {
    const entry = entryAt(root, "ca_certs") ?? entryAt(root, "ca-certs") ?? entryAt(root, "write_files")
    if (
      entry === undefined ||
      header === undefined ||
      headers.test(header) ||
      (carrier !== undefined && !isUserData(carrier))
    )
      return
    if (carrier === undefined && inner.length > 0) return
    const first = inventory.files.get(path)?.documents[0]
    // Parts of a multipart message, and vendor data, are told what they are by other means.
    if (
      carrier === undefined &&
      (first?.index !== index || [...inventory.paths].some((other) => other.endsWith(".tf")))
    )
      return
    // The name says that it is the whole of the user data; so does a header with a slip of the pen in it.
    const meant = /(^|\/)user-?data[^/]*$/.test(name) || /^#+ *cloud[-_ ]?config\b/i.test(header)
    yield {
      message: `${path} does not begin with #cloud-config, so cloud-init does not process it as user data: ${entry.key.value === "write_files" ? "its files are not written" : "its CAs are not installed"}.`,
      help: [
        {
          do: "Make this the first line:",
          copy: plain("#cloud-config"),
          verify: "cloud-init schema --config-file user-data.yaml",
        },
      ],
      at: entry.key,
      level: meant && !template ? "error" : "notice",
    }
  },
})

/** What Terraform hands to a machine as it stands. */
function isUserData({ kind, key }: Carrier): boolean {
  return kind === "terraform" && /^user_?data/.test(key ?? "")
}

// `## template: jinja` and directives of templates come before the header that counts; JSON has none.
const headers =
  /^([%<{$]|#cloud-config|## *template:|#cloud-boothook|#include|#part-handler|#!|Content-Type:|MIME-Version:)/i
