// Written by `npm run examples`.
import type { Rule } from "../rule.ts"
import { containerdConfigDeprecatedRegistry } from "./containerd-config-deprecated-registry.ts"
import { containerdConfigMirrorHttp } from "./containerd-config-mirror-http.ts"
import { containerdConfigMirrorsWithConfigPath } from "./containerd-config-mirrors-with-config-path.ts"
import { containerdConfigMisnamedTable } from "./containerd-config-misnamed-table.ts"
import { containerdConfigPathUnset } from "./containerd-config-path-unset.ts"
import { containerdConfigPlaintextAuth } from "./containerd-config-plaintext-auth.ts"
import { containerdConfigRegistryTlsRemoved } from "./containerd-config-registry-tls-removed.ts"
import { containerdConfigRegistryTlsSkip } from "./containerd-config-registry-tls-skip.ts"
import { containerdConfigWrongPluginKey } from "./containerd-config-wrong-plugin-key.ts"
import { containerdHostsCaAndSkip } from "./containerd-hosts-ca-and-skip.ts"
import { containerdHostsCaMissing } from "./containerd-hosts-ca-missing.ts"
import { containerdHostsDefaultInsecure } from "./containerd-hosts-default-insecure.ts"
import { containerdHostsDirName } from "./containerd-hosts-dir-name.ts"
import { containerdHostsHttpTlsMix } from "./containerd-hosts-http-tls-mix.ts"
import { containerdHostsInvalid } from "./containerd-hosts-invalid.ts"
import { containerdHostsPlainHttp } from "./containerd-hosts-plain-http.ts"
import { containerdHostsServerAfterHost } from "./containerd-hosts-server-after-host.ts"
import { containerdHostsSkipVerify } from "./containerd-hosts-skip-verify.ts"
import { containerdHostsUnknownKey } from "./containerd-hosts-unknown-key.ts"
import { containerdHostsUnusableUrl } from "./containerd-hosts-unusable-url.ts"
import { containerdHostsWithoutHostTable } from "./containerd-hosts-without-host-table.ts"
import { containerdMirrorCanResolve } from "./containerd-mirror-can-resolve.ts"
import { containerdMirrorsRefused } from "./containerd-mirrors-refused.ts"
import { mirrorSettingsOfUpstream } from "./mirror-settings-of-upstream.ts"
import { nerdctlInsecureRegistry } from "./nerdctl-insecure-registry.ts"

export const containerd: readonly Rule[] = [
  containerdConfigDeprecatedRegistry,
  containerdConfigMirrorHttp,
  containerdConfigMirrorsWithConfigPath,
  containerdConfigMisnamedTable,
  containerdConfigPathUnset,
  containerdConfigPlaintextAuth,
  containerdConfigRegistryTlsRemoved,
  containerdConfigRegistryTlsSkip,
  containerdConfigWrongPluginKey,
  containerdHostsCaAndSkip,
  containerdHostsCaMissing,
  containerdHostsDefaultInsecure,
  containerdHostsDirName,
  containerdHostsHttpTlsMix,
  containerdHostsInvalid,
  containerdHostsPlainHttp,
  containerdHostsServerAfterHost,
  containerdHostsSkipVerify,
  containerdHostsUnknownKey,
  containerdHostsUnusableUrl,
  containerdHostsWithoutHostTable,
  containerdMirrorCanResolve,
  containerdMirrorsRefused,
  mirrorSettingsOfUpstream,
  nerdctlInsecureRegistry,
]
