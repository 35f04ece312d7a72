/** Names of folders and files below which things are there to try a program with, or were written elsewhere. */
interface FixtureNames {
  /** Why what stands there is not what the repository deploys. */
  readonly reason: string
  readonly names: readonly string[]
  /**
   * `folder`: the whole name of a folder (underscores around it aside); everything below it is meant. `word`: a word in the
   * name of a folder; certificates and keys below it are meant, as settings are copied from anywhere. `file`: the same in
   * the name of the file itself.
   */
  readonly as: readonly ("folder" | "word" | "file")[]
}

/** Names are compared in small letters, with `-`, `_` and `.` taken as the bounds of words. */
export const fixtureNames: readonly FixtureNames[] = [
  {
    reason: "tests are run by the repository's own CI, against servers that they start themselves",
    names: ["test", "tests", "testing", "testcase", "testcases", "testsuite", "testsuites", "unittest", "unittests"],
    as: ["word"],
  },
  { reason: "tests, by the name that most test runners have", names: ["test", "tests"], as: ["folder"] },
  {
    reason: "what tests read: data, resources and helpers beside them",
    names: [
      ...["testdata", "testresource", "testresources", "testfile", "testfiles", "testasset", "testassets", "testcert"],
      ...["testcerts", "testkeys", "testutil", "testutils", "testsupport", "testenv", "testlib", "testpki", "testkit"],
      ...["test data", "test resources", "test files", "test assets", "test certs", "test keys", "test fixtures"],
      ...["test helpers", "test utils", "test suite", "tests resources"],
    ],
    as: ["folder", "word"],
  },
  {
    reason: "tests of the whole, against a system that is thrown away afterwards",
    names: [
      "e2e",
      "e2e test",
      "e2e tests",
      "integration test",
      "integration tests",
      "acceptance test",
      "acceptance tests",
      "conformance",
    ],
    as: ["folder", "word"],
  },
  { reason: "tests of several parts, or the glue to another product", names: ["integration"], as: ["word"] },
  {
    reason: "what a test or an example takes for granted",
    names: ["fixture", "fixtures", "golden", "goldens", "snapshot", "snapshots", "testbed"],
    as: ["folder", "word"],
  },
  {
    reason: "for people to read and copy, with names and keys that are nobody's",
    names: ["example", "examples", "sample", "samples", "doc", "docs", "tutorial", "tutorials", "quickstart"],
    as: ["folder", "word"],
  },
  {
    reason: "shown to people; the name of an environment as well, whose settings count",
    names: ["demo", "demos"],
    as: ["word"],
  },
  {
    reason: "stands in for something in a test",
    names: ["mock", "mocks", "mocked", "stub", "stubs", "fake", "fakes", "dummy", "dummies", "bogus"],
    as: ["folder", "word", "file"],
  },
  {
    reason: "measures or attacks a program, with material made for it",
    names: ["bench", "benches", "benchmark", "benchmarks", "fuzz", "fuzzing", "corpus", "bogo"],
    as: ["folder", "word"],
  },
  { reason: "tests in Ruby and JavaScript, or the text of a standard", names: ["spec", "specs"], as: ["word"] },
  {
    reason: "was written elsewhere and copied: its authors mend it, and its keys are in every copy",
    names: ["vendor", "third party", "thirdparty", "3rdparty", "3rd party", "node modules"],
    as: ["folder"],
  },
  {
    reason: "the go tool passes over folders with an underscore before them",
    names: ["_assets", "_data"],
    as: ["folder"],
  },
  {
    reason: "the key that Debian makes for whoever asks for any (ssl-cert), and what is named after it",
    names: ["snakeoil", "throwaway", "notsecret", "badssl"],
    as: ["word", "file"],
  },
]
