import { anything, no, oneOf, parseBool, type Row, rowsOf, yes } from "../row.ts"

/** Clouds, virtual machines, CI, and the tools that command them. */
export const cloud: readonly Row[] = [
  ...rowsOf(
    {
      product: "Azure CLI",
      source: "Azure CLI, core/util.py, should_disable_connection_verify",
      instead: "REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt, with the CA of the proxy in it",
      peer: "Azure, which is sent tokens",
      level: "error",
      off: anything,
    },
    [{ names: "AZURE_CLI_DISABLE_CONNECTION_VERIFICATION ADAL_PYTHON_SSL_NO_VERIFY" }],
  ),
  ...rowsOf(
    {
      product: "Actions runner",
      source: "actions/runner, HttpClientHandlerFactory, GITHUB_ACTIONS_RUNNER_TLS_NO_VERIFY",
      instead: "Add the CA to the trust store of the runner.",
      peer: "GitHub, whose jobs it runs",
      level: "error",
      off: oneOf("1 true", "0"),
    },
    [
      { names: "GITHUB_ACTIONS_RUNNER_TLS_NO_VERIFY" },
      { names: "--sslskipcertvalidation", off: yes, source: "actions/runner, config.sh" },
    ],
  ),
  ...rowsOf(
    {
      product: "Google Cloud CLI",
      source: "gcloud, properties, auth/disable_ssl_validation",
      instead: "gcloud config set core/custom_ca_certs_file /etc/ssl/corp-ca.pem",
      peer: "Google Cloud, which is sent tokens",
      level: "error",
    },
    [{ names: "CLOUDSDK_AUTH_DISABLE_SSL_VALIDATION auth.disable_ssl_validation auth/disable_ssl_validation" }],
  ),
  ...rowsOf(
    {
      product: "OpenStack clients",
      source: "openstacksdk, clouds.yaml, verify; oslo, insecure; Horizon settings",
      instead: "cacert: /etc/ssl/corp-ca.pem (OS_CACERT)",
      peer: "OpenStack, which is sent passwords",
    },
    [
      { names: "clouds.*.verify", off: no },
      { names: "clouds.*.insecure OS_INSECURE OPENSTACK_SSL_NO_VERIFY", off: yes },
      {
        names:
          "keystone_authtoken.insecure nova.insecure neutron.insecure glance.insecure cinder.insecure placement.insecure ironic.insecure service_catalog.insecure service_user.insecure swift.insecure inspector.insecure keystone.insecure barbican.insecure heat.insecure clients.insecure",
        product: "oslo",
        source: "keystoneauth, session options, insecure",
        instead: "cafile = /etc/ssl/corp-ca.pem",
      },
      {
        names: "Global.tls-insecure tls-insecure",
        product: "cloud-provider-openstack",
        source: "cloud-provider-openstack, [Global] tls-insecure",
        instead: "ca-file=/etc/ssl/corp-ca.pem",
        within: /openstack|cloud[-_.]?conf/i,
        place: "cloud.conf openstack",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "vSphere tools",
      source: "govc, GOVC_INSECURE; Terraform, VSPHERE_ALLOW_UNVERIFIED_SSL; vSphere CSI, insecure-flag",
      instead: "GOVC_TLS_CA_CERTS=/etc/ssl/vcenter-ca.pem; ca-file of the CSI driver",
      peer: "vCenter, which is sent a password",
      level: "error",
    },
    [
      { names: "GOVC_INSECURE", product: "govc" },
      { names: "VSPHERE_ALLOW_UNVERIFIED_SSL allow_unverified_ssl", product: "Terraform provider vsphere" },
      { names: "insecure-flag insecureFlag", product: "vSphere cloud provider", level: "warning" },
      { names: "VSPHERE_VALIDATE_CERTS VMWARE_VALIDATE_CERTS", off: no, product: "Ansible, VMware modules" },
      {
        names: "insecure_connection",
        product: "Packer",
        source: "Packer, vsphere-iso, insecure_connection",
        within: /packer|pkr|vsphere|vcenter/i,
        place: "vsphere.pkr.hcl",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Proxmox tools",
      source: "Packer proxmox, insecure_skip_tls_verify; Terraform proxmox, PM_TLS_INSECURE, PROXMOX_VE_INSECURE",
      instead: "Add the CA of the cluster (/etc/pve/pve-root-ca.pem) to the system's trust store.",
      peer: "Proxmox, which is sent a token",
      level: "error",
    },
    [
      { names: "PM_TLS_INSECURE PROXMOX_VE_INSECURE", product: "Terraform provider proxmox" },
      { names: "pm_tls_insecure", product: "Terraform provider proxmox", level: "warning" },
      { names: "PROXMOX_VERIFY_SSL PROXMOX_VALIDATE_CERTS", off: no, product: "Proxmox clients" },
      {
        names: "clusters..insecure",
        within: /proxmox/i,
        place: "proxmox/config.yaml",
        product: "Proxmox CSI and CCM",
        level: "warning",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Terraform providers and backends",
      source: "Terraform, backend http, skip_cert_verification; provider environment variables",
      instead: "Give the provider the CA of its API.",
      peer: "its API",
      level: "error",
    },
    [
      {
        names: "TF_HTTP_SKIP_CERT_VERIFICATION skip_cert_verification",
        peer: "the server of the state",
        instead: "TF_HTTP_CLIENT_CA_CERTIFICATE_PEM",
      },
      {
        names: "KUBE_INSECURE",
        peer: "the API server",
        instead: "KUBE_CLUSTER_CA_CERT_DATA",
        source: "Terraform provider kubernetes, KUBE_INSECURE",
      },
      {
        names:
          "GITEA_INSECURE UNIFI_INSECURE XOA_INSECURE NUTANIX_INSECURE NETBOX_ALLOW_INSECURE_HTTPS HARBOR_IGNORE_CERT ARGOCD_INSECURE RANCHER_INSECURE PDNS_INSECURE_HTTPS MIKROTIK_INSECURE ROS_INSECURE FORTIOS_INSECURE ACI_INSECURE PANOS_SKIP_VERIFY_CERTIFICATE OPNSENSE_ALLOW_INSECURE PFSENSE_TLS_SKIP_VERIFY NSXT_ALLOW_UNVERIFIED_SSL VCD_ALLOW_UNVERIFIED_SSL TFE_SSL_SKIP_VERIFY",
      },
      {
        names:
          "F5_VALIDATE_CERTS ACI_VALIDATE_CERTS MERAKI_VALIDATE_CERTS ZABBIX_VALIDATE_CERTS FOREMAN_VALIDATE_CERTS NETBOX_VALIDATE_CERTS ",
        off: no,
        product: "Ansible modules",
        source: "Ansible collections, environment fallbacks of validate_certs",
      },
      {
        names: "TFE_SSL_SKIP_VERIFY ssl_skip_verify",
        product: "Terraform provider tfe",
        source: "Terraform provider tfe, ssl_skip_verify",
      },
      {
        names: "TOWER_VERIFY_SSL CONTROLLER_VERIFY_SSL ",
        off: no,
        product: "AWX and Automation Controller",
        source: "awx.awx collection, CONTROLLER_VERIFY_SSL",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "HashiCorp tools",
      source: "Boundary, Nomad, Waypoint, command line",
      instead: "Name the CA (BOUNDARY_CACERT, NOMAD_CACERT).",
      peer: "its server",
      level: "error",
      off: parseBool,
    },
    [
      { names: "BOUNDARY_TLS_INSECURE --tls-insecure -tls-insecure", product: "Boundary" },
      { names: "WAYPOINT_SERVER_TLS_SKIP_VERIFY", product: "Waypoint" },
      { names: "vault.tls_skip_verify", product: "Nomad", source: "Nomad, vault block, tls_skip_verify" },
      {
        names: "consul.verify_ssl",
        product: "Nomad",
        off: no,
        level: "warning",
        source: "Nomad, consul block, verify_ssl",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Cloud Foundry",
      source: "cf CLI, --skip-ssl-validation; CF_SKIP_SSL_VALIDATION",
      instead: "Add the CA of the platform to the system's trust store.",
      peer: "the API, which is sent a password",
      level: "error",
    },
    [
      { names: "CF_SKIP_SSL_VALIDATION --skip-ssl-validation skip-ssl-validation", off: yes },
      {
        names: "OM_SKIP_SSL_VALIDATION OPSMAN_SKIP_SSL_VALIDATION CREDHUB_SKIP_TLS_VALIDATION --skip-tls-validation",
        product: "Ops Manager and CredHub",
      },
      {
        names: "skip_cert_verify cc.skip_cert_verify ssl.skip_cert_verify properties.ssl.skip_cert_verify",
        level: "warning",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "Salt, Chef and Puppet",
      source: "Chef Infra client.rb, ssl_verify_mode; Salt minion, verify_ssl",
      instead: "trusted_certs_dir of Chef; ca_bundle of Salt",
      peer: "the server that says what runs here",
    },
    [
      { names: "ssl_verify_mode", off: oneOf("verify_none :verify_none none 0", ":verify_peer"), product: "Chef" },
      { names: "verify_api_cert", off: no, product: "Chef", source: "Chef Infra client.rb, verify_api_cert" },
    ],
  ),
  ...rowsOf(
    {
      product: "Jenkins, TeamCity, Buildkite, Drone and other CI",
      source: "the agents' documentation",
      instead: "Add the CA to the trust store of the agent.",
      peer: "the CI server, whose jobs it runs",
      level: "error",
    },
    [
      {
        names: "--noCertificateCheck -noCertificateCheck -disableHttpsCertValidation --disableHttpsCertValidation",
        product: "Jenkins agent",
        source: "Jenkins remoting, command line",
        instead: "-cert /etc/ssl/jenkins-ca.pem",
      },
      {
        names: "VSTS_AGENT_INPUT_SSLSKIPCERTVALIDATION --sslskipcertvalidation",
        product: "Azure Pipelines agent",
        source: "Azure Pipelines agent, --sslskipcertvalidation",
      },
      {
        names:
          "CONCOURSE_GITHUB_SKIP_SSL_VALIDATION CONCOURSE_OIDC_SKIP_SSL_VALIDATION CONCOURSE_LDAP_INSECURE_SKIP_VERIFY CONCOURSE_VAULT_INSECURE_SKIP_VERIFY CONCOURSE_CREDHUB_INSECURE_SKIP_VERIFY CONCOURSE_OAUTH_SKIP_SSL_VALIDATION",
        product: "Concourse",
        source: "concourse web --help",
        peer: "the identity provider or secret store",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "SonarQube, Snyk, Veracode and other scanners",
      source: "Snyk CLI, --insecure; Semgrep; Checkov",
      instead: "NODE_EXTRA_CA_CERTS=/etc/ssl/corp-ca.pem (Snyk)",
      peer: "the scanner's server",
      level: "error",
    },
    [
      { names: "--insecure", within: /\bsnyk\b/, place: "snyk", product: "Snyk CLI" },
      {
        names: "--blackduck.trust.cert blackduck.trust.cert",
        product: "Black Duck Detect",
        source: "Detect properties, blackduck.trust.cert",
        instead: "Import the CA into the trust store of the JVM.",
      },
      {
        names:
          "CTRL_SKIP_TLS_VERIFY ROX_INSECURE_SKIP_TLS_VERIFY ROX_INSECURE_CLIENT_SKIP_TLS_VERIFY --insecure-skip-tls-verify",
        within: /roxctl|neuvector|stackrox|rox/i,
        place: "roxctl",
        product: "StackRox and NeuVector",
        source: "roxctl --help",
        instead: "roxctl --ca /etc/ssl/central-ca.pem",
      },
    ],
  ),
  ...rowsOf(
    {
      product: "IBM, Oracle and Alibaba CLIs",
      source: "the CLIs' help",
      instead: "Add the CA of the proxy to the system's trust store.",
      peer: "the cloud, which is sent tokens",
      level: "error",
    },
    [
      { names: "BLUEMIX_SKIP_SSL_VALIDATION --skip-ssl-validation", product: "IBM Cloud CLI" },
      { names: "DATABRICKS_INSECURE", product: "Databricks and Snowflake CLIs" },
    ],
  ),
  ...rowsOf(
    {
      product: "external-dns",
      source: "external-dns pkg/apis/externaldns/types.go, ns1-ignoressl",
      instead: "Remove the flag, and give the container the CA: SSL_CERT_FILE=/etc/ssl/corp-ca.pem",
      peer: "the DNS API, so whoever is on the path can change every record",
      level: "error",
    },
    [
      { names: "--ns1-ignoressl EXTERNAL_DNS_NS1_IGNORESSL" },
      {
        names:
          "--infoblox-no-ssl-verify --pdns-skip-tls-verify EXTERNAL_DNS_PDNS_SKIP_TLS_VERIFY EXTERNAL_DNS_PIHOLE_TLS_SKIP_VERIFY EXTERNAL_DNS_RFC2136_SKIP_TLS_VERIFY UNIFI_SKIP_TLS_VERIFY",
      },
      { names: "--infoblox-ssl-verify --no-infoblox-ssl-verify", off: no },
    ],
  ),
  ...rowsOf(
    {
      product: "Rancher, Portainer and cluster tools",
      source: "the tools' help",
      instead: "Name the CA.",
      peer: "its server",
      level: "error",
    },
    [
      {
        names: "CATTLE_AGENT_STRICT_VERIFY STRICT_VERIFY",
        off: no,
        product: "Rancher agent",
        level: "notice",
        source: "Rancher, agent-tls-mode",
      },
      { names: "--skip-verify", within: /\brancher\b/, place: "rancher", product: "Rancher CLI" },
      {
        names: "--tlsskipverify EDGE_INSECURE_POLL",
        product: "Portainer",
        source: "Portainer, CLI configuration; agent, EDGE_INSECURE_POLL",
        instead: "--tlscacert /certs/ca.pem",
      },
      {
        names: "spec.insecureSkipTLSVerify insecureSkipTLSVerify",
        within: /fleet|gitrepo|helmop/i,
        place: "fleet.yaml",
        product: "Fleet",
        source: "Fleet, GitRepo, insecureSkipTLSVerify",
        instead: "caBundle",
      },
      {
        names: "--skip-tls-verify --tls-skip-verify",
        within:
          /\b(teleport|tsh|tctl|linkerd|istioctl|velero|kopia|kubevpn|devspace|loft|vcluster|okteto|garden|tilt|kots|replicated)\b/,
        place: "kots",
        product: "the tool",
      },
      {
        names: "--insecure",
        within:
          /\b(tsh|tctl|teleport|vcluster|loft|kots|omnictl|clusterctl|nerdctl|talosctl|terrascan|k6|hey|step|roxctl|kargo|argo|kustomize|cockroach|virtctl|rpk|humioctl|oc-mirror)\b/,
        place: "tsh",
        product: "the tool",
        peer: "its server",
      },
      {
        names: "--insecure-skip-tls-verify",
        within: /\b(k6|virtctl|kargo|kubectl-\w+|subctl|kn|tkn|odo|eksctl|kfctl|clusteradm|rosa|ocm|hcp)\b/,
        place: "k6",
        product: "the tool",
        peer: "its server",
        level: "warning",
      },
    ],
  ),
]
