/** Whether the name of a file says that it holds certificates or keys. */
export function isCertificateName(path: string): boolean {
  return certificateNames.test(path)
}

/** Whether the name of a file says that a rule may be about it. */
export function isRelevantName(path: string): boolean {
  return certificateNames.test(path) || settingNames.test(path)
}

const certificateNames =
  /\.(pem|crt|cer|cert|ca-bundle|key|chain|fullchain|p7b|p7c|p12|pfx|jks|jceks|keystore|truststore)$/i
const settingNames =
  /\.(ya?ml|toml|tf|hcl|sh|service|env)$|(^|\/)(Dockerfile|Containerfile|kubeconfig|daemon\.json|policy\.json|registries\.conf|crio\.conf|haproxy[^/]*\.cfg|\.dockerconfigjson|\.dockercfg|\.kube\/config)$|\.ign$/i
