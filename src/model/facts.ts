import type { Location, Span } from "./place.ts"
import type { Carrier, Language, ResourceRef } from "./source.ts"
import type { Defect, Node, Scalar } from "./tree.ts"

/**
 * All that one file of the repository says, as plain data: it can be cloned, cached by content, written as JSON and
 * merged with the facts of other files. No private key, password or token is in it.
 */
export interface FileFacts {
  readonly path: string
  readonly bytes: number
  /** The offset at which each line of the file begins; `[0]` for a binary file. */
  readonly lines: readonly number[]
  readonly documents: readonly DocumentFact[]
  readonly bundles: readonly BundleFact[]
  readonly scripts: readonly ScriptFact[]
  readonly variables: readonly VariableFact[]
  readonly images: readonly ImageFact[]
  readonly ignores: readonly IgnoreComment[]
  readonly notes: readonly NoteFact[]
  /** The templates that its parts were rendered from, as `helm template` says in comments, by offset. */
  readonly rendered?: readonly RenderedFrom[]
  /** The parts of a template that are only rendered under a condition. */
  readonly conditions?: readonly Condition[]
  /** What a template of a chart does between its lines. */
  readonly steps?: readonly TemplateStep[]
  /** Where secrets stand that only the structure of the file tells; those that any text would show are found when it is shown. */
  readonly secrets?: readonly Span[]
  /** The programs in languages that are read for their connections only. */
  readonly programs?: readonly ProgramFact[]
  /** The DER, in base64, of each distinct certificate and CRL of the file, by the SHA-256 of its DER. */
  readonly der: Readonly<Record<string, string>>
  readonly stats: { readonly documents: number; readonly templates: number }
}

/** `# Source: chart/templates/secret.yaml`: where what follows comes from. */
export interface RenderedFrom extends Span {
  readonly template: string
}

/** Whether it is met is known once a chart has been given its values. */
export interface Condition extends Span {
  readonly met?: true
}

/** An action of a template that is no part of a value: a block's beginning or end, or something put in between lines. */
export interface TemplateStep extends Span {
  /** What stands between the braces, without the signs that trim. */
  readonly text: string
}

/** The kinds of document that rules are about: what the file is, not how it is written. */
export type DocumentKind =
  | "containerd-hosts"
  | "containerd-config"
  | "nerdctl"
  | "k3s-registries"
  | "docker-daemon"
  | "buildkitd"
  | "containers-registries"
  | "containers-policy"
  | "crio"
  | "skopeo-sync"
  | "talos"
  | "kubernetes"
  | "kubeconfig"
  | "kustomization"
  | "helm-chart"
  | "helm-values"
  | "helmfile"
  | "compose"
  | "github-workflow"
  | "github-action"
  | "gitlab-ci"
  | "gitlab-runner"
  | "cloud-init"
  | "ignition"
  | "ansible"
  | "terraform"
  | "dockerfile"
  | "haproxy"
  | "nginx"
  | "keepalived"
  | "caddy"
  | "apache"
  | "traefik"
  | "prometheus"
  | "systemd"
  | "docker-config"
  | "shell"
  | "env"
  | "npmrc"
  | "yarnrc"
  | "pip-conf"
  | "gitconfig"
  | "condarc"
  | "curlrc"
  | "wgetrc"
  | "apt-conf"
  | "yum-repo"
  | "plain"

/** A document as its reader understood it. */
export interface DocumentFact {
  readonly kind: DocumentKind
  readonly language: Language
  readonly path: string
  /** As in `Source`: what the text is called where it is used. */
  readonly name: string
  readonly inner: readonly string[]
  readonly carrier?: Carrier
  /** Its number in a stream of several, from 0. */
  readonly index: number
  readonly span: Span
  readonly root: Node
  readonly defects: readonly Defect[]
  /** Whether any part of it is only known once rendered. */
  readonly template: boolean
  /** The template of a chart that it was rendered from, as `helm template` says. */
  readonly rendered?: string
  /** For `kubernetes`: the object. `name` is empty where templated. */
  readonly resource?: ResourceRef
  /** For `helm-values`: the chart that they are for, where a release says it. */
  readonly chart?: string
  /** For `cloud-init`: its first line that is not blank, which decides how it is read. */
  readonly header?: string
}

/** How certificates are written down, as the JSON report has it. */
export type Form = "pem" | "base64-pem" | "der" | "base64-der" | "pkcs7" | "pkcs12" | "jks"

/** One place that holds certificates or keys: a file, or one scalar of a document. */
export interface BundleFact {
  readonly location: Location
  /** As in `Source`: the file, the key of a Secret (`tls.crt`), the target path on a node. */
  readonly name: string
  readonly certificates: readonly CertificateFact[]
  readonly keys: readonly KeyFact[]
  readonly requests: number
  readonly defects: readonly BundleDefect[]
  /** The document in which it stands, by index into `FileFacts.documents` of the same file, with the way to the scalar. */
  readonly owner?: { readonly document: number; readonly pointer: readonly string[] }
  readonly carrier?: Carrier
  /** In a comment: kept for the inventory, never above notice. */
  readonly commented: boolean
  readonly container: "pem" | "der" | "pkcs7" | "pkcs12" | "jks"
  /** What readers of PEM make of the text that it is in, where they differ; on the first bundle of the text. */
  readonly readings?: PemReadings
}

/** One text as three readers see it: `encoding/pem` of Go, the store of OpenSSL, and one certificate after another. */
export type PemReadings = Readonly<Record<"go" | "openssl" | "single", PemReading>>

export interface PemReading {
  /** By SHA-256, in the order of the text. */
  readonly certificates: readonly string[]
  /** Whether the reader says that the text is of no use. */
  readonly refused: boolean
}

export interface CertificateFact {
  readonly sha256: string
  readonly form: Form
  readonly location: Location
  /** `CERTIFICATE`, `TRUSTED CERTIFICATE`, `X509 CERTIFICATE`, `X509 CRL`; the alias in a key store. */
  readonly label: string
  readonly list: boolean
  /** In a PKCS#12: whether it is marked as an anchor, which Java wants. */
  readonly anchor?: true
}

/** A private key, of which only its public half is kept. */
export interface KeyFact {
  readonly location: Location
  readonly label: string
  readonly state: "plain" | "encrypted" | "malformed" | "placeholder"
  /** SHA-256 of the DER of the SubjectPublicKeyInfo, where it could be derived. */
  readonly publicKey?: string
}

/** What keeps a bundle from being read as its consumer needs it. */
export interface BundleDefect {
  readonly reason:
    | "glued"
    | "indented"
    | "unterminated"
    | "not-base64"
    | "not-a-certificate"
    | "empty"
    | "escaped-newlines"
    | "unicode-dashes"
    | "trusted-label"
    | "other-label"
    | "end-label"
    | "letter-case"
    | "byte-order-mark"
    | "utf-16"
    | "quoted"
    | "after-begin"
    | "carriage-returns"
    | "blank-line"
    | "headers"
    | "no-boundaries"
    | "der"
    | "truncated"
    | "placeholder"
    | "pem-in-data"
    | "double-base64"
    | "unknown-password"
    | "damaged-store"
  readonly location: Location
  readonly detail: string
}

/** A sequence of commands that run in one place: a script, a `RUN`, the steps of a task list. */
export interface ScriptFact {
  readonly path: string
  readonly name: string
  readonly inner: readonly string[]
  readonly carrier?: Carrier
  readonly scope:
    | "shell"
    | "dockerfile"
    | "workflow"
    | "gitlab-ci"
    | "container"
    | "cloud-init"
    | "ansible"
    | "terraform"
    | "other"
  /** The stage of a Dockerfile, from 0. */
  readonly stage?: number
  readonly commands: readonly CommandFact[]
}

export interface CommandFact extends Span {
  /** The program without its directory, or empty where it is only known at run time. */
  readonly tool: string
  /** Every word after the program. */
  readonly words: readonly Word[]
  readonly assignments: readonly { readonly name: string; readonly value: Word }[]
  readonly redirects: readonly { readonly operator: string; readonly target: Word }[]
  /** The programs of the same pipeline that come after it. */
  readonly pipedTo: readonly string[]
  /** Whether it is only run under a condition (`if`, `||`, `case`). */
  readonly conditional: boolean
}

export interface Word extends Span {
  readonly value: string
  /** Whether the whole value is known before the script runs. */
  readonly literal: boolean
}

/** How a program in a scripting language connects to others, as far as its text shows it. */
export interface ProgramFact {
  readonly path: string
  readonly name: string
  readonly carrier?: Carrier
  readonly language: "python" | "node"
  /** Its libraries for HTTPS: `requests`, `urllib`, `httpx`; `https`, `fetch`, `axios`. */
  readonly libraries: readonly string[]
  /** The variables that it reads its addresses from. */
  readonly variables: readonly string[]
  /** The addresses that stand in it. */
  readonly addresses: readonly (Span & { readonly value: string })[]
  /** `off` where it verifies nothing, `own` where it brings trust or options of its own, `plain` for neither. */
  readonly verification: "plain" | "own" | "off"
  /** The file that it verifies with, where the text names it. */
  readonly trust?: string
}

/** An environment variable that somebody sets. */
export interface VariableFact {
  readonly name: string
  readonly value: Scalar | Word
  readonly span: Span
  readonly path: string
  readonly inner: readonly string[]
  readonly scope:
    | "container"
    | "dockerfile"
    | "dockerfile-arg"
    | "compose"
    | "workflow"
    | "gitlab-ci"
    | "shell"
    | "command"
    | "systemd"
    | "env-file"
    | "values"
    | "other"
  readonly resource?: ResourceRef
}

export interface ImageFact {
  readonly reference: string
  readonly span: Span
  readonly path: string
  readonly resource?: ResourceRef
}

/** `tlsgate-ignore[…]` in a comment, or the annotation `tlsgate.dev/ignore`, as it stands; policy/ judges it. */
export interface IgnoreComment {
  readonly location: Location
  readonly text: string
  /** `line`: it covers its own line and the next; `file`; `object`: the document that is annotated. */
  readonly reach: "line" | "file" | "object"
  readonly document?: number
}

/** Why a file, or part of it, was not checked. */
export interface NoteFact {
  readonly reason:
    | "lfs-pointer"
    | "too-large"
    | "unreadable"
    | "malformed"
    | "encrypted"
    | "binary"
    | "submodule"
    | "repository"
    | "sparse"
    | "limit"
    | "timeout"
    | "unlisted"
  readonly location: Location
  readonly detail: string
}
