/** The manifests that tests about ACME are made of. */

/** A ClusterIssuer of Let's Encrypt with a solver, or several. */
export function issuer(
  solver: string,
  name = "letsencrypt",
  server = "https://acme-v02.api.letsencrypt.org/directory",
) {
  return `apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata:\n  name: ${name}\nspec:\n  acme:\n    server: ${server}\n    privateKeySecretRef:\n      name: ${name}-account\n    solvers:\n      - ${solver}\n`
}

/** A solver that makes Ingresses of a class. */
export function solves(ingressClassName: string): string {
  return `http01:\n          ingress:\n            ingressClassName: ${ingressClassName}`
}

export function ingressClass(name: string, controller: string, annotations = ""): string {
  return `apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata:\n  name: ${name}\n${annotations === "" ? "" : `  annotations:\n    ${annotations}\n`}spec:\n  controller: ${controller}\n`
}

/** An Ingress with a certificate of `letsencrypt`, unless `annotations` says something else. */
export function ingress(
  className: string,
  host: string,
  annotations = "cert-manager.io/cluster-issuer: letsencrypt",
  name = "shop",
): string {
  return `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: ${name}\n  namespace: web\n  annotations:\n    ${annotations}\nspec:\n  ingressClassName: ${className}\n  rules:\n    - host: ${host}\n  tls:\n    - hosts: [${host.replaceAll(/[«»]/g, "")}]\n      secretName: ${name}-tls\n`
}

export function gateway(listeners: string, className = "cilium"): string {
  return `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: public\n  namespace: gateways\nspec:\n  gatewayClassName: ${className}\n  listeners:\n    ${listeners.replaceAll("\n", "\n    ")}\n`
}

export function gatewayClass(name: string, controller: string): string {
  return `apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata:\n  name: ${name}\nspec:\n  controllerName: ${controller}\n`
}
