import { setFlagsFromString } from "node:v8"

/**
 * Has V8 collect garbage when the heap has grown by a fifth, rather than by up to three times, and keep its nursery at
 * the size that it has by now (docs/decisions/0005-memory.md). A V8 that knows a flag no more says so on
 * stderr, and goes on.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=20")
  setFlagsFromString("--semi-space-growth-factor=1")
}
