import { rule } from "../rule.ts"

export const ignoreExpired = rule({
  id: "ignore-expired",
  family: "ignore",
  level: "error",
  summary: "An ignore is over, so what it silenced counts again",
  citations: [
    {
      document: "NIST SP 800-53 Rev. 5",
      section: "CA-5",
      says: "A weakness that is accepted for now is documented with the date by which it is dealt with.",
      url: "https://csrc.nist.gov/projects/cprt/catalog#/cprt/framework/version/SP_800_53_5_1_1/home?element=CA-5",
    },
  ],
  why: "An exception was granted up to a day, and that day is past: nobody decided that it holds for longer.",
  fix: "Mend what is ignored and delete the ignore, or decide anew and give it a later `until`.",

  on: "repository",
  // Whether an ignore is over, used or valid is known once all rules have spoken: policy/ says it.
  check: () => [],
})
