import type { DocumentFact, VariableFact } from "../../model/facts.ts"
import { hostOf, isLocalHost, lowered } from "../../model/hosts.ts"
import { at, isFalse, isTrue, itemsAt, type Node, scalarAt, textAt } from "../../model/tree.ts"
import { type Problem, rule } from "../rule.ts"

export const gitlabCiTlsOff = rule({
  id: "gitlab-ci-tls-off",
  family: "gitops",
  level: "error",
  summary: "A GitLab pipeline or runner turns TLS off, or has a CA where nobody reads it",
  citations: [
    {
      document: "GitLab documentation",
      section: "Self-signed certificates or custom Certification Authorities",
      says: "tls-ca-file is a setting of [[runners]]; the runner hands the CA to its jobs.",
      url: "https://docs.gitlab.com/runner/configuration/tls-self-signed/",
    },
    {
      document: "GitLab documentation",
      section: "Advanced configuration, The [runners.docker] section, tls_verify",
      says: "Enable or disable TLS verification of connections to the Docker daemon.",
      url: "https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnersdocker-section",
    },
  ],
  why: "Sources, dependencies and images of every job can be replaced by anyone on the way to their servers.",
  fix: "Put the CA in tls-ca-file of [[runners]], and remove what turns verification off.",

  on: ["variable", "gitlab-runner"],
  *check(subject) {
    if ("scope" in subject) yield* ofVariable(subject)
    else yield* ofRunner(subject)
  },
})

function* ofVariable({ name, value, scope }: VariableFact): Generator<Problem> {
  if (scope !== "gitlab-ci") return
  if (name === "GIT_SSL_NO_VERIFY" && /^(1|true|yes|on)$/i.test(value.value))
    yield {
      message:
        "GIT_SSL_NO_VERIFY makes every job of the pipeline clone without verifying the server, so anyone on the way can replace the sources.",
      help: [
        {
          do: 'Remove it, and set tls-ca-file = "/etc/gitlab-runner/ca.pem" in [[runners]] of the runner.',
          verify: 'a job\'s "Getting source from Git repository" succeeds.',
        },
      ],
      at: value,
      identity: name,
    }
}

function* ofRunner({ root }: DocumentFact): Generator<Problem> {
  for (const runner of itemsAt(root, "runners")) {
    const docker = at(runner, "docker")
    const host = hostOf(textAt(docker, "host") ?? "")
    const verify = at(docker, "tls_verify")
    // `tls_verify = false` is what the runner writes by itself; it matters once the daemon is another machine's.
    if (isFalse(verify) && host !== undefined && /^tcp:/.test(textAt(docker, "host") ?? "") && !isLocalHost(host))
      yield {
        message: `The runner does not verify the Docker daemon at ${host}, so whoever answers in its name runs the jobs and gets their secrets.`,
        help: [
          {
            do: 'Set tls_verify = true and tls_cert_path = "/etc/gitlab-runner/certs" (ca.pem, cert.pem, key.pem).',
            verify: `docker --tlsverify -H tcp://${host} version`,
          },
        ],
        at: verify,
        identity: host,
      }
    const misplaced = misplacedKey(docker)
    if (misplaced !== undefined)
      yield {
        message:
          "tls-ca-file in [runners.docker] is not read, so the runner and its jobs do not trust the CA and fail.",
        help: [{ do: "Move the line to [[runners]].", verify: "gitlab-runner verify" }],
        at: misplaced,
      }
    for (const variable of itemsAt(runner, "environment"))
      if (/^GIT_SSL_NO_VERIFY=(1|true|yes|on)$/i.test(textAt(variable) ?? ""))
        yield {
          message:
            "The runner gives GIT_SSL_NO_VERIFY to every job, so anyone on the way can replace the sources of all of them.",
          help: [
            {
              do: 'Remove it, and set tls-ca-file = "/etc/gitlab-runner/ca.pem" in [[runners]].',
              verify: "gitlab-runner verify",
            },
          ],
          at: variable,
        }
    const cache = scalarAt(runner, "cache", "s3", "Insecure")
    const store = hostOf(textAt(runner, "cache", "s3", "ServerAddress") ?? "")
    if (isTrue(cache) && store !== undefined)
      yield {
        message: `The runner keeps its cache at ${store} over plain HTTP, so anyone on the way can put files into later jobs.`,
        help: [
          { do: "Remove Insecure from [runners.cache.s3].", verify: "a job's log says that the cache was extracted." },
        ],
        at: cache,
        level: lowered("error", store),
        identity: store,
      }
  }
}

function misplacedKey(docker: Node | undefined): Node | undefined {
  return docker?.kind === "mapping"
    ? docker.entries.find(({ key }) => /^tls[-_]ca[-_]file$/.test(key.value))?.key
    : undefined
}
