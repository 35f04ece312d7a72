/** The family of a Linux distribution, as far as the handling of trust anchors tells families apart. */
export type Family = "debian" | "alpine" | "rhel" | "suse" | "arch" | "photon" | "bare"

/** A directory of local trust anchors, by the families that read it; `generated` is what their tools write. */
export type Store = "debian" | "rhel" | "suse" | "arch" | "generated"

/** How a family takes in a CA of one's own. */
export interface Distribution {
  readonly name: string
  readonly store: Store
  readonly directory: string
  readonly update: string
  /** The command that installs the tool. */
  readonly install: string
}

/** The store that a path on a machine or in an image lies in; a prefix (`/host`, a rootfs overlay) is allowed. */
export function storeOf(path: string): Store | undefined {
  return stores.find(([pattern]) => pattern.test(path))?.[1]
}

/** Whether a family reads a store. Alpine shares Debian's; `bare` images read none. */
export function reads(family: Family, store: Store): boolean {
  return distributions[family]?.store === store
}

/** The family of a base image, by its name and tag; undefined where neither tells. */
export function familyOfImage(image: string): Family | undefined {
  const reference = image.replace(/@sha256:.*$/s, "").toLowerCase()
  return images.find(([pattern]) => pattern.test(reference))?.[1]
}

/** The family whose package manager a program is. */
export function familyOfManager(tool: string): Family | undefined {
  return managers.get(tool)
}

/** The family that a condition of a play names (`when: ansible_os_family == "RedHat"`); undefined for none or several. */
export function familyOfCondition(condition: string): Family | undefined {
  const named = conditions.filter(([pattern]) => pattern.test(condition)).map(([, family]) => family)
  return new Set(named).size === 1 && !/!=|\bnot\b/.test(condition) ? named[0] : undefined
}

/** Whether an image comes without the tool that reads the store, so that a package must bring it. */
export function lacksTool(image: string): boolean {
  return /^((docker\.io\/)?(library\/)?|public\.ecr\.aws\/docker\/library\/)(debian|ubuntu|alpine)(:[\w.-]+)?(@sha256:.*)?$/i.test(
    image,
  )
}

/** The programs of OpenSSL on Debian look certificates up by hash link; these images run such programs. */
export function readsHashLinks(image: string): boolean {
  return (
    /(^|\/)(python|ruby|php|perl|rails|django|wordpress|nextcloud|drupal)(:|@|$)/.test(image) && !/alpine/.test(image)
  )
}

export const distributions: Readonly<Record<Family, Distribution | undefined>> = {
  debian: {
    name: "Debian and Ubuntu",
    store: "debian",
    directory: "/usr/local/share/ca-certificates",
    update: "update-ca-certificates",
    install: "apt-get update && apt-get install -y --no-install-recommends ca-certificates",
  },
  alpine: {
    name: "Alpine",
    store: "debian",
    directory: "/usr/local/share/ca-certificates",
    update: "update-ca-certificates",
    install: "apk add --no-cache ca-certificates",
  },
  rhel: {
    name: "Red Hat, Fedora and Amazon Linux",
    store: "rhel",
    directory: "/etc/pki/ca-trust/source/anchors",
    update: "update-ca-trust",
    install: "dnf install -y ca-certificates",
  },
  suse: {
    name: "SUSE",
    store: "suse",
    directory: "/etc/pki/trust/anchors",
    update: "update-ca-certificates",
    install: "zypper --non-interactive install ca-certificates",
  },
  arch: {
    name: "Arch Linux",
    store: "arch",
    directory: "/etc/ca-certificates/trust-source/anchors",
    update: "update-ca-trust",
    install: "pacman -S --noconfirm ca-certificates-utils",
  },
  photon: undefined,
  bare: undefined,
}

const stores: readonly (readonly [RegExp, Store])[] = [
  [/(^|\/)usr\/local\/share\/ca-certificates(\/|$)/, "debian"],
  [/(^|\/)(etc\/pki\/ca-trust\/source|usr\/share\/pki\/ca-trust-source)\/anchors(\/|$)/, "rhel"],
  [/(^|\/)(etc|usr\/share)\/pki\/trust\/anchors(\/|$)/, "suse"],
  [/(^|\/)etc\/ca-certificates\/trust-source\/anchors(\/|$)/, "arch"],
  [
    /(^|\/)etc\/(ssl\/certs\/ca-(certificates|bundle)\.crt|ssl\/cert\.pem|ssl\/ca-bundle\.pem|pki\/ca-trust\/extracted\/.+|pki\/tls\/certs\/ca-bundle(\.trust)?\.crt|pki\/tls\/cert\.pem)$/,
    "generated",
  ],
]

// The first that matches wins: a variant in the tag says more than the name.
const images: readonly (readonly [RegExp, Family])[] = [
  [/^scratch$|(^|\/)(distroless|static|busybox|pause)([-:/]|$)|distroless|cgr\.dev\/chainguard\/static/, "bare"],
  [/(nanoserver|windowsservercore|\/windows\/)/, "bare"],
  [/alpine/, "alpine"],
  [
    /(^|\/)(ubi\d+|ubi|rhel\d*|centos|fedora|fedora-minimal|rockylinux|rocky|almalinux|amazonlinux|oraclelinux)([-:/]|$)/,
    "rhel",
  ],
  [
    /[-:](ubi\d*|centos\d*|fedora\d*|al20\d\d|amzn\d*|rocky\d*)([-.:]|$)|registry\.(access\.)?redhat\.(com|io)\//,
    "rhel",
  ],
  [/(opensuse|(^|\/)(leap|tumbleweed|sles?\d*|bci)([-:/]|$)|registry\.suse\.com)/, "suse"],
  [/(^|\/)(archlinux|manjarolinux)([-:/]|$)/, "arch"],
  [/(^|\/)photon([-:/]|$)/, "photon"],
  [/(^|\/)(debian|ubuntu|debian-slim|buildpack-deps)([-:/]|$)/, "debian"],
  [/:[^/]*(slim|bookworm|bullseye|buster|trixie|jammy|noble|focal|bionic|stretch)/, "debian"],
  [
    /^((docker\.io\/)?(library\/)?)(python|node|golang|ruby|php|rust|perl|nginx|httpd|postgres|mysql|mariadb|redis|maven|gradle|eclipse-temurin|openjdk|tomcat|jenkins\/jenkins|gcc|haskell|elixir|erlang|swift|r-base|julia)(:[\w.-]+)?$/,
    "debian",
  ],
]

const managers: ReadonlyMap<string, Family> = new Map([
  ["apt-get", "debian"],
  ["apt", "debian"],
  ["dpkg", "debian"],
  ["apk", "alpine"],
  ["dnf", "rhel"],
  ["yum", "rhel"],
  ["microdnf", "rhel"],
  ["zypper", "suse"],
  ["pacman", "arch"],
  ["tdnf", "photon"],
])

const conditions: readonly (readonly [RegExp, Family])[] = [
  [/\b(RedHat|Red Hat|CentOS|Rocky|AlmaLinux|Fedora|OracleLinux|Amazon)\b/i, "rhel"],
  [/\b(Debian|Ubuntu)\b/i, "debian"],
  [/\bAlpine\b/i, "alpine"],
  [/\b(Suse|SLES|openSUSE)\b/i, "suse"],
  [/\bArch(linux)?\b/, "arch"],
  [/\bPhoton\b|\bVMware Photon/i, "photon"],
]
