import { beforeAll, expect, test } from "vitest"
import { loadShellParser } from "../../src/formats/shell/parser.ts"
import { readShell } from "../../src/formats/shell.ts"

beforeAll(loadShellParser)

test.each([
  ["crudini --set /etc/a.conf b c true", "/etc/a.conf", "[b]\nc = true\n"],
  ["yq -i '.a.b = true' a.yaml", "a.yaml", "a:\n  b: true\n"],
  [`jq '. + {"a": ["b"]}' a.json > x`, "a.json", '{"a": ["b"]}\n'],
  [`jq '.["a"] += ["b"]' a.json`, "a.json", '{"a": ["b"]}\n'],
  ["sed -i '$a insecure' .curlrc", ".curlrc", "insecure\n"],
  ["sed -i 's/a = false/a = true/' a.toml", "a.toml", "a = true\n"],
])("%s writes a part of a file", (script, target, body) => {
  expect(readShell(script).writes.map((write) => [write.target?.value, write.body])).toEqual([[target, body]])
})

test.each(["yq '.a.b' a.yaml", "jq .a a.json", "sed -n 's/a/b/p' a", "sed -i 's/a/\\1/' a", "crudini --get a b c"])(
  "%s writes nothing",
  (script) => {
    expect(readShell(script).writes).toEqual([])
  },
)
