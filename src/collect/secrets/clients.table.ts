/*
 * Where the programs that fetch, push, sign and log in take their secrets on a command line. Options whose name says it
 * (`--password`, `--registry-token=…`, `-storepass`) need no line here: they are known for every program.
 */

/**
 * What of a value is the secret: all of it, what follows the `:` (`user:password`), the `,` or the `%`; what follows the
 * colon of `file:password`, of `pass:…` or of a header; what follows the `=` of a setting.
 */
export type Part =
  | "whole"
  | "likely"
  | "pair"
  | "comma"
  | "percent"
  | "file"
  | "source"
  | "header"
  | "cookie"
  | "setting"

export interface Client {
  /** Long options by the part of their value that is secret. */
  readonly long?: Readonly<Record<string, Part>>
  /** Letters that take a value, by the part of it. */
  readonly short?: Readonly<Record<string, Part>>
  /** Letters that may stand before such a one in the same word. */
  readonly flags?: string
  /** What holds only once one of these words was read (`docker login -p`, not `docker run -p`). */
  readonly once?: RegExp
  /** Words that are secrets by their place: the number of words between the last of `after` and them. */
  readonly places?: readonly { readonly after: RegExp; readonly skip: number; readonly part?: Part }[]
}

const login: Client = { short: { p: "whole" }, once: /^login$/ }
const loginOf = (more: Client): Client => ({ ...login, ...more })
const database: Client = { short: { p: "whole" } }
const http: Client = {
  long: { "--auth": "pair", "--bearer": "whole", "--session": "whole" },
  short: { a: "pair" },
  flags: "jfvhbdSFIkqm",
}
const mysql: Client = { short: { p: "whole" } }
const registryClient: Client = {
  ...login,
  long: {
    "--creds": "pair",
    "--src-creds": "pair",
    "--dest-creds": "pair",
    "--from-creds": "pair",
    "--to-creds": "pair",
  },
}
const packages: Client = {
  places: [
    { after: /^(?:http-basic|bitbucket-oauth)(?:\.|$)/, skip: 1 },
    { after: /^(?:pypi-token|github-oauth|gitlab-token|bearer)(?:\.|$)/, skip: 0 },
  ],
}

const settings: Client = {}

export const clients: Readonly<Record<string, Client>> = {
  curl: {
    long: {
      ...{ "--user": "pair", "--proxy-user": "pair", "--cert": "file", "--proxy-cert": "file" },
      ...{ "--header": "header", "--proxy-header": "header", "--cookie": "cookie", "--aws-sigv4": "setting" },
    },
    short: { u: "pair", U: "pair", E: "file", H: "header", b: "cookie" },
    flags: "aBfgGiIjJklLMnNOpqRsSvV0123469#",
  },
  curlie: { long: { "--user": "pair" }, short: { u: "pair", H: "header", b: "cookie" }, flags: "kLsSfi" },
  wget: { long: { "--header": "header" } },
  wget2: { long: { "--header": "header" } },
  aria2c: { long: { "--header": "header" } },
  axel: { short: { H: "header" } },
  http,
  https: http,
  xh: http,
  xhs: http,
  grpcurl: { short: { H: "header" } },
  hey: { short: { a: "pair", H: "header" } },
  ab: { short: { A: "pair", P: "pair", C: "cookie", H: "header" } },
  lftp: { short: { u: "comma" } },
  ncftpput: database,
  ncftpget: database,
  smbclient: { short: { U: "percent" }, long: { "--user": "percent" } },
  net: { short: { U: "percent" } },
  rpcclient: { short: { U: "percent" } },
  docker: registryClient,
  podman: registryClient,
  buildah: registryClient,
  nerdctl: registryClient,
  skopeo: registryClient,
  crane: login,
  gcrane: login,
  oras: loginOf({ long: { "--identity-token": "whole" } }),
  regctl: login,
  regclient: login,
  cosign: login,
  notation: login,
  helm: login,
  img: login,
  apptainer: login,
  singularity: login,
  crictl: { long: { "--creds": "pair", "--auth": "whole" } },
  ctr: { long: { "--user": "pair" }, short: { u: "pair" } },
  etcdctl: { long: { "--user": "pair" } },
  kubectl: { long: { "--from-literal": "setting" } },
  oc: loginOf({ long: { "--from-literal": "setting" } }),
  kubeadm: { places: [{ after: /^create$/, skip: 0 }], once: /^token$/ },
  k3s: { short: { t: "whole" }, once: /^(?:agent|server)$/ },
  k0s: { places: [{ after: /^join$/, skip: 0 }] },
  argocd: { long: { "--header": "header" }, short: { H: "header" } },
  flux: { short: { p: "whole" }, once: /^(?:secret|bootstrap)$/ },
  vault: {
    places: [
      { after: /^(?:login|unwrap|unseal|revoke|lookup)$/, skip: 0 },
      { after: /^(?:put|patch|write)$/, skip: 1, part: "setting" },
    ],
  },
  bao: {
    places: [
      { after: /^(?:login|unwrap|unseal)$/, skip: 0 },
      { after: /^(?:put|patch|write)$/, skip: 1, part: "setting" },
    ],
  },
  mc: {
    places: [
      { after: /^(?:set|add)$/, skip: 2 },
      { after: /^(?:set|add)$/, skip: 3 },
    ],
    once: /^(?:alias|host|user)$/,
  },
  mcli: {
    places: [
      { after: /^(?:set|add)$/, skip: 2 },
      { after: /^(?:set|add)$/, skip: 3 },
    ],
    once: /^(?:alias|host|user)$/,
  },
  htpasswd: {
    places: [
      { after: /^-(?=[A-Za-z]*b)(?![A-Za-z]*n)[A-Za-z]+$/, skip: 2 },
      { after: /^-(?=[A-Za-z]*b)(?=[A-Za-z]*n)[A-Za-z]+$/, skip: 1 },
    ],
  },
  rabbitmqctl: { places: [{ after: /^(?:add_user|change_password|authenticate_user)$/, skip: 1 }] },
  cargo: { places: [{ after: /^login$/, skip: 0 }] },
  snyk: { places: [{ after: /^auth$/, skip: 0 }] },
  poetry: packages,
  composer: packages,
  bundle: { places: [{ after: /^(?:set|--global|--local|config)$/, skip: 1, part: "pair" }], once: /^config$/ },
  bundler: { places: [{ after: /^(?:set|--global|--local|config)$/, skip: 1, part: "pair" }], once: /^config$/ },
  gh: { long: { "--body": "whole" }, short: { b: "whole" }, once: /^(?:secret|variable)$/ },
  glab: { short: { t: "whole" }, once: /^login$/ },
  twine: database,
  vsce: database,
  codecov: { short: { t: "whole" } },
  doctl: { short: { t: "whole" } },
  az: loginOf({}),
  ibmcloud: login,
  mysql,
  mysqldump: mysql,
  mysqladmin: mysql,
  mariadb: mysql,
  "mariadb-dump": mysql,
  "mariadb-admin": mysql,
  mongo: database,
  mongosh: database,
  mongodump: database,
  cqlsh: database,
  sshpass: database,
  "redis-cli": { short: { a: "whole" } },
  ldapsearch: { short: { w: "whole" }, flags: "xLZv" },
  ldapadd: { short: { w: "whole" }, flags: "xLZvc" },
  ldapmodify: { short: { w: "whole" }, flags: "xLZvac" },
  ldapwhoami: { short: { w: "whole" }, flags: "xZ" },
  ldappasswd: { short: { w: "whole", s: "whole", a: "whole" }, flags: "xZ" },
  ipmitool: { short: { P: "whole" } },
  zip: { short: { P: "whole" }, flags: "rqjej" },
  unzip: { short: { P: "whole" }, flags: "oqjn" },
  "7z": { short: { p: "whole" } },
  "7za": { short: { p: "whole" } },
  useradd: { short: { p: "whole" } },
  usermod: { short: { p: "whole" } },
  openssl: {
    long: {
      ...{ "-passin": "source", "-passout": "source", "-pass": "source", "-password": "source", "-srppass": "whole" },
      ...{ "-k": "whole", "-K": "whole", "-psk": "whole", "-macopt": "source", "-hmac": "whole" },
    },
  },
  keytool: { long: { "-new": "whole" } },
  lego: { long: { "--hmac": "whole" } },
  // Names of settings stand on their own command lines (`npm config set _authToken …`), or options that say it all.
  npm: settings,
  yarn: settings,
  pnpm: settings,
  git: settings,
  pip: settings,
  pip3: settings,
  aws: settings,
  gcloud: settings,
  rclone: settings,
  dotnet: settings,
  nuget: settings,
  s3cmd: settings,
}
