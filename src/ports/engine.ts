import { setFlagsFromString } from "node:v8"

/**
 * Has V8 collect garbage when the heap has grown by a fifth, rather than by up to three times; at once, rather than beside
 * the work, which meanwhile makes half as much again; and keep its nursery at the size that it has by now
 * (docs/decisions/0005-memory.md). A V8 that knows a flag no more says so on stderr, and goes on.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=20")
  setFlagsFromString("--no-incremental-marking")
  setFlagsFromString("--semi-space-growth-factor=1")
}

/**
 * Has V8 optimise a function with its best and slowest compiler after 100,000 calls rather than 3,000: what a scan calls
 * less often is over before that pays (docs/decisions/0006-compiler.md). Before Node 24 there is no compiler between
 * that one and the interpreter's, and no such flag.
 */
export function optimiseLate(): void {
  if (Number.parseInt(process.versions.node, 10) >= 24) setFlagsFromString("--invocation-count-for-turbofan=100000")
}
