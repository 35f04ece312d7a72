import { judgedConnections } from "../../src/graph/index.ts"
import { inventoryOf } from "../../src/join/inventory.ts"
import { factsOf, today, unmark } from "../examples.ts"

export type Files = Readonly<Record<string, string>>

/** What comes of each connection of a repository: `fails unknown-authority api.web.svc:443 app.yaml:12`. */
export async function verdictsOf(files: Files, at = today): Promise<string[]> {
  const { files: plain } = unmark(files)
  const inventory = inventoryOf(await factsOf(plain), new Set(Object.keys(plain)))
  return judgedConnections(inventory, at).map(({ dial, outcome }) => {
    const reason = outcome.verdict === "fails" ? ` ${outcome.reason}` : ""
    return `${outcome.verdict}${reason} ${dial.host}:${dial.port} ${dial.at.path}:${dial.at.line}`
  })
}

const indented = (text: string, by: number) => text.replaceAll(/^(?=.)/gm, " ".repeat(by))

/** nginx behind the Service `hook` of the namespace `web`, with the certificate `hook.web.svc` of `service-root`. */
export function server(volume = "secret:\n  secretName: hook-tls", config = ""): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;
${indented(config, 6)}
    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    ⟦service⟧
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: hook, namespace: web }
spec:
  template:
    metadata: { labels: { app: hook } }
    spec:
      containers:
        - name: hook
          image: nginx:1.27
          ports: [{ name: tls, containerPort: 8443 }]
          volumeMounts:
            - { name: conf, mountPath: /etc/nginx/conf.d }
            - { name: tls, mountPath: /tls }
      volumes:
        - name: conf
          configMap: { name: hook-conf }
        - name: tls
${indented(volume, 10)}
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`
}

/** A container in the namespace `web`, with the CA of \`hook\` (or another) in the ConfigMap \`ca\`. */
export function pod(container: string, volume: string, authority = "service-root", more = ""): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    ⟦${authority}⟧
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: web }
spec:
  template:
    metadata: { labels: { app: app } }
    spec:
      containers:
        - name: app
${indented(container, 10)}
      volumes:
        - name: ca
${indented(volume, 10)}
${more}`
}
