import type { Word as SyntaxWord } from "unbash"
import type { CommandFact, Word } from "../../model/facts.ts"
import type { Language, OffsetMap, Segment } from "../../model/source.ts"
import { outerOffset } from "../../model/source.ts"
import { type Decoded, decodeEscapes, joinDecoded } from "./decode.ts"

/** A program of a pipeline with what it is given. */
export type Stage = Pick<CommandFact, "tool" | "words" | "redirects">

/** The file to which the standard output of a program goes in the end, where nothing on the way changes the text. */
export function sinkOf(stage: Stage, following: readonly Stage[]): Word | undefined {
  const own = fileOf(stage)
  if (own !== undefined) return own
  for (const next of following) {
    const file = fileOf(next)
    if (file !== undefined && passers.test(next.tool)) return file
    if (!passers.test(next.tool)) return undefined
  }
  return undefined
}

/** Whether what goes to a file is put behind what it holds. */
export function appendsTo(stage: Stage, following: readonly Stage[]): boolean {
  return [stage, ...following].some(
    ({ tool, words, redirects }) =>
      redirects.some(({ operator }) => operator.endsWith(">>")) ||
      (tool === "tee" && words.some(({ value }) => /^(-a|--append)$/.test(value))),
  )
}

/** What a program takes its standard input for, where it is no file: a script, or a document. */
export function inputOf(stage: Stage): Language | undefined {
  const { tool, words } = stage
  if (/^(ba|da|z|k|a)?sh$/.test(tool)) return words.every(({ value }) => /^-[a-z]*$/.test(value)) ? "shell" : undefined
  if (tool === "ssh" && words.length > 0) return "shell"
  if (tool === "docker" || tool === "podman" || tool === "buildah")
    return words.some(({ value }) => value === "build") && words.some(({ value }) => value === "-")
      ? "dockerfile"
      : undefined
  const dash = words.some(
    ({ value }, index) =>
      /^(-f|--filename|--config|--values)=?-$/.test(value) ||
      (value === "-" && /^(-f|--filename|--config|--values|-c)$/.test(words[index - 1]?.value ?? "")),
  )
  return dash && documentReaders.test(tool) ? "yaml" : undefined
}

/** The text that `echo` or `printf` writes, or undefined where it is only known at run time. */
export function textOfEcho(
  { tool, words }: Stage,
  syntax: readonly (SyntaxWord | undefined)[],
  textOf: (item: SyntaxWord, index: number) => Decoded,
): Decoded | undefined {
  let first = 0
  let escapes = tool === "printf"
  if (tool === "echo")
    for (; /^-[neE]+$/.test(words[first]?.value ?? ""); first++) escapes ||= words[first]!.value.includes("e")
  else if (words[first]?.value === "--") first++
  const list: Decoded[] = []
  for (let index = first; index < syntax.length; index++) {
    const item = syntax[index]
    if (item === undefined) return undefined
    list.push(textOf(item, index))
  }
  if (list.length === 0) return undefined
  if (tool === "printf") {
    const [format, ...rest] = list
    if (rest.length === 0) return unescaped(format!)
    return /^(%[sb](\\n)?)+$/.test(format!.text) ? joinDecoded(rest.flatMap((item) => [item, "\n"])) : undefined
  }
  const joined = joinDecoded(list.flatMap((item, index) => (index === 0 ? [item] : [" ", item])))
  return joinDecoded([escapes ? unescaped(joined) : joined, "\n"])
}

/** Segments whose outer offsets are offsets into a text that is itself carried, as segments into the text around it. */
export function throughMap(
  segments: readonly Segment[],
  length: number,
  map: OffsetMap | undefined,
): readonly Segment[] {
  if (map === undefined) return segments
  const breaks = map.segments.map((segment) => segment.start)
  return segments.flatMap((segment, index) => {
    const end = segments[index + 1]?.start ?? length
    const stop = segment.outer + end - segment.start
    const inside: number[] = []
    if (segment.step === "text")
      for (let at = firstAfter(breaks, segment.outer); at < breaks.length && breaks[at]! < stop; at++)
        inside.push(breaks[at]!)
    return [segment.outer, ...inside].map((outer) => ({
      start: segment.start + outer - segment.outer,
      outer: outerOffset(map, outer),
      step: segment.step,
    }))
  })
}

/** The index of the first of some sorted numbers that is greater. */
function firstAfter(numbers: readonly number[], bound: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! > bound) high = middle
    else low = middle + 1
  }
  return low
}

function unescaped(decoded: Decoded): Decoded {
  return decodeEscapes(decoded, (offset) => outerOffset({ segments: decoded.segments }, offset))
}

function fileOf({ tool, words, redirects }: Stage): Word | undefined {
  const redirect = redirects.findLast(
    ({ operator, target }) => /^&?>[>|]?$/.test(operator) && !/^(\/dev\/|&?\d$)/.test(target.value),
  )
  if (redirect !== undefined) return redirect.target
  if (tool === "tee" || tool === "sponge") return words.find(({ value }) => !value.startsWith("-"))
  if (tool === "install" && words.some(({ value }) => /^(\/dev\/stdin|-)$/.test(value))) return words.at(-1)
  const output = tool === "dd" ? words.find(({ value }) => value.startsWith("of=")) : undefined
  return output && { ...output, value: output.value.slice(3), start: output.start + 3 }
}

const passers = /^(cat|tee|sponge|install|dd|envsubst)$/

const documentReaders =
  /^(kubectl|oc|kind|k3d|helm|helmfile|kustomize|eksctl|flux|argocd|talosctl|istioctl|kapp|kpt|docker-compose)$/
