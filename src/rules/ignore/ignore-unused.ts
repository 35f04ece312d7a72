import { rule } from "../rule.ts"

export const ignoreUnused = rule({
  id: "ignore-unused",
  family: "ignore",
  level: "warning",
  summary: "An ignore silences nothing",
  citations: [
    {
      document: "ESLint, Configure Rules",
      section: "Report unused eslint-disable comments",
      says: "A disable comment that is no longer needed is reported, so that it cannot hide a later fault.",
      url: "https://eslint.org/docs/latest/use/configure/rules#report-unused-eslint-disable-comments",
    },
  ],
  why: "What it was for has been mended or has moved. Left in place it will silence the next fault of that kind, unseen.",
  fix: "Delete the ignore; or, where it should silence something, put it on the line of the finding or the line above.",

  on: "repository",
  check: () => [],
})
