import { describe, expect, it } from "vitest"
import { familyOfCondition, familyOfImage, lacksTool, storeOf } from "../../src/distribution/distros.ts"
import { distributionOf } from "../../src/distribution/index.ts"
import type { Step } from "../../src/distribution/steps.ts"
import { following } from "../../src/distribution/unit.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { factsOf } from "../examples.ts"

const families = [
  ["debian:12-slim", "debian"],
  ["python:3.14-slim-bookworm@sha256:aa", "debian"],
  ["python:3.14-alpine", "alpine"],
  ["docker.io/library/golang:1.26", "debian"],
  ["registry.access.redhat.com/ubi9/ubi-minimal", "rhel"],
  ["public.ecr.aws/amazonlinux/amazonlinux:2023", "rhel"],
  ["registry.suse.com/bci/bci-base:15.7", "suse"],
  ["gcr.io/distroless/static-debian12", "bare"],
  ["scratch", "bare"],
  ["registry.corp.example.com/base:1", undefined],
] as const

const stores = [
  ["/usr/local/share/ca-certificates/corp.crt", "debian"],
  ["/host/usr/local/share/ca-certificates/corp.crt", "debian"],
  ["rootfs/etc/pki/ca-trust/source/anchors/corp.pem", "rhel"],
  ["/usr/share/pki/trust/anchors/corp.pem", "suse"],
  ["/etc/ssl/certs/ca-certificates.crt", "generated"],
  ["/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "generated"],
  ["/etc/ssl/certs/corp.pem", undefined],
  ["/usr/share/doc/ca-certificates/x", undefined],
] as const

const conditions = [
  ['ansible_os_family == "RedHat"', "rhel"],
  ["ansible_facts['os_family'] == 'Debian'", "debian"],
  ['ansible_os_family != "Debian"', undefined],
  ['ansible_os_family in ["Debian", "RedHat"]', undefined],
  ["ca.changed", undefined],
] as const

/** Scripts, and what their steps are: `place TARGET`, `update TOOL`, `install PACKAGES`, `restart SERVICE`, `unseen`. */
const scripts = [
  [
    "cp a.crt b.crt /usr/local/share/ca-certificates",
    "place /usr/local/share/ca-certificates/a.crt, place /usr/local/share/ca-certificates/b.crt",
  ],
  ["cp *.crt /usr/local/share/ca-certificates/", "place /usr/local/share/ca-certificates/"],
  ["install -D -m 0644 a.pem /usr/local/share/ca-certificates/x.crt", "place /usr/local/share/ca-certificates/x.crt"],
  ["install -d /usr/local/share/ca-certificates", ""],
  ["cp -t /etc/pki/ca-trust/source/anchors a.pem", "place /etc/pki/ca-trust/source/anchors/a.pem"],
  [
    "curl -fsSL https://pki/ca.crt -o /usr/local/share/ca-certificates/ca.crt",
    "place /usr/local/share/ca-certificates/ca.crt",
  ],
  [
    "openssl x509 -in a.der -inform DER -out /usr/local/share/ca-certificates/a.crt",
    "place /usr/local/share/ca-certificates/a.crt",
  ],
  ["echo x | sudo tee /usr/local/share/ca-certificates/a.crt", "place /usr/local/share/ca-certificates/a.crt"],
  ["sudo update-ca-certificates --fresh", "update update-ca-certificates"],
  ["update-ca-trust extract", "update update-ca-trust"],
  ["chroot /host update-ca-certificates", "update update-ca-certificates"],
  ["nsenter --target 1 --mount update-ca-trust", "update update-ca-trust"],
  ["docker exec node update-ca-certificates", "update update-ca-certificates"],
  ["command -v update-ca-certificates", ""],
  ["apt-get install -y --no-install-recommends ca-certificates", "install ca-certificates"],
  ["apk add --no-cache ca-certificates curl", "install ca-certificates curl"],
  ["systemctl daemon-reload", ""],
  ["systemctl enable --now containerd", "restart containerd"],
  ["service docker restart", "restart docker"],
  ["reboot", "restart *"],
  ["k3s kubectl get nodes", ""],
  ["kubeadm join 10.0.0.1:6443", "restart kubelet"],
  ["curl -sfL https://get.k3s.io | sh -", "restart k3s, unseen"],
  [". /etc/os-release", ""],
  ["source ./lib.sh", "unseen"],
] as const

function shown(step: Step): string {
  if (step.does === "place") return `place ${step.target}`
  if (step.does === "update") return `update ${step.tool}`
  if (step.does === "install") return `install ${step.packages.join(" ")}`
  return step.does === "restart" ? `restart ${step.service}` : "unseen"
}

async function inventoryFrom(files: Readonly<Record<string, string>>) {
  return inventoryOf(await factsOf(files), new Set(Object.keys(files)))
}

describe("families and stores", () => {
  it.each(families)("knows the family of %s", (image, family) => expect(familyOfImage(image)).toBe(family))
  it.each(stores)("knows the store of %s", (path, store) => expect(storeOf(path)).toBe(store))
  it.each(conditions)("knows the family of a condition: %s", (text, family) =>
    expect(familyOfCondition(text)).toBe(family),
  )
  it("knows which base images come without update-ca-certificates", () => {
    expect(["debian:12", "alpine", "docker.io/library/ubuntu:24.04"].filter(lacksTool)).toHaveLength(3)
    expect(["python:3.14", "ghcr.io/corp/debian:12", "nginx:alpine"].filter(lacksTool)).toEqual([])
  })
})

describe("steps of scripts", () => {
  it.each(scripts)("reads: %s", async (line, steps) => {
    // A comment makes sure that the script is read at all.
    const inventory = await inventoryFrom({ "run.sh": `#!/bin/sh\n# trust the registry\n${line}\n` })
    const [unit] = distributionOf(inventory).units
    expect((unit?.steps ?? []).map(shown).join(", ")).toBe(steps)
  })
})

describe("units", () => {
  it("goes on from a stage in those that are built on it", async () => {
    const inventory = await inventoryFrom({
      Dockerfile:
        "FROM debian:12 AS a\nCOPY ca.crt /usr/local/share/ca-certificates/\nFROM a AS b\nFROM b\nRUN update-ca-certificates\n",
    })
    const [first] = distributionOf(inventory).units
    expect(following(first!, first!.steps[0]!).map(shown)).toEqual(["update update-ca-certificates"])
  })

  it("copies what a directory of the repository holds", async () => {
    const inventory = await inventoryFrom({
      "app/Dockerfile": "FROM debian:12\nCOPY certs /usr/local/share/ca-certificates/\n",
      "app/certs/a.crt": "⟦root⟧",
      "app/certs/b.pem": "⟦root⟧",
    })
    expect(distributionOf(inventory).units[0]?.steps.map(shown)).toEqual([
      "place /usr/local/share/ca-certificates/a.crt",
      "place /usr/local/share/ca-certificates/b.pem",
    ])
  })

  it("runs a cloud-config in the order of cloud-init", async () => {
    const inventory = await inventoryFrom({
      "user-data.yaml":
        "#cloud-config\nruncmd: [update-ca-trust]\nca_certs: {trusted: []}\nwrite_files:\n  - {path: /etc/pki/ca-trust/source/anchors/a.crt, content: x}\nbootcmd: [reboot]\n",
    })
    expect(distributionOf(inventory).units[0]?.steps.map(shown)).toEqual([
      "restart *",
      "place /etc/pki/ca-trust/source/anchors/a.crt",
      "update ca_certs",
      "update update-ca-trust",
    ])
  })

  it("runs the handlers that a task notifies, and no others", async () => {
    const inventory = await inventoryFrom({
      "roles/ca/tasks/main.yml": "- copy: {src: a.crt, dest: /usr/local/share/ca-certificates/}\n  notify: trust\n",
      "roles/ca/handlers/main.yml":
        "- name: trust\n  command: update-ca-certificates\n- name: runtime\n  service: {name: containerd, state: restarted}\n",
    })
    const [unit] = distributionOf(inventory).units
    expect(unit?.after.map(shown)).toEqual(["update update-ca-certificates"])
    expect(unit?.handlers).toEqual(["trust", "runtime"])
  })

  it.each([
    ["defaults of the role", "{{ dir }}/a.crt", "", "/usr/local/share/ca-certificates/a.crt"],
    ["a variable of a variable", "{{ file }}", "", "/usr/local/share/ca-certificates/b.crt"],
    [
      "what stands for a missing one",
      "/usr/local/share/{{ x | default('ca-certificates') }}/a.crt",
      "",
      "/usr/local/share/ca-certificates/a.crt",
    ],
    ["variables of all hosts", "{{ anchors }}/a.crt", "", "/etc/pki/ca-trust/source/anchors/a.crt"],
    ["nothing where no value is known", "{{ unknown }}/a.crt", "", "*/a.crt"],
    [
      "a loop",
      "{{ dir }}/{{ item }}.crt",
      "  loop: [c, d]\n",
      "/usr/local/share/ca-certificates/c.crt, place /usr/local/share/ca-certificates/d.crt",
    ],
    [
      "a loop over a variable",
      "{{ dir }}/{{ item.to }}",
      "  with_items: '{{ list }}'\n",
      "/usr/local/share/ca-certificates/e.crt",
    ],
  ])("puts in %s", async (_, target, loop, expected) => {
    const inventory = await inventoryFrom({
      "roles/ca/tasks/main.yml": `- copy: {src: a.crt, dest: "${target}"}\n${loop}  notify: trust\n`,
      "roles/ca/defaults/main.yml":
        "dir: /usr/local/share/ca-certificates\nfile: '{{ dir }}/{{ name }}.crt'\nname: a\nlist: [{to: e.crt}]\n",
      "roles/ca/vars/main.yml": "name: b\nca_trust: x\n",
      "group_vars/all.yml": "anchors: /etc/pki/ca-trust/source/anchors\n",
    })
    expect(distributionOf(inventory).units[0]?.steps.map(shown).join(", ")).toBe(`place ${expected}`)
  })

  it("knows by the plays that use a role where it runs", async () => {
    const uses = async (play: string) => {
      const inventory = await inventoryFrom({
        "roles/ca/tasks/main.yml": "- copy: {src: a.crt, dest: /usr/local/share/ca-certificates/}\n",
        "site.yml": play,
      })
      const unit = distributionOf(inventory).units.find(({ path }) => path.startsWith("roles"))
      return [unit?.node, unit?.after.map(shown)]
    }
    expect(await uses("- hosts: web\n  roles: [ca]\n")).toEqual([false, []])
    expect(await uses("- hosts: k8s_nodes\n  roles: [containerd, ca]\n")).toEqual([true, []])
    expect(await uses("- hosts: k8s_nodes\n  roles: [{role: corp.ca}, {role: containerd}]\n")).toEqual([
      true,
      ["restart *"],
    ])
  })
})
