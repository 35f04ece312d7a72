import { type Dockerfile, readDockerfile } from "../../formats/dockerfile.ts"
import type { DocumentFact } from "../../model/facts.ts"
import type { Source } from "../../model/source.ts"
import { entriesAt, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { outer } from "../outer.ts"
import { withoutSecrets } from "../secrets/text.ts"
import { treeWithoutSecrets } from "../secrets/tree.ts"
import { Extraction, type Scripts } from "./extraction.ts"

/** A Dockerfile: the document (formats/dockerfile.ts says how it looks), its scripts by stage, variables, images, files. */
export function scriptsOfDockerfile(source: Source, index = 0): Scripts & { readonly document: DocumentFact } {
  const parsed = readDockerfile(source.text)
  const extraction = new Extraction(source, "dockerfile")
  readVariables(parsed.root, extraction)
  readImages(parsed.root, extraction)
  readScripts(parsed, extraction)
  const { path, name, inner, carrier } = source
  const document: DocumentFact = {
    kind: "dockerfile",
    language: "dockerfile",
    path,
    name,
    inner,
    ...(carrier && { carrier }),
    index,
    span: extraction.place(parsed.span),
    root: treeWithoutSecrets(outer(parsed.root, source), "dockerfile", "", extraction.secrets),
    defects: [],
    template: parsed.template,
  }
  const { scripts, variables, images, sources, secrets, left } = extraction
  return { document, scripts, variables, images, sources, secrets, left }
}

function readScripts({ scripts, files }: Dockerfile, extraction: Extraction): void {
  for (const { op, stage, words, text, segments = [] } of scripts) {
    const list = words?.map(
      ({ value, start, end }) => ({ kind: "scalar", type: "string", style: "quoted", value, start, end }) as const,
    )
    const commands =
      list === undefined
        ? extraction.shell({ text: text ?? "", segments }, "dockerfile")
        : extraction.run(list, "dockerfile")
    extraction.script("dockerfile", commands, { name: op, stage })
  }
  const { path, inner } = extraction.source
  for (const { target, body, segments } of files)
    extraction.sources.push({
      path,
      name: target,
      text: body,
      inner: [...inner, target],
      map: { segments, ...(extraction.source.map && { parent: extraction.source.map }) },
      carrier: { kind: "heredoc", key: target },
    })
}

function readVariables(root: Node, extraction: Extraction): void {
  const lists = [itemsAt(root, "args"), ...itemsAt(root, "stages").map((stage) => itemsAt(stage, "instructions"))]
  for (const instruction of lists.flat()) {
    const inner =
      textAt(instruction, "op") === "ONBUILD"
        ? entriesAt(instruction).find(({ key }) => key.value === "instruction")?.value
        : instruction
    const op = textAt(inner, "op")
    if (op !== "ENV" && op !== "ARG") continue
    for (const { key, value } of entriesAt(inner, "entries"))
      if (value.kind === "scalar" && value.type !== "null")
        extraction.variable(key.value, value, op === "ENV" ? "dockerfile" : "dockerfile-arg", {
          start: key.start,
          end: value.end,
        })
  }
}

function readImages(root: Node, extraction: Extraction): void {
  const stages = itemsAt(root, "stages")
  const names = new Set<string>()
  for (const stage of stages) {
    const image = scalarAt(stage, "image")
    if (image?.type === "string" && !names.has(image.value) && image.value !== "scratch")
      extraction.images.push({
        reference: withoutSecrets(image.value),
        span: extraction.place(image),
        path: extraction.source.path,
      })
    const name = textAt(stage, "name")
    if (name !== undefined) names.add(name)
  }
}
