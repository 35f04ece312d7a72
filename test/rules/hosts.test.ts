import { expect, it } from "vitest"
import { hostOf, isPrivateAddress, lowered, registryOf } from "../../src/model/hosts.ts"
import { levelOf } from "../../src/policy/circumstances.ts"

it.each([
  ["https://user:pw@Reg.Corp:5000/v2/", "reg.corp:5000"],
  ["oci://registry.corp.example.com/charts/app", "registry.corp.example.com"],
  ["reg.corp:5000/team/app:1.2", "reg.corp:5000"],
  ["reg.corp.", "reg.corp"],
  ["git@git.corp:team/repo.git", "git.corp"],
  ["//reg.corp/x", "reg.corp"],
  ["tcp://10.0.0.1:2375", "10.0.0.1:2375"],
  ["[2001:db8::1]:5000", "[2001:db8::1]:5000"],
  ["::1", "[::1]"],
  ["*.corp.example.com", "*.corp.example.com"],
  ["https://{{ .Values.registry }}/v2", undefined],
  ["$REGISTRY/app", undefined],
  ["", undefined],
])("reads the host of %s as %s", (text, host) => {
  expect(hostOf(text)).toBe(host)
})

it.each([
  ["nginx", "docker.io"],
  ["library/nginx:1.25", "docker.io"],
  ["localhost/app", "localhost"],
  ["docker://reg.corp:5000/app@sha256:0", "reg.corp:5000"],
  ["$REGISTRY/app", undefined],
])("reads the registry of %s as %s", (reference, registry) => {
  expect(registryOf(reference)).toBe(registry)
})

it.each([
  ["localhost:5000", "notice"],
  ["127.8.0.1", "notice"],
  ["[::1]:5000", "notice"],
  ["registry.localhost", "notice"],
  ["kind-registry:5000", "notice"],
  ["argocd.127.0.0.1.nip.io:8443", "notice"],
  ["argocd.10.0.0.1.nip.io", "error"],
  ["k3d-registry.k3d", "notice"],
  ["example.com", "notice"],
  ["registry.example", "notice"],
  ["host_ip:3010", "notice"],
  ["docker_registry:5000", "error"],
  ["203.0.113.7:5000", "notice"],
  ["[2001:db8::7]", "notice"],
  ["minio.storage.svc:9000", "warning"],
  ["minio.storage.svc.cluster.local", "warning"],
  ["registry.example.com", "error"],
  ["localhost.corp", "error"],
  ["notexample.com", "error"],
  [undefined, "error"],
])("takes an error about %s for a %s", (host, level) => {
  expect(levelOf(lowered("error", host)).level).toBe(level)
})

it("knows private addresses from others", () => {
  expect(["10.1.2.3:80", "172.31.0.1", "[fd00::1]"].filter(isPrivateAddress)).toHaveLength(3)
  expect(["172.32.0.1", "8.8.8.8", "reg.corp"].filter(isPrivateAddress)).toHaveLength(0)
})
