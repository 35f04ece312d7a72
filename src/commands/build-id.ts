/** What tells one build of the bundle from another, filled in by scripts/build.ts; source that is run as it is has none. */
export const buildId: string | undefined = undefined
