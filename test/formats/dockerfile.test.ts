// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfiles are full of them
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readDockerfile } from "../../src/formats/dockerfile.ts"
import { readShell } from "../../src/formats/shell.ts"
import { type Node, textAt } from "../../src/model/tree.ts"

/** A tree as plain values, with `?` after templates. */
function plain(node: Node | undefined): unknown {
  if (node === undefined) return undefined
  if (node.kind === "scalar") return node.type === "null" ? null : `${node.value}${node.type === "template" ? "?" : ""}`
  if (node.kind === "sequence") return node.items.map(plain)
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, plain(value)]))
}

function instructions(text: string): unknown {
  const { stages } = plain(readDockerfile(text).root) as { stages: { instructions: unknown }[] }
  return stages.flatMap((stage) => stage.instructions)
}

describe("instructions", () => {
  it.each([
    [
      "COPY --from=build --chown=a:b x y /z/",
      { op: "COPY", flags: { from: "build", chown: "a:b" }, sources: ["x", "y"], target: "/z/" },
    ],
    ['COPY ["a b", "/c"]', { op: "COPY", flags: {}, sources: ["a b"], target: "/c" }],
    ["ADD \\\n  a \\\n  # why\n\n  b", { op: "ADD", flags: {}, sources: ["a"], target: "b" }],
    ["ENV A=b C=\"d e\" \\\n  F='$g'", { op: "ENV", entries: { A: "b", C: "d e", F: "$g?" } }],
    ["ENV A b c", { op: "ENV", entries: { A: "b c" } }],
    ["ENV A=", { op: "ENV", entries: { A: "" } }],
    ["ARG A B=c", { op: "ARG", entries: { A: null, B: "c" } }],
    ['CMD ["curl", "-k"]', { op: "CMD", flags: {}, words: ["curl", "-k"] }],
    ["CMD curl -k", { op: "CMD", flags: {}, script: "curl -k" }],
    ["HEALTHCHECK --interval=5s CMD curl -k x", { op: "HEALTHCHECK", flags: { interval: "5s" }, script: "curl -k x" }],
    ["ONBUILD COPY a /b", { op: "ONBUILD", instruction: { op: "COPY", flags: {}, sources: ["a"], target: "/b" } }],
    ["USER 1000", { op: "USER", words: ["1000"] }],
    ["copy a /b", { op: "COPY", flags: {}, sources: ["a"], target: "/b" }],
  ])("reads %j", (text, expected) => {
    expect(instructions(`FROM a\n${text}\n`)).toEqual([expected])
  })

  it("substitutes what the file itself sets", () => {
    const text =
      "ARG BASE=alpine:3\nFROM ${BASE} AS b\nENV DIR=/certs\nCOPY ca.crt ${DIR}/ca.crt\nCOPY a $X/y\nFROM b\n"
    const root = plain(readDockerfile(text).root) as { stages: Record<string, unknown>[] }
    expect(root.stages).toMatchObject([
      { image: "alpine:3", name: "b", instructions: [{}, { target: "/certs/ca.crt" }, { target: "$X/y?" }] },
      { image: "b", instructions: [] },
    ])
  })
})

describe("scripts", () => {
  it.each([
    ["RUN curl -k x", ["curl -k x"]],
    ["RUN --mount=type=cache,target=/x curl -k x", ["curl -k x"]],
    ["RUN a \\\n# curl -k y\n  # more\n\n  && curl -k x", ["a", "curl -k x"]],
    ["RUN a \\\r\n# c\r\n  && curl -k x\r\nRUN b", ["a", "curl -k x", "b"]],
    ["RUN <<EOF\ncurl -k x\nEOF\nRUN b", ["curl -k x", "b"]],
    ["RUN <<-'EOF'\n\tcurl -k x\n\tEOF", ["curl -k x"]],
    ["RUN bash <<EOF\ncurl -k x\nEOF", ["bash", "curl -k x"]],
    ["# escape=`\nRUN a `\n && curl -k x", ["a", "curl -k x"], true],
    ['SHELL ["powershell", "-c"]\nRUN curl -k x', []],
  ])("reads %j", (text, expected, bare = false) => {
    const whole = bare ? text.replace("\n", "\nFROM a\n") : `FROM a\n${text}\n`
    const scripts = readDockerfile(whole).scripts
    const commands = scripts.flatMap((script) => readShell(script.text ?? "").commands)
    expect(commands.map(({ tool, words }) => [tool, ...words.map((word) => word.value)].join(" "))).toEqual(expected)
  })

  it("keeps the way back to the file", () => {
    const text = "FROM a\nRUN a \\\n# note\n  && curl -k x\nFROM b\nRUN <<EOF\n  wget y\nEOF\n"
    for (const { text: script = "", segments = [], stage } of readDockerfile(text).scripts) {
      const command = readShell(script).commands.at(-1)
      const place = (command?.start ?? 0) + (segments[0]?.outer ?? 0)
      expect(text.slice(place, place + 4)).toBe(stage === 0 ? "curl" : "wget")
    }
  })

  it("finds the files that COPY writes from heredocs", () => {
    const text = "FROM a\nCOPY <<daemon.json /etc/docker/\n{}\ndaemon.json\nCOPY <<A <<B /x/\n1\nA\n2\nB\nRUN z\n"
    const { files, scripts } = readDockerfile(text)
    expect(files.map(({ target, body }) => [target, body])).toEqual([
      ["/etc/docker/daemon.json", "{}\n"],
      ["/x/A", "1\n"],
      ["/x/B", "2\n"],
    ])
    expect(files.map(({ segments }) => text[segments[0]?.outer ?? 0])).toEqual(["{", "1", "2"])
    expect(scripts).toHaveLength(1)
  })
})

it("survives any text", () => {
  const piece = fc.constantFrom(
    "FROM a\n",
    "RUN ",
    "COPY ",
    "<<EOF ",
    "EOF\n",
    "\\\n",
    "\n",
    "# x\n",
    '"',
    "[",
    "]",
    "ENV A",
    "=",
    "ONBUILD ",
    "$",
    "{",
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("")
      const { root } = readDockerfile(text)
      expect(textAt(root, "nothing")).toBeUndefined()
    }),
  )
})

it.each(["RUN <<E\n", "RUN a \\\n", "COPY <<A <<B x\n", 'ENV A="', "ONBUILD "])(
  "reads many %j in linear time",
  (piece) => {
    const start = performance.now()
    readDockerfile(`FROM a\n${piece.repeat(10_000)}`)
    expect(performance.now() - start).toBeLessThan(4000)
  },
)
