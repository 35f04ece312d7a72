import { no, oneOf, type Row, rowsOf } from "../row.ts"

/** Programs that send or fetch mail. */
export const mail: readonly Row[] = [
  ...rowsOf(
    {
      product: "Grafana",
      source: "Grafana documentation, Configure Grafana, [smtp] skip_verify",
      instead:
        "Add the CA of the mail server to the trust store of the container (SSL_CERT_FILE=/etc/ssl/corp-ca.pem).",
      peer: "the mail server",
    },
    [{ names: "GF_SMTP_SKIP_VERIFY smtp.skip_verify" }],
  ),
  ...rowsOf(
    {
      product: "msmtp",
      source: "msmtp manual, tls_certcheck",
      instead: "tls_trust_file /etc/ssl/certs/ca-certificates.crt",
      peer: "the mail server",
    },
    [{ names: "tls_certcheck", off: no }],
  ),
  ...rowsOf(
    {
      product: "Alertmanager and Node mailers",
      source: "Nodemailer, SMTP transport, tls.rejectUnauthorized",
      instead: "NODE_EXTRA_CA_CERTS=/etc/ssl/corp-ca.pem",
      peer: "the mail server",
      off: no,
    },
    [
      {
        names:
          "SMTP_TLS_REJECT_UNAUTHORIZED SMTP_REJECT_UNAUTHORIZED MAIL_TLS_REJECT_UNAUTHORIZED MAIL__OPTIONS__TLS__REJECTUNAUTHORIZED EMAIL_SMTP_TLS_REJECT_UNAUTHORIZED",
        product: "Nodemailer",
      },
      { names: "mail.options.tls.rejectUnauthorized", product: "Ghost", source: "Ghost, Configuration, mail" },
    ],
  ),
  ...rowsOf(
    {
      product: "fetchmail",
      source: "fetchmail manual, sslcertck",
      instead: "sslcertck, with sslcertfile /etc/ssl/certs/ca-certificates.crt",
      peer: "the mail server",
    },
    [{ names: "--nosslcertck" }],
  ),
  ...rowsOf(
    {
      product: "swaks and s-nail",
      source: "S-nail manual, tls-verify",
      instead: "set tls-ca-file=/etc/ssl/corp-ca.pem tls-verify=strict",
      peer: "the mail server",
      off: oneOf("ignore warn", "strict"),
    },
    [{ names: "ssl-verify tls-verify", within: /mail(\.rc)?|mailrc/i, place: "etc/mail.rc" }],
  ),
  ...rowsOf(
    {
      product: "Spring and Jakarta Mail",
      source: "Jakarta Mail, com.sun.mail.smtp",
      instead: "Name the trust store: -Djavax.net.ssl.trustStore=/etc/ssl/truststore.p12",
      peer: "the mail server",
    },
    [
      {
        names: "mail.smtp.ssl.trust mail.smtps.ssl.trust mail.imap.ssl.trust mail.imaps.ssl.trust",
        off: oneOf("*", "mail.corp.example.com"),
      },
      { names: "mail.smtp.ssl.checkserveridentity mail.smtps.ssl.checkserveridentity", off: no, effect: "host-name" },
    ],
  ),
  ...rowsOf(
    {
      product: "Symfony and Laravel",
      source: "Symfony Mailer, verify_peer",
      instead: "Name the CA: openssl.cafile=/etc/ssl/corp-ca.pem in php.ini",
      peer: "the mail server",
      off: no,
    },
    [{ names: "MAIL_VERIFY_PEER mailers.smtp.verify_peer" }],
  ),
  ...rowsOf(
    {
      product: "Paperless-ngx and Django mailers",
      source: "GlitchTip and Sentry self-hosted, mail options",
      instead: "Add the CA to the trust store of the container.",
      peer: "the mail server",
    },
    [{ names: "EMAIL_USE_INSECURE_TLS SMTP_INSECURE_SKIP_VERIFY SMTP_ALLOW_INSECURE_TLS MAIL_INSECURE_SKIP_VERIFY" }],
  ),
]
