/** The files that `tlsgate init` writes, by path. What is there already stays as it is: the caller sees to that. */
export const initialFiles: Readonly<Record<string, string>> = {
  ".tlsgate.yml": `# yaml-language-server: $schema=https://raw.githubusercontent.com/tlsgate/tlsgate/v1/schema/config.schema.json
# The config of tlsgate, the pre-deploy gate for certificates, trust and registries.
# \`tlsgate rules\` lists the rules; \`tlsgate scan --help\` tells what else can be set on the command line.
version: 1

# The lowest level at which the run fails: error, warning, notice or never.
failOn: error

# Days of validity that a certificate must have left.
expiry:
  error: 14
  warning: 30

# What clients trust: Mozilla's set, none, and PEM files of your own.
trust: mozilla
# trust: [mozilla, certs/corp-root.pem]

# Globs are written as in .gitignore; braces work.
# exclude:
#   - "**/generated/"

# Insecure settings are tolerable in development, and never in production.
# environments:
#   - name: development
#     paths: clusters/dev/

# The level of a rule, or of a whole family.
# rules:
#   chain-root-superfluous: off

# What is accepted for a time. Where there can be a comment, it is better kept beside the line:
#   # tlsgate-ignore[rule-id] until=2027-01-31 reason="lab mirror, OPS-412"
# ignores:
#   - path: legacy/keystore.p12
#     rule: chain-expired
#     until: 2027-01-31
#     reason: moves to the new cluster in January
`,
  ".github/workflows/tlsgate.yml": `name: tlsgate
on:
  pull_request:
  merge_group:
  push:
    branches: [main]
  schedule:
    # Certificates expire without a commit.
    - cron: "17 5 * * *"
permissions:
  contents: read
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
        with:
          # The merge and its parents: the base of a pull request decides what its gate ignores.
          fetch-depth: 2
          persist-credentials: false
      - uses: tlsgate/tlsgate@v1
        with:
          config-from: base
`,
}

/** What to write, and what is left alone because it is there: a config under any of its names counts as one. */
export function planInit(exists: (path: string) => boolean, configNames: readonly string[]): InitPlan {
  const config = configNames.find(exists)
  const entries = Object.entries(initialFiles)
  const isThere = (path: string) => exists(path) || (path === configNames[0] && config !== undefined)
  return {
    write: entries.filter(([path]) => !isThere(path)).map(([path, text]) => ({ path, text })),
    keep: entries
      .filter(([path]) => isThere(path))
      .map(([path]) => (path === configNames[0] ? (config ?? path) : path)),
  }
}

export interface InitPlan {
  readonly write: readonly { readonly path: string; readonly text: string }[]
  readonly keep: readonly string[]
}
