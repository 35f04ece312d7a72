import { rule } from "../rule.ts"
import { lexiconSubjects, told } from "./lexicon.shared.ts"

export const tlsServerUnverified = rule({
  id: "tls-server-unverified",
  family: "commands",
  level: "warning",
  summary: "A program that is known is told not to verify the server it talks to",
  citations: [
    {
      document: "Grafana documentation",
      section: "Configure Grafana, [smtp] skip_verify",
      says: "Verification of the mail server's certificate is skipped.",
      url: "https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/",
    },
    {
      document: "ldap.conf(5)",
      section: "TLS_REQCERT",
      says: "never: no certificate is asked for; allow: a bad one is ignored.",
      url: "https://www.openldap.org/software/man.cgi?query=ldap.conf",
    },
    {
      document: "The lexicon of switches",
      section: "docs/switches.md",
      says: "The settings that are known, with what they do and where that is written.",
      url: "https://github.com/tlsgate/tlsgate/blob/main/docs/switches.md",
    },
  ],
  why: "Whoever can answer in the server's name gets what is sent, passwords and tokens among it, and decides what comes back.",
  fix: "Remove the setting, and give the program the CA of the server.",
  examples: {
    bad: [
      {
        "app.yaml":
          'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: b\n      env:\n        - {name: GF_SMTP_SKIP_VERIFY, value: «"true"»}\n',
      },
      {
        "app.yaml":
          'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: b\n      env:\n        - {name: LDAPTLS_REQCERT, value: «"never"»}\n',
      },
      {
        "etc/clouds.yaml":
          'clouds:\n  corp:\n    auth: {auth_url: "https://keystone.corp.example.com"}\n    verify: «false»\n',
      },
      { "mirror.sh": "oc image mirror «--insecure» registry.corp.example.com/a registry.corp.example.org/a\n" },
      { "act_runner/config.yaml": "log: {level: info}\nrunner:\n  insecure: «true»\n" },
    ],
    good: [
      {
        "app.yaml":
          'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: b\n      env:\n        - {name: GF_SMTP_SKIP_VERIFY, value: "false"}\n',
      },
      {
        "app.yaml":
          'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: b\n      env:\n        - {name: LDAPTLS_REQCERT, value: "demand"}\n',
      },
      {
        "etc/clouds.yaml":
          'clouds:\n  corp:\n    auth: {auth_url: "https://keystone.corp.example.com"}\n    cacert: /etc/ssl/corp-ca.pem\n    verify: true\n',
      },
      { "values.yaml": 'env:\n  GF_SMTP_SKIP_VERIFY: "{{ .Values.skip }}"\n' },
    ],
  },

  yields: true,
  on: lexiconSubjects,
  check: (subject, { inventory }) => told(subject, inventory, "unverified"),
})
