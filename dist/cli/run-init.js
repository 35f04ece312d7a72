const e=require("./scan.js"),t=require("./terminal.js");let n=require("node:fs"),r=require("node:path");const i={".tlsgate.yml":`# yaml-language-server: $schema=https://raw.githubusercontent.com/tlsgate/tlsgate/v1/schema/config.schema.json
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
`,".github/workflows/tlsgate.yml":`name: tlsgate
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
`};function a(e,t){let n=t.find(e),r=Object.entries(i),a=r=>e(r)||r===t[0]&&n!==void 0;return{write:r.filter(([e])=>!a(e)).map(([e,t])=>({path:e,text:t})),keep:r.filter(([e])=>a(e)).map(([e])=>e===t[0]?n??e:e)}}async function o({cwd:i,out:o}){let{write:s,keep:c}=a(e=>(0,n.existsSync)((0,r.resolve)(i,e)),e.R);for(let{path:e,text:t}of s)(0,n.mkdirSync)((0,r.dirname)((0,r.resolve)(i,e)),{recursive:!0}),(0,n.writeFileSync)((0,r.resolve)(i,e),t,{flag:`wx`}),await o(`wrote ${e}\n`);for(let e of c)await o(`kept ${e}, which is there already\n`);return await o("Next: look at both, and commit them. `tlsgate` checks this repository now.\n"),t.d.passed}exports.runInit=o;