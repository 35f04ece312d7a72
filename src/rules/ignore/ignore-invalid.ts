import { rule } from "../rule.ts"

export const ignoreInvalid = rule({
  id: "ignore-invalid",
  family: "ignore",
  level: "warning",
  summary: "An ignore lacks what it must say, or cannot be understood, and silences nothing",
  citations: [
    {
      document: "NIST SP 800-53 Rev. 5",
      section: "CA-5",
      says: "A weakness that is accepted for now is documented with the date by which it is dealt with.",
      url: "https://csrc.nist.gov/projects/cprt/catalog#/cprt/framework/version/SP_800_53_5_1_1/home?element=CA-5",
    },
  ],
  why: "Without rule, reason and last day nobody can tell later what was accepted, why, and for how long.",
  fix: 'Write it as `tlsgate-ignore[rule-id] until=YYYY-MM-DD reason="why it is acceptable until then"`.',

  on: "repository",
  check: () => [],
})
