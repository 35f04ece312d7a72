import { sh, toml } from "../../model/help.ts"
import { hostOf } from "../../model/hosts.ts"
import { at, entriesAt, isTrue, type Scalar, scalarAt } from "../../model/tree.ts"
import { isTemplated } from "../levels.ts"
import { type Problem, rule } from "../rule.ts"
import { hostsFile } from "./hosts.shared.ts"

export const containerdHostsUnusableUrl = rule({
  id: "containerd-hosts-unusable-url",
  family: "containerd",
  level: "error",
  summary: "A server or mirror in hosts.toml has a URL that cannot work",
  citations: [
    {
      document: "containerd",
      section: "docs/hosts.md, override_path",
      says: "Without override_path = true, /v2 is appended to the path of a host; with it the path is the API's root.",
      url: "https://github.com/containerd/containerd/blob/main/docs/hosts.md#override_path-field",
    },
    {
      document: "containerd/containerd",
      section: "issues 6634, 7400, 8053",
      says: "…/v2/ns becomes …/v2/ns/v2; docker.io is a web site and the registry is registry-1.docker.io; a server is one URL.",
      url: "https://github.com/containerd/containerd/issues/7400",
    },
  ],
  why: "Requests end with 404, with a web page in the place of a manifest, or at no address at all: the mirror is skipped, or nothing can be pulled.",
  fix: "Write https://registry-1.docker.io for Docker Hub, one complete URL otherwise, and override_path = true for a mirror with /v2 in its path.",

  on: "containerd-hosts",
  *check(document) {
    const file = hostsFile(document)
    if (file === undefined) return
    const server = scalarAt(file.root, "server")
    if (server !== undefined && !isTemplated(server)) yield* ofUrl(server, true)
    for (const { key, value } of entriesAt(file.root, "host")) {
      if (isTemplated(key)) continue
      yield* ofUrl(key, false)
      const path = /^[a-z]+:\/\/[^/]+(\/.*)?$/i.exec(key.value)?.[1] ?? ""
      if (!/^\/v2(\/|$)/.test(path) || path.replace(/\/$/, "") === "/v2" || isTrue(at(value, "override_path"))) continue
      yield {
        message: `containerd appends /v2 to ${key.value}, so it asks for ${path.replace(/\/$/, "")}/v2: the mirror answers 404.`,
        help: [
          {
            do: "Add to its table:",
            copy: toml("override_path = true"),
            verify: "ctr image pull --hosts-dir /etc/containerd/certs.d <image>",
          },
        ],
        at: key,
        identity: key.value,
      }
    }
  },
})

function* ofUrl(node: Scalar, isServer: boolean): Generator<Problem> {
  const { value } = node
  if (value === "") return
  const host = hostOf(value)
  const what = isServer ? "The server" : "The mirror"
  const fault = /\*/.test(value)
    ? `${what} ${value} has a wildcard, and containerd asks a host of that very name`
    : /:\/\/.*:\/\//.test(value) ||
        (/^[a-z]+:/i.test(value) && !/^[a-z]+:\/\//i.test(value) && !/^[\w.-]+:\d+(\/|$)/.test(value))
      ? `${what} ${value} is no URL`
      : host === undefined
        ? `${what} ${value} names no host`
        : host === "docker.io" || host === "hub.docker.com"
          ? `${what} ${value} is Docker's web site: the registry of Docker Hub is registry-1.docker.io`
          : undefined
  if (fault === undefined) return
  yield {
    message: `${fault}, so nothing can be pulled from there.`,
    help: [
      {
        do: "Write the URL of the registry:",
        copy: sh(`${isServer ? 'server = "https://registry-1.docker.io"' : '[host."https://registry-1.docker.io"]'}`),
        verify: "curl -sI https://registry-1.docker.io/v2/ answers 401",
      },
    ],
    at: node,
    identity: value.slice(0, 100),
  }
}
