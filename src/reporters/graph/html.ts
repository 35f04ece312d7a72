import type { TrustGraph } from "../../graph/index.ts"

export function htmlText(_graph: TrustGraph): string {
  return ""
}
