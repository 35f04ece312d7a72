/** What kind of trouble a message tells of. The names are part of the JSON of `explain` (tlsgate/explain/v1). */
export type MessageClass =
  | "unknown-authority"
  | "missing-intermediate"
  | "expired"
  | "not-yet-valid"
  | "name-mismatch"
  | "no-san"
  | "purpose"
  | "key-mismatch"
  | "malformed-pem"
  | "unreadable-file"
  | "plaintext-vs-tls"
  | "protocol-version"
  | "client-certificate"
  | "config-refused"
  | "image-pull"
  | "acme-challenge"
  | "acme-order"
  | "rate-limit"
  | "revoked"
  | "weak-crypto"
  | "clock"
  | "webhook"
  | "secret-missing"
  | "other"

/**
 * One text that a program prints, as it stands in its source. `{host}`, `{path}`, `{object}`, `{subject}`, `{line}` stand for what the
 * message names, `{}` for anything else within the line. Case and the width of blanks do not count.
 */
export interface Message {
  readonly class: MessageClass
  readonly program: string
  readonly text: string
  /** `owner/repository path` of the file that prints it, or a URL. */
  readonly source: string
  /** Says only that something went wrong on the way: another message beside it is nearer to the cause. */
  readonly wrapper?: true
  /** What else the line must show, where the text alone is said of other things too. */
  readonly near?: "trouble" | "routines"
  /** Where it means something else than its class does in general. */
  readonly meaning?: string
}

/** A row of a table: class, text, and what differs from its group. */
export type Row = readonly [MessageClass, string, Partial<Pick<Message, "wrapper" | "meaning" | "source" | "near">>?]

/** The messages of one program, or of one source file of it. */
export function messagesOf(program: string, source: string, rows: readonly Row[]): readonly Message[] {
  return rows.map(([kind, text, more]) => ({ class: kind, program, text, source, ...more }))
}

/** The same, where the line must also show that something went wrong (`trouble`), or that OpenSSL's libraries speak (`routines`). */
export function near(context: NonNullable<Message["near"]>, messages: readonly Message[]): readonly Message[] {
  return messages.map((message) => ({ ...message, near: context }))
}
