import type { Finding } from "./reason.ts"
import type { Path, PathOptions } from "./validate-path.ts"
export function checkRevocation(_path: Path, _options: PathOptions): readonly Finding[] {
  return []
}
