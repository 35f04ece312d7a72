/** Expressions that take more than linear time on long texts, and what keeps the texts short that they are given. */
export const bounded: ReadonlyMap<string, string> = new Map([])
