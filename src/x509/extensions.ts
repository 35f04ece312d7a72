import { checkAny } from "./any.ts"
import { type Defect, decode, malformed, Reader, tags } from "./der.ts"
import { type GeneralName, readGeneralName, readGeneralNames } from "./general-name.ts"
import { type RelativeName, readRelativeName } from "./name.ts"
import { type NameConstraints, readNameConstraints } from "./name-constraints.ts"
import { hex, hexOf, readCount, readFlag, readInteger, readNamedBits, readOid } from "./primitives.ts"
import { Recurring } from "./recurring.ts"

/** One extension as it stands in the certificate or CRL (RFC 5280 §4.2, §5.2). */
export class Extension {
  readonly oid: string
  /** Undefined for one that RFC 5280 does not define for certificates. */
  readonly name: ExtensionName | undefined
  readonly critical: boolean
  /** The DER around it, and where in it the value begins and ends. */
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  #parsed: Parsed<unknown> | undefined

  constructor(oid: string, critical: boolean, bytes: Uint8Array, start: number, end: number) {
    this.oid = oid
    this.name = extensionName(oid)
    this.critical = critical
    this.bytes = bytes
    this.start = start
    this.end = end
  }

  get value(): Uint8Array {
    return this.bytes.subarray(this.start, this.end)
  }

  /** The value, parsed once; `name` is the extension's own. */
  parsed<K extends ExtensionName>(name: K): Parsed<KnownExtensions[K]> {
    this.#parsed ??= parsedOnce(this, name, parsers[name])
    return this.#parsed as Parsed<KnownExtensions[K]>
  }
}

export interface BasicConstraints {
  readonly ca: boolean
  readonly pathLength: number | undefined
}

export type KeyUsage =
  | "digitalSignature"
  | "nonRepudiation"
  | "keyEncipherment"
  | "dataEncipherment"
  | "keyAgreement"
  | "keyCertSign"
  | "cRLSign"
  | "encipherOnly"
  | "decipherOnly"

export interface AuthorityKeyIdentifier {
  /** Lower-case hex, like `subjectKeyIdentifier`. */
  readonly keyIdentifier: string | undefined
  readonly issuer: readonly GeneralName[] | undefined
  readonly serialNumber: string | undefined
}

export interface AccessDescription {
  readonly method: string
  readonly location: GeneralName
}

export interface DistributionPoint {
  readonly fullName: readonly GeneralName[] | undefined
  readonly relativeName: RelativeName | undefined
  /** Numbers of the bits of ReasonFlags (RFC 5280 §4.2.1.13). */
  readonly reasons: ReadonlySet<number> | undefined
  readonly crlIssuer: readonly GeneralName[] | undefined
}

export interface PolicyMapping {
  readonly issuerDomainPolicy: string
  readonly subjectDomainPolicy: string
}

export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined
  readonly inhibitPolicyMapping: number | undefined
}

/** RFC 5280 §4.2.1 and §4.2.2, and what the values of each mean to us. */
export interface KnownExtensions {
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier
  readonly subjectKeyIdentifier: string
  readonly keyUsage: ReadonlySet<KeyUsage>
  readonly certificatePolicies: readonly string[]
  readonly policyMappings: readonly PolicyMapping[]
  readonly subjectAltName: readonly GeneralName[]
  readonly issuerAltName: readonly GeneralName[]
  readonly basicConstraints: BasicConstraints
  readonly nameConstraints: NameConstraints
  readonly policyConstraints: PolicyConstraints
  readonly extendedKeyUsage: readonly string[]
  readonly crlDistributionPoints: readonly DistributionPoint[]
  readonly inhibitAnyPolicy: number
  readonly freshestCrl: readonly DistributionPoint[]
  readonly authorityInfoAccess: readonly AccessDescription[]
  readonly subjectInfoAccess: readonly AccessDescription[]
}

export type ExtensionName = keyof KnownExtensions

export const extensionOids: { readonly [K in ExtensionName]: string } = {
  authorityKeyIdentifier: "2.5.29.35",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  certificatePolicies: "2.5.29.32",
  policyMappings: "2.5.29.33",
  subjectAltName: "2.5.29.17",
  issuerAltName: "2.5.29.18",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  policyConstraints: "2.5.29.36",
  extendedKeyUsage: "2.5.29.37",
  crlDistributionPoints: "2.5.29.31",
  inhibitAnyPolicy: "2.5.29.54",
  freshestCrl: "2.5.29.46",
  authorityInfoAccess: "1.3.6.1.5.5.7.1.1",
  subjectInfoAccess: "1.3.6.1.5.5.7.1.11",
}

/** RFC 5280 §4.2.2.1. */
export const accessMethods = { ocsp: "1.3.6.1.5.5.7.48.1", caIssuers: "1.3.6.1.5.5.7.48.2" } as const

type Parser<T> = (reader: Reader, detail: string) => T

const parsers: { readonly [K in ExtensionName]: Parser<KnownExtensions[K]> } = {
  authorityKeyIdentifier: readAuthorityKeyIdentifier,
  subjectKeyIdentifier: (reader, detail) => hexOf(reader.expect(tags.octetString, detail)),
  keyUsage: (reader, detail) => new Set([...readNamedBits(reader, detail)].flatMap((bit) => keyUsages[bit] ?? [])),
  certificatePolicies: (reader, detail) => listOf(reader, detail, readPolicyInformation),
  policyMappings: (reader, detail) => listOf(reader, detail, readPolicyMapping),
  subjectAltName: readGeneralNames,
  issuerAltName: readGeneralNames,
  basicConstraints: readBasicConstraints,
  nameConstraints: readNameConstraints,
  policyConstraints: readPolicyConstraints,
  extendedKeyUsage: (reader, detail) => listOf(reader, detail, readOid),
  crlDistributionPoints: (reader, detail) => listOf(reader, detail, readDistributionPoint),
  inhibitAnyPolicy: readCount,
  freshestCrl: (reader, detail) => listOf(reader, detail, readDistributionPoint),
  authorityInfoAccess: (reader, detail) => listOf(reader, detail, readAccessDescription),
  subjectInfoAccess: (reader, detail) => listOf(reader, detail, readAccessDescription),
}

const namesByOid = new Map(Object.entries(extensionOids).map(([name, oid]) => [oid, name as ExtensionName]))

function extensionName(oid: string): ExtensionName | undefined {
  return namesByOid.get(oid)
}

export type Parsed<T> = { readonly value: T } | { readonly defect: Defect }

/** The offset of a defect is within the DER around the extension. */
export function parseValue<T>(
  { bytes, start, end }: Pick<Extension, "bytes" | "start" | "end">,
  detail: string,
  parser: Parser<T>,
): Parsed<T> {
  return decode(() => {
    // As many values as octets at most; a quarter of that is plenty, as each has content.
    const reader = new Reader(bytes, start, end, { left: 16 + end - start })
    const parsed = parser(reader, detail)
    reader.finish(detail)
    return parsed
  })
}

/** What a CA writes into all that it issues. What names one certificate (key, host names) would only fill the list. */
const recurring: Partial<Readonly<Record<ExtensionName, Recurring<Parsed<unknown>>>>> = {
  authorityKeyIdentifier: new Recurring(512),
  keyUsage: new Recurring(64),
  certificatePolicies: new Recurring(512),
  basicConstraints: new Recurring(64),
  extendedKeyUsage: new Recurring(512),
  crlDistributionPoints: new Recurring(512),
  authorityInfoAccess: new Recurring(512),
}
/** Values of CAs have some hundred octets; what is kept is bounded by this and the numbers above. */
const maxRecurring = 512

function parsedOnce(extension: Extension, name: ExtensionName, parser: Parser<unknown>): Parsed<unknown> {
  const { bytes, start, end } = extension
  const known = end - start > maxRecurring ? undefined : recurring[name]
  if (known === undefined) return parseValue(extension, name, parser)
  const found = known.find(bytes, start, end)
  if (found !== undefined) return found
  // The file that the value came from is not to be held by what is parsed of it.
  const value = bytes.slice(start, end)
  const parsed = parseValue({ bytes: value, start: 0, end: value.length }, name, parser)
  // The offset of a defect is this extension's own.
  if ("defect" in parsed) return parseValue(extension, name, parser)
  known.keep(value, parsed)
  return parsed
}

/** `SEQUENCE SIZE (1..MAX) OF`: all lists in RFC 5280's extensions have a member. */
export function listOf<T>(reader: Reader, detail: string, member: Parser<T>): readonly T[] {
  const sequence = reader.enter(tags.sequence, detail)
  if (sequence.done) malformed("empty", sequence.position, detail)
  const members = [member(sequence, detail)]
  while (!sequence.done) members.push(member(sequence, detail))
  return members
}

function readBasicConstraints(reader: Reader, detail: string): BasicConstraints {
  const sequence = reader.enter(tags.sequence, detail)
  const ca = readFlag(sequence, detail)
  const pathLength = sequence.done ? undefined : readCount(sequence, detail)
  sequence.finish(detail)
  return { ca, pathLength }
}

export function readAuthorityKeyIdentifier(reader: Reader, detail: string): AuthorityKeyIdentifier {
  const sequence = reader.enter(tags.sequence, detail)
  const keyIdentifier = sequence.peek === 0x80 ? hexOf(sequence.next(detail)) : undefined
  const issuer = sequence.peek === 0xa1 ? readGeneralNames(sequence, detail, 0xa1) : undefined
  const serialNumber = sequence.peek === 0x82 ? hex(readInteger(sequence, detail, 0x82)) : undefined
  sequence.finish(detail)
  return { keyIdentifier, issuer, serialNumber }
}

function readPolicyInformation(reader: Reader, detail: string): string {
  const sequence = reader.enter(tags.sequence, detail)
  const policy = readOid(sequence, detail)
  // Notices are for people: real ones have characters that their type excludes, and no client reads them.
  if (!sequence.done) checkAny(sequence.expect(tags.sequence, detail), detail, "lenient")
  sequence.finish(detail)
  return policy
}

function readPolicyMapping(reader: Reader, detail: string): PolicyMapping {
  const sequence = reader.enter(tags.sequence, detail)
  const mapping = { issuerDomainPolicy: readOid(sequence, detail), subjectDomainPolicy: readOid(sequence, detail) }
  sequence.finish(detail)
  return mapping
}

function readPolicyConstraints(reader: Reader, detail: string): PolicyConstraints {
  const sequence = reader.enter(tags.sequence, detail)
  if (sequence.done) malformed("empty", sequence.position, detail)
  const requireExplicitPolicy = sequence.peek === 0x80 ? readCount(sequence, detail, 0x80) : undefined
  const inhibitPolicyMapping = sequence.peek === 0x81 ? readCount(sequence, detail, 0x81) : undefined
  sequence.finish(detail)
  return { requireExplicitPolicy, inhibitPolicyMapping }
}

function readAccessDescription(reader: Reader, detail: string): AccessDescription {
  const sequence = reader.enter(tags.sequence, detail)
  const description = { method: readOid(sequence, detail), location: readGeneralName(sequence, detail, "name") }
  sequence.finish(detail)
  return description
}

export function readDistributionPoint(reader: Reader, detail: string): DistributionPoint {
  const sequence = reader.enter(tags.sequence, detail)
  const name = sequence.peek === 0xa0 ? readDistributionPointName(sequence, detail) : undefined
  const reasons = sequence.peek === 0x81 ? readNamedBits(sequence, detail, 0x81) : undefined
  const crlIssuer = sequence.peek === 0xa2 ? readGeneralNames(sequence, detail, 0xa2) : undefined
  sequence.finish(detail)
  return { fullName: name?.fullName, relativeName: name?.relativeName, reasons, crlIssuer }
}

export function readDistributionPointName(
  reader: Reader,
  detail: string,
): Pick<DistributionPoint, "fullName" | "relativeName"> {
  const choice = reader.enter(0xa0, detail)
  const full = choice.peek === 0xa0
  const fullName = full ? readGeneralNames(choice, detail, 0xa0) : undefined
  const relativeName = full ? undefined : readRelativeName(choice, detail, 0xa1)
  choice.finish(detail)
  return { fullName, relativeName }
}

const keyUsages: readonly KeyUsage[] = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
]
