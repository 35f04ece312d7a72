import { defineConfig } from "vitest/config"

/** The experiments that build programs of other projects: they need Go and, the first time, the network. */
export default defineConfig({
  test: { include: ["test/experiments/**/*.experiment.ts"], testTimeout: 300_000, hookTimeout: 300_000 },
})
