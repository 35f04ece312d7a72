import type { FileFacts, NoteFact } from "../model/facts.ts"

/** The facts of a file that could not be read: that it is there, and why nothing else is known of it. */
export function unreadFacts(path: string, reason: NoteFact["reason"], detail: string): FileFacts {
  const location = { path, start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 }
  const nothing = { documents: [], bundles: [], scripts: [], variables: [], images: [], ignores: [], der: {} }
  const notes = [{ reason, location, detail }]
  return { path, bytes: 0, lines: [0], ...nothing, notes, stats: { documents: 0, templates: 0 } }
}
