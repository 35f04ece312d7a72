const e=require("./terminal.js"),t=require("./scan.js"),n={"acme-account-key-shared":{citations:[{document:`RFC 8555`,section:`11.1`,says:`The key of an account and that of a certificate must be different; servers refuse a request with the account's key.`,url:`https://www.rfc-editor.org/rfc/rfc8555#section-11.1`},{document:`cert-manager pkg/issuer/acme/setup.go`,section:`Setup`,says:`The account's key is kept under privateKeySecretRef in the Secret, and made where it is missing.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/issuer/acme/setup.go`}],examples:{bad:[{"deploy.yaml":`apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: shop, namespace: web}
spec:
  acme:
    server: https://acme.corp.example.com/directory
    privateKeySecretRef: {name: shop-tls}
    solvers:
      - http01: {ingress: {ingressClassName: nginx}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations: {cert-manager.io/issuer: shop}
spec:
  tls:
    - {hosts: [shop.corp.example.com], secretName: shop-tls}
`}],good:[{"deploy.yaml":`apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: shop, namespace: web}
spec:
  acme:
    server: https://acme.corp.example.com/directory
    privateKeySecretRef: {name: shop-account-key}
    solvers:
      - http01: {ingress: {ingressClassName: nginx}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations: {cert-manager.io/issuer: shop}
spec:
  tls:
    - {hosts: [shop.corp.example.com], secretName: shop-tls}
`}]},expected:[`error deploy.yaml:7:33-7:41
  |     privateKeySecretRef: {name: shop-tls}
  |                                 ^^^^^^^^
  about Issuer web/shop
  Issuer web/shop keeps the key of its ACME account in the Secret shop-tls, which Ingress web/shop puts its certificate in: the authority refuses to issue for the account's key.
  do: Give the account a Secret of its own:
    yaml:
      privateKeySecretRef:
        name: shop-account-key
  verify: kubectl describe order -A
  related deploy.yaml:19:52 the certificate's Secret`]},"acme-order-refused":{citations:[{document:`Let's Encrypt`,section:`Profiles`,says:`IP addresses are issued for with the profile shortlived alone; tlsserver and shortlived take 25 names, classic 100; no profile has the purpose clientAuth any more.`,url:`https://letsencrypt.org/docs/profiles/`},{document:`Let's Encrypt`,section:`Ending OCSP support in 2025`,says:`Requests for a certificate with the extension OCSP Must-Staple fail since May 2025.`,url:`https://letsencrypt.org/2024/12/05/ending-ocsp`}],examples:{bad:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  ipAddresses: [203.0.113.7]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: letsencrypt-account}
    solvers:
      - http01: {ingress: {ingressClassName: nginx}}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    profile: tlsclient
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: letsencrypt-account}
    solvers:
      - http01: {ingress: {ingressClassName: nginx}}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  renewBefore: 1440h
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    profile: tlsserver
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: letsencrypt-account}
    solvers:
      - http01: {ingress: {ingressClassName: nginx}}
`}],good:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  renewBefore: 720h
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: client, namespace: web}
spec:
  secretName: client-tls
  dnsNames: [client.corp.example.com]
  ipAddresses: [10.0.0.7]
  issuerRef: {name: corp, kind: ClusterIssuer}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec:
  ca: {secretName: corp-ca}
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: letsencrypt-account}
    solvers:
      - http01: {ingress: {ingressClassName: nginx}}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: node, namespace: web}
spec:
  secretName: node-tls
  duration: 160h
  renewBefore: 54h
  ipAddresses: [203.0.113.7]
  dnsNames: [node.corp.example.com]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    profile: shortlived
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: letsencrypt-account}
    solvers:
      - http01: {ingress: {ingressClassName: nginx}}
`}]},expected:[`error certificate.yaml:7:17-7:28
  |   ipAddresses: [203.0.113.7]
  |                 ^^^^^^^^^^^
  about Certificate web/shop
  Certificate web/shop asks for the address 203.0.113.7, which the authority issues for with the profile shortlived alone (here: classic): the certificate is not issued.
  do: Write profile: shortlived under acme of the issuer (certificates of 160 hours), or use a DNS name.
  verify: kubectl describe certificate,order -A shows no order that is refused.
  related issuer.yaml:6:13 the issuer`,`error issuer.yaml:6:14-6:23
  |     profile: tlsclient
  |              ^^^^^^^^^
  about ClusterIssuer letsencrypt
  ClusterIssuer letsencrypt has the profile tlsclient, which ended on 2026-07-08: the certificate is not issued.
  do: For clients, use a CA of your own (an Issuer with ca:); for servers, remove profile.
  verify: kubectl describe certificate,order -A shows no order that is refused.`,`error certificate.yaml:6:16-6:21
  |   renewBefore: 1440h
  |                ^^^^^
  about Certificate web/shop
  Certificate web/shop is to be renewed 1440h before it ends, and the profile tlsserver gives 1080 hours: it is asked for over and over until the rate limit.
  do: Write renewBefore: 360h, or renewBeforePercentage: 33.
  verify: kubectl describe certificate,order -A shows no order that is refused.
  related issuer.yaml:7:13 the issuer`]},"acme-staging-in-production":{citations:[{document:`Let's Encrypt documentation: Staging Environment`,says:`The staging environment's roots are not in browser and client trust stores.`,url:`https://letsencrypt.org/docs/staging-environment/`},{document:`cert-manager documentation: ACME`,section:`Private Key Reference`,says:`The account is registered with the key in privateKeySecretRef; each server has accounts of its own.`,url:`https://cert-manager.io/docs/configuration/acme/`}],examples:{bad:[{"apps/production/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: staging
    kind: ClusterIssuer
`,"issuers.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: staging
spec:
  acme:
    server: https://acme-staging-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: staging-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"issuers.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: staging
spec:
  acme:
    server: https://acme-staging-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`}],good:[{"apps/test/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: staging
    kind: ClusterIssuer
`,"issuers.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: staging
spec:
  acme:
    server: https://acme-staging-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: staging-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`}]},expected:[`warning apps/production/certificate.yaml:10:11-10:18
  |     name: staging
  |           ^^^^^^^
  about Certificate web/shop
  Certificate web/shop is in production, but ClusterIssuer staging is an ACME staging server: no client trusts its certificates.
  do: Name the production issuer.
  verify: openssl s_client -connect HOST:443 -servername HOST </dev/null | grep -i verif
  related issuers.yaml:7:13 the staging issuer`,`warning issuers.yaml:23:13-23:32
  |       name: letsencrypt-account
  |             ^^^^^^^^^^^^^^^^^^^
  about ClusterIssuer staging
  ClusterIssuer staging (staging) and ClusterIssuer letsencrypt share the account key letsencrypt-account, though their servers have accounts of their own.
  do: Give each a Secret of its own:
    yaml:
      privateKeySecretRef:
        name: staging-account
  verify: kubectl get clusterissuer,issuer -A (all are READY)`]},"cert-manager-annotation-typo":{citations:[{document:`cert-manager pkg/apis/certmanager/v1/types.go`,section:`annotation keys`,says:`The annotations that cert-manager reads, letter by letter.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/certmanager/v1/types.go`},{document:`cert-manager documentation: Annotations`,section:`Annotations`,says:`The list of all annotations.`,url:`https://cert-manager.io/docs/reference/annotations/`},{document:`cert-manager documentation: Annotated Ingress resource`,section:`kubernetes.io/tls-acme`,says:`It needs a default issuer in the ingress-shim's configuration.`,url:`https://cert-manager.io/docs/usage/ingress/`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/clusterissuer: letsencrypt
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    certmanager.k8s.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/issuer: a
    acme.cert-manager.io/http01-ingress-class-name: nginx
    acme.cert-manager.io/http01-edit-inplace: "true"
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"values.yaml":`ingress:
  enabled: true
  annotations:
    cert-manager.io/cluster_issuer: letsencrypt
`},{"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cert-manager
spec:
  chart:
    spec:
      chart: cert-manager
  values:
    crds:
      enabled: true
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    kubernetes.io/tls-acme: "true"
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`}],good:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    kubernetes.io/tls-acme: "true"
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"approval.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  annotations:
    policy.cert-manager.io/request: a
    csi.cert-manager.io/issuer-name: a
    trust.cert-manager.io/bundle: a
    cert-manager.io/inject-ca-from-secret: a/b
`}]},expected:[`warning shop.yaml:7:5-7:34
  |     cert-manager.io/clusterissuer: letsencrypt
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  cert-manager does not read the annotation cert-manager.io/clusterissuer, so it does nothing; it is called cert-manager.io/cluster-issuer.
  do: Write cert-manager.io/cluster-issuer in its place.
  verify: kubectl get certificate -A
  edit shop.yaml 106-135 "cert-manager.io/cluster-issuer"`,`warning shop.yaml:7:5-7:38
  |     certmanager.k8s.io/cluster-issuer: letsencrypt
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  cert-manager does not read the annotation certmanager.k8s.io/cluster-issuer, so it does nothing; it is called cert-manager.io/cluster-issuer.
  do: Write cert-manager.io/cluster-issuer in its place.
  verify: kubectl get certificate -A
  edit shop.yaml 106-139 "cert-manager.io/cluster-issuer"`,`warning shop.yaml:8:5-8:51
  |     acme.cert-manager.io/http01-ingress-class-name: nginx
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  cert-manager does not read the annotation acme.cert-manager.io/http01-ingress-class-name, so it does nothing; it is called acme.cert-manager.io/http01-ingress-ingressclassname.
  do: Write acme.cert-manager.io/http01-ingress-ingressclassname in its place.
  verify: kubectl get certificate -A
  edit shop.yaml 136-182 "acme.cert-manager.io/http01-ingress-ingressclassname"

warning shop.yaml:9:5-9:45
  |     acme.cert-manager.io/http01-edit-inplace: "true"
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  cert-manager does not read the annotation acme.cert-manager.io/http01-edit-inplace, so it does nothing; it is called acme.cert-manager.io/http01-edit-in-place.
  do: Write acme.cert-manager.io/http01-edit-in-place in its place.
  verify: kubectl get certificate -A
  edit shop.yaml 194-234 "acme.cert-manager.io/http01-edit-in-place"`,`warning values.yaml:4:5-4:35
  |     cert-manager.io/cluster_issuer: letsencrypt
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  cert-manager does not read the annotation cert-manager.io/cluster_issuer, so it does nothing; it is called cert-manager.io/cluster-issuer.
  do: Write cert-manager.io/cluster-issuer in its place.
  verify: kubectl get certificate -A
  edit values.yaml 44-74 "cert-manager.io/cluster-issuer"`,`warning shop.yaml:7:5-7:27
  |     kubernetes.io/tls-acme: "true"
  |     ^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  kubernetes.io/tls-acme asks for a certificate of the default issuer, but cert-manager is installed without one: nothing is issued.
  do: Name the issuer on the object:
    yaml:
      cert-manager.io/cluster-issuer: NAME
  do: Or give the chart cert-manager ingressShim.defaultIssuerName and defaultIssuerKind.
  verify: kubectl get certificate -A`]},"certificate-refs":{citations:[{document:`cert-manager internal/apis/certmanager/validation/certificate.go`,section:`ValidateCertificateSpec`,says:`at least one of commonName, dnsNames, emailSANs, ipAddresses, otherNames, or uriSANs must be set.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/certificate.go`},{document:`cert-manager pkg/apis/meta/v1/types.go`,section:`IssuerReference.kind`,says:`The kind defaults to Issuer, which is looked up in the Certificate's own namespace.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/meta/v1/types.go`},{document:`cert-manager pkg/controller/certificate-shim/sync.go`,section:`issuerForIngressLike`,says:`both "cert-manager.io/issuer" and "cert-manager.io/cluster-issuer" may not be set.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/controller/certificate-shim/sync.go`}],examples:{bad:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt-prod
    kind: ClusterIssuer
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  issuerRef: {name: ca, kind: ClusterIssuer}
`},{"a.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: a
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: ca, kind: ClusterIssuer}
`,"b.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: b
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: ca, kind: ClusterIssuer}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/issuer: a
    cert-manager.io/cluster-issuer: b
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"ca.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: ca-tls
  isCA: true
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-cert
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: ca, kind: ClusterIssuer}
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    a: b
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`}],good:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: pca, kind: AWSPCAIssuer, group: awspca.cert-manager.io}
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: ca, kind: ClusterIssuer}
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    a: b
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: other, kind: ClusterIssuer}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop-tls
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: ca, kind: ClusterIssuer}
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: ca
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`}]},expected:[`error certificate.yaml:10:11-10:22
  |     name: letsencrypt
  |           ^^^^^^^^^^^
  about Certificate web/shop
  Certificate web/shop names letsencrypt without a kind, which means an Issuer, but ClusterIssuer letsencrypt is what has that name: the certificate is never issued.
  do: Name the one that is there:
    yaml:
      issuerRef:
        name: letsencrypt
        kind: ClusterIssuer
  verify: kubectl get issuer,clusterissuer -A
  related issuer.yaml:4:9 the issuer of that name`,`error certificate.yaml:10:11-10:27
  |     name: letsencrypt-prod
  |           ^^^^^^^^^^^^^^^^
  about Certificate web/shop
  Certificate web/shop names the ClusterIssuer letsencrypt-prod, but there is none of that name (there are ClusterIssuer letsencrypt): the certificate is never issued.
  do: Name one that exists, or add it.
  verify: kubectl get issuer,clusterissuer -A`,`error certificate.yaml:6:1-6:5
  | spec:
  | ^^^^
  about Certificate web/shop
  Certificate web/shop is for no name at all, so cert-manager's webhook rejects it.
  do: Write the names:
    yaml:
      dnsNames: [HOST]
  verify: kubectl apply --dry-run=server -f FILE`,`error b.yaml:7:15-7:23
  |   secretName: shop-tls
  |               ^^^^^^^^
  about Certificate web/b
  Certificate web/b and Certificate web/a both write the Secret shop-tls: at each renewal one undoes what the other has done.
  do: Give each a secretName of its own.
  verify: kubectl get certificate -A (no condition DuplicateSecretName)
  related a.yaml:7:15 the Secret is written here, too`,`error shop.yaml:8:5-8:35
  |     cert-manager.io/cluster-issuer: b
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  Ingress web/shop names both an issuer and a cluster-issuer, of which cert-manager takes only one: no certificate is asked for.
  do: Delete one of the two annotations.
  verify: kubectl get certificate -A`,`error ca.yaml:8:9-8:13
  |   isCA: true
  |         ^^^^
  about Certificate web/shop
  Certificate web/shop asks ClusterIssuer letsencrypt, an ACME server, for a CA certificate, which none issues: the order fails.
  do: Delete isCA, or take a CA, Vault or self-signed issuer.
  verify: kubectl describe order -A`,`error shop.yaml:14:19-14:27
  |       secretName: shop-tls
  |                   ^^^^^^^^
  about Ingress web/shop
  Ingress web/shop serves shop.corp.example.com with the Secret shop-tls, which nothing makes; Certificate web/shop for that host makes shop-cert.
  do: Write secretName: shop-cert
  verify: kubectl get secret -n web shop-cert
  related certificate.yaml:9:21 the Certificate for the host`]},"certificate-rotation-policy":{citations:[{document:`cert-manager documentation: Release 1.18`,section:`Breaking change`,says:`The default of rotationPolicy became Always; before, it was Never.`,url:`https://cert-manager.io/docs/releases/release-notes/release-notes-1.18/`},{document:`cert-manager pkg/apis/certmanager/v1/types_certificate.go`,section:`CertificatePrivateKey.rotationPolicy`,says:`If set to Never, a private key will only be generated if one does not already exist.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/certmanager/v1/types_certificate.go`}],examples:{bad:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
  privateKey:
    rotationPolicy: Never
`},{"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cert-manager
spec:
  chart:
    spec:
      chart: cert-manager
      version: v1.16.2
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`}],good:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
  privateKey:
    rotationPolicy: Always
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cert-manager
spec:
  chart:
    spec:
      chart: cert-manager
      version: v1.19.0
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`}]},expected:[`warning certificate.yaml:11:21-11:26
  |     rotationPolicy: Never
  |                     ^^^^^
  about Certificate web/shop
  Certificate web/shop keeps its private key at every renewal, so a key that leaked once stays in use.
  do: Have every renewal make a new key:
    yaml:
      privateKey:
        rotationPolicy: Always
  verify: cmctl renew NAME, then compare: kubectl get secret SECRET -o jsonpath='{.data.tls\\.key}' | sha256sum`,`notice certificate.yaml:7:3-7:13
  |   secretName: a
  |   ^^^^^^^^^^
  about Certificate web/shop
  Certificate web/shop sets no rotationPolicy, which means Never before cert-manager 1.18 (v1.16.2 is installed): its private key is kept at every renewal, and changes with the upgrade.
  do: Have every renewal make a new key:
    yaml:
      privateKey:
        rotationPolicy: Always
  verify: cmctl renew NAME, then compare: kubectl get secret SECRET -o jsonpath='{.data.tls\\.key}' | sha256sum`]},"certificate-spec-times":{citations:[{document:`cert-manager internal/apis/certmanager/validation/certificate.go`,section:`ValidateDuration`,says:`duration must be greater than renewBefore and at least 1h, renewBefore at least 5m; only one form of renewBefore.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/certificate.go`},{document:`cert-manager pkg/apis/certmanager/v1/const.go`,section:`DefaultCertificateDuration`,says:`90 days (2160h) where it is not set.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/certmanager/v1/const.go`},{document:`Go documentation: time.ParseDuration`,says:`Valid units are "ns", "us", "ms", "s", "m", "h": there are no days.`,url:`https://pkg.go.dev/time#ParseDuration`}],examples:{bad:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: 24h
  renewBefore: 24h
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: 90d
  renewBefore: 15d
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: 30m
  renewBefore: 1m
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  renewBefore: 360h
  renewBeforePercentage: 25
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: ca
    cert-manager.io/duration: 30 days
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: 8760h
  dnsNames: [a.corp.example.com]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress: {ingressClassName: nginx}
`}],good:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: 24h
  renewBefore: 8h
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  renewBefore: 720h0m0s
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"templates/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: {{ .Values.duration }}
  renewBefore: 24h
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`}]},expected:[`error certificate.yaml:9:16-9:19
  |   renewBefore: 24h
  |                ^^^
  about Certificate web/shop
  Certificate web/shop is to be renewed 24h before it ends, but lasts 24h: it is rejected.
  do: Write 8h.
  verify: kubectl apply --dry-run=server -f FILE
  edit certificate.yaml 142-145 "8h"`,`error certificate.yaml:8:13-8:16
  |   duration: 90d
  |             ^^^
  about Certificate web/shop
  Certificate web/shop has the time 90d, which is no duration (Go knows hours, no days): it is rejected.
  do: Write 2160h.
  verify: kubectl apply --dry-run=server -f FILE
  edit certificate.yaml 123-126 "2160h"

error certificate.yaml:9:16-9:19
  |   renewBefore: 15d
  |                ^^^
  about Certificate web/shop
  Certificate web/shop has the time 15d, which is no duration (Go knows hours, no days): it is rejected.
  do: Write 360h.
  verify: kubectl apply --dry-run=server -f FILE
  edit certificate.yaml 142-145 "360h"`,`error certificate.yaml:8:13-8:16
  |   duration: 30m
  |             ^^^
  about Certificate web/shop
  Certificate web/shop has a duration of 30m; the least is 1h.
  do: For a certificate of 90 days:
    yaml:
      duration: 2160h
      renewBefore: 720h
  verify: kubectl apply --dry-run=server -f FILE

error certificate.yaml:9:16-9:18
  |   renewBefore: 1m
  |                ^^
  about Certificate web/shop
  Certificate web/shop has a renewBefore of 1m; the least is 5m.
  do: For a certificate of 90 days:
    yaml:
      duration: 2160h
      renewBefore: 720h
  verify: kubectl apply --dry-run=server -f FILE`,`error certificate.yaml:9:26-9:28
  |   renewBeforePercentage: 25
  |                          ^^
  about Certificate web/shop
  Certificate web/shop has both renewBefore and renewBeforePercentage, of which only one may be set.
  do: For a certificate of 90 days:
    yaml:
      duration: 2160h
      renewBefore: 720h
  verify: kubectl apply --dry-run=server -f FILE`,`error shop.yaml:8:31-8:38
  |     cert-manager.io/duration: 30 days
  |                               ^^^^^^^
  about Ingress web/shop
  Ingress web/shop has the time 30 days, which is no duration (Go knows hours, no days): it is rejected.
  do: Write 720h.
  verify: kubectl apply --dry-run=server -f FILE
  edit shop.yaml 171-178 "720h"`,`warning certificate.yaml:8:13-8:18
  |   duration: 8760h
  |             ^^^^^
  about Certificate web/shop
  Certificate web/shop asks a public ACME authority for a duration of 8760h, which is not sent to it: the authority decides.
  do: For a certificate of 90 days:
    yaml:
      duration: 2160h
      renewBefore: 720h
  verify: kubectl apply --dry-run=server -f FILE`]},"haproxy-shared-acme-backend":{citations:[{document:`cert-manager pkg/issuer/acme/http/http.go`,section:`Check`,says:`The self-check passes after five answers of 200 in a row (requiredPasses), two seconds apart.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/issuer/acme/http/http.go`},{document:`HAProxy Configuration Manual`,section:`use_backend`,says:`The first matching use_backend rule wins; default_backend is taken when none has matched.`,url:`https://docs.haproxy.org/3.0/configuration.html#4.2-use_backend`}],examples:{bad:[{"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
  addresses:
    - type: IPAddress
      value: 10.1.0.61
`,"haproxy/haproxy.cfg":`frontend http
  bind *:80
  mode http
  default_backend web

backend web
  balance roundrobin
  server nginx 10.1.0.59:80 check
  server cilium 10.1.0.61:80 check
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`},{"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
  addresses:
    - type: IPAddress
      value: 10.1.0.61
`,"haproxy.cfg":`listen web
  bind :80
  mode tcp
  balance roundrobin
  server nginx 10.1.0.59:80 check
  server cilium 10.1.0.61:80 check
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`}],good:[{"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
  addresses:
    - type: IPAddress
      value: 10.1.0.61
`,"haproxy.cfg":`frontend http
  bind *:80
  acl acme path_beg /.well-known/acme-challenge/
  use_backend nginx_only if acme
  default_backend web
backend nginx_only
  server nginx 10.1.0.59:80 check
backend web
  balance roundrobin
  server nginx 10.1.0.59:80 check
  server cilium 10.1.0.61:80 check
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`},{"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
  addresses:
    - type: IPAddress
      value: 10.1.0.61
`,"haproxy.cfg":`frontend http
  bind *:80
  default_backend web
backend web
  server nginx 10.1.0.59:80 check
  server cilium 10.1.0.61:80 check backup
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`},{"haproxy.cfg":`frontend http
  bind *:80
  default_backend web
backend web
  server a 10.1.0.59:30080
  server b 10.1.0.59:30081
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`}]},expected:[`error haproxy/haproxy.cfg:9:17-9:29
  |   server cilium 10.1.0.61:80 check
  |                 ^^^^^^^^^^^^
  Backend web sends challenges to ingress-nginx (10.1.0.59) and cilium (10.1.0.61): with 50 % of them going where the route is missing, the five checks that cert-manager makes in a row pass with a probability of 3 %.
  do: Send challenges to the controller of the solver alone, before every other use_backend:
    haproxy:
      frontend http
        acl acme path_beg /.well-known/acme-challenge/
        use_backend acme if acme
      backend acme
        server nginx 10.1.0.59:80 check
  do: A frontend of mode tcp cannot see the path: use mode http on port 80, or prove the names over DNS-01.
  verify: haproxy -c -f haproxy.cfg, then: for i in 1 2 3 4 5; do curl -so /dev/null -w '%{http_code}\\n' http://HOST/.well-known/acme-challenge/TOKEN; done (five times 200)
  related haproxy/haproxy.cfg:4:19 frontend http leads here
  related nginx.yaml:8:19 10.1.0.59 is the address of Service ingress-nginx-controller
  related cilium.yaml:21:14 10.1.0.61 is the address of Gateway public`,`error haproxy.cfg:6:17-6:29
  |   server cilium 10.1.0.61:80 check
  |                 ^^^^^^^^^^^^
  Backend web sends challenges to ingress-nginx (10.1.0.59) and cilium (10.1.0.61): with 50 % of them going where the route is missing, the five checks that cert-manager makes in a row pass with a probability of 3 %.
  do: Send challenges to the controller of the solver alone, before every other use_backend:
    haproxy:
      frontend web
        acl acme path_beg /.well-known/acme-challenge/
        use_backend acme if acme
      backend acme
        server nginx 10.1.0.59:80 check
  do: A frontend of mode tcp cannot see the path: use mode http on port 80, or prove the names over DNS-01.
  verify: haproxy -c -f haproxy.cfg, then: for i in 1 2 3 4 5; do curl -so /dev/null -w '%{http_code}\\n' http://HOST/.well-known/acme-challenge/TOKEN; done (five times 200)
  related haproxy.cfg:1:8 frontend web leads here
  related nginx.yaml:8:19 10.1.0.59 is the address of Service ingress-nginx-controller
  related cilium.yaml:21:14 10.1.0.61 is the address of Gateway public`]},"host-served-by-two-controllers":{citations:[{document:`cert-manager pkg/issuer/acme/http/http.go`,section:`Check`,says:`The challenge must answer 200 five times in a row, at the address that the name resolves to.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/issuer/acme/http/http.go`}],examples:{bad:[{"class.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
`,"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"shop/ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`,"shop/route.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
  namespace: web
spec:
  parentRefs:
    - name: public
      namespace: gateways
  hostnames:
    - shop.corp.example.com
`},{"classes.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
spec:
  controller: traefik.io/ingress-controller
`,"one.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: one
  namespace: web
  annotations:
    a: b
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: one-tls
`,"two.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: two
  namespace: web
  annotations:
    a: b
spec:
  ingressClassName: traefik
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: two-tls
`}],good:[{"classes.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
spec:
  controller: traefik.io/ingress-controller
`,"one.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: one
  namespace: web
  annotations:
    a: b
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: one-tls
`,"two.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: two
  namespace: web
  annotations:
    a: b
spec:
  ingressClassName: traefik
  rules:
    - host: admin.corp.example.com
  tls:
    - hosts: [admin.corp.example.com]
      secretName: two-tls
`},{"classes.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
spec:
  controller: traefik.io/ingress-controller
`,"clusters/a/shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    a: b
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`,"clusters/b/shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    a: b
spec:
  ingressClassName: traefik
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`}]},expected:[`error shop/route.yaml:11:7-11:28
  |     - shop.corp.example.com
  |       ^^^^^^^^^^^^^^^^^^^^^
  about HTTPRoute web/shop
  shop.corp.example.com is served by ingress-nginx (Ingress web/shop, class nginx) and by cilium (HTTPRoute web/shop): an HTTP-01 challenge that one has is not found at the other.
  do: Keep one of them; while migrating, give the new one a name of its own, and move the name with its certificate at once.
  do: See who serves it.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related shop/ingress.yaml:11:13 served by ingress-nginx here`,`warning two.yaml:11:13-11:34
  |     - host: shop.corp.example.com
  |             ^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/two
  shop.corp.example.com is served by ingress-nginx (Ingress web/one, class nginx) and by traefik (Ingress web/two, class traefik): clients reach the one that the name happens to resolve to.
  do: Keep one of them; while migrating, give the new one a name of its own, and move the name with its certificate at once.
  do: See who serves it.
  verify: kubectl get ingress,httproute -A | grep shop.corp.example.com
  related one.yaml:11:13 served by ingress-nginx here`]},"http01-blocked-path":{citations:[{document:`cert-manager pkg/apis/acme/v1/types.go`,section:`SolverIdentificationLabelKey`,says:`Solver pods have the label acme.cert-manager.io/http01-solver: "true"; they listen on port 8089.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types.go`},{document:`cert-manager documentation: HTTP01`,section:`ingressTemplate`,says:`The added annotations override those of cert-manager, whitelist-source-range among them.`,url:`https://cert-manager.io/docs/configuration/acme/http01/`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"web/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"web/mesh.yaml":`apiVersion: v1
kind: Namespace
metadata:
  name: web
  labels:
    istio-injection: enabled
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: web
spec:
  mtls:
    mode: STRICT
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"web/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"web/policy.yaml":`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: web
spec:
  podSelector: {}
  policyTypes: [Ingress]
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
            ingressTemplate:
              metadata:
                annotations:
                  nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8
`}],good:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
            podTemplate:
              metadata:
                annotations:
                  sidecar.istio.io/inject: "false"
`,"web/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"web/mesh.yaml":`apiVersion: v1
kind: Namespace
metadata:
  name: web
  labels:
    istio-injection: enabled
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: web
spec:
  mtls:
    mode: STRICT
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"web/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"web/policy.yaml":`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: web
spec:
  podSelector: {}
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: acme
  namespace: web
spec:
  podSelector:
    matchLabels:
      acme.cert-manager.io/http01-solver: "true"
  ingress:
    - ports:
        - port: 8089
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"policy.yaml":`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: other
spec:
  podSelector: {}
  policyTypes: [Ingress]
`,"web/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
            ingressTemplate:
              metadata:
                annotations:
                  nginx.ingress.kubernetes.io/whitelist-source-range: 0.0.0.0/0,::/0
`}]},expected:[`warning web/mesh.yaml:15:11-15:17
  |     mode: STRICT
  |           ^^^^^^
  about PeerAuthentication web/default
  PeerAuthentication web/default lets pods take mutual TLS alone, and ingress-nginx, which is not part of the mesh, asks the solver pods of Certificate web/shop in plain HTTP: challenges are not answered.
  do: Keep the solver pods out of the mesh:
    yaml:
      http01:
        ingress:
          podTemplate:
            metadata:
              annotations: {sidecar.istio.io/inject: "false"}
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`,`warning web/policy.yaml:4:9-4:21
  |   name: default-deny
  |         ^^^^^^^^^^^^
  about NetworkPolicy web/default-deny
  NetworkPolicy web/default-deny denies all traffic to the pods of its namespace, and nothing allows it to the solver pods that Certificate web/shop needs: challenges are not answered.
  do: Add to namespace web:
    yaml:
      kind: NetworkPolicy
      spec:
        podSelector: {matchLabels: {acme.cert-manager.io/http01-solver: "true"}}
        ingress: [{ports: [{port: 8089}]}]
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related web/certificate.yaml:10:11 this certificate is proven over HTTP-01`,`warning issuer.yaml:17:19-17:69
  |                   nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8
  |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about ClusterIssuer letsencrypt
  The challenges of ClusterIssuer letsencrypt are open to 10.0.0.0/8 alone, and ACME servers ask from anywhere: they get a 403.
  do: Let everybody ask:
    yaml:
      nginx.ingress.kubernetes.io/whitelist-source-range: 0.0.0.0/0,::/0
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`]},"http01-class-conflict":{citations:[{document:`cert-manager internal/apis/certmanager/validation/issuer.go`,section:`ValidateACMEIssuerChallengeSolverHTTP01IngressConfig`,says:`only one of 'ingressClassName', 'name' or 'class' should be specified.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/issuer.go`},{document:`cert-manager internal/apis/certmanager/validation/issuer.go`,section:`ValidateACMEIssuerChallengeSolverConfig`,says:`may not specify more than one solver type in a single solver.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/issuer.go`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            class: nginx
            ingressClassName: nginx
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: azure/application-gateway
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress: {class: nginx}
          gatewayHTTPRoute: {parentRefs: [{name: a, kind: Gateway}]}
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress: {class: nginx}
        dns01:
          cloudflare: {apiTokenSecretRef: {name: a, key: b}}
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01: {}
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - selector:
          dnsZones: [corp.example.com]
`}],good:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            class: azure/application-gateway
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - selector: {dnsZones: [a.corp.example.com]}
        http01:
          ingress: {}
      - dns01:
          route53: {region: eu-central-1}
`}]},expected:[`error issuer.yaml:14:13-14:29
  |             ingressClassName: nginx
  |             ^^^^^^^^^^^^^^^^
  about ClusterIssuer letsencrypt
  Solver 1 of ClusterIssuer letsencrypt has more than one of class, ingressClassName, so cert-manager's webhook rejects the issuer.
  do: Leave one; for different names write several solvers with a selector each.
  verify: kubectl apply --dry-run=server -f FILE`,`error issuer.yaml:13:31-13:56
  |             ingressClassName: azure/application-gateway
  |                               ^^^^^^^^^^^^^^^^^^^^^^^^^
  about ClusterIssuer letsencrypt
  Solver 1 of ClusterIssuer letsencrypt has an ingressClassName "azure/application-gateway" that no IngressClass can have, so cert-manager's webhook rejects the issuer.
  do: Leave one; for different names write several solvers with a selector each.
  verify: kubectl apply --dry-run=server -f FILE`,`error issuer.yaml:13:11-13:27
  |           gatewayHTTPRoute: {parentRefs: [{name: a, kind: Gateway}]}
  |           ^^^^^^^^^^^^^^^^
  about ClusterIssuer letsencrypt
  Solver 1 of ClusterIssuer letsencrypt has both ingress and gatewayHTTPRoute, so cert-manager's webhook rejects the issuer.
  do: Leave one; for different names write several solvers with a selector each.
  verify: kubectl apply --dry-run=server -f FILE`,`error issuer.yaml:13:9-13:14
  |         dns01:
  |         ^^^^^
  about ClusterIssuer letsencrypt
  Solver 1 of ClusterIssuer letsencrypt has both http01 and dns01, so cert-manager's webhook rejects the issuer.
  do: Leave one; for different names write several solvers with a selector each.
  verify: kubectl apply --dry-run=server -f FILE`,`error issuer.yaml:11:9-11:15
  |       - http01: {}
  |         ^^^^^^
  about ClusterIssuer letsencrypt
  Solver 1 of ClusterIssuer letsencrypt has an http01 without ingress or gatewayHTTPRoute, so cert-manager's webhook rejects the issuer.
  do: Leave one; for different names write several solvers with a selector each.
  verify: kubectl apply --dry-run=server -f FILE`,`error issuer.yaml:11:9-11:17
  |       - selector:
  |         ^^^^^^^^
  about ClusterIssuer letsencrypt
  Solver 1 of ClusterIssuer letsencrypt has neither http01 nor dns01, so cert-manager's webhook rejects the issuer.
  do: Leave one; for different names write several solvers with a selector each.
  verify: kubectl apply --dry-run=server -f FILE`]},"http01-class-mismatch":{citations:[{document:`cert-manager pkg/apis/acme/v1/types_issuer.go`,section:`CertificateDNSNameSelector`,says:`dnsNames take precedence over dnsZones, the more specific zone over the less, then the most matching labels.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types_issuer.go`},{document:`cert-manager documentation: Annotations`,section:`acme.cert-manager.io/http01-ingress-ingressclassname`,says:`An Ingress can name the class that its challenges are solved with.`,url:`https://cert-manager.io/docs/reference/annotations/`}],examples:{bad:[{"classes.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
spec:
  controller: traefik.io/ingress-controller
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    acme.cert-manager.io/http01-ingress-ingressclassname: traefik
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"classes.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: cilium
spec:
  controller: cilium.io/ingress-controller
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: cilium
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: eg
spec:
  controllerName: gateway.envoyproxy.io/gatewayclass-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: eg
  listeners:
    - name: http
      port: 80
      protocol: HTTP
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
  namespace: web
spec:
  parentRefs:
    - name: public
      namespace: gateways
  hostnames:
    - shop.corp.example.com
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`}],good:[{"classes.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
spec:
  controller: traefik.io/ingress-controller
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: traefik
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    acme.cert-manager.io/http01-ingress-ingressclassname: nginx
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    acme.cert-manager.io/http01-ingress-ingressclassname: cilium
spec:
  ingressClassName: cilium
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
      - selector:
          dnsZones: [corp.example.com]
        http01:
          ingress:
            ingressClassName: cilium
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: cilium
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`}]},expected:[`error shop.yaml:8:59-8:66
  | .cert-manager.io/http01-ingress-ingressclassname: traefik
  |                                                   ^^^^^^^
  about Ingress web/shop
  Ingress web/shop has challenges answered through class traefik, but shop.corp.example.com is served by class nginx: the challenge gets a 404 there and the certificate stays pending.
  do: Add a solver for nginx, with a selector if others stay:
    yaml:
      http01:
        ingress:
          ingressClassName: nginx
  do: Or, on the Ingress alone, the annotation:
    yaml:
      acme.cert-manager.io/http01-ingress-ingressclassname: nginx
  do: See that the challenge passes.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related shop.yaml:12:13 shop.corp.example.com is served here`,`error issuer.yaml:13:31-13:36
  |             ingressClassName: nginx
  |                               ^^^^^
  about ClusterIssuer letsencrypt
  ClusterIssuer letsencrypt answers challenges through class nginx, but shop.corp.example.com is served by class cilium: the challenge gets a 404 there and the certificate stays pending.
  do: Add a solver for cilium, with a selector if others stay:
    yaml:
      http01:
        ingress:
          ingressClassName: cilium
  do: Or, on the Ingress alone, the annotation:
    yaml:
      acme.cert-manager.io/http01-ingress-ingressclassname: cilium
  do: See that the challenge passes.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related shop.yaml:11:13 shop.corp.example.com is served here`,`error issuer.yaml:13:31-13:36
  |             ingressClassName: nginx
  |                               ^^^^^
  about ClusterIssuer letsencrypt
  ClusterIssuer letsencrypt answers challenges through class nginx, but shop.corp.example.com is served by envoy-gateway: the challenge gets a 404 there and the certificate stays pending.
  do: Add a solver for envoy-gateway, with a selector if others stay:
    yaml:
      http01:
        gatewayHTTPRoute:
          parentRefs: [{name: GATEWAY, namespace: NAMESPACE, kind: Gateway}]
  do: See that the challenge passes.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related gateway.yaml:30:7 shop.corp.example.com is served here`]},"http01-edit-in-place-conflict":{citations:[{document:`cert-manager pkg/controller/acmeorders/util.go`,section:`applyIngressParameterAnnotationOverrides`,says:`may not specify more than one of: name, class, ingressClassName override annotations.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/controller/acmeorders/util.go`},{document:`cert-manager documentation: HTTP01`,section:`name`,says:`This mode should be avoided with ingress controllers that expose a single IP for all ingress resources.`,url:`https://cert-manager.io/docs/configuration/acme/http01/`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    acme.cert-manager.io/http01-edit-in-place: "true"
    acme.cert-manager.io/http01-ingress-class: nginx
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"api.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: web
  annotations:
    a: b
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: api-tls
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    acme.cert-manager.io/http01-edit-in-place: "true"
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`}],good:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    acme.cert-manager.io/http01-edit-in-place: "true"
spec:
  ingressClassName: gce
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    acme.cert-manager.io/http01-edit-in-place: "false"
    acme.cert-manager.io/http01-ingress-class: nginx
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`}]},expected:[`warning shop.yaml:8:5-8:46
  |     acme.cert-manager.io/http01-edit-in-place: "true"
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  Ingress web/shop has challenges edited into itself and overrides their class by acme.cert-manager.io/http01-ingress-class: cert-manager accepts only one of them, and the order fails.
  do: Delete one of the two annotations.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`,`warning shop.yaml:8:5-8:46
  |     acme.cert-manager.io/http01-edit-in-place: "true"
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  Ingress web/shop has challenges edited into itself, but Ingress web/api serves the same host: only one of them gets the route for the challenge.
  do: Delete the annotation: cert-manager then makes an Ingress for the challenge alone.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`]},"http01-gateway-incomplete":{citations:[{document:`cert-manager documentation: HTTP01`,section:`Configuring the HTTP-01 Gateway API solver`,says:"The Gateway must have a listener on port 80; from another namespace, it must be configured with `from: All`.",url:`https://cert-manager.io/docs/configuration/acme/http01/`},{document:`cert-manager pkg/controller/acmeorders/util.go`,section:`applyGatewayAPIAnnotationParentRefOverride`,says:`must specify parentRefs either through annotations or solver config.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/controller/acmeorders/util.go`},{document:`cert-manager documentation: Gateway`,section:`Enable the Gateway API support`,says:`The support has to be switched on in the controller's configuration.`,url:`https://cert-manager.io/docs/usage/gateway/`}],examples:{bad:[{"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: https
      port: 443
      protocol: HTTPS
      allowedRoutes:
        namespaces:
          from: All
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          gatewayHTTPRoute:
            parentRefs:
              - kind: Gateway
                name: public
                namespace: gateways
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          gatewayHTTPRoute: {}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          gatewayHTTPRoute:
            parentRefs:
              - kind: Gateway
                name: public
                namespace: gateways
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      hostname: "*.apps.example.com"
      port: 80
      protocol: HTTP
      allowedRoutes:
        namespaces:
          from: All
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          gatewayHTTPRoute:
            parentRefs:
              - kind: Gateway
                name: public
                namespace: gateways
`},{"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cert-manager
spec:
  chart:
    spec:
      chart: cert-manager
  values:
    crds:
      enabled: true
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          gatewayHTTPRoute:
            parentRefs:
              - kind: Gateway
                name: public
                namespace: gateways
`}],good:[{"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cert-manager
spec:
  chart:
    spec:
      chart: cert-manager
  values:
    config:
      enableGatewayAPI: true
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      hostname: "*.example.com"
      port: 80
      protocol: HTTP
      allowedRoutes:
        namespaces:
          from: All
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          gatewayHTTPRoute:
            parentRefs:
              - kind: Gateway
                name: public
                namespace: gateways
`},{"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: https
      port: 443
      protocol: HTTPS
      allowedRoutes:
        namespaces:
          from: All
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata:
  name: http
  namespace: gateways
spec:
  parentRef:
    name: public
  listeners:
    - name: http
      port: 80
      protocol: HTTP
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          gatewayHTTPRoute:
            parentRefs:
              - kind: Gateway
                name: public
                namespace: gateways
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          gatewayHTTPRoute:
            parentRefs:
              - kind: Gateway
                name: public
                namespace: gateways
`}]},expected:[`error issuer.yaml:15:23-15:29
  |                 name: public
  |                       ^^^^^^
  about ClusterIssuer letsencrypt
  The Gateway API solver of ClusterIssuer letsencrypt needs a listener of port 80 and protocol HTTP, which Gateway gateways/public does not have: challenges are not answered.
  do: Add to Gateway gateways/public:
    yaml:
      - name: http
        port: 80
        protocol: HTTP
        allowedRoutes: {namespaces: {from: All}}
  do: See that the challenge passes.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`,`error issuer.yaml:12:11-12:27
  |           gatewayHTTPRoute: {}
  |           ^^^^^^^^^^^^^^^^
  about ClusterIssuer letsencrypt
  The Gateway API solver of ClusterIssuer letsencrypt names no Gateway: parentRefs is missing, and its HTTPRoute is attached to nothing.
  do: Name the Gateway:
    yaml:
      gatewayHTTPRoute:
        parentRefs: [{kind: Gateway, name: GATEWAY, namespace: NAMESPACE}]
  do: See that the challenge passes.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`,`error issuer.yaml:15:23-15:29
  |                 name: public
  |                       ^^^^^^
  about ClusterIssuer letsencrypt
  The Gateway API solver of ClusterIssuer letsencrypt has Gateway gateways/public for a parent, which takes routes of its own namespace only, but Certificate web/shop is in another.
  do: Add to the listener of port 80 of Gateway gateways/public:
    yaml:
      allowedRoutes: {namespaces: {from: All}}
  do: See that the challenge passes.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`,`error issuer.yaml:15:23-15:29
  |                 name: public
  |                       ^^^^^^
  about ClusterIssuer letsencrypt
  The Gateway API solver of ClusterIssuer letsencrypt has Gateway gateways/public for a parent, whose listener of port 80 takes no shop.corp.example.com.
  do: Leave hostname out of the listener of port 80 of Gateway gateways/public, or let it match shop.corp.example.com.
  do: See that the challenge passes.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`,`error issuer.yaml:12:11-12:27
  |           gatewayHTTPRoute:
  |           ^^^^^^^^^^^^^^^^
  about ClusterIssuer letsencrypt
  The Gateway API solver of ClusterIssuer letsencrypt cannot work: cert-manager is installed without Gateway API support ("gateway api is not enabled").
  do: In the values of the chart cert-manager write:
    yaml:
      config:
        apiVersion: controller.config.cert-manager.io/v1alpha1
        kind: ControllerConfiguration
        enableGatewayAPI: true
  do: See that the challenge passes.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`]},"http01-host-collision":{citations:[{document:`NGINX Ingress Controller`,section:`Handling host and listener collisions; issue 3441`,says:`If several Ingresses have one host, the oldest wins and the others are ignored.`,url:`https://docs.nginx.com/nginx-ingress-controller/configuration/handling-host-and-listener-collisions/`},{document:`cert-manager`,section:`acme.cert-manager.io/http01-edit-in-place`,says:`The challenge is edited into the Ingress instead of a new one.`,url:`https://cert-manager.io/docs/usage/ingress/#supported-annotations`}],examples:{bad:[{"a.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  rules: [{host: shop.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}}]
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: le-key}
    solvers: [{http01: {ingress: {ingressClassName: nginx}}}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: nginx.org/ingress-controller}
`}],good:[{"a.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  rules: [{host: shop.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}}]
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: le-key}
    solvers: [{http01: {ingress: {ingressClassName: nginx}}}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
`},{"a.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    acme.cert-manager.io/http01-edit-in-place: "true"
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  rules: [{host: shop.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}}]
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: le-key}
    solvers: [{http01: {ingress: {ingressClassName: nginx}}}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: nginx.org/ingress-controller}
`}]},expected:[`warning a.yaml:7:37-7:48
  |     cert-manager.io/cluster-issuer: letsencrypt
  |                                     ^^^^^^^^^^^
  about Ingress web/shop
  Ingress web/shop takes shop.corp.example.com for itself: NGINX Inc.'s controller leaves out the Ingress that cert-manager makes for the challenge of the same host, and no certificate is issued.
  do: Add to its annotations:
    yaml:
      acme.cert-manager.io/http01-edit-in-place: "true"
  verify: kubectl describe challenge -A`]},"http01-no-class-multi-controller":{citations:[{document:`cert-manager documentation: HTTP01`,section:`class`,says:`Without a class, all ingress controllers installed in the cluster will serve traffic for the challenge solver.`,url:`https://cert-manager.io/docs/configuration/acme/http01/`}],examples:{bad:[{"cert-manager/issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress: {}
`,"nginx/class.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
`,"traefik/release.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: traefik
spec:
  chart:
    spec:
      chart: traefik
`}],good:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress: {}
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    acme.cert-manager.io/http01-ingress-ingressclassname: nginx
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`}]},expected:[`error cert-manager/issuer.yaml:12:11-12:18
  |           ingress: {}
  |           ^^^^^^^
  about ClusterIssuer letsencrypt
  The HTTP-01 solver of ClusterIssuer letsencrypt names no ingress class: of ingress-nginx, traefik, only the default class traefik serves its challenges, whichever controller a name resolves to.
  do: Name the class whose controller the names resolve to:
    yaml:
      http01:
        ingress:
          ingressClassName: traefik
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related nginx/class.yaml:4:9 a controller: IngressClass nginx
  related traefik/release.yaml:8:14 a controller: chart traefik`]},"http01-self-check-skipped":{citations:[{document:`cert-manager pkg/apis/acme/v1/types_issuer.go`,section:`waitInsteadOfSelfCheck`,says:`cert-manager skips its self-check, waits, and then asks the ACME server to validate.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types_issuer.go`},{document:`cert-manager internal/apis/certmanager/validation/issuer.go`,section:`ValidateACMEIssuerChallengeSolverConfig`,says:`waitInsteadOfSelfCheck must not be negative.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/issuer.go`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
        waitInsteadOfSelfCheck: 30s
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
        waitInsteadOfSelfCheck: -5s
`}],good:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`}]},expected:[`warning issuer.yaml:14:33-14:36
  |         waitInsteadOfSelfCheck: 30s
  |                                 ^^^
  about ClusterIssuer letsencrypt
  Solver 1 of ClusterIssuer letsencrypt skips the self-check, so a challenge that only a part of the traffic reaches fails at the ACME server and counts against its rate limits.
  do: Delete waitInsteadOfSelfCheck, and see whether the challenge is reachable five times in a row:
    sh:
      for i in 1 2 3 4 5; do curl -so /dev/null -w '%{http_code}\\n' http://NAME/.well-known/acme-challenge/TOKEN; done
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`,`error issuer.yaml:14:33-14:36
  |         waitInsteadOfSelfCheck: -5s
  |                                 ^^^
  about ClusterIssuer letsencrypt
  ClusterIssuer letsencrypt waits -5s instead of a self-check; cert-manager's webhook rejects a negative time.
  do: Delete waitInsteadOfSelfCheck, and see whether the challenge is reachable five times in a row:
    sh:
      for i in 1 2 3 4 5; do curl -so /dev/null -w '%{http_code}\\n' http://NAME/.well-known/acme-challenge/TOKEN; done
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`]},"http01-unknown-class":{citations:[{document:`cert-manager pkg/apis/acme/v1/types_issuer.go`,section:`ACMEChallengeSolverHTTP01Ingress`,says:"`ingressClassName` is set on the Ingress that is made for the challenge.",url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types_issuer.go`}],examples:{bad:[{"class.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: public-nginx
`}],good:[{"class.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: public-nginx
`},{"class.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: traefik
`,"release.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: traefik
spec:
  chart:
    spec:
      chart: traefik
`}]},expected:[`warning issuer.yaml:13:31-13:43
  |             ingressClassName: public-nginx
  |                               ^^^^^^^^^^^^
  about ClusterIssuer letsencrypt
  ClusterIssuer letsencrypt solves challenges with the ingress class public-nginx, which nothing here provides (there are nginx): no controller may take the challenge.
  do: Name a class that is there:
    yaml:
      ingressClassName: nginx
  verify: kubectl get ingressclass
  do: See that the challenge passes.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME`]},"http01-unreachable-name":{citations:[{document:`CA/Browser Forum Baseline Requirements`,section:`4.2.2`,says:`CAs shall not issue certificates containing internal names.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`RFC 6761`,section:`6`,says:`test, invalid, localhost and example are special-use names, which the public DNS does not delegate.`,url:`https://www.rfc-editor.org/rfc/rfc6761#section-6`}],examples:{bad:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a-tls
  dnsNames:
    - shop.corp.example.com
    - shop.web.svc.cluster.local
    - shop
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`}],good:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a-tls
  dnsNames: [shop.corp.internal]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://ca.corp.internal/acme/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`}]},expected:[`warning certificate.yaml:10:7-10:33
  |     - shop.web.svc.cluster.local
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Certificate web/shop
  Certificate web/shop asks a public authority (ClusterIssuer letsencrypt) for shop.web.svc.cluster.local, which is not in the public DNS: the whole order is refused.
  do: Move internal names to a certificate of an issuer of your own:
    yaml:
      issuerRef:
        name: INTERNAL-CA
        kind: ClusterIssuer
  verify: kubectl describe order -n web

warning certificate.yaml:11:7-11:11
  |     - shop
  |       ^^^^
  about Certificate web/shop
  Certificate web/shop asks a public authority (ClusterIssuer letsencrypt) for shop, which is not in the public DNS: the whole order is refused.
  do: Move internal names to a certificate of an issuer of your own:
    yaml:
      issuerRef:
        name: INTERNAL-CA
        kind: ClusterIssuer
  verify: kubectl describe order -n web`]},"http01-wildcard":{citations:[{document:`cert-manager pkg/apis/acme/v1/types_issuer.go`,section:`ACMEChallengeSolver`,says:`It is not possible to obtain certificates for wildcard domain names using the HTTP01 challenge mechanism.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types_issuer.go`},{document:`RFC 8555`,section:`7.1.3`,says:`A wildcard identifier is proven by its base domain; public servers offer dns-01 for it and nothing else.`,url:`https://www.rfc-editor.org/rfc/rfc8555#section-7.1.3`}],examples:{bad:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: wild-tls
  dnsNames:
    - corp.example.com
    - "*.corp.example.com"
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`}],good:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: wild-tls
  dnsNames: ["*.corp.example.com"]
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
      - selector:
          dnsZones: [corp.example.com]
        dns01:
          route53: {region: eu-central-1}
`}]},expected:[`error certificate.yaml:10:7-10:27
  |     - "*.corp.example.com"
  |       ^^^^^^^^^^^^^^^^^^^^
  about Certificate web/shop
  Certificate web/shop asks ClusterIssuer letsencrypt for *.corp.example.com, but a wildcard needs DNS-01 and the issuer has no such solver for it: the order fails.
  do: Add a solver for the zone to ClusterIssuer letsencrypt:
    yaml:
      - selector:
          dnsZones: [corp.example.com]
        dns01: {…}
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related issuer.yaml:7:13 the issuer`]},"ingress-class-both-forms":{citations:[{document:`Kubernetes pkg/apis/networking/validation`,section:`ValidateIngressCreate`,says:`annotations.kubernetes.io/ingress.class: "can not be set when the class field is also set".`,url:`https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go`},{document:`Kubernetes documentation: Ingress`,section:`Deprecated annotation`,says:`The newer ingressClassName field replaces the annotation.`,url:`https://kubernetes.io/docs/concepts/services-networking/ingress/#deprecated-annotation`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    kubernetes.io/ingress.class: nginx
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
`},{"values.yaml":`ingress:
  enabled: true
  className: nginx
  annotations:
    kubernetes.io/ingress.class: nginx
    cert-manager.io/cluster-issuer: le
`},{"base/kustomization.yaml":`resources: [shop.yaml]
`,"base/shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    kubernetes.io/ingress.class: nginx
`,"prod/kustomization.yaml":`resources: [../base]
patches:
  - path: patch.yaml
`,"prod/patch.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  ingressClassName: cilium
`}],good:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  ingressClassName: nginx
`},{"values.yaml":`ingress:
  enabled: true
  className: ""
  annotations:
    kubernetes.io/ingress.class: nginx
`}]},expected:[`error shop.yaml:6:5-6:32
  |     kubernetes.io/ingress.class: nginx
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress shop
  Ingress shop has both kubernetes.io/ingress.class and ingressClassName, so the API server rejects it when it is created.
  do: Delete the annotation; keep spec.ingressClassName: nginx.
  verify: kubectl apply --dry-run=server -f FILE`,`warning values.yaml:5:5-5:32
  |     kubernetes.io/ingress.class: nginx
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  These values set both the class nginx and the annotation kubernetes.io/ingress.class: charts render both, and the API server rejects the Ingress.
  do: Delete the annotation.
  verify: helm template CHART -f values.yaml | kubectl apply --dry-run=server -f -`,`warning prod/patch.yaml:6:3-6:19
  |   ingressClassName: cilium
  |   ^^^^^^^^^^^^^^^^
  about Ingress shop
  Ingress shop gets ingressClassName here and the annotation kubernetes.io/ingress.class in base/shop.yaml: together the API server rejects them.
  do: Remove the annotation in this patch:
    yaml:
      metadata:
        annotations:
          kubernetes.io/ingress.class: null
  verify: kustomize build | kubectl apply --dry-run=server -f -`]},"ingressclass-multiple-defaults":{citations:[{document:`Kubernetes documentation: Ingress`,section:`Default IngressClass`,says:`If more than one class is marked as the default, Ingress objects without an ingressClassName cannot be created.`,url:`https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class`},{document:`traefik-helm-chart values.yaml`,section:`ingressClass`,says:`ingressClass.enabled and ingressClass.isDefaultClass are true unless they are set.`,url:`https://github.com/traefik/traefik-helm-chart/blob/master/traefik/values.yaml`}],examples:{bad:[{"nginx.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
  annotations:
    ingressclass.kubernetes.io/is-default-class: "true"
spec:
  controller: k8s.io/ingress-nginx
`,"traefik.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
  annotations:
    ingressclass.kubernetes.io/is-default-class: "true"
spec:
  controller: traefik.io/ingress-controller
`},{"nginx/release.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ingress-nginx
spec:
  chart:
    spec:
      chart: ingress-nginx
  values:
    controller:
      ingressClassResource:
        default: true
`,"traefik/release.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: traefik
spec:
  chart:
    spec:
      chart: traefik
`},{"classes.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
spec:
  controller: traefik.io/ingress-controller
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  rules:
    - host: shop.corp.example.com
`}],good:[{"nginx.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
  annotations:
    ingressclass.kubernetes.io/is-default-class: "true"
spec:
  controller: k8s.io/ingress-nginx
`,"traefik.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
  annotations:
    ingressclass.kubernetes.io/is-default-class: "false"
spec:
  controller: traefik.io/ingress-controller
`},{"clusters/one/kustomization.yaml":`resources: [nginx.yaml]
`,"clusters/one/nginx.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
  annotations:
    ingressclass.kubernetes.io/is-default-class: "true"
spec:
  controller: k8s.io/ingress-nginx
`,"clusters/two/kustomization.yaml":`resources: [traefik.yaml]
`,"clusters/two/traefik.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
  annotations:
    ingressclass.kubernetes.io/is-default-class: "true"
spec:
  controller: traefik.io/ingress-controller
`}]},expected:[`error traefik.yaml:6:50-6:56
  |     ingressclass.kubernetes.io/is-default-class: "true"
  |                                                  ^^^^^^
  IngressClass traefik and IngressClass nginx are both the default class, so every Ingress without a class is rejected, cert-manager's for a challenge included.
  do: Leave one. An IngressClass:
    yaml:
      ingressclass.kubernetes.io/is-default-class: "false"
  do: The charts: ingressClass.isDefaultClass: false (traefik), controller.ingressClassResource.default: false (ingress-nginx).
  verify: kubectl get ingressclass -o yaml | grep is-default-class
  related nginx.yaml:6:50 IngressClass nginx is the default, too`,`error traefik/release.yaml:8:14-8:21
  |       chart: traefik
  |              ^^^^^^^
  chart traefik and chart ingress-nginx are both the default class, so every Ingress without a class is rejected, cert-manager's for a challenge included.
  do: Leave one. An IngressClass:
    yaml:
      ingressclass.kubernetes.io/is-default-class: "false"
  do: The charts: ingressClass.isDefaultClass: false (traefik), controller.ingressClassResource.default: false (ingress-nginx).
  verify: kubectl get ingressclass -o yaml | grep is-default-class
  related nginx/release.yaml:8:14 chart ingress-nginx is the default, too`,`warning shop.yaml:4:9-4:13
  |   name: shop
  |         ^^^^
  about Ingress shop
  Ingress shop names no class, no class is the default, and there are several controllers (ingress-nginx, traefik): which of them serve it is left to chance.
  do: Write spec.ingressClassName.
  verify: kubectl get ingress -A (column CLASS)`]},"lb-shared-controllers-generic":{citations:[{document:`cert-manager pkg/issuer/acme/http/http.go`,section:`Check`,says:`The self-check passes after five answers of 200 in a row (requiredPasses).`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/issuer/acme/http/http.go`}],examples:{bad:[{"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
  addresses:
    - type: IPAddress
      value: 10.1.0.61
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"nginx/nginx.conf":`http {
  upstream web {
    server 10.1.0.59:80;
    server 10.1.0.61:80;
  }
  server {
    listen 80;
    location / {
      proxy_pass http://web;
    }
  }
}
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"keepalived.conf":`virtual_server 10.1.0.10 80 {
  lb_algo rr
  lb_kind NAT
  protocol TCP
  real_server 10.1.0.59 80 {
    weight 1
  }
  real_server 10.1.0.66 80 {
    weight 1
  }
}
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"pool.yaml":`apiVersion: cilium.io/v2alpha1
kind: CiliumLoadBalancerIPPool
metadata:
  name: gateways
spec:
  blocks:
    - cidr: 10.1.0.64/28
  serviceSelector:
    matchLabels:
      gateway.networking.k8s.io/gateway-name: public
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
`},{"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
  addresses:
    - type: IPAddress
      value: 10.1.0.61
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"traefik.yaml":`http:
  routers:
    web:
      rule: PathPrefix(\`/\`)
      service: web
  services:
    web:
      loadBalancer:
        servers:
          - url: http://10.1.0.59:80
          - url: http://10.1.0.61:80
`},{"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
  addresses:
    - type: IPAddress
      value: 10.1.0.61
`,"dns.yaml":`apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
metadata:
  name: shop
spec:
  endpoints:
    - dnsName: shop.corp.example.com
      recordType: A
      targets: [10.1.0.59, 10.1.0.61]
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`}],good:[{"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
  addresses:
    - type: IPAddress
      value: 10.1.0.61
`,"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef:
      name: letsencrypt-account
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"nginx/nginx.conf":`http {
  upstream web {
    server 10.1.0.59:80;
    server 10.1.0.61:80;
  }
  server {
    listen 80;
    location /.well-known/acme-challenge/ {
      proxy_pass http://10.1.0.59;
    }
    location / {
      proxy_pass http://web;
    }
  }
}
`},{"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: cilium
spec:
  controllerName: io.cilium/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: public
  namespace: gateways
spec:
  gatewayClassName: cilium
  listeners:
    - name: http
      port: 80
      protocol: HTTP
  addresses:
    - type: IPAddress
      value: 10.1.0.61
`,"dns.yaml":`apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
metadata:
  name: shop
spec:
  endpoints:
    - dnsName: a.corp.example.com
      targets: [10.1.0.59]
    - dnsName: b.corp.example.com
      targets: [10.1.0.61]
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`}]},expected:[`warning nginx/nginx.conf:4:12-4:24
  |     server 10.1.0.61:80;
  |            ^^^^^^^^^^^^
  web spreads challenges over ingress-nginx (10.1.0.59) and cilium (10.1.0.61): with 50 % of them going where the route is missing, the five checks that cert-manager makes in a row pass with a probability of 3 %.
  do: Send the path of challenges to ingress-nginx alone, or prove the names over DNS-01:
    nginx:
      location ^~ /.well-known/acme-challenge/ { proxy_pass http://10.1.0.59:80; }
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related nginx/nginx.conf:9:18 port 80 leads here
  related nginx.yaml:7:19 10.1.0.59 is the address of Service ingress-nginx-controller
  related cilium.yaml:21:14 10.1.0.61 is the address of Gateway public`,`warning keepalived.conf:8:15-8:24
  |   real_server 10.1.0.66 80 {
  |               ^^^^^^^^^
  10.1.0.10:80 spreads challenges over ingress-nginx (10.1.0.59) and cilium (10.1.0.66): with 50 % of them going where the route is missing, the five checks that cert-manager makes in a row pass with a probability of 3 %.
  do: It balances connections and sees no path: give port 80 to the servers of the solver's controller alone, or prove the names over DNS-01.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related keepalived.conf:1:16 10.1.0.10:80 leads here
  related nginx.yaml:7:19 10.1.0.59 is the address of Service ingress-nginx-controller
  related pool.yaml:4:9 10.1.0.64/28 is the address of CiliumLoadBalancerIPPool gateways`,`notice traefik.yaml:11:18-11:37
  |           - url: http://10.1.0.61:80
  |                  ^^^^^^^^^^^^^^^^^^^
  Traffic is spread over ingress-nginx (10.1.0.59) and cilium (10.1.0.61): an HTTP-01 challenge that one has is not found at the other.
  do: Spread it over one of them, or prove the names over DNS-01.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related nginx.yaml:7:19 10.1.0.59 is the address of Service ingress-nginx-controller
  related cilium.yaml:21:14 10.1.0.61 is the address of Gateway public`,`notice dns.yaml:9:28-9:37
  |       targets: [10.1.0.59, 10.1.0.61]
  |                            ^^^^^^^^^
  about DNSEndpoint shop
  Traffic is spread over ingress-nginx (10.1.0.59) and cilium (10.1.0.61): an HTTP-01 challenge that one has is not found at the other.
  do: Spread it over one of them, or prove the names over DNS-01.
  verify: kubectl get challenges -A -o wide (none stays pending), or cmctl status certificate NAME
  related nginx.yaml:7:19 10.1.0.59 is the address of Service ingress-nginx-controller
  related cilium.yaml:21:14 10.1.0.61 is the address of Gateway public`]},"must-staple-refused":{citations:[{document:`Let's Encrypt`,section:`Ending OCSP Support in 2025`,says:`Requests with the Must-Staple extension fail since May 2025; the responders are off since 2025-08-06.`,url:`https://letsencrypt.org/2024/12/05/ending-ocsp/`}],examples:{bad:[{"renew.sh":`certbot certonly --must-staple -d shop.corp.example.com --webroot -w /var/www
`}],good:[{"renew.sh":`certbot certonly --must-staple --server https://acme.corp.example.com/directory -d shop.corp.example.com
`},{"renew.sh":`certbot certonly -d shop.corp.example.com --webroot -w /var/www
`}]},expected:[`error renew.sh:1:18-1:31
  | certbot certonly --must-staple -d shop.corp.example.com --webroot -w /var/www
  |                  ^^^^^^^^^^^^^
  Let's Encrypt refuses orders with OCSP Must-Staple since May 2025: the certificate is not issued or renewed.
  do: Remove the option.
  verify: certbot renew --dry-run`]},"request-misses-host":{citations:[{document:`cert-manager documentation`,section:`Certificate resource`,says:`The certificate that is issued has the dnsNames of the Certificate; nothing adds those of an Ingress that uses the Secret.`,url:`https://cert-manager.io/docs/usage/certificate/`},{document:`RFC 9525`,section:`6.3`,says:`The client compares the host with each name of the certificate; a wildcard stands for exactly one label.`,url:`https://www.rfc-editor.org/rfc/rfc9525#section-6.3`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  rules: [{host: shop.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  dnsNames: [www.corp.example.com]
  issuerRef: {name: corp, kind: ClusterIssuer}
`},{"shop.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: shop, annotations: {cert-manager.io/inject-ca-from: web/shop}}
webhooks:
  - name: shop.corp.example.com
    clientConfig: {service: {name: shop-webhook, namespace: web}}
---
apiVersion: v1
kind: Service
metadata: {name: shop-webhook, namespace: web}
spec: {selector: {app: shop}, ports: [{port: 443, targetPort: 8443}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: web}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers: [{name: shop, image: registry.corp.example.com/shop:1, volumeMounts: [{name: certs, mountPath: /certs}]}]
      volumes: [{name: certs, secret: {secretName: shop-tls}}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  dnsNames: [shop.web.svc]
  issuerRef: {name: corp, kind: ClusterIssuer}
`}],good:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  rules: [{host: shop.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: corp, kind: ClusterIssuer}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  rules: [{host: shop.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: other}
spec:
  secretName: shop-tls
  dnsNames: [www.corp.example.com]
  issuerRef: {name: corp, kind: ClusterIssuer}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  rules: [{host: shop.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  dnsNames: ["\${DOMAIN}"]
  issuerRef: {name: corp, kind: ClusterIssuer}
`},{"shop.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: shop, annotations: {cert-manager.io/inject-ca-from: web/shop}}
webhooks:
  - name: shop.corp.example.com
    clientConfig: {service: {name: shop-webhook, namespace: web}}
---
apiVersion: v1
kind: Service
metadata: {name: shop-webhook, namespace: web}
spec: {selector: {app: shop}, ports: [{port: 443, targetPort: 8443}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: web}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers: [{name: shop, image: registry.corp.example.com/shop:1, volumeMounts: [{name: certs, mountPath: /certs}]}]
      volumes: [{name: certs, secret: {secretName: shop-tls}}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  dnsNames: [shop-webhook.web.svc]
  issuerRef: {name: corp, kind: ClusterIssuer}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  rules: [{host: shop.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec:
  secretName: shop-tls
  dnsNames: ["*.corp.example.com"]
  issuerRef: {name: corp, kind: ClusterIssuer}
`}]},expected:[`error shop.yaml:14:3-14:11
  |   dnsNames: [www.corp.example.com]
  |   ^^^^^^^^
  about Certificate web/shop
  Certificate web/shop asks for a certificate for www.corp.example.com, but Ingress web/shop serves shop.corp.example.com with its Secret shop-tls: clients refuse what is issued.
  do: Add what is missing, or name the Secret that is meant:
    text:
      dnsNames:
        - www.corp.example.com
        - shop.corp.example.com
  verify: kubectl get secret shop-tls -o jsonpath='{.data.tls\\.crt}' | base64 -d | tlsgate inspect -
  related shop.yaml:6:18 Ingress web/shop serves shop.corp.example.com`,`error shop.yaml:29:3-29:11
  |   dnsNames: [shop.web.svc]
  |   ^^^^^^^^
  about Certificate web/shop
  Certificate web/shop asks for a certificate for shop.web.svc, but ValidatingWebhookConfiguration shop asks for shop-webhook.web.svc with its Secret shop-tls: clients refuse what is issued.
  do: Add what is missing, or name the Secret that is meant:
    text:
      dnsNames:
        - shop.web.svc
        - shop-webhook.web.svc
  verify: kubectl get secret shop-tls -o jsonpath='{.data.tls\\.crt}' | base64 -d | tlsgate inspect -
  related shop.yaml:6:36 ValidatingWebhookConfiguration shop asks for shop-webhook.web.svc`]},"shim-block-skipped":{citations:[{document:`cert-manager pkg/controller/certificate-shim/sync.go`,section:`validateIngressTLSBlock, validateGatewayListenerBlock`,says:`A block without hosts or without secretName is skipped; so is a listener without hostname, without certificateRefs, with a reference to another kind or namespace, or with another mode than Terminate.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/controller/certificate-shim/sync.go`},{document:`cert-manager pkg/controller/certificate-shim/sync.go`,section:`buildCertificates`,says:`Two blocks with one secretName are a bad configuration: no certificate is made for the object.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/controller/certificate-shim/sync.go`}],examples:{bad:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations: {cert-manager.io/cluster-issuer: corp}
spec:
  tls:
    - hosts: [shop.corp.example.com]
    - secretName: blog-tls
  rules:
    - host: shop.corp.example.com
`},{"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
  namespace: web
  annotations: {cert-manager.io/issuer: corp}
spec:
  gatewayClassName: envoy
  listeners:
    - {name: a, protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: a-tls}]}}
    - {name: b, protocol: HTTPS, port: 444, hostname: b.corp.example.com, tls: {certificateRefs: [{name: b-tls, namespace: certs}]}}
`},{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations: {cert-manager.io/cluster-issuer: corp}
spec:
  tls:
    - {hosts: [shop.corp.example.com], secretName: shop-tls}
    - {hosts: [blog.corp.example.com], secretName: shop-tls}
`}],good:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations: {cert-manager.io/cluster-issuer: corp}
spec:
  tls:
    - {hosts: [shop.corp.example.com], secretName: shop-tls}
    - {hosts: [blog.corp.example.com], secretName: blog-tls}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: plain, namespace: web}
spec:
  tls:
    - hosts: [plain.corp.example.com]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
  namespace: web
  annotations: {cert-manager.io/issuer: corp}
spec:
  gatewayClassName: envoy
  listeners:
    - {name: a, protocol: HTTPS, port: 443, hostname: a.corp.example.com, tls: {certificateRefs: [{name: a-tls}]}}
    - {name: through, protocol: TLS, port: 8443, tls: {mode: Passthrough}}
    - {name: plain, protocol: HTTP, port: 80}
    - {name: shared, protocol: HTTPS, port: 445, tls: {certificateRefs: [{name: shared-tls, namespace: certs}]}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shared, namespace: certs}
spec:
  secretName: shared-tls
  dnsNames: [shared.corp.example.com]
  issuerRef: {name: corp}
`}]},expected:[`warning ingress.yaml:9:7-9:37
  |     - hosts: [shop.corp.example.com]
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  Ingress web/shop has a tls block without secretName, which cert-manager skips.
  do: Add secretName: the Secret that the certificate is to be put in.
  verify: kubectl get certificate -n web

warning ingress.yaml:10:7-10:27
  |     - secretName: blog-tls
  |       ^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  Ingress web/shop has a tls block for blog-tls without hosts, which cert-manager skips.
  do: List the hosts of the block.
  verify: kubectl get certificate -n web`,`warning gateway.yaml:10:50-10:84
  |     - {name: a, protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: a-tls}]}}
  |                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Gateway web/edge
  Gateway web/edge has no hostname in the listener a, so cert-manager makes no certificate for it.
  do: Add hostname: the name that clients use.
  verify: kubectl get certificate -n web

warning gateway.yaml:11:124-11:129
  |  tls: {certificateRefs: [{name: b-tls, namespace: certs}]}}
  |                                                   ^^^^^
  about Gateway web/edge
  Gateway web/edge refers to a Secret of the namespace certs in the listener b, for which cert-manager makes no certificate.
  do: Leave namespace out, or write a Certificate in that namespace.
  verify: kubectl get certificate -n web`,`error ingress.yaml:10:52-10:60
  |    - {hosts: [blog.corp.example.com], secretName: shop-tls}
  |                                                   ^^^^^^^^
  about Ingress web/shop
  Ingress web/shop names the Secret shop-tls in two tls blocks, for which cert-manager makes no certificate at all.
  do: Put the hosts of both into one block, or give each a Secret of its own.
  verify: kubectl get certificate -n web`]},"ansible-ca-copy-without-update":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`update-ca-trust(8)`,says:`Files placed in /etc/pki/ca-trust/source/anchors take effect once update-ca-trust has run.`,url:`https://www.mankier.com/8/update-ca-trust`},{document:`Ansible documentation, Handlers`,says:`A handler runs when a task notifies it by exactly its name, or a topic that it listens to.`,url:`https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_handlers.html`}],examples:{bad:[{"site.yml":`- hosts: all
  tasks:
    - name: Install the CA
      ansible.builtin.copy:
        src: corp.crt
        dest: /usr/local/share/ca-certificates/corp.crt
`},{"roles/ca/handlers/main.yml":`- name: Update the trust store
  ansible.builtin.command: update-ca-trust
`,"roles/ca/tasks/main.yml":`- ansible.builtin.copy:
    src: corp.crt
    dest: /etc/pki/ca-trust/source/anchors/corp.crt
  notify: Update trust
`},{"site.yml":`- hosts: all
  tasks:
    - command: update-ca-certificates
    - copy: src=corp.crt dest=/usr/local/share/ca-certificates/corp.crt
`}],good:[{"roles/ca/handlers/main.yml":`- name: Update the trust store
  ansible.builtin.command: update-ca-trust
  listen: Update trust
`,"roles/ca/tasks/main.yml":`- ansible.builtin.copy:
    src: corp.crt
    dest: /etc/pki/ca-trust/source/anchors/corp.crt
  notify: Update trust
`},{"site.yml":`- hosts: all
  tasks:
    - block:
        - copy:
            src: corp.crt
            dest: /usr/local/share/ca-certificates/corp.crt
          register: ca
        - command: update-ca-certificates
          when: ca.changed
`},{"roles/ca/tasks/copy.yml":`- copy:
    src: corp.crt
    dest: /usr/local/share/ca-certificates/corp.crt
`,"roles/ca/tasks/main.yml":`- import_tasks: copy.yml
- command: update-ca-certificates
`}]},expected:[`error site.yml:6:15-6:56
  |         dest: /usr/local/share/ca-certificates/corp.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.crt is copied into the trust store, but nothing runs update-ca-certificates after it: the CA is not trusted.
  do: Notify a handler by its exact name, in the task:
    yaml:
      notify: Update the trust store
  do: And have the handler run the tool:
    yaml:
      - name: Update the trust store
        ansible.builtin.command: update-ca-certificates
  verify: ansible all -m command -a 'openssl verify /path/server.crt'`,`error roles/ca/tasks/main.yml:3:11-3:52
  |     dest: /etc/pki/ca-trust/source/anchors/corp.crt
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.crt is copied into the trust store, but no handler here is called "Update trust" (there is "Update the trust store"): the CA is not trusted.
  do: Notify a handler by its exact name, in the task:
    yaml:
      notify: Update the trust store
  do: And have the handler run the tool:
    yaml:
      - name: Update the trust store
        ansible.builtin.command: update-ca-trust
  verify: ansible all -m command -a 'openssl verify /path/server.crt'`,`error site.yml:4:13-4:72
  |     - copy: src=corp.crt dest=/usr/local/share/ca-certificates/corp.crt
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.crt is copied into the trust store, but update-ca-certificates runs before: the CA is not trusted.
  do: Notify a handler by its exact name, in the task:
    yaml:
      notify: Update the trust store
  do: And have the handler run the tool:
    yaml:
      - name: Update the trust store
        ansible.builtin.command: update-ca-certificates
  verify: ansible all -m command -a 'openssl verify /path/server.crt'`]},"ca-bundle-append-lost":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`gliderlabs/docker-alpine`,section:`issue 446`,says:`What was appended to ca-certificates.crt is gone once a package runs update-ca-certificates.`,url:`https://github.com/gliderlabs/docker-alpine/issues/446`}],examples:{bad:[{Dockerfile:`FROM alpine:3.22
COPY corp.crt /tmp/corp.crt
RUN cat /tmp/corp.crt >> /etc/ssl/certs/ca-certificates.crt
RUN apk add --no-cache ca-certificates curl && update-ca-certificates
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{Dockerfile:`FROM alpine:3.22
RUN apk add --no-cache ca-certificates curl
COPY corp.crt /tmp/corp.crt
RUN cat /tmp/corp.crt >> /etc/ssl/certs/ca-certificates.crt
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`warning Dockerfile:3:26-3:60
  | RUN cat /tmp/corp.crt >> /etc/ssl/certs/ca-certificates.crt
  |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The CA that is appended to /etc/ssl/certs/ca-certificates.crt is lost: the installation of packages comes after it and writes the bundle anew.
  do: Put the CA where the update reads it, before it runs:
    sh:
      cp corp-ca.crt /usr/local/share/ca-certificates/
      update-ca-certificates
  verify: grep -c BEGIN /etc/ssl/certs/ca-certificates.crt, before and after
  related Dockerfile:4:5 what writes it anew`]},"ca-bundle-contains-private-key":{citations:[{document:`Kubernetes documentation`,section:`ConfigMaps`,says:`ConfigMap does not provide secrecy or encryption.`,url:`https://kubernetes.io/docs/concepts/configuration/configmap/`}],examples:{bad:[{"trust/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <private key>
`},{"certs/server.crt":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<private key>
`}],good:[{"trust/ca.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: tls}
stringData:
  tls-combined.pem: |
    <private key>
    <certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`error trust/ca.yaml:19:5-23:30
  about ConfigMap ca data.ca\\.crt
  A private key stands in ca.crt of ConfigMap ca, which is handed out to whoever needs the certificate: everyone who gets it can use the key.
  do: Take it out, make a new key, and have the certificate issued for that: the old one stays in the history.
  do: Certificates alone: openssl x509 -in old.pem -out new.pem
  verify: grep -c 'PRIVATE KEY' FILE prints 0.`,`error certs/server.crt:14:1-18:26
  A private key stands in certs/server.crt, which is handed out to whoever needs the certificate: everyone who gets it can use the key.
  do: Take it out, make a new key, and have the certificate issued for that: the old one stays in the history.
  do: Certificates alone: openssl x509 -in old.pem -out new.pem
  verify: grep -c 'PRIVATE KEY' certs/server.crt prints 0.`]},"ca-bundle-replaced":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`update-ca-trust(8)`,says:`Files placed in /etc/pki/ca-trust/source/anchors take effect once update-ca-trust has run.`,url:`https://www.mankier.com/8/update-ca-trust`},{document:`Talos`,section:`v1alpha1, MachineFile, op`,says:`create, append, overwrite: only append keeps what the file had.`,url:`https://www.talos.dev/latest/reference/configuration/v1alpha1/config/`}],examples:{bad:[{"compose.yaml":`services:
  w:
    image: ghcr.io/corp/w:1
    volumes: ['./corp.crt:/etc/ssl/certs/ca-certificates.crt:ro']
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{Dockerfile:`FROM registry.access.redhat.com/ubi9
COPY corp.pem /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem
`,"corp.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"setup.sh":`#!/bin/bash
cat corp.crt > /etc/ssl/certs/ca-certificates.crt
`},{"machine.yaml":`machine:
  files:
    - path: /etc/ssl/certs/ca-certificates.crt
      op: overwrite
      permissions: 0o644
      content: |
        <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
cluster: {}
`}],good:[{"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"setup.sh":`#!/bin/bash
cp corp.crt /usr/local/share/ca-certificates/corp.crt
update-ca-certificates
`},{"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"setup.sh":`#!/bin/bash
cat /etc/ssl/certs/ca-certificates.crt corp.crt > /tmp/all.crt
cp /tmp/all.crt /etc/ssl/certs/ca-certificates.crt
`},{Dockerfile:`FROM debian:12 AS certs
RUN apt-get update && apt-get install -y ca-certificates
FROM scratch
COPY --from=certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
`}]},expected:[`warning compose.yaml:4:15-4:65
  |     volumes: ['./corp.crt:/etc/ssl/certs/ca-certificates.crt:ro']
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  /etc/ssl/certs/ca-certificates.crt is overwritten with one certificate: no public CA is trusted any more, and the next update of the trust store undoes it.
  do: Put the CA beside the others and write the bundle anew:
    sh:
      cp corp-ca.crt /usr/local/share/ca-certificates/
      update-ca-certificates
  verify: grep -c BEGIN /etc/ssl/certs/ca-certificates.crt`,`warning Dockerfile:2:15-2:64
  | COPY corp.pem /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem is overwritten with one certificate: no public CA is trusted any more, and the next update of the trust store undoes it.
  do: Put the CA beside the others and write the bundle anew:
    sh:
      cp corp-ca.crt /etc/pki/ca-trust/source/anchors/
      update-ca-trust
  verify: trust list | grep -c anchor`,`warning setup.sh:2:16-2:50
  | cat corp.crt > /etc/ssl/certs/ca-certificates.crt
  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  /etc/ssl/certs/ca-certificates.crt is overwritten with one certificate: no public CA is trusted any more, and the next update of the trust store undoes it.
  do: Put the CA beside the others and write the bundle anew:
    sh:
      cp corp-ca.crt /usr/local/share/ca-certificates/
      update-ca-certificates
  verify: grep -c BEGIN /etc/ssl/certs/ca-certificates.crt`,`warning machine.yaml:3:13-3:47
  |     - path: /etc/ssl/certs/ca-certificates.crt
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  /etc/ssl/certs/ca-certificates.crt is overwritten with one certificate: no public CA is trusted any more, and the next update of the trust store undoes it.
  do: Append to it instead (op: append), or use a document of its own:
    yaml:
      apiVersion: v1alpha1
      kind: TrustedRootsConfig
      name: corp
      certificates: |
        -----BEGIN CERTIFICATE-----
        …
  verify: talosctl get trustedroots`]},"ca-does-not-sign-server":{citations:[{document:`RFC 5280`,section:`6.1`,says:`A path begins with a certificate that a trust anchor issued, and each certificate issues the next.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1`},{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`Any .crt file in the directory of a registry is a CA root that its server certificate is verified with.`,url:`https://docs.docker.com/engine/security/certificates/`}],examples:{bad:[{"nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    <certificate CN=registry.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`},{"nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: tls}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=registry.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"flux/charts.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec:
  url: https://registry.corp.example.com/charts
  certSecretRef: {name: corp-ca}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: flux-system}
stringData:
  ca.crt: |
    <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
---
apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    <certificate CN=registry.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`},{"cacerts.yaml":`apiVersion: v1
kind: Secret
metadata: {name: cacerts, namespace: istio-system}
data: {ca-cert.pem: <base64 of <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>>, cert-chain.pem: <base64 of <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>>, root-cert.pem: <base64 of <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>>, ca-key.pem: ""}
`},{"api.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: web}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate CN=direct.corp.example.com, until 2027-06-01>>, tls.key: ""}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls: [{hosts: [direct.corp.example.com], secretName: shop-tls}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-ca, namespace: web}
data:
  ca.crt: |
    <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: web}
spec:
  containers:
    - name: api
      image: registry.corp.example.com/api:1
      env: [{name: SSL_CERT_FILE, value: /ca/ca.crt}, {name: SHOP_URL, value: "https://direct.corp.example.com/v1"}]
      volumeMounts: [{name: ca, mountPath: /ca}]
  volumes: [{name: ca, configMap: {name: shop-ca}}]
`}],good:[{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: shop, namespace: shop}
spec:
  host: registry.corp.example.com
  to: {kind: Service, name: shop}
  tls:
    termination: reencrypt
    certificate: |
      <certificate CN=registry.corp.example.com, until 2027-06-01>
    caCertificate: |
      <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
    destinationCACertificate: |
      <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    <certificate CN=registry.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`},{"nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`,"nodes/etc/docker/certs.d/registry.corp.example.com/new.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    <certificate CN=registry.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`},{"prod/nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`,"staging/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    <certificate CN=registry.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`},{"cacerts.yaml":`apiVersion: v1
kind: Secret
metadata: {name: cacerts, namespace: istio-system}
data: {ca-cert.pem: <base64 of <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>>, cert-chain.pem: <base64 of <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>>, root-cert.pem: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>, ca-key.pem: ""}
`},{"api.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: web}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate CN=direct.corp.example.com, until 2027-06-01>>, tls.key: ""}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls: [{hosts: [direct.corp.example.com], secretName: shop-tls}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-ca, namespace: web}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: web}
spec:
  containers:
    - name: api
      image: registry.corp.example.com/api:1
      env: [{name: SSL_CERT_FILE, value: /ca/ca.crt}, {name: SHOP_URL, value: "https://direct.corp.example.com/v1"}]
      volumeMounts: [{name: ca, mountPath: /ca}]
  volumes: [{name: ca, configMap: {name: shop-ca}}]
`}]},expected:[`error nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The configuration of nodes verifies registry.corp.example.com with "Partner Root CA", but Ingress registry/registry presents a chain that "Corp Root CA" issued: the connection fails with “certificate signed by unknown authority”.
  do: Put the certificate of "Corp Root CA" there.
  verify: openssl s_client -connect registry.corp.example.com:443 -servername registry.corp.example.com -CAfile ca.crt -verify_return_error </dev/null
  related registry/tls.yaml:35:18 the chain for registry.corp.example.com: tls.crt of Secret registry/registry-tls`,`error nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The configuration of nodes verifies registry.corp.example.com with "Partner Root CA", but tls.crt of Secret tls presents a chain that "Corp Root CA" issued: the connection fails with “certificate signed by unknown authority”.
  do: Put the certificate of "Corp Root CA" there.
  verify: openssl s_client -connect registry.corp.example.com:443 -servername registry.corp.example.com -CAfile ca.crt -verify_return_error </dev/null
  related registry/tls.yaml:7:5 the chain for registry.corp.example.com: tls.crt of Secret tls`,`error flux/charts.yaml:6:25-6:32
  |   certSecretRef: {name: corp-ca}
  |                         ^^^^^^^
  HelmRepository flux-system/charts verifies registry.corp.example.com with "Partner Root CA", but Ingress registry/registry presents a chain that "Corp Root CA" issued: the connection fails with “certificate signed by unknown authority”.
  do: Put the certificate of "Corp Root CA" there.
  verify: openssl s_client -connect registry.corp.example.com:443 -servername registry.corp.example.com -CAfile ca.crt -verify_return_error </dev/null
  related flux/charts.yaml:59:18 the chain for registry.corp.example.com: tls.crt of Secret registry/registry-tls`,`error cacerts.yaml:4:1745-4:1758
  | RG1GOHNCdz09Ci0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K, root-cert.pem: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0
  |                                                   ^^^^^^^^^^^^^
  about Secret istio-system/cacerts
  root-cert.pem of Secret istio-system/cacerts, "Partner Root CA", did not sign ca-cert.pem, which "Corp Root CA" issued: istiod refuses the bundle, or every proxy the certificates of the others.
  do: Put the root that ends the chain of ca-cert.pem into root-cert.pem: that of "Corp Root CA".
  verify: openssl verify -CAfile root-cert.pem -untrusted cert-chain.pem ca-cert.pem`,`error api.yaml:37:42-37:52
  |       env: [{name: SSL_CERT_FILE, value: /ca/ca.crt}, {name: SHOP_URL, value: "https://direct.corp.e
  |                                          ^^^^^^^^^^
  Pod web/api verifies direct.corp.example.com with "Partner Root CA", but Ingress web/shop presents a chain that "Corp Root CA" issued: the connection fails with “certificate signed by unknown authority”.
  do: Put the certificate of "Corp Root CA" there.
  verify: openssl s_client -connect direct.corp.example.com:443 -servername direct.corp.example.com -CAfile ca.crt -verify_return_error </dev/null
  related api.yaml:11:18 the chain for direct.corp.example.com: tls.crt of Secret web/shop-tls`]},"ca-env-kind-mismatch":{citations:[{document:`Go crypto/x509, root_unix.go`,says:`SSL_CERT_FILE names a file and SSL_CERT_DIR a list of directories separated by colons; what cannot be read as such is passed over.`,url:`https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: SSL_CERT_FILE
              value: /ssl
          volumeMounts:
            - name: ca
              mountPath: /ssl
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: SSL_CERT_DIR
              value: /ssl/ca.crt
          volumeMounts:
            - name: ca
              mountPath: /ssl/ca.crt
              subPath: ca.crt
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"app/values.yaml":`env:
  SSL_CERT_DIR: "/etc/ssl/certs;/corp"
extraVolumeMounts:
  - name: ca
    mountPath: /corp
`}],good:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: SSL_CERT_FILE
              value: /ssl/ca
            - name: SSL_CERT_DIR
              value: /etc/ssl/certs:/corp
          volumeMounts:
            - name: ca
              mountPath: /ssl/ca
              subPath: ca.crt
            - name: ca
              mountPath: /corp
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`}]},expected:[`error deploy/api.yaml:13:22-13:26
  |               value: /ssl
  |                      ^^^^
  about Deployment api
  SSL_CERT_FILE wants a file, but /ssl is the directory where a whole volume is mounted: it is passed over without an error, and the CA is never read.
  do: Name the file: /ssl/ca.crt, or use SSL_CERT_DIR for the directory.
  verify: kubectl exec deploy/… -- ls -l /ssl`,`error deploy/api.yaml:13:22-13:33
  |               value: /ssl/ca.crt
  |                      ^^^^^^^^^^^
  about Deployment api
  SSL_CERT_DIR wants directories separated by colons, but /ssl/ca.crt is a file: it is passed over without an error, and the CA is never read.
  do: Name the directory: SSL_CERT_DIR=/etc/ssl/certs:/ssl
  verify: kubectl exec deploy/… -- ls -l /ssl/ca.crt`,`error app/values.yaml:2:17-2:39
  |   SSL_CERT_DIR: "/etc/ssl/certs;/corp"
  |                 ^^^^^^^^^^^^^^^^^^^^^^
  SSL_CERT_DIR wants directories separated by colons, but /etc/ssl/certs;/corp is separated by a semicolon: it is passed over without an error, and the CA is never read.
  do: Name the directory: SSL_CERT_DIR=/etc/ssl/certs:/etc/ssl/certs
  verify: kubectl exec deploy/… -- ls -l /etc/ssl/certs`]},"ca-env-path-not-mounted":{citations:[{document:`Go crypto/x509, root_unix.go`,says:`A file that SSL_CERT_FILE names and that cannot be read is passed over without an error.`,url:`https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go`},{document:`Kubernetes, Volumes`,says:`A volume is seen in a container only at the paths of its volumeMounts.`,url:`https://kubernetes.io/docs/concepts/storage/volumes/`}],examples:{bad:[{"external-dns/values.yaml":`provider: aws
policy: sync
env:
  - name: SSL_CERT_FILE
    value: /ssl/ca.crt
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: NODE_EXTRA_CA_CERTS
              value: /ssl/ca.crt
          volumeMounts:
            - name: ca
              mountPath: /certs
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: SSL_CERT_FILE
              value: /ssl/ca.pem
          volumeMounts:
            - name: ca
              mountPath: /ssl
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"base/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
`,"base/kustomization.yaml":`resources: [api.yaml]
`,"prod/ca.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - name: SSL_CERT_FILE
              value: /ssl/ca.crt
`,"prod/kustomization.yaml":`resources: [../base]
patches:
  - path: ca.yaml
`},{"base/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
`,"base/kustomization.yaml":`resources: [api.yaml]
patches:
  - target: {kind: Deployment, name: api}
    patch: |
      - op: add
        path: /spec/template/spec/containers/0/env
        value:
          - name: SSL_CERT_FILE
            value: /ssl/ca.crt
`}],good:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: NODE_EXTRA_CA_CERTS
              value: /ssl/ca.crt
            - name: SSL_CERT_FILE
              value: /etc/ssl/certs/ca-certificates.crt
          volumeMounts:
            - name: ca
              mountPath: /ssl
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"app/values.yaml":`env:
  - name: SSL_CERT_FILE
    value: /ssl/ca.crt
extraVolumeMounts:
  - name: ca
    mountPath: /ssl
`},{"base/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: SSL_CERT_FILE
              value: /ssl/ca.crt
`,"base/kustomization.yaml":`resources: [api.yaml]
`,"prod/ca.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          volumeMounts:
            - name: ca
              mountPath: /ssl
`,"prod/kustomization.yaml":`resources: [../base]
patches:
  - path: ca.yaml
  - target: {kind: Deployment, name: api}
    patch: |
      - op: add
        path: /spec/template/spec/volumes
        value:
          - name: ca
            configMap: {name: corp-ca}
`},{"bitnami/values.yaml":`provider: aws
policy: sync
extraEnvVars:
  - name: SSL_CERT_DIR
    value: /etc/ssl/certs:/corp
extraVolumeMounts: [{name: ca, mountPath: /corp/ca.crt, subPath: ca.crt}]
`},{"compose.yaml":`services:
  api:
    image: python:3.14
    environment: [SSL_CERT_FILE=/run/secrets/ca]
    secrets: [ca]
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: SSL_CERT_FILE
              value: /ssl/tls-ca.crt
          volumeMounts:
            - name: ca
              mountPath: /ssl
      volumes:
        - name: ca
          projected:
            sources:
              - configMap:
                  name: corp-ca
                  items: [{key: ca.crt, path: tls-ca.crt}]
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error external-dns/values.yaml:5:12-5:23
  |     value: /ssl/ca.crt
  |            ^^^^^^^^^^^
  SSL_CERT_FILE points at /ssl/ca.crt, but nothing is mounted there: the CA is not read, and connections to servers with its certificates fail.
  do: Mount the CA at that path:
    yaml:
      extraVolumeMounts:
        - name: ca
          mountPath: /ssl
      extraVolumes:
        - name: ca
          configMap:
            name: corp-ca
  verify: kubectl exec deploy/… -- ls -l /ssl/ca.crt`,`error deploy/api.yaml:13:22-13:33
  |               value: /ssl/ca.crt
  |                      ^^^^^^^^^^^
  about Deployment api
  NODE_EXTRA_CA_CERTS points at /ssl/ca.crt, but nothing is mounted there (mounted are /certs): the CA is not read, and connections to servers with its certificates fail.
  do: Mount the CA at that path:
    yaml:
      volumeMounts:
        - name: ca
          mountPath: /ssl
      volumes:
        - name: ca
          configMap:
            name: corp-ca
  verify: kubectl exec deploy/api -- ls -l /ssl/ca.crt`,`error deploy/api.yaml:13:22-13:33
  |               value: /ssl/ca.pem
  |                      ^^^^^^^^^^^
  about Deployment api
  SSL_CERT_FILE points at /ssl/ca.pem, but ConfigMap corp-ca has no key ca.pem (only ca.crt): no such file is there, and the CA is not read.
  do: Name a key that is there, or add it:
    yaml:
      data:
        ca.pem: |
          -----BEGIN CERTIFICATE-----
  verify: kubectl exec deploy/… -- ls -l /ssl/ca.pem
  related deploy/ca.yaml:1:1 the ConfigMap`,`error prod/ca.yaml:12:22-12:33
  |               value: /ssl/ca.crt
  |                      ^^^^^^^^^^^
  about Deployment api
  SSL_CERT_FILE points at /ssl/ca.crt, but nothing is mounted there: the CA is not read, and connections to servers with its certificates fail.
  do: Mount the CA at that path:
    yaml:
      volumeMounts:
        - name: ca
          mountPath: /ssl
      volumes:
        - name: ca
          configMap:
            name: corp-ca
  verify: kubectl exec deploy/api -- ls -l /ssl/ca.crt`,`error base/kustomization.yaml:9:20-9:31
  |             value: /ssl/ca.crt
  |                    ^^^^^^^^^^^
  in patches.0.patch
  about Deployment api
  SSL_CERT_FILE points at /ssl/ca.crt, but nothing is mounted there: the CA is not read, and connections to servers with its certificates fail.
  do: Mount the CA at that path:
    yaml:
      volumeMounts:
        - name: ca
          mountPath: /ssl
      volumes:
        - name: ca
          configMap:
            name: corp-ca
  verify: kubectl exec deploy/api -- ls -l /ssl/ca.crt`]},"ca-expired":{citations:[{document:`RFC 5280`,section:`6.1.3 (a)(2)`,says:`Path validation fails when the current time is outside the validity of any certificate of the path.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3`}],examples:{bad:[{"trust/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA 2010, until 2026-10-23>
`},{"trust/ca-bundle.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Corp,CN=Corp Root CA 2010, until 2026-10-23>
`}],good:[{"trust/ca-bundle.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"certs/server.pem":`<certificate CN=old.corp.example.com, until 2026-11-20>
`}]},expected:[`error trust/ca.yaml:6:5-16:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about ConfigMap ca data.ca\\.crt
  "Corp Root CA 2010" in ca.crt of ConfigMap ca expired 30 days ago, at 2026-10-23 00:00 UTC: nothing valid is left in it, and whoever reads it trusts nothing.
  do: Distribute the successor of "Corp Root CA 2010".
  verify: tlsgate inspect trust/ca.yaml`,`warning trust/ca-bundle.pem:12:1-22:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp Root CA 2010" in trust/ca-bundle.pem expired 30 days ago, at 2026-10-23 00:00 UTC: what it issued is not trusted any more.
  do: Take the expired ones out; add their successors where something still needs them.
  verify: tlsgate inspect trust/ca-bundle.pem`]},"ca-expiring":{citations:[{document:`RFC 5280`,section:`4.1.2.5`,says:`The validity period ends at notAfter, inclusive.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5`}],examples:{bad:[{"trust/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    <certificate CN=Corp expiring, until 2026-12-02>
`}],good:[{"trust/ca-bundle.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"certs/server.pem":`<certificate CN=soon.corp.example.com, until 2026-12-18>
`}]},expected:[`error trust/ca.yaml:6:5-16:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about ConfigMap ca data.ca\\.crt
  "Corp expiring" in ca.crt of ConfigMap ca expires in 10 days, at 2026-12-02 00:00 UTC: then whoever reads it trusts nothing.
  do: Add the successor of "Corp expiring" beside it now, and take the old one out once nothing depends on it.
  verify: tlsgate --at 2026-12-03 trust/ca.yaml`]},"ca-field-unreadable":{citations:[{document:`Bottlerocket settings`,section:`pki.<name>.data`,says:`The data is a base64-encoded PEM-formatted certificate bundle.`,url:`https://bottlerocket.dev/en/os/latest/api/settings/pki/`},{document:`trust-manager`,section:`Bundle, spec.sources[].inLine`,says:`A bundle in which no valid certificate is found is not synchronised to its target.`,url:`https://cert-manager.io/docs/trust/trust-manager/api-reference/`},{document:`cert-manager API reference`,section:`ACMEIssuer, VaultIssuer, caBundle`,says:`Base64-encoded bundle of PEM CAs, used to validate the certificate chain that the server presents.`,url:`https://cert-manager.io/docs/reference/api-docs/`}],examples:{bad:[{"nodes/userdata.toml":`[settings.pki.corp]
data = "<base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>"
trusted = true
`},{"nodes/userdata.toml":`[settings.pki.corp]
data = "bm90IGEgY2VydGlmaWNhdGU="
trusted = true
`},{"deploy/bundle.yaml":`apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec:
  sources:
    - inLine: |
        not a certificate
  target: {configMap: {key: ca.crt}}
`},{"deploy/issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec:
  vault:
    server: https://vault.corp
    path: pki/sign/web
    caBundle: bm90IGEgY2VydGlmaWNhdGU=
`}],good:[{"nodes/userdata.toml":`[settings.pki.corp]
data = "<base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>"
trusted = true
`},{"nodes/userdata.toml":`[settings.pki.corp]
data = "$CA_BASE64_OF_PEM"
trusted = true
`},{"deploy/bundle.yaml":`apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec:
  sources:
    - useDefaultCAs: true
    - inLine: |
        <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
  target: {configMap: {key: ca.crt}}
`},{"deploy/issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec:
  vault:
    server: https://vault.corp
    path: pki/sign/web
    caBundle: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{"nodes/settings.toml":`[settings.pki.corp]
data = "<base64 of the CA>"
trusted = true
`}]},expected:[`error nodes/userdata.toml:2:8-2:534
  | data = "MIIBgzCCASqgAwIBAgIIREREREREQ+gwCgYIKoZIzj0EAwIwJjEVMBMGA1UEAxMMQ29ycCBSb290IENBMQ0wCwYDVQQK
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  settings.pki data of nodes/userdata.toml is the base64 of DER, where that of PEM is read: Bottlerocket refuses the setting, and the node does not trust the CA.
  do: Write the output of: base64 -w0 ca.crt (of the PEM, with its BEGIN and END lines).
  verify: tlsgate inspect nodes/userdata.toml`,`error nodes/userdata.toml:2:8-2:34
  | data = "bm90IGEgY2VydGlmaWNhdGU="
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^
  settings.pki data of nodes/userdata.toml is the base64 of something that is no certificate: Bottlerocket refuses the setting, and the node does not trust the CA.
  do: Write the output of: base64 -w0 ca.crt (of the PEM, with its BEGIN and END lines).
  verify: tlsgate inspect nodes/userdata.toml`,`error deploy/bundle.yaml:6:15-7:26
  |     - inLine: |
  |               ^
  about Bundle corp
  inLine of Bundle corp holds no PEM: trust-manager takes no certificate from it, and without any other it writes no target.
  do: Write the PEM as it is, from its BEGIN line to its END line, in a block scalar (|).
  verify: tlsgate inspect deploy/bundle.yaml`,`error deploy/issuer.yaml:8:15-8:39
  |     caBundle: bm90IGEgY2VydGlmaWNhdGU=
  |               ^^^^^^^^^^^^^^^^^^^^^^^^
  about ClusterIssuer corp
  caBundle of ClusterIssuer corp is the base64 of something that is no certificate: cert-manager refuses the issuer or does not trust its server, and issues nothing.
  do: Write the output of: base64 -w0 ca.crt (of the PEM, with its BEGIN and END lines).
  verify: tlsgate inspect deploy/issuer.yaml`]},"ca-mounted-unread":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`update-ca-trust(8)`,says:`Files placed in /etc/pki/ca-trust/source/anchors take effect once update-ca-trust has run.`,url:`https://www.mankier.com/8/update-ca-trust`}],examples:{bad:[{"deploy.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: scanner, namespace: web}
spec:
  selector: {matchLabels: {app: scanner}}
  template:
    metadata: {labels: {app: scanner}}
    spec:
      containers:
        - name: scanner
          image: ghcr.io/corp/scanner:1
          volumeMounts:
            - {name: ca, mountPath: /etc/pki/ca-trust/source/anchors}
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"compose.yml":`services:
  app:
    image: ghcr.io/corp/app:1
    volumes:
      - ./corp.crt:/usr/local/share/ca-certificates/corp.crt:ro
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"deploy.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: scanner, namespace: web}
spec:
  selector: {matchLabels: {app: scanner}}
  template:
    metadata: {labels: {app: scanner}}
    spec:
      containers:
        - name: scanner
          image: ghcr.io/corp/scanner:1
          volumeMounts:
            - {name: ca, mountPath: /usr/local/share/ca-certificates}
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`}],good:[{"deploy.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: scanner, namespace: web}
spec:
  selector: {matchLabels: {app: scanner}}
  template:
    metadata: {labels: {app: scanner}}
    spec:
      containers:
        - name: scanner
          image: ghcr.io/corp/scanner:1
          volumeMounts:
            - {name: ca, mountPath: /etc/corp-ca}
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"deploy.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: scanner, namespace: web}
spec:
  selector: {matchLabels: {app: scanner}}
  template:
    metadata: {labels: {app: scanner}}
    spec:
      containers:
        - name: scanner
          image: ghcr.io/corp/scanner:1
          command: [sh, -c, "update-ca-certificates && exec scanner"]
          volumeMounts:
            - {name: ca, mountPath: /usr/local/share/ca-certificates}
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"deploy.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: scanner, namespace: web}
spec:
  selector: {matchLabels: {app: scanner}}
  template:
    metadata: {labels: {app: scanner}}
    spec:
      containers:
        - name: scanner
          image: ghcr.io/corp/scanner:1
          env:
            - {name: SSL_CERT_DIR, value: "/etc/ssl/certs:/usr/local/share/ca-certificates"}
          volumeMounts:
            - {name: ca, mountPath: /usr/local/share/ca-certificates}
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`}]},expected:[`warning deploy.yaml:13:37-13:69
  |             - {name: ca, mountPath: /etc/pki/ca-trust/source/anchors}
  |                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Deployment web/scanner
  A CA is mounted at /etc/pki/ca-trust/source/anchors of scanner, from where only an update would take it, and nothing runs one: the CA is not trusted.
  do: Mount it elsewhere and name it for the program:
    text:
      SSL_CERT_DIR=/etc/ssl/certs:/etc/corp-ca (Go, OpenSSL), NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, -Djavax.net.ssl.trustStore
  do: Or run update-ca-certificates (update-ca-trust) before the program, or put the CA into the image.
  verify: openssl s_client -connect <host:port> </dev/null says "Verify return code: 0 (ok)".`,`warning compose.yml:5:9-5:64
  |       - ./corp.crt:/usr/local/share/ca-certificates/corp.crt:ro
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  A CA is mounted at /usr/local/share/ca-certificates/corp.crt of app, from where only an update would take it, and nothing runs one: the CA is not trusted.
  do: Mount it elsewhere and name it for the program:
    text:
      SSL_CERT_DIR=/etc/ssl/certs:/etc/corp-ca (Go, OpenSSL), NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, -Djavax.net.ssl.trustStore
  do: Or run update-ca-certificates (update-ca-trust) before the program, or put the CA into the image.
  verify: openssl s_client -connect <host:port> </dev/null says "Verify return code: 0 (ok)".`,`warning deploy.yaml:13:37-13:69
  |             - {name: ca, mountPath: /usr/local/share/ca-certificates}
  |                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Deployment web/scanner
  A CA is mounted at /usr/local/share/ca-certificates of scanner, from where only an update would take it, and nothing runs one: the CA is not trusted.
  do: Mount it elsewhere and name it for the program:
    text:
      SSL_CERT_DIR=/etc/ssl/certs:/etc/corp-ca (Go, OpenSSL), NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, -Djavax.net.ssl.trustStore
  do: Or run update-ca-certificates (update-ca-trust) before the program, or put the CA into the image.
  verify: openssl s_client -connect <host:port> </dev/null says "Verify return code: 0 (ok)".`]},"ca-pem-glued-or-indented":{citations:[{document:`RFC 7468`,section:`2`,says:`The boundaries stand on lines of their own, five hyphens on both sides.`,url:`https://www.rfc-editor.org/rfc/rfc7468#section-2`},{document:`Go`,section:`encoding/pem, Decode`,says:`A block begins at the start of a line; what does not is passed over, without an error.`,url:`https://pkg.go.dev/encoding/pem#Decode`}],examples:{bad:[{"trust/ca-bundle.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01><certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"trust/ca.pem":`  <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"trust/ca.pem":`<trusted certificate>
`},{"trust/ca.pem":`<my certificate>
`},{"trust/ca.pem":`-----Begin Certificate-----
<base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
-----End Certificate-----
`},{"trust/ca.pem":`-----BEGIN CERTIFICATE-----
<base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
-----END PRIVATE KEY-----
`},{"trust/ca.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"trust/ca.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
﻿<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"trust/ca.pem":`"<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>"
`},{"trust/ca.pem":`<something else>
`},{"trust/ca.pem":`–––––BEGIN CERTIFICATE–––––
<base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
–––––END CERTIFICATE–––––
`}],good:[{"trust/ca-bundle.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"trust/roots.txt":`Corp Root
=========
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>

Other Root
==========
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"trust/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"trust/ca.json":`{"ca": "<something else>\\n"}
`}]},expected:[`error trust/ca-bundle.pem:11:1-11:26
  | -----END CERTIFICATE----------BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca-bundle.pem, -----END CERTIFICATE----- and -----BEGIN CERTIFICATE----- stand on one line: no program finds the certificate there, and most say nothing.
  do: Put each boundary on a line of its own, without white space before it.
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca-bundle.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca-bundle.pem
  edit trust/ca-bundle.pem 586-586 "\\n"`,`error trust/ca.pem:1:3-1:30
  |   -----BEGIN CERTIFICATE-----
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca.pem, white space stands before the BEGIN line: no program finds the certificate there, and most say nothing.
  do: Put each boundary on a line of its own, without white space before it.
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem
  edit trust/ca.pem 0-592 "-----BEGIN CERTIFICATE-----\\nMIIBgzCCASqgAwIBAgIIREREREREQ+gwCgYIKoZIzj0EAwIwJjEVMBMGA1UEAxMM\\nQ29ycCBSb290IENBMQ0wCwYDVQQKEwRDb3JwMB4XDTI2MDEwMTAwMDAwMFoXDTM2\\nMDEwMTAwMDAwMFowJjEVMBMGA1UEAxMMQ29ycCBSb290IENBMQ0wCwYDVQQKEwRD\\nb3JwMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgV+EV1RxBcdO2fDcZQfYD7wg\\n31ox0W14Nj/X+z+rBv489G3rHUOMKmxYwT3Agiqibzt63cZM1jd/HHe0I6W3zaNC\\nMEAwHQYDVR0OBBYEFAPa/7w22bdVHKHwoxH0ZiQUN4uDMA8GA1UdEwEB/wQFMAMB\\nAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49BAMCA0cAMEQCIEBIdWzWRo20x2+h\\n84cxepJqmT4OHH0/ejJZoeXk3YS1AiAPY04utkSByqveCIJ6O8JX/b/mZgyFGbzz\\nlio8ceht7Q==\\n-----END CERTIFICATE-----"`,`warning trust/ca.pem:1:1-1:36
  | -----BEGIN TRUSTED CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca.pem, the block is labelled TRUSTED CERTIFICATE, not CERTIFICATE: Go (Kubernetes, Docker, Traefik) and rustls do not find the certificate there and mostly say nothing, though OpenSSL (nginx, Python, Node) and Java read it.
  do: Write it as a plain certificate: openssl x509 -in trust/ca.pem -out new.pem
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem`,`error trust/ca.pem:1:1-1:31
  | -----BEGIN MY CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca.pem, the block is labelled MY CERTIFICATE, not CERTIFICATE: Go (Kubernetes, Docker, Traefik), OpenSSL (nginx, Python, Node) and rustls do not find the certificate there and mostly say nothing, though Java reads it.
  do: Write CERTIFICATE as the label of both lines: -----BEGIN CERTIFICATE-----, -----END CERTIFICATE-----.
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem`,`error trust/ca.pem:1:1-1:28
  | -----Begin Certificate-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca.pem, -----Begin Certificate----- is not in capitals: no program finds the certificate there, and most say nothing.
  do: Write the boundary in capitals: -----BEGIN CERTIFICATE-----.
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem`,`error trust/ca.pem:11:1-11:26
  | -----END PRIVATE KEY-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca.pem, it begins as CERTIFICATE and ends as PRIVATE KEY: no program finds the certificate there, and most say nothing.
  do: Write the same label on the END line as on the BEGIN line.
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem`,`warning trust/ca.pem:11:1-12:1
  In trust/ca.pem, a blank line stands within the base64: OpenSSL (nginx, Python, Node) does not find the certificate there and mostly say nothing, though Go (Kubernetes, Docker, Traefik), Java and rustls read it.
  do: Delete the blank lines between BEGIN and END: sed -i '/BEGIN/,/END/{/^[[:space:]]*$/d}' trust/ca.pem
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem`,`warning trust/ca.pem:12:2-12:29
  | ﻿-----BEGIN CERTIFICATE-----
  |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca.pem, a byte order mark stands before the BEGIN line: Go (Kubernetes, Docker, Traefik), Java and rustls do not find the certificate there and mostly say nothing, though OpenSSL (nginx, Python, Node) reads it.
  do: Take the mark away (no editor shows it): sed -i 's/\\xEF\\xBB\\xBF//g' trust/ca.pem
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem`,`error trust/ca.pem:1:2-1:29
  | "-----BEGIN CERTIFICATE-----
  |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca.pem, quotation marks stand around the PEM, and nothing takes them off: no program finds the certificate there, and most say nothing.
  do: Take the quotation marks away: the first character has to be the first hyphen.
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem`,`error trust/ca.pem:1:1-1:28
  | -----BEGIN CERTIFICATE----- of Corp
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca.pem, text follows on the BEGIN line: no program finds the certificate there, and most say nothing.
  do: End the line behind -----BEGIN CERTIFICATE-----; what follows it belongs on the next line or away.
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem`,`error trust/ca.pem:1:1-1:28
  | –––––BEGIN CERTIFICATE–––––
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In trust/ca.pem, the BEGIN line is not one: its dashes are not hyphens: no program finds the certificate there, and most say nothing.
  do: Replace the dashes by five hyphens (-----): a word processor or a chat has changed them.
  verify: openssl crl2pkcs7 -nocrl -certfile trust/ca.pem | openssl pkcs7 -print_certs -noout prints every certificate; tlsgate inspect trust/ca.pem`]},"ca-store-der":{citations:[{document:`update-ca-certificates(8)`,says:`The certificates must be in PEM format; each .crt file is appended to the bundle as it is.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    encoding: b64
    content: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
runcmd:
  - update-ca-certificates
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    encoding: b64
    content: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
  - path: /etc/pki/ca-trust/source/anchors/corp.crt
    encoding: b64
    content: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
runcmd:
  - update-ca-certificates
  - update-ca-trust
`}]},expected:[`error bootstrap/user-data.yaml:3:11-3:52
  |   - path: /usr/local/share/ca-certificates/corp.crt
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.crt is DER and not PEM: update-ca-certificates appends its bytes to the bundle as they are, and the CA is not trusted.
  do: Convert it before it is put there:
    sh:
      openssl x509 -inform DER -in corp.crt -out corp.crt
  verify: openssl x509 -noout -subject -in /usr/local/share/ca-certificates/corp.crt`]},"ca-store-intermediate-only":{citations:[{document:`openssl-verification-options(1)`,section:`-partial_chain`,says:`Only with this option may a chain end at a trusted certificate that is not self-signed.`,url:`https://docs.openssl.org/3.0/man1/openssl-verification-options/`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
runcmd:
  - update-ca-certificates
`},{"roles/ca/files/issuing.crt":`<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"roles/ca/tasks/main.yml":`- copy:
    src: issuing.crt
    dest: /usr/local/share/ca-certificates/
- command: update-ca-certificates
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/issuing.crt
    content: |
      <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
  - path: /usr/local/share/ca-certificates/root.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
runcmd:
  - update-ca-certificates
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/sectigo.crt
    content: |
      <certificate C=GB,O=Sectigo Limited,CN=Sectigo Public Server Authentication CA DV R36, until 2036-01-01>
runcmd:
  - update-ca-certificates
`},{"etc/containerd/certs.d/registry.corp.example.com/ca.pem":`<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`[host."https://registry.corp.example.com"]
ca = "ca.pem"
`}]},expected:[`warning bootstrap/user-data.yaml:5:7-15:32
  |       -----BEGIN CERTIFICATE-----
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp Issuing CA 1" is put into the trust store (/usr/local/share/ca-certificates/corp.crt) without its root "Corp Root CA": Go trusts it, but OpenSSL and the programs on it do not accept an intermediate certificate as a trust anchor.
  do: Add the certificate of "Corp Root CA", and let the servers send the intermediate one.
  verify: openssl verify -CAfile root.crt -untrusted issuing.crt server.crt`,`warning roles/ca/files/issuing.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp Issuing CA 1" is put into the trust store (/usr/local/share/ca-certificates/issuing.crt) without its root "Corp Root CA": Go trusts it, but OpenSSL and the programs on it do not accept an intermediate certificate as a trust anchor.
  do: Add the certificate of "Corp Root CA", and let the servers send the intermediate one.
  verify: openssl verify -CAfile root.crt -untrusted issuing.crt server.crt
  related roles/ca/tasks/main.yml:3:11 put there by this`]},"ca-store-leaf":{citations:[{document:`RFC 5280`,section:`4.2.1.9`,says:`Only a certificate whose basic constraints say cA may be used to verify the signatures of other certificates.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9`},{document:`openssl-verification-options(1)`,section:`Trust anchors`,says:`Without -partial_chain, a certificate that is not self-signed is no trust anchor.`,url:`https://docs.openssl.org/3.0/man1/openssl-verification-options/`},{document:`Go crypto/x509, Certificate.Verify`,says:`A certificate that is itself in the pool of roots is accepted as it stands.`,url:`https://pkg.go.dev/crypto/x509#Certificate.Verify`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/repo.crt
    content: |
      <certificate CN=registry.corp.example.com, until 2027-06-01>
runcmd:
  - update-ca-certificates
`},{"user-data.yaml":`#cloud-config
ca_certs:
  trusted:
    - |
      <certificate CN=registry.corp.example.com, until 2027-06-01>
`},{Dockerfile:`FROM ubi9
COPY server.pem /etc/pki/ca-trust/source/anchors/
RUN update-ca-trust
`,"server.pem":`<certificate CN=registry.corp.example.com, until 2027-06-01>
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    <certificate CN=registry.corp.example.com, until 2027-06-01>
`},{"etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`[host."https://registry.corp.example.com"]
ca = "registry.pem"
`,"etc/containerd/certs.d/registry.corp.example.com/registry.pem":`<certificate CN=registry.corp.example.com, until 2027-06-01>
`},{"bundle.yaml":`apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec:
  sources:
    - inLine: |
        <certificate CN=shop.corp.example.com, until 2027-06-01>
  target:
    configMap: {key: ca.crt}
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/repo.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
runcmd:
  - update-ca-certificates
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    <certificate CN=lab.corp.example.com, until 2027-06-01>
`},{"certs/ca.pem":`<certificate CN=registry.corp.example.com, until 2027-06-01>
`},{"bundle.yaml":`apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec:
  sources:
    - inLine: |
        <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
  target:
    configMap: {key: ca.crt}
`}]},expected:[`error bootstrap/user-data.yaml:5:7-17:32
  |       -----BEGIN CERTIFICATE-----
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "registry.corp.example.com" is the certificate of a server and no CA, but is put into the trust store (/usr/local/share/ca-certificates/repo.crt): OpenSSL does not accept it as a trust anchor, and Go only until it is renewed.
  do: Put the root of "Corp Issuing CA 1" there instead. Ask the CA for it; openssl s_client -showcerts prints what the server sends, which begins with its own certificate.
  verify: openssl verify -CAfile root.crt server.crt`,`error user-data.yaml:5:7-17:32
  |       -----BEGIN CERTIFICATE-----
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "registry.corp.example.com" is the certificate of a server and no CA, but is put into the trust store (ca_certs): OpenSSL does not accept it as a trust anchor, and Go only until it is renewed.
  do: Put the root of "Corp Issuing CA 1" there instead. Ask the CA for it; openssl s_client -showcerts prints what the server sends, which begins with its own certificate.
  verify: openssl verify -CAfile root.crt server.crt`,`error server.pem:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "registry.corp.example.com" is the certificate of a server and no CA, but is put into the trust store (/etc/pki/ca-trust/source/anchors/server.pem): OpenSSL does not accept it as a trust anchor, and Go only until it is renewed.
  do: Put the root of "Corp Issuing CA 1" there instead. Ask the CA for it; openssl s_client -showcerts prints what the server sends, which begins with its own certificate.
  verify: openssl verify -CAfile root.crt server.crt
  related Dockerfile:2:6 put there by this`,`error ca.yaml:6:5-18:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about ConfigMap ca data.ca\\.crt
  "registry.corp.example.com" is the certificate of a server and no CA, but is put into ca.crt of ConfigMap ca: OpenSSL does not accept it as a trust anchor, and Go only until it is renewed.
  do: Put the root of "Corp Issuing CA 1" there instead. Ask the CA for it; openssl s_client -showcerts prints what the server sends, which begins with its own certificate.
  verify: openssl verify -CAfile root.crt server.crt`,`error etc/containerd/certs.d/registry.corp.example.com/registry.pem:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "registry.corp.example.com" is the certificate of a server and no CA, but is put into registry.pem, which hosts.toml names as the CA: OpenSSL does not accept it as a trust anchor, and Go only until it is renewed.
  do: Put the root of "Corp Issuing CA 1" there instead. Ask the CA for it; openssl s_client -showcerts prints what the server sends, which begins with its own certificate.
  verify: openssl verify -CAfile root.crt server.crt
  related etc/containerd/certs.d/registry.corp.example.com/hosts.toml:2:6 put there by this`,`warning bundle.yaml:7:9-19:34
  |         -----BEGIN CERTIFICATE-----
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" is the certificate of a server and no CA, but is put into inLine of Bundle corp: it is trusted until it is renewed, and clients that use OpenSSL do not accept it as a trust anchor at all.
  do: Put the root of "Corp Issuing CA 1" there instead. Ask the CA for it; openssl s_client -showcerts prints what the server sends, which begins with its own certificate.
  verify: openssl verify -CAfile root.crt server.crt`]},"ca-store-lost-in-multistage":{citations:[{document:`Docker documentation, Multi-stage builds`,says:`Each FROM begins a new stage; only what is copied from another stage is in the final image.`,url:`https://docs.docker.com/build/building/multi-stage/`}],examples:{bad:[{Dockerfile:`FROM debian:12 AS certs
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
FROM gcr.io/distroless/base-debian12
COPY app /app
`},{Dockerfile:`FROM golang:1.25 AS build
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
RUN go build -o /app ./cmd/app
FROM gcr.io/distroless/static-debian12
COPY --from=build /app /app
`}],good:[{Dockerfile:`FROM debian:12 AS certs
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
FROM gcr.io/distroless/base-debian12
COPY --from=certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
`},{Dockerfile:`FROM debian:12 AS base
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
FROM base
COPY app /app
`},{Dockerfile:`FROM debian:12 AS a
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
`}]},expected:[`warning Dockerfile:3:15-3:56
  | COPY corp.crt /usr/local/share/ca-certificates/corp.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Stage "certs" installs corp.crt, but the final stage (gcr.io/distroless/base-debian12) does not get it: the container does not trust it.
  do: Copy the bundle into the final stage:
    dockerfile:
      COPY --from=certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
  do: If only the build needs the CA, this is as it should be: say so with an ignore.
  verify: docker run --rm IMAGE, against a server with a certificate of the CA`,`warning Dockerfile:2:15-2:56
  | COPY corp.crt /usr/local/share/ca-certificates/corp.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Stage "build" installs corp.crt, but the final stage (gcr.io/distroless/static-debian12) does not get it: the container does not trust it.
  do: Copy the bundle into the final stage:
    dockerfile:
      COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
  do: If only the build needs the CA, this is as it should be: say so with an ignore.
  verify: docker run --rm IMAGE, against a server with a certificate of the CA`]},"ca-store-missing-package":{citations:[{document:`Debian packages, ca-certificates`,says:`The program is part of this package, which the base images of Debian, Ubuntu and Alpine leave out.`,url:`https://packages.debian.org/bookworm/all/ca-certificates/filelist`},{document:`Alpine packages, ca-certificates`,says:`The base image has ca-certificates-bundle only, without update-ca-certificates.`,url:`https://pkgs.alpinelinux.org/package/edge/main/x86_64/ca-certificates`}],examples:{bad:[{Dockerfile:`FROM debian:12-slim
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
`},{Dockerfile:`FROM alpine:3.22
RUN apk add --no-cache curl
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
`},{Dockerfile:`FROM gcr.io/distroless/static-debian12
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
`}],good:[{Dockerfile:`FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
`},{Dockerfile:`FROM ubuntu:24.04
RUN apt-get update && apt-get install -y curl
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
`},{Dockerfile:`FROM python:3.14-slim
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
`},{Dockerfile:`FROM alpine:3.22 AS base
RUN apk add --no-cache ca-certificates
FROM base
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
`}]},expected:[`error Dockerfile:3:5-3:27
  | RUN update-ca-certificates
  |     ^^^^^^^^^^^^^^^^^^^^^^
  The image runs update-ca-certificates, which debian:12-slim comes without: the build stops here, or the CA is not trusted.
  do: Install it before:
    dockerfile:
      RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
  verify: docker build .`,`error Dockerfile:4:5-4:27
  | RUN update-ca-certificates
  |     ^^^^^^^^^^^^^^^^^^^^^^
  The image runs update-ca-certificates, which alpine:3.22 comes without: the build stops here, or the CA is not trusted.
  do: Install it before:
    dockerfile:
      RUN apk add --no-cache ca-certificates
  verify: docker build .`,`error Dockerfile:3:5-3:27
  | RUN update-ca-certificates
  |     ^^^^^^^^^^^^^^^^^^^^^^
  gcr.io/distroless/static-debian12 has no shell and no update-ca-certificates: the build of the image stops here.
  do: Update the store in a stage of Debian or Alpine and copy the result:
    dockerfile:
      COPY --from=certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
  verify: docker build .`]},"ca-store-multi-cert-file":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`openssl-rehash(1)`,says:`A file that does not hold exactly one certificate or CRL is skipped with a warning, and gets no hash link.`,url:`https://docs.openssl.org/3.0/man1/openssl-rehash/`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
      <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
runcmd:
  - update-ca-certificates
`},{"install.sh":`#!/bin/sh
cat root.crt issuing.crt > /usr/local/share/ca-certificates/corp.crt
update-ca-certificates
`},{Dockerfile:`FROM python:3.14-slim
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`}],good:[{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
COPY certs/ /usr/local/share/ca-certificates/
RUN update-ca-certificates
`,"certs/other.crt":`<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`,"certs/root.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{Dockerfile:`FROM ubi9
COPY corp.crt /etc/pki/ca-trust/source/anchors/
RUN update-ca-trust
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`}]},expected:[`warning bootstrap/user-data.yaml:3:11-3:52
  |   - path: /usr/local/share/ca-certificates/corp.crt
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.crt brings 2 certificates into the trust store in one file: they reach ca-certificates.crt but get no hash link, so programs that look them up by directory do not trust them.
  do: Split it into one file per certificate:
    sh:
      csplit -sz -b %02d.crt -f corp- corp.crt '/-----BEGIN CERTIFICATE-----/' '{*}'
  do: See that none is skipped.
  verify: update-ca-certificates --fresh 2>&1 | grep skipping (nothing)
  related bootstrap/user-data.yaml:5:7 the certificates`,`warning install.sh:2:28-2:69
  | cat root.crt issuing.crt > /usr/local/share/ca-certificates/corp.crt
  |                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.crt brings 2 certificates into the trust store in one file: they reach ca-certificates.crt but get no hash link, so programs that look them up by directory do not trust them.
  do: Split it into one file per certificate:
    sh:
      csplit -sz -b %02d.crt -f corp- corp.crt '/-----BEGIN CERTIFICATE-----/' '{*}'
  do: See that none is skipped.
  verify: update-ca-certificates --fresh 2>&1 | grep skipping (nothing)`,`error Dockerfile:2:15-2:56
  | COPY corp.crt /usr/local/share/ca-certificates/corp.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.crt brings 2 certificates into the trust store in one file: they reach ca-certificates.crt but get no hash link, so programs that look them up by directory do not trust them, as those of python:3.14-slim do.
  do: Split it into one file per certificate:
    sh:
      csplit -sz -b %02d.crt -f corp- corp.crt '/-----BEGIN CERTIFICATE-----/' '{*}'
  do: See that none is skipped.
  verify: update-ca-certificates --fresh 2>&1 | grep skipping (nothing)
  related corp.crt:1:1 the certificates`]},"ca-store-no-update-command":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`update-ca-trust(8)`,says:`Files placed in /etc/pki/ca-trust/source/anchors take effect once update-ca-trust has run.`,url:`https://www.mankier.com/8/update-ca-trust`}],examples:{bad:[{Dockerfile:`FROM python:3.14-slim
RUN update-ca-certificates
COPY corp.crt /usr/local/share/ca-certificates/
`},{Dockerfile:`FROM ubi9
COPY corp.crt /etc/pki/ca-trust/source/anchors/corp.crt
`},{"bootstrap/user-data.yaml":`#cloud-config
bootcmd:
  - update-ca-certificates
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"install.sh":`#!/bin/sh
set -e
sudo cp corp.crt /usr/local/share/ca-certificates/
sudo systemctl restart containerd
`},{"cluster.yaml":`apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfigTemplate
metadata:
  name: workers
spec:
  template:
    spec:
      files:
        - path: /usr/local/share/ca-certificates/corp.crt
          content: |
            <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
      preKubeadmCommands:
        - systemctl restart containerd
`},{"main.tf":`resource "null_resource" "node" {
  provisioner "file" {
    source      = "corp.crt"
    destination = "/usr/local/share/ca-certificates/corp.crt"
  }
  provisioner "remote-exec" {
    inline = ["sudo systemctl restart containerd"]
  }
}
`}],good:[{Dockerfile:`FROM python:3.14-slim AS base
COPY corp.crt /usr/local/share/ca-certificates/
FROM base
RUN update-ca-certificates
`},{Dockerfile:`FROM debian:12-slim
COPY corp.crt /usr/local/share/ca-certificates/
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
`},{Dockerfile:`FROM node:24
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
ENV NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/corp.crt
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
ca_certs:
  trusted:
    - |
      <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"machine-config.yaml":`apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  name: ca
spec:
  config:
    ignition: {version: 3.4.0}
    storage:
      files:
        - path: /etc/pki/ca-trust/source/anchors/corp.crt
          contents:
            source: data:;base64,<base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{"agent.yaml":`apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ca}
spec:
  template:
    spec:
      containers:
        - name: ca
          image: registry.corp.example.com/tools/ca:1
          command: [sh, -c, "cp /ca/corp.crt /host/usr/local/share/ca-certificates/ && chroot /host update-ca-certificates"]
`}]},expected:[`error Dockerfile:3:6-3:14
  | COPY corp.crt /usr/local/share/ca-certificates/
  |      ^^^^^^^^
  The image runs update-ca-certificates before it puts corp.crt into the trust store: the CA is not trusted.
  do: Update the store after the copy:
    dockerfile:
      RUN update-ca-certificates
  verify: openssl verify -CApath /etc/ssl/certs -CAfile /etc/ssl/certs/ca-certificates.crt server.crt`,`error Dockerfile:2:15-2:56
  | COPY corp.crt /etc/pki/ca-trust/source/anchors/corp.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The image puts corp.crt into the trust store but does not run update-ca-trust: the CA is not trusted.
  do: Update the store after the copy:
    dockerfile:
      RUN update-ca-trust
  verify: openssl verify -CApath /etc/ssl/certs -CAfile /etc/ssl/certs/ca-certificates.crt server.crt`,`error bootstrap/user-data.yaml:5:11-5:52
  |   - path: /usr/local/share/ca-certificates/corp.crt
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The cloud-config runs update-ca-certificates before it puts corp.crt into the trust store: the CA is not trusted.
  do: Update the store after the copy:
    yaml:
      runcmd:
        - update-ca-certificates
  verify: openssl verify -CApath /etc/ssl/certs -CAfile /etc/ssl/certs/ca-certificates.crt server.crt`,`error install.sh:3:9-3:17
  | sudo cp corp.crt /usr/local/share/ca-certificates/
  |         ^^^^^^^^
  The script puts corp.crt into the trust store but does not run update-ca-certificates: the CA is not trusted.
  do: Update the store after the copy:
    sh:
      update-ca-certificates
  verify: openssl verify -CApath /etc/ssl/certs -CAfile /etc/ssl/certs/ca-certificates.crt server.crt`,`error cluster.yaml:9:17-9:58
  |         - path: /usr/local/share/ca-certificates/corp.crt
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about KubeadmConfigTemplate workers
  KubeadmConfigTemplate puts corp.crt into the trust store but does not run update-ca-certificates: the CA is not trusted.
  do: Update the store after the copy:
    sh:
      update-ca-certificates
  verify: openssl verify -CApath /etc/ssl/certs -CAfile /etc/ssl/certs/ca-certificates.crt server.crt`,`error main.tf:4:19-4:62
  |     destination = "/usr/local/share/ca-certificates/corp.crt"
  |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The provisioners puts corp.crt into the trust store but does not run update-ca-certificates: the CA is not trusted.
  do: Update the store after the copy:
    sh:
      update-ca-certificates
  verify: openssl verify -CApath /etc/ssl/certs -CAfile /etc/ssl/certs/ca-certificates.crt server.crt`]},"ca-store-not-listed":{citations:[{document:`update-ca-certificates(8)`,says:`It reads /etc/ca-certificates.conf: each line names a certificate below /usr/share/ca-certificates that is to be trusted.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`}],examples:{bad:[{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
ADD corp.crt /usr/share/ca-certificates/extra/corp.crt
RUN update-ca-certificates
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
ADD corp.crt /usr/share/ca-certificates/extra/corp.crt
RUN echo extra/corp.crt >> /etc/ca-certificates.conf && update-ca-certificates
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error Dockerfile:3:14-3:55
  | ADD corp.crt /usr/share/ca-certificates/extra/corp.crt
  |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  /usr/share/ca-certificates/extra/corp.crt is not named in /etc/ca-certificates.conf, so update-ca-certificates adds nothing and the CA is not trusted.
  do: Put it where all files are taken:
    sh:
      /usr/local/share/ca-certificates/corp.crt
  do: Or name it before the update:
    sh:
      echo extra/corp.crt >> /etc/ca-certificates.conf
  verify: update-ca-certificates says "1 added"`]},"ca-store-public-intermediate":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`The server sends its certificate followed by those that certify it; only the trust anchor may be left out.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`},{document:`Mozilla, CA/Intermediate Certificates`,says:`Public CAs replace their intermediate certificates without notice; they are not to be pinned.`,url:`https://wiki.mozilla.org/CA/Intermediate_Certificates`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/SectigoPublicServerAuthenticationCA.crt
    content: |
      <certificate C=GB,O=Sectigo Limited,CN=Sectigo Public Server Authentication CA DV R36, until 2036-01-01>
runcmd:
  - update-ca-certificates
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
runcmd:
  - update-ca-certificates
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: tls}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate C=GB,O=Sectigo Limited,CN=Sectigo Public Server Authentication CA DV R36, until 2036-01-01>
`}]},expected:[`warning bootstrap/user-data.yaml:5:7-18:32
  |       -----BEGIN CERTIFICATE-----
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Sectigo Public Server Authentication CA DV R36", an intermediate certificate of a public CA, is put into the trust store (/usr/local/share/ca-certificates/SectigoPublicServerAuthenticationCA.crt): its root is trusted already, so what is broken is the chain that the server sends.
  do: Let the server send the certificate of "Sectigo Public Server Authentication CA DV R36" after its own:
    sh:
      cat server.crt issuing.crt > fullchain.crt
  do: Then remove it here; systems know "Sectigo Public Server Authentication Root R46", unless their ca-certificates package is old.
  do: See what a client without it says.
  verify: openssl s_client -connect HOST:443 -servername HOST </dev/null | grep 'Verify return code'`]},"ca-store-wrong-distro":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`update-ca-trust(8)`,says:`Files placed in /etc/pki/ca-trust/source/anchors take effect once update-ca-trust has run.`,url:`https://www.mankier.com/8/update-ca-trust`},{document:`cloud-init source, cc_ca_certs.py`,section:`DISTRO_OVERRIDES`,says:`Each family has its own directory and its own command: anchors and update-ca-trust on Red Hat, ca-certificates and update-ca-certificates on Debian and Alpine, pki/trust/anchors on SUSE.`,url:`https://github.com/canonical/cloud-init/blob/main/cloudinit/config/cc_ca_certs.py`}],examples:{bad:[{Dockerfile:`FROM registry.access.redhat.com/ubi9/ubi-minimal
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
`},{Dockerfile:`FROM alpine:3.22
RUN apk add --no-cache ca-certificates
COPY corp.crt /etc/pki/ca-trust/source/anchors/corp.crt
`},{"install.sh":`#!/bin/sh
cp corp.crt /usr/local/share/ca-certificates/corp.crt
update-ca-trust extract
`},{"roles/ca/tasks/main.yml":`- copy:
    src: corp.crt
    dest: /usr/local/share/ca-certificates/corp.crt
  when: ansible_os_family == "RedHat"
- command: update-ca-trust
  when: ansible_os_family == "RedHat"
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /etc/ssl/certs/ca-certificates.crt
    append: true
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{Dockerfile:`FROM registry.access.redhat.com/ubi9
COPY corp.crt /etc/pki/ca-trust/source/anchors/
RUN update-ca-trust
`},{"install.sh":`#!/bin/sh
if command -v update-ca-trust >/dev/null; then
  cp corp.crt /etc/pki/ca-trust/source/anchors/
  update-ca-trust
else
  cp corp.crt /usr/local/share/ca-certificates/
  update-ca-certificates
fi
`},{Dockerfile:`FROM debian:12 AS certs
RUN apt-get update && apt-get install -y ca-certificates
FROM scratch
COPY --from=certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
`},{Dockerfile:`ARG BASE=ubi9
FROM registry.corp.example.com/base:1
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
`}]},expected:[`error Dockerfile:2:15-2:56
  | COPY corp.crt /usr/local/share/ca-certificates/corp.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  On Red Hat, Fedora and Amazon Linux (registry.access.redhat.com/ubi9/ubi-minimal), local CAs are not read from /usr/local/share/ca-certificates/: the CA is not trusted.
  do: On Red Hat, Fedora and Amazon Linux:
    sh:
      cp corp.crt /etc/pki/ca-trust/source/anchors/corp.crt
      update-ca-trust
  verify: openssl verify server.crt

error Dockerfile:3:5-3:27
  | RUN update-ca-certificates
  |     ^^^^^^^^^^^^^^^^^^^^^^
  The image runs update-ca-certificates, which does not exist on Red Hat, Fedora and Amazon Linux: the command fails, and the CA is not trusted.
  do: On Red Hat, Fedora and Amazon Linux:
    sh:
      cp corp.crt /etc/pki/ca-trust/source/anchors/corp.crt
      update-ca-trust
  verify: openssl verify server.crt`,`error Dockerfile:3:15-3:56
  | COPY corp.crt /etc/pki/ca-trust/source/anchors/corp.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  On Alpine (alpine:3.22), local CAs are not read from /etc/pki/ca-trust/source/anchors/: the CA is not trusted.
  do: On Alpine:
    sh:
      cp corp.crt /usr/local/share/ca-certificates/corp.crt
      update-ca-certificates
  verify: openssl verify server.crt`,`error install.sh:3:1-3:24
  | update-ca-trust extract
  | ^^^^^^^^^^^^^^^^^^^^^^^
  update-ca-trust does not read /usr/local/share/ca-certificates/, where the script puts the CA: it is not trusted.
  do: update-ca-certificates belongs to /usr/local/share/ca-certificates (Debian, Ubuntu, Alpine), update-ca-trust to /etc/pki/ca-trust/source/anchors (Red Hat, Fedora). Use the pair of the system that this runs on.
  verify: openssl verify server.crt`,`error roles/ca/tasks/main.yml:3:11-3:52
  |     dest: /usr/local/share/ca-certificates/corp.crt
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  On Red Hat, Fedora and Amazon Linux, local CAs are not read from /usr/local/share/ca-certificates/: the CA is not trusted.
  do: On Red Hat, Fedora and Amazon Linux:
    sh:
      cp corp.crt /etc/pki/ca-trust/source/anchors/corp.crt
      update-ca-trust
  verify: openssl verify server.crt`,`warning bootstrap/user-data.yaml:3:11-3:45
  |   - path: /etc/ssl/certs/ca-certificates.crt
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  /etc/ssl/certs/ca-certificates.crt is generated: what is written into it is lost at the next update of the trust store, which any package update may run.
  do: Put the CA into the directory for local CAs and run the tool:
    text:
      Debian, Ubuntu, Alpine: /usr/local/share/ca-certificates/NAME.crt, update-ca-certificates
      Red Hat, Fedora: /etc/pki/ca-trust/source/anchors/NAME.crt, update-ca-trust
  verify: grep -c 'BEGIN CERTIFICATE' before and after an update`]},"ca-store-wrong-extension":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`Debian source, ca-certificates: sbin/update-ca-certificates`,says:`The local directory is searched with find -name '*.crt'; the case counts.`,url:`https://salsa.debian.org/debian/ca-certificates/-/blob/master/sbin/update-ca-certificates`}],examples:{bad:[{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.pem /usr/local/share/ca-certificates/
RUN update-ca-certificates
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.CRT
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
runcmd:
  - update-ca-certificates
`},{"install.sh":`#!/bin/sh
sudo cp certs/corp.cer /usr/local/share/ca-certificates
sudo update-ca-certificates
`},{"roles/ca/tasks/main.yml":`- ansible.builtin.copy:
    src: corp.pem
    dest: /usr/local/share/ca-certificates/corp.pem
- ansible.builtin.command: update-ca-certificates
`},{"rootfs/usr/local/share/ca-certificates/corp.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.pem /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
`},{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.pem /usr/local/share/ca-certificates/
RUN mv /usr/local/share/ca-certificates/corp.pem /usr/local/share/ca-certificates/corp.crt && update-ca-certificates
`},{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.pem /usr/local/share/ca-certificates/
RUN for f in /usr/local/share/ca-certificates/*.pem; do mv $f \${f%.pem}.crt; done && update-ca-certificates
`},{Dockerfile:`FROM ubi9
COPY corp.pem /etc/pki/ca-trust/source/anchors/
RUN update-ca-trust
`},{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
COPY certs/ /usr/local/share/ca-certificates/
RUN update-ca-certificates
`,"certs/README":`What is here
`,"certs/root.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error Dockerfile:3:6-3:14
  | COPY corp.pem /usr/local/share/ca-certificates/
  |      ^^^^^^^^
  corp.pem is put into /usr/local/share/ca-certificates, where only names that end in .crt are read: the CA is not trusted, and nothing says so.
  do: Name the target:
    dockerfile:
      COPY corp.pem /usr/local/share/ca-certificates/corp.crt
  verify: update-ca-certificates (it must say “1 added”), then openssl verify server.crt`,`error bootstrap/user-data.yaml:3:11-3:52
  |   - path: /usr/local/share/ca-certificates/corp.CRT
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.CRT is put into /usr/local/share/ca-certificates, where only names that end in .crt are read: the CA is not trusted, and nothing says so.
  do: Name the target:
    text:
      /usr/local/share/ca-certificates/corp.crt
  verify: update-ca-certificates (it must say “1 added”), then openssl verify server.crt`,`error install.sh:2:9-2:23
  | sudo cp certs/corp.cer /usr/local/share/ca-certificates
  |         ^^^^^^^^^^^^^^
  corp.cer is put into /usr/local/share/ca-certificates, where only names that end in .crt are read: the CA is not trusted, and nothing says so.
  do: Name the target:
    text:
      /usr/local/share/ca-certificates/corp.crt
  verify: update-ca-certificates (it must say “1 added”), then openssl verify server.crt`,`error roles/ca/tasks/main.yml:3:11-3:52
  |     dest: /usr/local/share/ca-certificates/corp.pem
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.pem is put into /usr/local/share/ca-certificates, where only names that end in .crt are read: the CA is not trusted, and nothing says so.
  do: Name the target:
    text:
      /usr/local/share/ca-certificates/corp.crt
  verify: update-ca-certificates (it must say “1 added”), then openssl verify server.crt`,`error rootfs/usr/local/share/ca-certificates/corp.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.pem is put into /usr/local/share/ca-certificates, where only names that end in .crt are read: the CA is not trusted, and nothing says so.
  do: Name the target:
    text:
      /usr/local/share/ca-certificates/corp.crt
  verify: update-ca-certificates (it must say “1 added”), then openssl verify server.crt`]},"ca-weak":{citations:[{document:`NIST SP 800-131A Rev. 2`,section:`3`,says:`RSA and DSA keys of less than 2048 bits are disallowed for making signatures.`,url:`https://doi.org/10.6028/NIST.SP.800-131Ar2`},{document:`RFC 5280`,section:`4.2.1.3`,says:`keyCertSign is asserted when the key verifies signatures on certificates.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3`},{document:`Go release notes`,section:`Go 1.23, crypto/x509`,says:`ParseCertificate rejects serial numbers that are negative.`,url:`https://go.dev/doc/go1.23#cryptox509pkgcryptox509`}],examples:{bad:[{"trust/ca.pem":`<certificate CN=Corp rsa-1024, until 2027-11-22>
`},{"trust/ca.pem":`<certificate CN=Corp version-1, until 2027-11-22>
`},{"trust/ca-bundle.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate CN=Corp ca/usage-lacks-sign, until 2027-11-22>
`}],good:[{"trust/ca.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"trust/ca.pem":`<certificate O=Corp,CN=Corp SHA-1 Root, until 2036-01-01>
`},{"certs/server.pem":`<certificate CN=weak.corp.example.com, until 2027-06-01>
`}]},expected:[`warning trust/ca.pem:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp rsa-1024" in trust/ca.pem is trusted as a CA, but has an RSA key of 1024 bits, which can be broken and which clients refuse.
  do: Replace it by a CA with a strong key, and take it out of the bundle once nothing depends on it.
  verify: tlsgate inspect trust/ca.pem`,`warning trust/ca.pem:1:1-8:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp version-1" in trust/ca.pem is trusted as a CA, but is of version 1, so that nothing limits what it may sign.
  do: Replace it by a CA with a strong key, and take it out of the bundle once nothing depends on it.
  verify: tlsgate inspect trust/ca.pem`,`warning trust/ca-bundle.pem:12:1-22:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp ca/usage-lacks-sign" in trust/ca-bundle.pem is trusted as a CA, but its keyUsage does not allow keyCertSign: clients refuse what it issued.
  do: Replace it by a CA with a strong key, and take it out of the bundle once nothing depends on it.
  verify: tlsgate inspect trust/ca-bundle.pem`]},"cloud-init-bad-header":{citations:[{document:`cloud-init documentation, User data formats`,section:`Cloud config data`,says:`Cloud-config is recognised by its first line, #cloud-config; user data of an unknown type is not processed.`,url:`https://docs.cloud-init.io/en/latest/explanation/format.html`}],examples:{bad:[{"bootstrap/user-data.yaml":`# Nodes trust our CA
ca_certs:
  trusted:
    - |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"bootstrap/cloud-init.yaml":`# cloud-config
ca_certs:
  trusted:
    - |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
# Nodes trust our CA
ca_certs:
  trusted:
    - |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"bootstrap/user-data.yaml":`## template: jinja
#cloud-config
ca_certs:
  trusted:
    - |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"user-data.yaml.tmpl":`%{ if ca != "" }
#cloud-config
ca_certs:
  trusted: []
%{ endif }
`},{"main.tf":`data "cloudinit_config" "node" {
  part {
    content_type = "text/cloud-config"
    content      = file("node.yaml")
  }
}
`,"node.yaml":`# A part of a multipart message
ca_certs:
  trusted:
    - |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
runcmd:
  - [systemctl, restart, containerd]
`}]},expected:[`error bootstrap/user-data.yaml:2:1-2:9
  | ca_certs:
  | ^^^^^^^^
  bootstrap/user-data.yaml does not begin with #cloud-config, so cloud-init does not process it as user data: its CAs are not installed.
  do: Make this the first line:
    text:
      #cloud-config
  verify: cloud-init schema --config-file user-data.yaml`,`error bootstrap/cloud-init.yaml:2:1-2:9
  | ca_certs:
  | ^^^^^^^^
  bootstrap/cloud-init.yaml does not begin with #cloud-config, so cloud-init does not process it as user data: its CAs are not installed.
  do: Make this the first line:
    text:
      #cloud-config
  verify: cloud-init schema --config-file user-data.yaml`]},"cloud-init-ca-certs":{citations:[{document:`cloud-init source, cc_ca_certs.py`,says:`ca-certs and remove-defaults are deprecated since 22.1, and ca-certs is ignored beside ca_certs; each item of trusted becomes one file.`,url:`https://github.com/canonical/cloud-init/blob/main/cloudinit/config/cc_ca_certs.py`},{document:`cloud-init documentation, CA Certificates`,says:`remove_defaults removes the CAs that the system came with; certificates are given as PEM in a list.`,url:`https://docs.cloud-init.io/en/latest/reference/modules.html#ca-certificates`}],examples:{bad:[{"user-data.yaml":`#cloud-config
ca-certs:
  trusted:
    - |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
ca_certs:
  trusted:
    - |
      <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"user-data.yaml":`#cloud-config
ca_certs: [/etc/ssl/corp.pem]
`},{"user-data.yaml":`#cloud-config
ca_certs:
  trusted:
    - /etc/ssl/corp.pem
`},{"user-data.yaml":`#cloud-config
ca_certs:
  trusted:
    - |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
      <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"user-data.yaml":`#cloud-config
ca-certs:
  remove-defaults: true
  trusted:
    - |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"user-data.yaml":`#cloud-config
ca_certs:
  trusted:
    - |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
    - |
      <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`},{"user-data.yaml":`#cloud-config
ca_certs:
  remove_defaults: false
  trusted:
    - \${corp_ca}
`}]},expected:[`error user-data.yaml:2:1-2:9
  | ca-certs:
  | ^^^^^^^^
  ca-certs stands beside ca_certs, so cloud-init ignores it: its CAs are not trusted.
  do: Move its items to ca_certs.trusted and delete ca-certs.
  verify: cloud-init schema --config-file user-data.yaml`,`error user-data.yaml:2:11-2:30
  | ca_certs: [/etc/ssl/corp.pem]
  |           ^^^^^^^^^^^^^^^^^^^
  ca_certs is no mapping: the module fails with a TypeError, and no CA is installed.
  do: Put the certificate itself there, in PEM:
    yaml:
      ca_certs:
        trusted:
          - |
            -----BEGIN CERTIFICATE-----
            …
  verify: cloud-init schema --config-file user-data.yaml`,`error user-data.yaml:4:7-4:24
  |     - /etc/ssl/corp.pem
  |       ^^^^^^^^^^^^^^^^^
  /etc/ssl/corp.pem is a path, and cloud-init writes it into the trust store as if it were a certificate: the CA is not trusted.
  do: Put the PEM text of the certificate there.
  verify: cloud-init query userdata, and ls /usr/local/share/ca-certificates`,`warning user-data.yaml:5:7-26:32
  |       -----BEGIN CERTIFICATE-----
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  One item of trusted holds 2 certificates: on Debian and Ubuntu they become one .crt file, which gets no hash link, so programs that look them up by directory do not trust them.
  do: Give each certificate an item of its own:
    yaml:
      trusted:
        - |
          -----BEGIN CERTIFICATE-----
          …
        - |
          -----BEGIN CERTIFICATE-----
          …
  verify: update-ca-certificates --fresh 2>&1 | grep skipping (nothing)`,`warning user-data.yaml:2:1-2:9
  | ca-certs:
  | ^^^^^^^^
  ca-certs is deprecated since cloud-init 22.1 in favour of ca_certs, and is ignored as soon as both are given.
  do: Write ca_certs.
  verify: cloud-init schema --config-file user-data.yaml

warning user-data.yaml:3:3-3:18
  |   remove-defaults: true
  |   ^^^^^^^^^^^^^^^
  remove-defaults removes every public CA from the machine: pulls from public registries, package updates and cloud APIs fail with "certificate signed by unknown authority".
  do: Delete it: CAs in trusted are added to those of the system. On a machine without a way to the internet it may stand: say so with an ignore.
  verify: curl -sSI https://registry.k8s.io/v2/`]},"cm-secret-ca-content":{citations:[{document:`Kubernetes documentation`,section:`Secrets, Editing and restrictions on data`,says:`The values of data are base64; stringData takes them as they are.`,url:`https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data`},{document:`Flux source-controller`,section:`HelmRepository, Cert secret reference`,says:`ca.crt of the Secret holds the CA certificate in PEM.`,url:`https://fluxcd.io/flux/components/source/helmrepositories/#cert-secret-reference`}],examples:{bad:[{"ca.yaml":`apiVersion: v1
kind: Secret
metadata: {name: ca}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{"ca.yaml":`apiVersion: v1
kind: Secret
metadata: {name: ca}
data:
  ca.crt: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{"repository.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: corp, namespace: flux-system}
spec:
  url: https://charts.corp
  certSecretRef: {name: corp-ca}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: flux-system}
stringData:
  ca.pem: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"ca.yaml":`apiVersion: v1
kind: Secret
metadata: {name: ca}
stringData:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"ca.yaml":`apiVersion: v1
kind: Secret
metadata: {name: ca}
data:
  ca.crt: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: REPLACE_ME
`},{"repository.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: corp, namespace: flux-system}
spec:
  url: https://charts.corp
  certSecretRef: {name: corp-ca}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: flux-system}
stringData:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error ca.yaml:6:5-16:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret ca data.ca\\.crt
  ca.crt of Secret ca is PEM under data, where base64 is expected: the API server refuses the Secret.
  do: Put the PEM text there as it is:
    yaml:
      stringData:
        ca.crt: |
          -----BEGIN CERTIFICATE-----
          …
  verify: kubectl apply --dry-run=server -f ca.yaml`,`error ca.yaml:5:3-5:9
  |   ca.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJnekNDQVNxZ0F3SUJBZ0lJUkVSRVJFUkVRK2d3Q2dZSUtvWk
  |   ^^^^^^
  about ConfigMap ca data.ca\\.crt
  ca.crt of ConfigMap ca is encoded once too often (PEM is expected here, and this is base64): what reads it finds no certificate.
  do: Put the PEM text there as it is:
    yaml:
      data:
        ca.crt: |
          -----BEGIN CERTIFICATE-----
          …
  verify: kubectl apply --dry-run=server -f ca.yaml`,`error ca.yaml:5:3-5:9
  |   ca.crt: MIIBgzCCASqgAwIBAgIIREREREREQ+gwCgYIKoZIzj0EAwIwJjEVMBMGA1UEAxMMQ29ycCBSb290IENBMQ0wCwYDVQ
  |   ^^^^^^
  about Secret ca data.ca\\.crt
  ca.crt of Secret ca is DER, where PEM is expected: what reads it finds no certificate.
  do: Turn it into PEM first: openssl x509 -inform DER -in ca.der -out ca.crt
    yaml:
      stringData:
        ca.crt: |
          -----BEGIN CERTIFICATE-----
          …
  verify: kubectl apply --dry-run=server -f ca.yaml`,`error repository.yaml:6:25-6:32
  |   certSecretRef: {name: corp-ca}
  |                         ^^^^^^^
  about HelmRepository flux-system/corp
  HelmRepository flux-system/corp reads its CA from ca.crt or caFile of Secret flux-system/corp-ca, which only has ca.pem: it finds no CA there.
  do: Rename the key in repository.yaml to ca.crt.
  verify: kubectl get secret corp-ca -o jsonpath='{.data}'
  related repository.yaml:12:3 the keys that it has`]},"consumer-not-reloaded":{citations:[{document:`Kubernetes documentation, Secrets`,section:`Using Secrets as environment variables`,says:`A container does not see an update of a Secret that it consumes as an environment variable unless it is restarted.`,url:`https://kubernetes.io/docs/concepts/configuration/secret/`},{document:`Kubernetes documentation, Volumes`,section:`Using subPath`,says:`A container that mounts a ConfigMap or Secret by subPath does not receive its updates.`,url:`https://kubernetes.io/docs/concepts/storage/volumes/`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/ssl/certs/corp.crt
              subPath: ca.crt
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  template:
    spec:
      containers:
        - name: db
          image: ghcr.io/corp/db:1
          env:
            - name: CA
              valueFrom:
                configMapKeyRef: {name: corp-ca, key: ca.crt}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  annotations:
    reloader.stakater.com/auto: "true"
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/ssl/certs/corp.crt
              subPath: ca.crt
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    metadata:
      annotations: {checksum/ca: abc}
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/ssl/certs/corp.crt
              subPath: ca.crt
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: conf
              mountPath: /etc/app.conf
              subPath: app.conf
      volumes:
        - name: conf
          configMap: {name: conf}
`,"deploy/conf.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
data:
  app.conf: a = 1
`}]},expected:[`notice deploy/api.yaml:14:24-14:30
  |               subPath: ca.crt
  |                        ^^^^^^
  about Deployment api
  Deployment api reads ca.crt of ConfigMap corp-ca by a subPath mount, so running pods never see a renewal of it, and nothing restarts them.
  do: Restart the pods when it changes, by a reloader or a checksum on the pod template:
    yaml:
      metadata:
        annotations:
          reloader.stakater.com/auto: "true"
  do: When it is renewed: update the ConfigMap, let it sync, then kubectl rollout restart deployment/api
  verify: kubectl exec deployment/api -- openssl x509 -noout -enddate -in PATH
  related deploy/ca.yaml:7:5 the certificate`,`notice deploy/api.yaml:14:55-14:61
  |             configMapKeyRef: {name: corp-ca, key: ca.crt}
  |                                                   ^^^^^^
  about StatefulSet db
  StatefulSet db reads ca.crt of ConfigMap corp-ca as an environment variable, so running pods never see a renewal of it, and nothing restarts them.
  do: Restart the pods when it changes, by a reloader or a checksum on the pod template:
    yaml:
      metadata:
        annotations:
          reloader.stakater.com/auto: "true"
  do: When it is renewed: update the ConfigMap, let it sync, then kubectl rollout restart statefulset/db
  verify: kubectl exec statefulset/db -- openssl x509 -noout -enddate -in PATH
  related deploy/ca.yaml:7:5 the certificate`]},"env-ca-path-dangling":{citations:[{document:`Go crypto/x509, root_unix.go`,says:`A file that SSL_CERT_FILE names and that cannot be read is passed over without an error.`,url:`https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go`},{document:`Node.js documentation, NODE_EXTRA_CA_CERTS`,says:`A warning is printed once when the file is missing or malformed; errors are otherwise ignored.`,url:`https://nodejs.org/api/cli.html#node_extra_ca_certsfile`}],examples:{bad:[{Dockerfile:`FROM node:24
COPY app /app
ENV NODE_EXTRA_CA_CERTS=/certs/corp.pem
`},{Dockerfile:`FROM python:3.14-slim
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/corp-bundle.crt
`},{".github/workflows/ci.yml":`on: push
jobs:
  test:
    runs-on: ubuntu-latest
    env:
      NODE_EXTRA_CA_CERTS: certs/corp.pem
    steps:
      - uses: actions/checkout@v6
      - run: npm ci
`}],good:[{Dockerfile:`FROM node:24
COPY corp.pem /certs/
ENV NODE_EXTRA_CA_CERTS=/certs/corp.pem
`},{Dockerfile:`FROM node:24
RUN mkdir /certs && /opt/fetch-ca --to /certs
ENV NODE_EXTRA_CA_CERTS=/certs/corp.pem
`},{Dockerfile:`FROM python:3.14-slim
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
`},{Dockerfile:`FROM debian:12
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN apt-get update && apt-get install -y ca-certificates
ENV SSL_CERT_FILE=/etc/ssl/certs/corp.pem
`},{Dockerfile:`FROM registry.corp.example.com/base:1
ENV SSL_CERT_FILE=/etc/corp/ca.pem
`},{".github/workflows/ci.yml":`on: push
env:
  NODE_EXTRA_CA_CERTS: certs/corp.pem
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: npm ci
`,"certs/corp.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error Dockerfile:3:25-3:40
  | ENV NODE_EXTRA_CA_CERTS=/certs/corp.pem
  |                         ^^^^^^^^^^^^^^^
  NODE_EXTRA_CA_CERTS names /certs/corp.pem, but nothing in the image puts a file there: Node.js goes on without the CA.
  do: Copy the CA there:
    dockerfile:
      COPY corp-ca.crt /certs/corp.pem
  verify: docker run --rm --entrypoint openssl IMAGE x509 -noout -subject -in /certs/corp.pem`,`error Dockerfile:4:24-4:54
  | ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/corp-bundle.crt
  |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  REQUESTS_CA_BUNDLE names /etc/ssl/certs/corp-bundle.crt, but nothing in the image puts a file there: Python requests fails on every TLS connection.
  do: Copy the CA there:
    dockerfile:
      COPY corp-ca.crt /etc/ssl/certs/corp-bundle.crt
  verify: docker run --rm --entrypoint openssl IMAGE x509 -noout -subject -in /etc/ssl/certs/corp-bundle.crt`,`warning .github/workflows/ci.yml:6:28-6:42
  |       NODE_EXTRA_CA_CERTS: certs/corp.pem
  |                            ^^^^^^^^^^^^^^
  NODE_EXTRA_CA_CERTS names certs/corp.pem, which is not in the repository and which no step of the workflow writes: Node.js does not find the CA.
  do: Commit the CA certificate (it is public) at certs/corp.pem, or correct the path; it counts from the working directory of the step.
  verify: openssl x509 -noout -subject -in certs/corp.pem`]},"env-ca-replaces-public-roots":{citations:[{document:`Requests documentation, SSL Cert Verification`,says:`REQUESTS_CA_BUNDLE names the bundle that is used in place of the one that comes with it.`,url:`https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification`},{document:`cert-manager, trust-manager`,says:`A Bundle with useDefaultCAs puts the public CAs beside one's own.`,url:`https://cert-manager.io/docs/trust/trust-manager/`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: REQUESTS_CA_BUNDLE
              value: /ssl/ca.crt
          volumeMounts:
            - name: ca
              mountPath: /ssl
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{Dockerfile:`FROM python:3.14
COPY corp.pem /certs/corp.pem
ENV PIP_CERT=/certs/corp.pem
`,"corp.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"compose.yaml":`services:
  api:
    image: python:3.14
    environment:
      CURL_CA_BUNDLE: /certs/corp.pem
    volumes:
      - ./corp.pem:/certs/corp.pem:ro
`,"corp.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{Dockerfile:`FROM node:24
COPY corp.pem /certs/corp.pem
ENV NODE_EXTRA_CA_CERTS=/certs/corp.pem
`,"corp.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{Dockerfile:`FROM hashicorp/vault:1.20
COPY corp.pem /certs/corp.pem
ENV VAULT_CACERT=/certs/corp.pem
`,"corp.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`notice deploy/api.yaml:13:22-13:33
  |               value: /ssl/ca.crt
  |                      ^^^^^^^^^^^
  about Deployment api
  REQUESTS_CA_BUNDLE makes /ssl/ca.crt the only roots of Python requests, and it holds no public CA but "Corp Root CA": calls to servers with public certificates fail.
  do: Name a bundle with both: let trust-manager make it (useDefaultCAs: true), or put them together in the image:
    sh:
      cat /etc/ssl/certs/ca-certificates.crt corp-ca.crt > bundle.crt
  do: Where nothing public is called this is as it should be.
  verify: curl --cacert bundle.crt -sSI https://pypi.org
  related deploy/ca.yaml:7:5 ca.crt of ConfigMap corp-ca`,`notice Dockerfile:3:14-3:29
  | ENV PIP_CERT=/certs/corp.pem
  |              ^^^^^^^^^^^^^^^
  PIP_CERT makes /certs/corp.pem the only roots of pip, and it holds no public CA but "Corp Root CA": calls to servers with public certificates fail.
  do: Name a bundle with both: let trust-manager make it (useDefaultCAs: true), or put them together in the image:
    sh:
      cat /etc/ssl/certs/ca-certificates.crt corp-ca.crt > bundle.crt
  do: Where nothing public is called this is as it should be.
  verify: curl --cacert bundle.crt -sSI https://pypi.org
  related corp.pem:1:1 corp.pem`,`notice compose.yaml:5:23-5:38
  |       CURL_CA_BUNDLE: /certs/corp.pem
  |                       ^^^^^^^^^^^^^^^
  CURL_CA_BUNDLE makes /certs/corp.pem the only roots of curl, and it holds no public CA but "Corp Root CA": calls to servers with public certificates fail.
  do: Name a bundle with both: let trust-manager make it (useDefaultCAs: true), or put them together in the image:
    sh:
      cat /etc/ssl/certs/ca-certificates.crt corp-ca.crt > bundle.crt
  do: Where nothing public is called this is as it should be.
  verify: curl --cacert bundle.crt -sSI https://pypi.org
  related corp.pem:1:1 corp.pem`]},"external-dns-aws-ca-bundle-crash":{citations:[{document:`external-dns issue 5666`,says:`With AWS_CA_BUNDLE set, external-dns exits with “HTTPClient, has no WithTransportOptions”; mended by commit 6bda906b7 in v0.19.0.`,url:`https://github.com/kubernetes-sigs/external-dns/issues/5666`}],examples:{bad:[{"deploy/external-dns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: external-dns
spec:
  template:
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.18.0
          args: [--provider=aws]
          env:
            - name: AWS_CA_BUNDLE
              value: /ssl/ca.crt
`}],good:[{"deploy/external-dns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: external-dns
spec:
  template:
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.19.0
          args: [--provider=aws]
          env:
            - name: AWS_CA_BUNDLE
              value: /ssl/ca.crt
`},{"deploy/external-dns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: external-dns
spec:
  template:
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns@sha256:<base64 of <something else>>: [--provider=aws]
          env:
            - name: AWS_CA_BUNDLE
              value: /ssl/ca.crt
`}]},expected:[`error deploy/external-dns.yaml:13:21-13:34
  |             - name: AWS_CA_BUNDLE
  |                     ^^^^^^^^^^^^^
  about Deployment external-dns
  external-dns v0.18 exits at start-up when AWS_CA_BUNDLE is set: the pod goes into CrashLoopBackOff and no DNS record is written.
  do: Use an image from v0.19.0 on, or replace the variable by SSL_CERT_FILE with the same path.
  do: See that it starts.
  verify: kubectl rollout status deploy/external-dns`]},"external-dns-coredns-env":{citations:[{document:`external-dns source, provider/coredns/coredns.go`,says:`TLS is configured from ETCD_CA_FILE, ETCD_CERT_FILE, ETCD_KEY_FILE and ETCD_TLS_INSECURE when the first entry of ETCD_URLS begins with https.`,url:`https://github.com/kubernetes-sigs/external-dns`}],examples:{bad:[{"external-dns/values.yaml":`provider: coredns
policy: sync
env:
  - name: ETCD_URLS
    value: http://etcd:2379,https://etcd-b:2379
  - name: ETCD_CA_FILE
    value: /ssl/ca.crt
`},{"external-dns/values.yaml":`provider: coredns
policy: sync
extraArgs:
  - --tls-ca=/ssl/ca.crt
`},{"external-dns/values.yaml":`provider: coredns
policy: sync
env:
  - name: ETCD_URLS
    value: https://etcd:2379
  - name: ETCD_TLS_INSECURE
    value: "true"
`}],good:[{"external-dns/values.yaml":`provider: coredns
policy: sync
env:
  - name: ETCD_URLS
    value: https://etcd:2379
  - name: ETCD_CA_FILE
    value: /ssl/ca.crt
`}]},expected:[`warning external-dns/values.yaml:7:12-7:23
  |     value: /ssl/ca.crt
  |            ^^^^^^^^^^^
  external-dns reads ETCD_CA_FILE only when the first URL of ETCD_URLS is https, but it is http: etcd is asked in plaintext.
  do: Put an https URL first: ETCD_URLS=https://etcd.example.svc:2379
  verify: kubectl logs deploy/external-dns`,`warning external-dns/values.yaml:4:5-4:25
  |   - --tls-ca=/ssl/ca.crt
  |     ^^^^^^^^^^^^^^^^^^^^
  external-dns with provider coredns takes its CA from ETCD_CA_FILE and never reads --tls-ca.
  do: Replace the flag by the environment variable ETCD_CA_FILE=/ssl/ca.crt.
  verify: kubectl logs deploy/external-dns`,`error external-dns/values.yaml:7:12-7:18
  |     value: "true"
  |            ^^^^^^
  ETCD_TLS_INSECURE makes external-dns accept any certificate from etcd: whoever is on the path can change every DNS record.
  do: Remove the variable and name the CA: ETCD_CA_FILE=/ssl/ca.crt
  verify: kubectl logs deploy/external-dns`]},"external-dns-skip-verify":{citations:[{document:`external-dns source, pkg/apis/externaldns/types.go`,says:`--pdns-skip-tls-verify, --rfc2136-skip-tls-verify and --pihole-tls-skip-verify turn certificate validation off.`,url:`https://github.com/kubernetes-sigs/external-dns`}],examples:{bad:[{"external-dns/values.yaml":`provider: pdns
policy: sync
extraArgs:
  - --pdns-skip-tls-verify
`},{"external-dns/values.yaml":`provider: pdns
policy: sync
extraArgs:
  - --pdns-server=http://pdns.corp.example.com:8081
`},{"external-dns/values.yaml":`provider: rfc2136
policy: sync
extraArgs:
  - --rfc2136-insecure
`}],good:[{"external-dns/values.yaml":`provider: pdns
policy: sync
extraArgs:
  - --tls-ca=/ssl/ca.crt
  - --no-pdns-skip-tls-verify
`},{"external-dns/values.yaml":`provider: pdns
policy: sync
extraArgs:
  - --pdns-skip-tls-verify=false
  - --pdns-server=http://localhost:8081
`}]},expected:[`error external-dns/values.yaml:4:5-4:27
  |   - --pdns-skip-tls-verify
  |     ^^^^^^^^^^^^^^^^^^^^^^
  --pdns-skip-tls-verify makes external-dns accept any certificate from its DNS server: whoever is on the path can change every record.
  do: Remove --pdns-skip-tls-verify and give the CA: --tls-ca=/ssl/ca.crt.
  verify: kubectl logs deploy/external-dns`,`error external-dns/values.yaml:4:5-4:52
  |   - --pdns-server=http://pdns.corp.example.com:8081
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  external-dns sends its API key to pdns.corp.example.com:8081 without TLS: whoever is on the path can read it and change every record.
  do: Use https: --pdns-server=https://pdns.corp.example.com:8081, and --tls-ca for a private CA.
  verify: kubectl logs deploy/external-dns`,`warning external-dns/values.yaml:4:5-4:23
  |   - --rfc2136-insecure
  |     ^^^^^^^^^^^^^^^^^^
  --rfc2136-insecure makes external-dns send DNS updates without a TSIG signature: the server must accept updates from anybody who can reach it.
  do: Remove the flag and give a key: --rfc2136-tsig-keyname, --rfc2136-tsig-secret-alg, and the secret in EXTERNAL_DNS_RFC2136_TSIG_SECRET.
  verify: kubectl logs deploy/external-dns`]},"external-dns-tls-ca-ignored":{citations:[{document:`external-dns source, provider/pdns/pdns.go and provider/rfc2136/rfc2136.go`,says:`The TLSCA option is read by these two providers only.`,url:`https://github.com/kubernetes-sigs/external-dns`},{document:`external-dns issue 4694`,says:`A CA given by --tls-ca is not used for Route 53; the image's own bundle is.`,url:`https://github.com/kubernetes-sigs/external-dns/issues/4694`}],examples:{bad:[{"deploy/external-dns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: external-dns
spec:
  template:
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.15.1
          args:
            - --provider=aws
            - --tls-ca=/ssl/ca.crt
`},{"external-dns/values.yaml":`provider:
  name: aws
sources: [service]
extraArgs:
  - --tls-ca=/ssl/ca.crt
`},{"external-dns/values.yaml":`provider: cloudflare
policy: sync
extraArgs:
  tls-ca: /ssl/ca.crt
`},{"external-dns/values.yaml":`provider: rfc2136
policy: sync
extraArgs:
  - --tls-ca=/ssl/ca.crt
`},{"compose.yaml":`services:
  dns:
    image: registry.k8s.io/external-dns/external-dns:v0.15.1
    command: --provider=aws --tls-ca=/ssl/ca.crt
`},{"base/external-dns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: external-dns
spec:
  template:
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.15.1
          args: [--provider=aws]
`,"base/kustomization.yaml":`resources: [external-dns.yaml]
`,"gov/kustomization.yaml":`resources: [../base]
patches:
  - target: {kind: Deployment, name: external-dns}
    patch: |
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: --tls-ca=/ssl/ca.crt
`}],good:[{"external-dns/values.yaml":`provider: pdns
policy: sync
extraArgs:
  - --tls-ca=/ssl/ca.crt
`},{"external-dns/values.yaml":`provider: rfc2136
policy: sync
extraArgs:
  - --tls-ca=/ssl/ca.crt
  - --rfc2136-use-tls
`},{"external-dns/values.yaml":`provider: "{{ .Values.dns }}"
policy: sync
extraArgs:
  - --tls-ca=/ssl/ca.crt
`},{"external-dns/values.yaml":`provider: aws
policy: sync
env:
  - name: SSL_CERT_FILE
    value: /ssl/ca.crt
`}]},expected:[`error deploy/external-dns.yaml:13:15-13:35
  |             - --tls-ca=/ssl/ca.crt
  |               ^^^^^^^^^^^^^^^^^^^^
  about Deployment external-dns
  external-dns with provider "aws" never reads --tls-ca: TLS goes on with the roots of the image, and calls to a server with a certificate of your CA fail with "certificate signed by unknown authority".
  do: Remove --tls-ca and let Go's own variable name the CA; the public roots stay trusted, as their directory is still read:
    yaml:
      env:
        - name: SSL_CERT_FILE
          value: /ssl/ca.crt
  verify: kubectl logs deploy/external-dns | grep -i x509
  do: From v0.19.0 on, AWS_CA_BUNDLE does the same for the AWS SDK alone.`,`error external-dns/values.yaml:5:5-5:25
  |   - --tls-ca=/ssl/ca.crt
  |     ^^^^^^^^^^^^^^^^^^^^
  external-dns with provider "aws" never reads --tls-ca: TLS goes on with the roots of the image, and calls to a server with a certificate of your CA fail with "certificate signed by unknown authority".
  do: Remove --tls-ca and let Go's own variable name the CA; the public roots stay trusted, as their directory is still read:
    yaml:
      env:
        - name: SSL_CERT_FILE
          value: /ssl/ca.crt
  verify: kubectl logs deploy/external-dns | grep -i x509
  do: From v0.19.0 on, AWS_CA_BUNDLE does the same for the AWS SDK alone.`,`error external-dns/values.yaml:4:3-4:9
  |   tls-ca: /ssl/ca.crt
  |   ^^^^^^
  external-dns with provider "cloudflare" never reads --tls-ca: TLS goes on with the roots of the image, and calls to a server with a certificate of your CA fail with "certificate signed by unknown authority".
  do: Remove --tls-ca and let Go's own variable name the CA; the public roots stay trusted, as their directory is still read:
    yaml:
      env:
        - name: SSL_CERT_FILE
          value: /ssl/ca.crt
  verify: kubectl logs deploy/external-dns | grep -i x509`,`warning external-dns/values.yaml:4:5-4:25
  |   - --tls-ca=/ssl/ca.crt
  |     ^^^^^^^^^^^^^^^^^^^^
  external-dns talks to its DNS server without TLS, as --rfc2136-use-tls is not set: --tls-ca=/ssl/ca.crt is not used.
  do: Add --rfc2136-use-tls (and open port 853 on the server).
  verify: kubectl logs deploy/external-dns`,`error compose.yaml:4:29-4:49
  |     command: --provider=aws --tls-ca=/ssl/ca.crt
  |                             ^^^^^^^^^^^^^^^^^^^^
  external-dns with provider "aws" never reads --tls-ca: TLS goes on with the roots of the image, and calls to a server with a certificate of your CA fail with "certificate signed by unknown authority".
  do: Remove --tls-ca and let Go's own variable name the CA; the public roots stay trusted, as their directory is still read:
    yaml:
      env:
        - name: SSL_CERT_FILE
          value: /ssl/ca.crt
  verify: kubectl logs deploy/external-dns | grep -i x509
  do: From v0.19.0 on, AWS_CA_BUNDLE does the same for the AWS SDK alone.`,`error gov/kustomization.yaml:7:16-7:36
  |         value: --tls-ca=/ssl/ca.crt
  |                ^^^^^^^^^^^^^^^^^^^^
  in patches.0.patch
  about Deployment external-dns
  external-dns with provider "aws" never reads --tls-ca: TLS goes on with the roots of the image, and calls to a server with a certificate of your CA fail with "certificate signed by unknown authority".
  do: Remove --tls-ca and let Go's own variable name the CA; the public roots stay trusted, as their directory is still read:
    yaml:
      env:
        - name: SSL_CERT_FILE
          value: /ssl/ca.crt
  verify: kubectl logs deploy/external-dns | grep -i x509
  do: From v0.19.0 on, AWS_CA_BUNDLE does the same for the AWS SDK alone.`]},"external-dns-upgrade":{citations:[{document:`external-dns`,section:`Release notes of v0.22.0`,says:`Only external-dns.kubernetes.io/ is read; --policy has to be given; Akamai, Plural and Transip are gone.`,url:`https://github.com/kubernetes-sigs/external-dns/releases/tag/v0.22.0`},{document:`external-dns`,section:`v0.14.0, pkg/apis/externaldns/types.go`,says:`--pdns-tls-enabled is not there any more.`,url:`https://github.com/kubernetes-sigs/external-dns/blob/v0.14.0/pkg/apis/externaldns/types.go`}],examples:{bad:[{"edns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: external-dns, namespace: net}
spec:
  selector: {matchLabels: {app: external-dns}}
  template:
    metadata: {labels: {app: external-dns}}
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.22.0
          args: [--source=service, --provider=aws, --policy=sync]
---
apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: web
  annotations:
    external-dns.alpha.kubernetes.io/hostname: shop.corp.example.com
spec: {type: LoadBalancer, ports: [{port: 443}], selector: {app: shop}}
`},{"edns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: external-dns, namespace: net}
spec:
  selector: {matchLabels: {app: external-dns}}
  template:
    metadata: {labels: {app: external-dns}}
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.18.0
          args: [--provider=pdns, --pdns-server=https://pdns.corp.example.com, --pdns-tls-enabled]
`},{"edns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: external-dns, namespace: net}
spec:
  selector: {matchLabels: {app: external-dns}}
  template:
    metadata: {labels: {app: external-dns}}
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.22.0
          args: [--source=service, --provider=aws]
`}],good:[{"edns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: external-dns, namespace: net}
spec:
  selector: {matchLabels: {app: external-dns}}
  template:
    metadata: {labels: {app: external-dns}}
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.21.0
          args: [--source=service, --provider=aws, --policy=sync]
---
apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: web
  annotations:
    external-dns.alpha.kubernetes.io/hostname: shop.corp.example.com
spec: {type: LoadBalancer, ports: [{port: 443}], selector: {app: shop}}
`},{"edns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: external-dns, namespace: net}
spec:
  selector: {matchLabels: {app: external-dns}}
  template:
    metadata: {labels: {app: external-dns}}
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.22.0
          args: [--source=service, --provider=aws, --policy=sync]
---
apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: web
  annotations:
    external-dns.kubernetes.io/hostname: shop.corp.example.com
spec: {type: LoadBalancer, ports: [{port: 443}], selector: {app: shop}}
`},{"edns.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: external-dns, namespace: net}
spec:
  selector: {matchLabels: {app: external-dns}}
  template:
    metadata: {labels: {app: external-dns}}
    spec:
      containers:
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.22.0
          args: [--source=service, --provider=aws, --policy=sync, --annotation-prefix=external-dns.alpha.kubernetes.io/]
---
apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: web
  annotations:
    external-dns.alpha.kubernetes.io/hostname: shop.corp.example.com
spec: {type: LoadBalancer, ports: [{port: 443}], selector: {app: shop}}
`}]},expected:[`error edns.yaml:12:18-12:34
  |           args: [--source=service, --provider=aws, --policy=sync]
  |                  ^^^^^^^^^^^^^^^^
  about Deployment net/external-dns
  external-dns 0.22 reads external-dns.kubernetes.io/ only, and an object has annotations of external-dns.alpha.kubernetes.io/: their records are not made, and with --policy=sync deleted.
  do: Before the upgrade, give the objects both annotations, or keep the old ones:
    text:
      --annotation-prefix=external-dns.alpha.kubernetes.io/
  verify: kubectl logs deploy/external-dns
  related edns.yaml:20:5 an annotation that is read no more`,`error edns.yaml:12:80-12:98
  | dns, --pdns-server=https://pdns.corp.example.com, --pdns-tls-enabled]
  |                                                   ^^^^^^^^^^^^^^^^^^
  about Deployment net/external-dns
  external-dns 0.18 knows no flag --pdns-tls-enabled (it was removed in 0.14): the process ends with "unknown long flag".
  do: Remove --pdns-tls-enabled; an https:// in --pdns-server turns TLS on.
  verify: kubectl logs deploy/external-dns`,`error edns.yaml:12:18-12:34
  |           args: [--source=service, --provider=aws]
  |                  ^^^^^^^^^^^^^^^^
  about Deployment net/external-dns
  external-dns 0.22 demands --policy, which is not given: the process does not start.
  do: Say what was the default before: --policy=sync (or upsert-only, which deletes nothing).
  verify: kubectl logs deploy/external-dns`]},"external-dns-webhook-trust-scope":{citations:[{document:`external-dns chart, templates/deployment.yaml`,says:`The webhook provider is a container of its own, with provider.webhook.env and provider.webhook.extraVolumeMounts.`,url:`https://github.com/kubernetes-sigs/external-dns/tree/master/charts/external-dns`}],examples:{bad:[{"external-dns/values.yaml":`provider:
  name: webhook
  webhook:
    image:
      repository: ghcr.io/corp/dns-webhook
policy: sync
env:
  - name: SSL_CERT_FILE
    value: /ssl/ca.crt
extraVolumeMounts:
  - name: ca
    mountPath: /ssl
`}],good:[{"external-dns/values.yaml":`provider:
  name: webhook
  webhook:
    env:
      - name: SSL_CERT_FILE
        value: /ssl/ca.crt
    extraVolumeMounts:
      - name: ca
        mountPath: /ssl
policy: sync
`}]},expected:[`warning external-dns/values.yaml:8:11-8:24
  |   - name: SSL_CERT_FILE
  |           ^^^^^^^^^^^^^
  SSL_CERT_FILE is set for external-dns, but its webhook sidecar makes the calls to the DNS provider and does not get it: they fail for a private CA.
  do: Give it to the sidecar:
    yaml:
      provider:
        webhook:
          env:
            - name: SSL_CERT_FILE
              value: /ssl/ca.crt
          extraVolumeMounts: …
  verify: kubectl logs deploy/external-dns -c webhook`]},"image-without-roots":{citations:[{document:`Debian packages`,section:`curl, wget, git: Recommends: ca-certificates`,says:`The packages recommend ca-certificates and do not depend on it; --no-install-recommends leaves it out.`,url:`https://packages.debian.org/bookworm/curl`}],examples:{bad:[{Dockerfile:`FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl
RUN curl -fsSL https://example.org/tool -o /usr/bin/tool
`}],good:[{Dockerfile:`FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates
`},{Dockerfile:`FROM debian:12 AS certs
RUN apt-get update && apt-get install -y ca-certificates
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl
COPY --from=certs /etc/ssl/certs /etc/ssl/certs
`},{Dockerfile:`FROM debian:12-slim
RUN apt-get update && apt-get install -y curl
`}]},expected:[`warning Dockerfile:2:23-2:70
  | RUN apt-get update && apt-get install -y --no-install-recommends curl
  |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  curl is installed in the image with --no-install-recommends and without ca-certificates, which debian:12-slim lacks: every https request fails.
  do: Install it beside curl:
    sh:
      apt-get install -y --no-install-recommends ca-certificates curl
  verify: docker build ., and in the image: curl https://example.org`]},"java-truststore-env":{citations:[{document:`Java Secure Socket Extension (JSSE) Reference Guide`,section:`The default trust store`,says:`If javax.net.ssl.trustStore is set, that file is used, and neither jssecacerts nor cacerts is.`,url:`https://docs.oracle.com/en/java/javase/21/security/java-secure-socket-extension-jsse-reference-guide.html`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          env:
            - name: JAVA_TOOL_OPTIONS
              value: -Xmx1g -Djavax.net.ssl.trustStore=/ssl/corp.jks
`},{Dockerfile:`FROM eclipse-temurin:21
ENV JAVA_OPTS="-Djavax.net.ssl.trustStore=/ssl/corp.p12"
`}],good:[{Dockerfile:`FROM eclipse-temurin:21
RUN keytool -importcert -noprompt -cacerts -storepass changeit -alias corp -file /tmp/corp.crt
ENV JAVA_OPTS="-Djavax.net.ssl.trustStore=/opt/java/openjdk/lib/security/cacerts"
`}]},expected:[`notice deploy/api.yaml:13:22-13:69
  |               value: -Xmx1g -Djavax.net.ssl.trustStore=/ssl/corp.jks
  |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Deployment api
  JAVA_TOOL_OPTIONS makes /ssl/corp.jks the only trust store of the JVM: the public roots of cacerts are no longer trusted.
  do: Build it from a copy of cacerts, so that the public roots stay:
    sh:
      cp "$JAVA_HOME/lib/security/cacerts" /ssl/corp.jks
      keytool -importcert -noprompt -keystore /ssl/corp.jks -storepass changeit -alias corp -file corp.crt
  verify: keytool -list -keystore /ssl/corp.jks -storepass changeit | grep -c trustedCertEntry (more than 100)`,`notice Dockerfile:2:15-2:57
  | ENV JAVA_OPTS="-Djavax.net.ssl.trustStore=/ssl/corp.p12"
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  JAVA_OPTS makes /ssl/corp.p12 the only trust store of the JVM: the public roots of cacerts are no longer trusted.
  do: Build it from a copy of cacerts, so that the public roots stay:
    sh:
      cp "$JAVA_HOME/lib/security/cacerts" /ssl/corp.p12
      keytool -importcert -noprompt -keystore /ssl/corp.p12 -storepass changeit -alias corp -file corp.crt
  verify: keytool -list -keystore /ssl/corp.p12 -storepass changeit | grep -c trustedCertEntry (more than 100)`]},"keytool-import-unanswered":{citations:[{document:`keytool`,section:`-importcert, -noprompt`,says:`Without -noprompt keytool prints the certificate and asks whether it is to be trusted.`,url:`https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html`}],examples:{bad:[{Dockerfile:`FROM eclipse-temurin:21-jre
COPY corp.crt /tmp/corp.crt
RUN keytool -import -trustcacerts -file /tmp/corp.crt -cacerts -storepass changeit -alias corp
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{Dockerfile:`FROM eclipse-temurin:21-jre
COPY corp.crt /tmp/corp.crt
RUN keytool -importcert -noprompt -file /tmp/corp.crt -cacerts -storepass changeit -alias corp
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{Dockerfile:`FROM eclipse-temurin:21-jre
COPY corp.crt /tmp/corp.crt
RUN yes | keytool -import -file /tmp/corp.crt -cacerts -storepass changeit -alias corp
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error Dockerfile:3:5-3:20
  | RUN keytool -import -trustcacerts -file /tmp/corp.crt -cacerts -storepass changeit -alias corp
  |     ^^^^^^^^^^^^^^^
  keytool asks whether to trust the certificate while the image is built, where nobody answers: it adds nothing and ends without an error.
  do: Add -noprompt:
    sh:
      keytool -noprompt -import -trustcacerts -file /tmp/corp.crt -cacerts -storepass *** -alias corp
  verify: keytool -list -cacerts -storepass changeit | grep -i trusted`]},"mount-ca-near-miss":{citations:[{document:`external-dns issue 5672`,says:`A CA was mounted at /etc/ssl/certs/ca-certificate.crt, without the s.`,url:`https://github.com/kubernetes-sigs/external-dns/issues/5672`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/ssl/certs/ca-certificate.crt
              subPath: ca.crt
`}],good:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/ssl/certs/ca-certificates.crt
              subPath: ca.crt
            - name: ca
              mountPath: /etc/ssl/certs/corp-ca.crt
              subPath: ca.crt
`}]},expected:[`warning deploy/api.yaml:13:26-13:59
  |               mountPath: /etc/ssl/certs/ca-certificate.crt
  |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Deployment api
  /etc/ssl/certs/ca-certificate.crt is read by no program by that name; /etc/ssl/certs/ca-certificates.crt was probably meant, and only programs in Go find it here.
  do: Mount it under a name of its own (/etc/ssl/certs/corp-ca.crt) and set SSL_CERT_FILE for programs that do not read the directory, or mount a whole bundle at /etc/ssl/certs/ca-certificates.crt.
  verify: kubectl exec deploy/… -- ls -l /etc/ssl/certs`]},"mount-replaces-ca-bundle":{citations:[{document:`Kubernetes, Volumes: using subPath`,says:`A subPath mount puts one file of a volume in the place of a file of the image.`,url:`https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath`},{document:`cert-manager, trust-manager`,says:`A Bundle with useDefaultCAs puts the public CAs beside one's own.`,url:`https://cert-manager.io/docs/trust/trust-manager/`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/ssl/certs/ca-certificates.crt
              subPath: ca.crt
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/ssl/certs/corp-root.crt
              subPath: ca.crt
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`warning deploy/api.yaml:13:26-13:60
  |               mountPath: /etc/ssl/certs/ca-certificates.crt
  |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Deployment api
  /etc/ssl/certs/ca-certificates.crt is replaced by a file with one certificate: the container no longer trusts any public CA.
  do: Keep the bundle and mount the CA beside it:
    yaml:
      mountPath: /etc/ssl/certs/corp-root.crt
      subPath: ca.crt
  do: In an air-gapped cluster this is as it should be: say so with an ignore.
  verify: kubectl exec deploy/… -- grep -c BEGIN /etc/ssl/certs/ca-certificates.crt`]},"mount-shadows-ca-directory":{citations:[{document:`Kubernetes, Volumes: using subPath`,says:`A mounted volume hides what the image has at the mount path; subPath mounts a single file of it.`,url:`https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/ssl/certs
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"app.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: web}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
        - name: app
          image: registry.corp.example.com/app:1
          volumeMounts:
            - {name: ssl, mountPath: /etc/ssl/certs, readOnly: true}
      volumes:
        - name: ssl
          hostPath: {path: /usr/share/ca-certificates}
`}],good:[{"values.yaml":`agent:
  initContainers:
    - name: trust
      command: [update-ca-certificates]
      volumeMounts:
        - name: store
          mountPath: /etc/ssl/certs
  volumeMounts:
    - name: store
      mountPath: /etc/ssl/certs
  volumes:
    - name: store
      emptyDir: {}
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/ssl/certs/corp-root.crt
              subPath: corp-root.crt
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"static/apiserver.yaml":`apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
spec:
  containers:
    - name: kube-apiserver
      image: registry.k8s.io/kube-apiserver:v1.33.0
      volumeMounts:
        - name: ca
          mountPath: /etc/ssl/certs
  volumes:
    - name: ca
      hostPath: {path: /etc/ssl/certs}
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
          volumeMounts:
            - name: ca
              mountPath: /etc/pki/ca-trust/extracted/pem
      volumes:
        - name: ca
          configMap:
            name: trusted-ca
            items: [{key: ca-bundle.crt, path: tls-ca-bundle.pem}]
`}]},expected:[`error deploy/api.yaml:13:26-13:40
  |               mountPath: /etc/ssl/certs
  |                          ^^^^^^^^^^^^^^
  about Deployment api
  The volume "ca" is mounted over /etc/ssl/certs and hides the image's trust anchors: connections to all servers with public certificates fail.
  do: Add the CA as a file of its own; the rest of the directory stays:
    yaml:
      volumeMounts:
        - name: ca
          mountPath: /etc/ssl/certs/corp-root.crt
          subPath: corp-root.crt
  do: A subPath mount does not follow changes of the ConfigMap: restart the pods after a rotation.
  verify: kubectl exec deploy/… -- ls /etc/ssl/certs`,`error app.yaml:13:38-13:52
  |             - {name: ssl, mountPath: /etc/ssl/certs, readOnly: true}
  |                                      ^^^^^^^^^^^^^^
  about Deployment web/app
  /usr/share/ca-certificates of the node is mounted over /etc/ssl/certs: it holds the sources of the trust store and no bundle, so no public CA is trusted.
  do: Mount the same directory of the node, or none:
    yaml:
      hostPath: {path: /etc/ssl/certs}
  verify: kubectl exec deploy/… -- ls /etc/ssl/certs`]},"private-registry-without-ca":{citations:[{document:`containerd documentation, docs/hosts.md`,says:`The settings of certs.d, the CA among them, are looked up for each registry host.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`Docker documentation, Verify repository client with certificates`,says:`A custom certificate is configured in a directory of the name of the registry's host.`,url:`https://docs.docker.com/engine/security/certificates/`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: repo.corp.example.com:11000/api:1
        - name: web
          image: registry.corp.example.com/web:1
`,"nodes/etc/containerd/certs.d/registry.corp.example.com/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"nodes/etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`server = "https://registry.corp.example.com"
[host."https://registry.corp.example.com"]
ca = "ca.crt"
`}],good:[{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: registry.corp.example.com/api:1
        - name: dns
          image: registry.k8s.io/coredns:1
`,"nodes/etc/containerd/certs.d/registry.corp.example.com/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"nodes/etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`server = "https://registry.corp.example.com"
[host."https://registry.corp.example.com"]
ca = "ca.crt"
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: tls}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=registry.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: repo.corp.example.com:11000/api:1
`}]},expected:[`warning deploy/api.yaml:10:18-10:51
  |           image: repo.corp.example.com:11000/api:1
  |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Deployment api
  Images are pulled from repo.corp.example.com:11000, but nothing gives the nodes its CA, as registry.corp.example.com is given one: a new node cannot pull them if the CA is not public.
  do: Give the nodes its CA, too:
    toml:
      # /etc/containerd/certs.d/repo.corp.example.com:11000/hosts.toml
      server = "https://repo.corp.example.com:11000"
      [host."https://repo.corp.example.com:11000"]
      ca = "ca.crt"
  do: If its certificate is from a public CA, say so with an ignore.
  verify: crictl pull repo.corp.example.com:11000/api:1
  related nodes/etc/containerd/certs.d/registry.corp.example.com/hosts.toml:1:1 registry.corp.example.com has one`]},"root-refused-by-strict-clients":{citations:[{document:`Python`,section:`What's New In Python 3.13, ssl`,says:`create_default_context() now has VERIFY_X509_STRICT and VERIFY_X509_PARTIAL_CHAIN.`,url:`https://docs.python.org/3/whatsnew/3.13.html#ssl`},{document:`RFC 5280`,section:`4.2.1.3, 4.2.1.9`,says:`The basicConstraints of a CA that signs certificates must be critical, and it must have a keyUsage.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9`}],examples:{bad:[{Dockerfile:`FROM python:3.13-slim
COPY certs/ca.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
`,"certs/ca.crt":`<certificate CN=Corp Old Root,O=Corp, until 2036-11-27>
`}],good:[{Dockerfile:`FROM python:3.12-slim
COPY certs/ca.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
`,"certs/ca.crt":`<certificate CN=Corp Old Root,O=Corp, until 2036-11-27>
`},{Dockerfile:`FROM python:3.13-slim
COPY certs/ca.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
`,"certs/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`warning certs/ca.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Python 3.13 refuses what "Corp Old Root" signs, because its basicConstraints are not critical: it verifies strictly (VERIFY_X509_STRICT).
  do: Issue the root anew:
    sh:
      openssl req -x509 -key root.key -out root.crt -subj /CN=… -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"
  verify: python3 -c "import urllib.request as u; print(u.urlopen('https://<host>').status)"
  related Dockerfile:2:19 put into python:3.13-slim`]},"runtime-not-restarted-after-ca":{citations:[{document:`Go crypto/x509, root.go`,says:`The pool of system roots is loaded once per process.`,url:`https://cs.opensource.google/go/go/+/master:src/crypto/x509/root.go`},{document:`containerd documentation, docs/hosts.md`,says:`Only what stands below certs.d is read anew without a restart.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
runcmd:
  - update-ca-certificates
`,"nodes/etc/rancher/k3s/registries.yaml":`mirrors:
  registry.corp.example.com:
    endpoint: [https://registry.corp.example.com]
`},{"nodes/install-ca.sh":`#!/bin/sh
systemctl restart containerd
cp corp.crt /usr/local/share/ca-certificates/
update-ca-certificates
`},{"nodes/bootstrap.sh":`#!/bin/sh
cp corp.crt /usr/local/share/ca-certificates/
update-ca-certificates
`},{"site.yml":`- hosts: k8s_workers
  tasks:
    - copy:
        src: corp.crt
        dest: /usr/local/share/ca-certificates/corp.crt
    - command: update-ca-certificates
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/repo.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
runcmd:
  - update-ca-certificates
`},{"mirror.sh":`#!/bin/sh
echo 'mirrors:' > /etc/rancher/k3s/registries.yaml
echo '  docker.io:' >> /etc/rancher/k3s/registries.yaml
`,"registries.sh":`#!/bin/sh
install -m 600 registries.yaml /etc/rancher/k3s/registries.yaml
`}],good:[{"registries.sh":`#!/bin/sh
cp registries.yaml /etc/rancher/k3s/registries.yaml
systemctl restart k3s
`},{"user-data.yaml":`#cloud-config
write_files:
  - path: /etc/rancher/k3s/registries.yaml
    content: |
      mirrors: {}
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
runcmd:
  - update-ca-certificates
  - systemctl restart k3s
`,"nodes/etc/rancher/k3s/registries.yaml":`mirrors:
  registry.corp.example.com:
    endpoint: [https://registry.corp.example.com]
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
runcmd:
  - update-ca-certificates
  - curl -sfL https://get.k3s.io | sh -
`,"nodes/etc/rancher/k3s/registries.yaml":`mirrors:
  registry.corp.example.com:
    endpoint: [https://registry.corp.example.com]
`},{"site.yml":`- hosts: k8s_workers
  tasks:
    - copy:
        src: corp.crt
        dest: /usr/local/share/ca-certificates/corp.crt
      notify: Update trust
  handlers:
    - name: Update trust
      command: update-ca-certificates
      notify: Restart containerd
    - name: Restart containerd
      systemd: {name: containerd, state: restarted}
`},{"install-ca.sh":`#!/bin/sh
cp corp.crt /usr/local/share/ca-certificates/
update-ca-certificates
`},{"site.yml":`- hosts: k8s_workers
  tasks:
    - copy:
        src: corp.crt
        dest: /usr/local/share/ca-certificates/corp.crt
      notify: [Update trust, Restart containerd]
  handlers:
    - name: Update trust
      command: update-ca-certificates
    - name: Restart containerd
      systemd: {name: containerd, state: restarted}
`},{"packer/node.sh":`#!/bin/sh
apt-get install -y containerd
cp corp.crt /usr/local/share/ca-certificates/
update-ca-certificates
`}]},expected:[`warning bootstrap/user-data.yaml:17:5-17:27
  |   - update-ca-certificates
  |     ^^^^^^^^^^^^^^^^^^^^^^
  The cloud-config updates the trust store of a node but does not restart k3s afterwards, which has read the roots at its start: pulls from registries of the new CA go on failing.
  do: Restart it after the update:
    yaml:
      runcmd:
        - update-ca-certificates
        - systemctl restart k3s
  do: Or name the CA in certs.d/HOST/hosts.toml, which containerd reads at every pull.
  verify: crictl pull HOST/IMAGE:TAG`,`warning nodes/install-ca.sh:4:1-4:23
  | update-ca-certificates
  | ^^^^^^^^^^^^^^^^^^^^^^
  The script updates the trust store of a node but does not restart containerd afterwards, which has read the roots at its start: pulls from registries of the new CA go on failing.
  do: Restart it after the update:
    sh:
      systemctl restart containerd
  do: Or name the CA in certs.d/HOST/hosts.toml, which containerd reads at every pull.
  verify: crictl pull HOST/IMAGE:TAG`,`warning nodes/bootstrap.sh:3:1-3:23
  | update-ca-certificates
  | ^^^^^^^^^^^^^^^^^^^^^^
  The script updates the trust store of a node but does not restart containerd afterwards, which has read the roots at its start: pulls from registries of the new CA go on failing.
  do: Restart it after the update:
    sh:
      systemctl restart containerd
  do: Or name the CA in certs.d/HOST/hosts.toml, which containerd reads at every pull.
  verify: crictl pull HOST/IMAGE:TAG`,`warning site.yml:6:16-6:38
  |     - command: update-ca-certificates
  |                ^^^^^^^^^^^^^^^^^^^^^^
  Play 1 updates the trust store of a node but does not restart containerd afterwards, which has read the roots at its start: pulls from registries of the new CA go on failing.
  do: Restart it after the update:
    yaml:
      - ansible.builtin.systemd: {name: containerd, state: restarted}
  do: Or name the CA in certs.d/HOST/hosts.toml, which containerd reads at every pull.
  verify: crictl pull HOST/IMAGE:TAG`,`warning bootstrap/user-data.yaml:17:5-17:27
  |   - update-ca-certificates
  |     ^^^^^^^^^^^^^^^^^^^^^^
  The cloud-config updates the trust store of a node but does not restart containerd afterwards, which has read the roots at its start: pulls from registries of the new CA go on failing.
  do: Restart it after the update:
    yaml:
      runcmd:
        - update-ca-certificates
        - systemctl restart containerd
  do: Or name the CA in certs.d/HOST/hosts.toml, which containerd reads at every pull.
  verify: crictl pull HOST/IMAGE:TAG`,`warning mirror.sh:3:24-3:56
  | echo '  docker.io:' >> /etc/rancher/k3s/registries.yaml
  |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The script writes registries.yaml but does not restart k3s afterwards, which reads it only when it starts: mirrors and CAs in it do not count yet.
  do: Restart it after the change:
    sh:
      systemctl restart k3s   # k3s-agent, rke2-agent on workers
  verify: crictl info | grep -A5 config_path, and crictl pull HOST/IMAGE:TAG

warning registries.sh:2:32-2:64
  | install -m 600 registries.yaml /etc/rancher/k3s/registries.yaml
  |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The script writes registries.yaml but does not restart k3s afterwards, which reads it only when it starts: mirrors and CAs in it do not count yet.
  do: Restart it after the change:
    sh:
      systemctl restart k3s   # k3s-agent, rke2-agent on workers
  verify: crictl info | grep -A5 config_path, and crictl pull HOST/IMAGE:TAG`]},"system-store-unread-by-runtime":{citations:[{document:`Node.js`,section:`Command-line API, --use-system-ca, NODE_EXTRA_CA_CERTS`,says:`Node uses its bundled Mozilla roots; the system's store is only read with --use-system-ca.`,url:`https://nodejs.org/api/cli.html#--use-system-ca`},{document:`Eclipse Temurin images`,section:`Using the system CA certificates`,says:`The JRE has its own cacerts; USE_SYSTEM_CA_CERTS=1 makes the entrypoint import /certificates and the system's CAs.`,url:`https://hub.docker.com/_/eclipse-temurin`}],examples:{bad:[{Dockerfile:`FROM eclipse-temurin:21-jre
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
CMD ["java","-jar","app.jar"]
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{Dockerfile:`FROM node:22-bookworm
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
RUN npm ci
CMD ["node","server.js"]
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{Dockerfile:`FROM golang:1.26
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates && go build
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{Dockerfile:`FROM eclipse-temurin:21-jre
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates && keytool -importcert -noprompt -cacerts -storepass changeit -alias corp -file /usr/local/share/ca-certificates/corp.crt
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{Dockerfile:`FROM node:22-bookworm
COPY corp.crt /usr/local/share/ca-certificates/corp.crt
RUN update-ca-certificates
ENV NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/corp.crt
RUN npm ci
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`warning Dockerfile:2:15-2:56
  | COPY corp.crt /usr/local/share/ca-certificates/corp.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The CA goes into the system's trust store of eclipse-temurin:21-jre, which the JVM does not read: its connections to that CA's servers fail.
  do: Import it into the JVM's own store:
    dockerfile:
      RUN keytool -importcert -noprompt -cacerts -storepass changeit -alias corp -file /usr/local/share/ca-certificates/corp-ca.crt
  do: Or, with Eclipse Temurin: ENV USE_SYSTEM_CA_CERTS=1 and the CA in /certificates
  do: See it in the image.
  verify: keytool -list -cacerts -storepass changeit -alias corp`,`warning Dockerfile:2:15-2:56
  | COPY corp.crt /usr/local/share/ca-certificates/corp.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The CA goes into the system's trust store of node:22-bookworm, which Node.js does not read: its connections to that CA's servers fail.
  do: Tell Node.js (it adds to its own roots):
    dockerfile:
      ENV NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/corp-ca.crt
  do: Or, from 22.15: ENV NODE_OPTIONS=--use-system-ca
  do: See it in the image.
  verify: node -e "fetch('https://<host>').then(r => console.log(r.status))"`]},"terraform-userdata-ca":{citations:[{document:`Terraform language, indent function`,says:`indent adds spaces to all lines of a text but the first; an interpolation by itself does not.`,url:`https://developer.hashicorp.com/terraform/language/functions/indent`},{document:`YAML 1.2.2`,section:`8.1.1.1`,says:`A block scalar ends at the first line that is less indented than its content.`,url:`https://yaml.org/spec/1.2.2/#8111-block-indentation-indicator`}],examples:{bad:[{"main.tf":`resource "aws_instance" "node" {
  user_data = <<-EOF
    #cloud-config
    write_files:
      - path: /usr/local/share/ca-certificates/corp.crt
        content: |
          \${file("corp.crt")}
    runcmd:
      - update-ca-certificates
  EOF
}
`},{"main.tf":`locals {
  user_data = <<EOF
#cloud-config
ca_certs:
  trusted:
    - |
      \${tls_self_signed_cert.root.cert_pem}
EOF
}
`}],good:[{"main.tf":`resource "aws_instance" "node" {
  user_data = <<-EOF
    #cloud-config
    write_files:
      - path: /usr/local/share/ca-certificates/corp.crt
        content: |
          \${indent(6, file("corp.crt"))}
      - path: /usr/local/share/ca-certificates/other.crt
        encoding: b64
        content: \${filebase64("other.crt")}
    runcmd:
      - update-ca-certificates
  EOF
}
`},{"main.tf":`resource "aws_instance" "node" {
  user_data = <<-EOF
    #!/bin/bash
    cat > /usr/local/share/ca-certificates/corp.crt <<CA
    \${file("corp.crt")}
    CA
  EOF
}
`}]},expected:[`error main.tf:7:11-7:30
  |           \${file("corp.crt")}
  |           ^^^^^^^^^^^^^^^^^^^
  in resource.aws_instance.node.user_data
  \${file("corp.crt")} is put into a block of the cloud-config as it is, so its second line stands at the margin: the user data of main.tf is no valid YAML, and cloud-init ignores all of it.
  do: Indent it by the column of the block:
    text:
      \${indent(6, file("corp.crt"))}
  do: Or carry it in base64:
    yaml:
      encoding: b64
      content: \${base64encode(file("corp.crt"))}
  verify: terraform console, and cloud-init schema --config-file on the rendered text`,`error main.tf:7:7-7:44
  |       \${tls_self_signed_cert.root.cert_pem}
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  in locals.user_data
  \${tls_self_signed_cert.root.cert_pem} is put into a block of the cloud-config as it is, so its second line stands at the margin: the user data of main.tf is no valid YAML, and cloud-init ignores all of it.
  do: Indent it by the column of the block:
    text:
      \${indent(6, tls_self_signed_cert.root.cert_pem)}
  do: Or carry it in base64:
    yaml:
      encoding: b64
      content: \${base64encode(tls_self_signed_cert.root.cert_pem)}
  verify: terraform console, and cloud-init schema --config-file on the rendered text`]},"certificate-access-information-critical":{citations:[{document:`RFC 5280`,section:`4.2.2.1`,says:`Conforming CAs must mark this extension as non-critical.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`error certs/server.pem:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a critical authorityInfoAccess, which no client processes: all refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-basic-constraints-nonconforming":{citations:[{document:`RFC 5280`,section:`4.2.1.9`,says:`basicConstraints of a CA that certifies keys is critical; a path length stands only beside cA and keyCertSign.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.6`,says:`basicConstraints of a server certificate is critical if present.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
<certificate CN=Corp ca/constraints-not-critical, until 2027-11-22>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
<certificate CN=Corp ca/good, until 2027-11-22>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`warning certs/server.pem:13:1-23:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp ca/constraints-not-critical" in certs/server.pem is a CA whose basicConstraints is not critical: strict clients, such as Python 3.13, refuse it.
  do: Have "Corp Lint Root CA" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem limits the length of paths, but is no CA: strict clients, such as Python 3.13, refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`notice certs/server.pem:1:1-14:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a basicConstraints that is not critical, as public CAs must not issue it.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-ca-key-usage-missing":{citations:[{document:`RFC 5280`,section:`4.2.1.3`,says:`Conforming CAs include keyUsage in certificates whose keys validate signatures on other certificates, with keyCertSign.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
<certificate CN=Corp ca/no-usage, until 2027-11-22>
`},{"certs/issuer.pem":`<certificate CN=Corp ca/usage-lacks-sign, until 2027-11-22>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
<certificate CN=Corp ca/good, until 2027-11-22>
`}]},expected:[`warning certs/server.pem:13:1-22:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp ca/no-usage" in certs/server.pem is a CA without keyUsage: strict clients, such as Python 3.13, refuse it.
  do: Have "Corp Lint Root CA" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`warning certs/issuer.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp ca/usage-lacks-sign" in certs/issuer.pem is a CA whose keyUsage does not allow keyCertSign: clients refuse what it issued.
  do: Have "Corp Lint Root CA" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/issuer.pem --trust root.pem`]},"certificate-common-name-not-in-san":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.4.3`,says:`If present, the common name is one of the names of subjectAltName, character for character.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate CN=other.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2028-10-22>
`}]},expected:[`warning certs/server.pem:1:1-15:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "other.example.com" in certs/server.pem has the common name other.example.com, which is not among its subject alternative names: no client accepts it for that host.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-common-name-present":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.1`,says:`For domain-validated certificates the common name is NOT RECOMMENDED.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2028-10-22>
`}]},expected:[`notice certs/server.pem:1:1-15:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a common name, which no client reads and public CAs phase out.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-duplicate-extension":{citations:[{document:`RFC 5280`,section:`4.2`,says:`A certificate must not include more than one instance of an extension.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`error certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has the extension keyUsage twice: clients refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-duplicate-name":{citations:[{document:`RFC 5280`,section:`4.2.1.6`,says:`subjectAltName lists the identities that are bound to the key.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2028-10-22>
`}]},expected:[`notice certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has the name shop.corp.example.com twice.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-extended-key-usage-critical":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.6`,says:`extendedKeyUsage of a server certificate must not be critical.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}]},expected:[`warning certs/server.pem:1:1-15:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a critical extendedKeyUsage, which public CAs must not issue.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-extension-malformed":{citations:[{document:`RFC 5280`,section:`4.2`,says:`A system rejects a certificate with a critical extension that it does not recognise or cannot process.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`error certs/server.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a subjectAltName that cannot be decoded: clients refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has the critical extension 1.3.6.1.4.1.55555.1, which general clients do not know: they refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-internal-name":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.12`,says:`No internal name and no reserved IP address may be in a certificate.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}]},expected:[`error certs/server.pem:1:1-14:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.internal" in certs/server.pem is of a public CA and covers shop.internal, which is not a public name: its CA has to revoke it.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`,`error certs/server.pem:1:1-15:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem is of a public CA and covers 10.0.0.1, which is not a public name: its CA has to revoke it.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-issuer-url-missing":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.7`,says:`authorityInfoAccess should hold the URL of the issuing CA's certificate.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`notice certs/server.pem:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem does not say where its issuer can be fetched.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-key-cert-sign-without-ca":{citations:[{document:`RFC 5280`,section:`4.2.1.9`,says:`If cA is not asserted, keyCertSign must not be asserted.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.11`,says:`A server certificate asserts neither keyCertSign nor cRLSign.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem asserts keyCertSign, but is no CA: strict clients, such as Python 3.13, refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-key-identifier-missing":{citations:[{document:`RFC 5280`,section:`4.2.1.1`,says:`keyIdentifier of authorityKeyIdentifier is in all certificates that are not self-signed, subjectKeyIdentifier in all CAs.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
<certificate CN=Corp ca/no-key-identifier, until 2027-11-22>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
<certificate CN=Corp ca/good, until 2027-11-22>
`},{"certs/server.pem":`<certificate CN=lab.corp.example.com, until 2027-06-01>
`}]},expected:[`warning certs/server.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has no authority key identifier: strict clients, such as Python 3.13, refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`warning certs/server.pem:13:1-22:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp ca/no-key-identifier" in certs/server.pem has no authority key identifier: strict clients, such as Python 3.13, refuse it.
  do: Have "Corp Lint Root CA" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-key-usage-not-critical":{citations:[{document:`RFC 5280`,section:`4.2.1.3`,says:`When present, conforming CAs SHOULD mark this extension as critical.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`notice certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a keyUsage that is not critical.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-key-usage-unfit":{citations:[{document:`RFC 5280`,section:`4.2.1.12`,says:`If both keyUsage and extendedKeyUsage are there, the certificate is only used for a purpose consistent with both.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12`},{document:`RFC 8813`,section:`3`,says:`A certificate with an id-ecPublicKey key must not assert keyEncipherment or dataEncipherment.`,url:`https://www.rfc-editor.org/rfc/rfc8813#section-3`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}]},expected:[`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem allows its key only keyEncipherment, none of which a TLS server can use.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a keyUsage that allows nothing.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-name-constraints-nonconforming":{citations:[{document:`RFC 5280`,section:`4.2.1.10`,says:`The extension is used only in a CA certificate, and conforming CAs mark it as critical.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
<certificate CN=Corp ca/names-not-critical, until 2027-11-22>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
<certificate CN=Corp ca/good, until 2027-11-22>
`}]},expected:[`warning certs/server.pem:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has nameConstraints, but is no CA.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`notice certs/server.pem:13:1-24:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp ca/names-not-critical" in certs/server.pem limits the names below it with an extension that is not critical: some clients pass over it.
  do: Have "Corp Lint Root CA" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-name-malformed":{citations:[{document:`RFC 5280`,section:`4.2.1.6`,says:`A dNSName is in the preferred name syntax: labels of letters, digits and hyphens, of at most 63 octets.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6`},{document:`RFC 9525`,section:`6.3`,says:`A wildcard is the whole leftmost label, and nothing but it.`,url:`https://www.rfc-editor.org/rfc/rfc9525#section-6.3`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.12`,says:`A dNSName has no underscore since 2019-04-01.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=*.corp.example.com, until 2027-06-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2028-10-22>
`}]},expected:[`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has the name "w*.corp.example.com", which has a wildcard within a label: clients refuse it for that host.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has the name "a.*.corp.example.com", which has its wildcard not at the left: clients refuse it for that host.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has the name "https://shop.corp.example.com/", which is a URL: clients refuse it for that host.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`warning certs/server.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has an empty name, which matches nothing: clients refuse it for that host.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`error certs/server.pem:1:1-15:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop_v2.corp.example.com" in certs/server.pem has the name "shop_v2.corp.example.com", which has an underscore: clients refuse it for that host.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-policies-missing":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.9`,says:`certificatePolicies holds one of the reserved policy identifiers.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`warning certs/server.pem:1:1-14:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem names no policy, as every certificate of a public CA has to.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-rejected-by-clients":{citations:[{document:`RFC 5280`,section:`4.1`,says:`A certificate follows the profile: fields, encodings and criticality as it says.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1`},{document:`RFC 5280`,section:`6.1`,says:`A path is valid only if name constraints, path lengths, policies and purposes of every CA in it allow the certificate.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}]},expected:[`error certs/server.pem:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem breaks a rule that clients enforce: a policy appears once (Go refuses to parse such a certificate) (RFC 5280 §4.2.1.4).
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`error certs/server.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem breaks a rule that clients enforce: authorityKeyIdentifier is not critical (Go refuses to parse such a certificate) (RFC 5280 §4.2.1.1).
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-revocation-information-missing":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.11.2`,says:`A server certificate that is not short-lived has a CRL distribution point or an OCSP URL.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate without a subject, until 2026-11-18>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`warning certs/server.pem:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem says neither by CRL nor by OCSP where its revocation can be looked up.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-serial-number-invalid":{citations:[{document:`RFC 5280`,section:`4.1.2.2`,says:`The serial number is a positive integer of at most 20 octets.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2`},{document:`Go release notes`,section:`Go 1.23, crypto/x509`,says:`ParseCertificate rejects serial numbers that are negative.`,url:`https://go.dev/doc/go1.23#cryptox509pkgcryptox509`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`error certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a negative serial number: programs in Go 1.23 and later cannot parse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`notice certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a serial number of 24 octets, more than 20.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`notice certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has the serial number 0.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-server-auth-missing":{citations:[{document:`RFC 5280`,section:`4.2.1.12`,says:`If the extension is present, the certificate is only used for one of the purposes indicated.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.10`,says:`A server certificate has id-kp-serverAuth.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`Apple Support`,section:`HT210176, Requirements for trusted certificates in iOS 13 and macOS 10.15`,says:`TLS server certificates issued after 2019-07-01 must contain an ExtendedKeyUsage extension with id-kp-serverAuth.`,url:`https://support.apple.com/en-us/103769`}],examples:{bad:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-01-21>
  tls.key: ""
`},{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"certs/server.pem":`<certificate CN=robot, until 2027-01-21>
`}]},expected:[`error tls.yaml:8:5-19:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret tls stringData.tls\\.crt
  "shop.corp.example.com" in tls.crt of Secret tls is not meant for servers (its extendedKeyUsage lacks serverAuth): every client refuses a server with it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify new.crt --trust root.pem`,`error certs/server.pem:1:1-14:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has no extendedKeyUsage: browsers and Apple's systems refuse it as a server.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`,`notice certs/server.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has no extendedKeyUsage: Apple's systems refuse it as a server.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-signature-algorithm-mismatch":{citations:[{document:`RFC 5280`,section:`4.1.1.2`,says:`signatureAlgorithm contains the same algorithm as the signature field of what is signed.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.1.2`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`error certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem names one signature algorithm inside and another outside: clients refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-subject-empty":{citations:[{document:`RFC 5280`,section:`4.1.2.6`,says:`If the subject is empty, subjectAltName is critical.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.6`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2028-10-22>
`}]},expected:[`warning certs/server.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has no subject, and its names are not critical: strict clients, such as Python 3.13, refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-time-encoding":{citations:[{document:`RFC 5280`,section:`4.1.2.5`,says:`Dates through the year 2049 are encoded as UTCTime, later ones as GeneralizedTime.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2028-10-22>
`}]},expected:[`notice certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has its notBefore as GeneralizedTime, where RFC 5280 asks for UTCTime: strict clients reject it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-uncommon-curve":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`6.1.5`,says:`EC keys are on P-256, P-384 or P-521.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`RFC 8446`,section:`4.2.7`,says:`TLS 1.3 names secp256r1, secp384r1, secp521r1, x25519 and x448, and no other curves.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.2.7`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}]},expected:[`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a key on the curve secp256k1, which Go, rustls and browsers do not know.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-unique-identifier":{citations:[{document:`RFC 5280`,section:`4.1.2.8`,says:`Conforming CAs do not issue certificates with unique identifiers.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.8`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`}]},expected:[`notice certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has a unique identifier, a field that no CA has used for decades.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-uri-name":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.12`,says:`subjectAltName of a server certificate holds dNSName and iPAddress entries only.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}]},expected:[`warning certs/server.pem:1:1-15:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem is of a public CA and names the URI https://shop.corp.example.com/, which it must not: its CA has to revoke it.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"certificate-validity-inverted":{citations:[{document:`RFC 5280`,section:`4.1.2.5`,says:`The validity period runs from notBefore through notAfter, inclusive.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2026-09-23>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2028-10-22>
`}]},expected:[`error certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem ends at 2026-09-23 00:00 UTC, before it begins at 2027-01-21 00:00 UTC: no client ever accepts it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-validity-too-long":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`6.3.2`,says:`Server certificates issued from 2020-09-01 have at most 398 days, from 2026-03-15 at most 200, from 2027-03-15 at most 100, from 2029-03-15 at most 47 (ballot SC-081v3).`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`Apple Support`,section:`HT211025, About upcoming limits on trusted certificates`,says:`TLS server certificates issued on or after 2020-09-01 under a preinstalled root must not be valid for more than 398 days.`,url:`https://support.apple.com/en-us/102028`},{document:`Apple Support`,section:`HT210176, Requirements for trusted certificates in iOS 13 and macOS 10.15`,says:`TLS server certificates issued after 2019-07-01, under any root, must be valid for 825 days or fewer.`,url:`https://support.apple.com/en-us/103769`}],examples:{bad:[{"certs/server.pem":`<certificate without a subject, until 2028-01-01>
`},{"certs/server.pem":`<certificate without a subject, until 2027-02-06>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2036-09-30>
`}],good:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate without a subject, until 2027-01-30>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2028-10-22>
`}]},expected:[`error certs/server.pem:1:1-15:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem is valid for 1096 days, more than the 398 that browsers accept of public CAs for one issued on 2025-01-01.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`,`error certs/server.pem:1:1-15:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem is valid for 251 days, more than the 200 that browsers accept of public CAs for one issued on 2026-06-01.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`,`notice certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem is valid for 3661 days, more than the 825 that Apple's systems accept of any CA for one issued on 2026-09-23.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-version-outdated":{citations:[{document:`RFC 5280`,section:`4.1.2.1`,says:`When extensions are used, as they must be for names, the version is 3.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.1`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.1`,says:`Certificates are version 3.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"certs/ca.pem":`<certificate CN=Corp version-1, until 2027-11-22>
`}]},expected:[`warning certs/server.pem:1:1-9:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem is of version 1, which has no extensions: no names, no purpose.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-weak-key":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`6.1.5`,says:`RSA keys have at least 2048 bits; EC keys are on P-256, P-384 or P-521.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`NIST SP 800-131A Rev. 2`,section:`3`,says:`RSA and DSA keys of less than 2048 bits are disallowed for making signatures.`,url:`https://doi.org/10.6028/NIST.SP.800-131Ar2`},{document:`OpenSSL`,section:`SSL_CTX_set_security_level`,says:`Security level 2, the default since 3.2, wants RSA and DSA keys of at least 2048 bits.`,url:`https://docs.openssl.org/3.2/man3/SSL_CTX_set_security_level/`}],examples:{bad:[{"certs/server.pem":`<certificate CN=weak.corp.example.com, until 2027-06-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}]},expected:[`error certs/server.pem:1:1-14:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "weak.corp.example.com" in certs/server.pem has an RSA key of 1024 bits: clients refuse it.
  do: Have "Corp Root CA" issue it anew without the fault, and replace this one.
  do: openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.csr makes a new key and a request for it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`error certs/server.pem:1:1-16:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem has an RSA key with the exponent 1: clients refuse it.
  do: Have "Corp Lint CA 1" issue it anew without the fault, and replace this one.
  do: openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.csr makes a new key and a request for it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-weak-signature":{citations:[{document:`RFC 9155`,section:`1`,says:`MD5 and SHA-1 are not used in the signatures of TLS.`,url:`https://www.rfc-editor.org/rfc/rfc9155`},{document:`Go release notes`,section:`Go 1.18, crypto/x509`,says:`crypto/x509 rejects certificates that are signed with SHA-1, except self-signed ones.`,url:`https://go.dev/doc/go1.18#sha1`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-11-22>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"certs/ca-bundle.pem":`<certificate O=Corp,CN=Corp SHA-1 Root, until 2036-01-01>
`}]},expected:[`error certs/server.pem:1:1-16:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem is signed with SHA-1: Go, OpenSSL and browsers refuse it.
  do: Have "Corp Lint RSA CA" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`,`error certs/server.pem:1:1-16:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certs/server.pem is signed with MD5: Go, OpenSSL and browsers refuse it.
  do: Have "Corp Lint RSA CA" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem --trust root.pem`]},"certificate-wildcard-public-suffix":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`3.2.2.6`,says:`A CA refuses a wildcard left of a public suffix unless the applicant controls all of it.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`}],good:[{"certs/server.pem":`<certificate without a subject, until 2027-01-21>
`},{"certs/server.pem":`<certificate CN=*.corp.example.com, until 2027-06-01>
`}]},expected:[`notice certs/server.pem:1:1-14:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "*.co.uk" in certs/server.pem has the wildcard *.co.uk, which covers all domains of a registry.
  do: Have "R12" issue it anew without the fault, and replace this one.
  do: See that it is without it.
  verify: tlsgate verify certs/server.pem`]},"client-certificate-purpose":{citations:[{document:`RFC 5280`,section:`4.2.1.12`,says:`Where extendedKeyUsage is present, the certificate may be used for the purposes in it only; id-kp-clientAuth is that of TLS clients.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12`},{document:`Let's Encrypt`,section:`Profiles`,says:`The default profile has left out clientAuth since 2026-02-11, and the profile tlsclient ended on 2026-07-08.`,url:`https://letsencrypt.org/docs/profiles/`}],examples:{bad:[{"api.yaml":`apiVersion: v1
kind: Secret
metadata: {name: pg-client, namespace: web}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate CN=direct.corp.example.com, until 2027-06-01>>, tls.key: ""}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: web}
spec:
  containers:
    - name: api
      image: registry.corp.example.com/api:1
      env: [{name: PGSSLCERT, value: /etc/pg/tls.crt}, {name: PGSSLKEY, value: /etc/pg/tls.key}]
      volumeMounts: [{name: pg, mountPath: /etc/pg}]
  volumes: [{name: pg, secret: {secretName: pg-client}}]
`},{"client.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: https://acme-v02.api.letsencrypt.org/directory, privateKeySecretRef: {name: account}}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: client, namespace: web}
spec:
  secretName: client-tls
  dnsNames: [client.corp.example.com]
  usages: [digital signature, client auth]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`},{"partner.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: partner, namespace: web}
spec:
  host: partner.corp.example.com
  workloadSelector: {matchLabels: {app: api}}
  trafficPolicy: {tls: {mode: MUTUAL, credentialName: partner-client}}
---
apiVersion: v1
kind: Secret
metadata: {name: partner-client, namespace: web}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate CN=direct.corp.example.com, until 2027-06-01>>, tls.key: "", ca.crt: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>}
`},{"partner.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: partner, namespace: web}
spec:
  host: partner.corp.example.com
  workloadSelector: {matchLabels: {app: api}}
  trafficPolicy: {tls: {mode: MUTUAL, credentialName: partner-client}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: partner, namespace: web}
spec:
  secretName: partner-client
  dnsNames: [client.corp.example.com]
  usages: [digital signature, server auth]
  issuerRef: {name: corp, kind: ClusterIssuer}
`}],good:[{"api.yaml":`apiVersion: v1
kind: Secret
metadata: {name: pg-client, namespace: web}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate O=Corp,CN=robot, until 2027-06-01>>, tls.key: ""}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: web}
spec:
  containers:
    - name: api
      image: registry.corp.example.com/api:1
      env: [{name: PGSSLCERT, value: /etc/pg/tls.crt}, {name: PGSSLKEY, value: /etc/pg/tls.key}]
      volumeMounts: [{name: pg, mountPath: /etc/pg}]
  volumes: [{name: pg, secret: {secretName: pg-client}}]
`},{"client.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: https://acme-v02.api.letsencrypt.org/directory, privateKeySecretRef: {name: account}}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: client, namespace: web}
spec:
  secretName: client-tls
  dnsNames: [client.corp.example.com]
  usages: [digital signature, server auth]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`},{"partner.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: partner, namespace: web}
spec:
  host: partner.corp.example.com
  workloadSelector: {matchLabels: {app: api}}
  trafficPolicy: {tls: {mode: MUTUAL, credentialName: partner-client}}
---
apiVersion: v1
kind: Secret
metadata: {name: partner-client, namespace: web}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate O=Corp,CN=robot, until 2027-06-01>>, tls.key: "", ca.crt: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>}
`}]},expected:[`error api.yaml:5:17-5:948
  | data: {tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIyRENDQVgrZ0F3SUJBZ0lJUkVSRVJFUkVRKzB3Q2dZ
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret web/pg-client data.tls\\.crt
  PGSSLCERT of Pod web/api presents "direct.corp.example.com" in tls.crt of Secret web/pg-client as a client, but its extendedKeyUsage lacks clientAuth: servers that verify clients refuse it.
  do: Have it issued anew for clients:
    text:
      extendedKeyUsage = clientAuth
  do: With cert-manager: usages: [digital signature, client auth]
  verify: tlsgate verify --purpose client new.crt
  related api.yaml:14:38 PGSSLCERT of Pod web/api presents it`,`error client.yaml:12:31-12:42
  |   usages: [digital signature, client auth]
  |                               ^^^^^^^^^^^
  about Certificate web/client
  Certificate web/client asks Let's Encrypt for a certificate for clients (client auth), which it has not issued since 2026-07-08 under any profile: what it gets, if anything, is refused by servers that verify clients.
  do: Ask a CA of your own for the client's certificate, and give that CA to the server:
    text:
      issuerRef:
        kind: ClusterIssuer
        name: ISSUER-OF-TYPE-CA-OR-VAULT
  verify: kubectl describe certificate client`,`error partner.yaml:13:17-13:948
  | data: {tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIyRENDQVgrZ0F3SUJBZ0lJUkVSRVJFUkVRKzB3Q2dZ
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret web/partner-client data.tls\\.crt
  DestinationRule web/partner presents "direct.corp.example.com" in tls.crt of Secret web/partner-client as a client, but its extendedKeyUsage lacks clientAuth: servers that verify clients refuse it.
  do: Have it issued anew for clients:
    text:
      extendedKeyUsage = clientAuth
  do: With cert-manager: usages: [digital signature, client auth]
  verify: tlsgate verify --purpose client new.crt
  related partner.yaml:7:55 DestinationRule web/partner presents it`,`error partner.yaml:15:3-15:9
  |   usages: [digital signature, server auth]
  |   ^^^^^^
  about Certificate web/partner
  Certificate web/partner lists usages without client auth, but DestinationRule web/partner presents its Secret partner-client as a client: servers that verify clients refuse what is issued.
  do: Add the usage:
    yaml:
      usages:
        - digital signature
        - server auth
        - client auth
  verify: kubectl get secret partner-client -o jsonpath='{.data.tls\\.crt}' | base64 -d | tlsgate verify --purpose client -
  related partner.yaml:7:55 DestinationRule web/partner presents it`]},"leaf-host-mismatch":{citations:[{document:`RFC 9525`,section:`6.3`,says:`The client compares the host with each name of the certificate; a wildcard stands for exactly one label.`,url:`https://www.rfc-editor.org/rfc/rfc9525#section-6.3`},{document:`Kubernetes documentation`,section:`Ingress, TLS`,says:`The hosts of the tls section need to match those that the certificate in the Secret names.`,url:`https://kubernetes.io/docs/concepts/services-networking/ingress/#tls`}],examples:{bad:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls:
    - hosts: [cart.corp.example.com]
      secretName: shop
`,"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
  tls.key: ""
`},{"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: web}
spec:
  listeners:
    - name: https
      hostname: a.b.corp.example.com
      tls: {certificateRefs: [{name: wild}]}
---
apiVersion: v1
kind: Secret
metadata: {name: wild, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=*.corp.example.com, until 2027-06-01>
  tls.key: ""
`},{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: shop}
spec:
  host: cart.corp.example.com
  tls:
    certificate: |
      <certificate CN=shop.corp.example.com, until 2027-06-01>
`}],good:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls:
    - hosts: [shop.corp.example.com, WWW.shop.corp.example.com]
      secretName: shop
`,"other.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: cart, namespace: cart}
spec:
  tls:
    - hosts: [cart.corp.example.com]
      secretName: shop
`,"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
  tls.key: ""
`},{"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: web}
spec:
  listeners:
    - name: https
      hostname: "*.corp.example.com"
      tls: {certificateRefs: [{name: wild}]}
---
apiVersion: v1
kind: Secret
metadata: {name: wild, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=*.corp.example.com, until 2027-06-01>
  tls.key: ""
`}]},expected:[`error tls.yaml:7:5-19:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret web/shop stringData.tls\\.crt
  "shop.corp.example.com" in tls.crt of Secret web/shop is served for cart.corp.example.com, but is only valid for shop.corp.example.com and www.shop.corp.example.com: clients refuse it.
  do: Have it issued for cart.corp.example.com as well, or name the Secret that is meant:
    text:
      subjectAltName = DNS:cart.corp.example.com
  verify: tlsgate verify --host cart.corp.example.com new.crt --trust root.pem
  related ingress.yaml:6:15 Ingress web/shop serves cart.corp.example.com with it`,`error gateway.yaml:16:5-27:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret web/wild stringData.tls\\.crt
  "*.corp.example.com" in tls.crt of Secret web/wild is served for a.b.corp.example.com, but is only valid for *.corp.example.com: clients refuse it.
  do: Have it issued for a.b.corp.example.com as well, or name the Secret that is meant:
    text:
      subjectAltName = DNS:a.b.corp.example.com
  verify: tlsgate verify --host a.b.corp.example.com new.crt --trust root.pem
  related gateway.yaml:7:17 Gateway web/edge serves a.b.corp.example.com with it`,`error route.yaml:8:7-20:32
  |       -----BEGIN CERTIFICATE-----
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "shop.corp.example.com" in certificate in route.yaml is served for cart.corp.example.com, but is only valid for shop.corp.example.com and www.shop.corp.example.com: clients refuse it.
  do: Have it issued for cart.corp.example.com as well, or name the Secret that is meant:
    text:
      subjectAltName = DNS:cart.corp.example.com
  verify: tlsgate verify --host cart.corp.example.com new.crt --trust root.pem
  related route.yaml:5:9 Route shop serves cart.corp.example.com with it`]},"leaf-without-san":{citations:[{document:`RFC 9525`,section:`6.3`,says:`The client matches the names of subjectAltName; the common name is not used.`,url:`https://www.rfc-editor.org/rfc/rfc9525#section-6.3`},{document:`Go release notes`,section:`Go 1.15, crypto/x509`,says:`The common name is no longer taken for a host name where there are no subject alternative names.`,url:`https://go.dev/doc/go1.15#commonname`}],examples:{bad:[{"certs/server.pem":`<certificate CN=legacy.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
spec:
  secretName: shop-tls
  commonName: shop.corp
  issuerRef: {name: corp}
`},{"web.yaml":`apiVersion: v1
kind: Secret
metadata: {name: web, namespace: web}
type: kubernetes.io/tls
data:
  tls.crt: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
  tls.key: ""
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: web}
spec:
  tls: [{hosts: [www.corp.example.com], secretName: web}]
  rules: [{host: www.corp.example.com}]
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"certs/robot.pem":`<certificate CN=robot, until 2027-01-21>
`},{"certs/ca.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"ca.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: ca
spec:
  isCA: true
  secretName: ca
  commonName: Corp CA
  issuerRef: {name: self}
`},{"robot.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: robot
spec:
  secretName: robot
  commonName: robot
  usages: [client auth]
  issuerRef: {name: corp}
`},{"web.yaml":`apiVersion: v1
kind: Secret
metadata: {name: web, namespace: web}
type: kubernetes.io/tls
data:
  tls.crt: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
  tls.key: ""
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: corp, namespace: web}
spec:
  ca: {secretName: web}
`}]},expected:[`error certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "legacy.corp.example.com" in certs/server.pem has no subject alternative name: Go, browsers and Python refuse it for every host.
  do: Have "Corp Issuing CA 1" issue it anew without the fault, and replace this one.
  do: In a request: openssl req -new -key tls.key -subj "/CN=legacy.corp.example.com" -addext "subjectAltName=DNS:legacy.corp.example.com" -out tls.csr
  verify: tlsgate verify certs/server.pem --trust root.pem`,`warning certificate.yaml:7:15-7:24
  |   commonName: shop.corp
  |               ^^^^^^^^^
  about Certificate shop
  Certificate shop asks for a certificate with the common name shop.corp and no DNS name: Go, browsers and Python refuse what it gets.
  do: Have cert-manager name the host:
    yaml:
      spec:
        dnsNames:
          - shop.corp
  verify: kubectl get secret shop-tls -o jsonpath='{.data.tls\\.crt}' | base64 -d | tlsgate inspect -`,`error web.yaml:6:12-6:793
  |   tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJnekNDQVNxZ0F3SUJBZ0lJUkVSRVJFUkVRK2d3Q2dZSUtvW
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret web/web data.tls\\.crt
  "Corp Root CA" in tls.crt of Secret web/web is served for www.corp.example.com, but has no subject alternative name: Go, browsers and Python refuse it for every host.
  do: Make it anew with its hosts, and as no CA:
    sh:
      openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -subj "/CN=www.corp.example.com" -addext "subjectAltName=DNS:www.corp.example.com" -addext "basicConstraints=critical,CA:FALSE"
  verify: openssl x509 -in tls.crt -noout -ext subjectAltName
  related web.yaml:13:18 Ingress web/web serves www.corp.example.com with it`]},"tls-private-key-committed":{citations:[{document:`Kubernetes documentation`,section:`Good practices for Kubernetes Secrets, Avoid sharing Secret manifests`,says:`A Secret in a manifest, encoded as base64, is available to everyone who can read the manifest: base64 is no encryption.`,url:`https://kubernetes.io/docs/concepts/security/secrets-good-practices/`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`4.9.1.1`,says:`A CA revokes a certificate within 24 hours of evidence that its private key was compromised.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
  tls.key: |
    <private key>
`},{"certs/server.key":`<private key>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
  tls.key: ""
`},{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
stringData:
  tls.key: |
    <private key>
`},{"notes.yaml":`# <private key>
key: vault:secret/tls#key
`}]},expected:[`error deploy/tls.yaml:22:5-26:30
  about Secret shop stringData.tls\\.key
  The private key in tls.key of Secret shop is in plain text: its certificate, "shop.corp.example.com" in tls.crt of Secret shop, is valid, so that everyone who can read the repository can pretend to be shop.corp.example.com and www.shop.corp.example.com.
  do: Make a new key, have the certificate issued for it, and revoke the old one: it stays in the history of the repository.
  do: Then keep the key out of it: with cert-manager, an ExternalSecret, a SealedSecret or SOPS. A key that only tests use belongs below a folder that says so (testdata/).
  verify: git log --oneline -- deploy/tls.yaml tells since when it is there.`,`warning certs/server.key:1:1-5:26
  The private key in certs/server.key is in plain text: no certificate for it is in the repository and no configuration names it, but everyone who can read the repository can use it.
  do: Make a new key, have the certificate issued for it, and revoke the old one: it stays in the history of the repository.
  do: Then keep the key out of it: with cert-manager, an ExternalSecret, a SealedSecret or SOPS. A key that only tests use belongs below a folder that says so (testdata/).
  verify: git log --oneline -- certs/server.key tells since when it is there.`]},"chain-broken-link":{citations:[{document:`RFC 5280`,section:`6.1`,says:`For every certificate of a path but the last, its subject is the issuer of the next.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Partner,CN=Partner Issuing CA, until 2036-01-01>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs/server.pem":`<certificate CN=direct.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error certs/server.pem:14:1-24:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In certs/server.pem, "shop.corp.example.com" was issued by "O=Corp,CN=Corp Issuing CA 1", but next stands "O=Corp,CN=Corp Root CA": the link between them is missing, and clients cannot build the path.
  do: Insert the certificate of "O=Corp,CN=Corp Issuing CA 1" between the two:
    sh:
      openssl x509 -in certs/server.pem -out leaf.crt
      cat leaf.crt issuer.pem > fullchain.crt
  verify: tlsgate verify fullchain.crt --trust root.pem
  do: The missing issuer: subject "O=Corp,CN=Corp Issuing CA 1", key identifier A7:A1:9B:16:31:00:E9:AF:C5:4B:EE:E9:7F:F0:D9:2D:99:44:82:B3.
    To tell whether FILE holds it: openssl x509 -noout -subject -ext subjectKeyIdentifier -in FILE
    No file of this repository holds it.
  related certs/server.pem:1:1 the certificate whose issuer is missing`,`error certs/server.pem:14:1-25:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In certs/server.pem, "shop.corp.example.com" was issued by "O=Corp,CN=Corp Issuing CA 1", but next stands "O=Partner,CN=Partner Issuing CA": the link between them is missing, and clients cannot build the path.
  do: Insert the certificate of "O=Corp,CN=Corp Issuing CA 1" between the two:
    sh:
      openssl x509 -in certs/server.pem -out leaf.crt
      cat leaf.crt issuer.pem > fullchain.crt
  verify: tlsgate verify fullchain.crt --trust root.pem
  do: The missing issuer: subject "O=Corp,CN=Corp Issuing CA 1", key identifier A7:A1:9B:16:31:00:E9:AF:C5:4B:EE:E9:7F:F0:D9:2D:99:44:82:B3.
    To tell whether FILE holds it: openssl x509 -noout -subject -ext subjectKeyIdentifier -in FILE
    No file of this repository holds it.
  related certs/server.pem:1:1 the certificate whose issuer is missing`]},"chain-ca-not-ca":{citations:[{document:`RFC 5280`,section:`6.1.4 (k)–(n)`,says:`The issuer must be a CA by its basic constraints, within its path length, and its key usage, if present, must allow keyCertSign.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.4`}],examples:{bad:[{"certs/server.pem":`<certificate CN=bad.corp.example.com, until 2027-06-01>
<certificate CN=not-a-ca.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error certs/server.pem:13:1-25:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In certs/server.pem, "not-a-ca.corp.example.com" signed "bad.corp.example.com" but is no CA (basicConstraints cA is not TRUE): every client rejects the chain.
  do: Have "bad.corp.example.com" issued by a CA, or "not-a-ca.corp.example.com" issued anew with cA TRUE, keyCertSign and a sufficient path length.
  verify: openssl x509 -in ca.crt -noout -ext basicConstraints,keyUsage
  related certs/server.pem:1:1 the certificate that it signed`]},"chain-duplicate-or-extra":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`The list holds the sender's certificate and the chain that supports it; implementations should be ready for extraneous certificates.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs/ca-bundle.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`warning certs/server.pem:25:1-35:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp Issuing CA 1" in certs/server.pem is there twice: every handshake carries it for nothing, and strict clients may reject the chain.
  do: Remove the block of "Corp Issuing CA 1" from certs/server.pem.
  verify: tlsgate verify certs/server.pem --trust root.pem
  edit certs/server.pem 1379-2018 ""`,`warning certs/server.pem:36:1-46:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Partner Root CA" in certs/server.pem belongs to another chain: every handshake carries it for nothing, and strict clients may reject the chain.
  do: Remove the block of "Partner Root CA" from certs/server.pem.
  verify: tlsgate verify certs/server.pem --trust files`]},"chain-expired":{citations:[{document:`RFC 5280`,section:`6.1.3 (a)(2)`,says:`Path validation fails when the current time is outside the validity of any certificate of the path.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3`}],examples:{bad:[{"certs/server.pem":`<certificate CN=old.corp.example.com, until 2026-11-20>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"certs/server.pem":`<certificate CN=late.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 0, until 2026-01-01>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"deploy/notes.yaml":`# <certificate CN=old.corp.example.com, until 2026-11-20>
`},{"lib/other_cacerts.txt":`# What we trusted then.
<certificate CN=old.corp.example.com, until 2026-11-20>
`},{"lib/anchors.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
<certificate O=Corp,CN=Webhook CA, until 2036-01-01>
<certificate CN=lab.corp.example.com, until 2027-06-01>
`}]},expected:[`error certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "old.corp.example.com" in certs/server.pem expired 1 day ago, at 2026-11-20 23:59 UTC: clients refuse every connection that presents it.
  do: Have "Corp Issuing CA 1" issue a new certificate and replace this one.
  do: Check the new one before you commit it.
  verify: tlsgate verify new.crt --trust root.pem`,`error certs/server.pem:13:1-23:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "Corp Issuing CA 0" in certs/server.pem expired 325 days ago, at 2026-01-01 00:00 UTC: clients refuse every connection that presents it.
  do: Have "Corp Root CA" issue a new certificate and replace this one.
  do: Check the new one before you commit it.
  verify: tlsgate verify new.crt --trust root.pem`]},"chain-expiring":{citations:[{document:`RFC 5280`,section:`4.1.2.5`,says:`The validity period ends at notAfter, inclusive.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5`}],examples:{bad:[{"certs/server.pem":`<certificate CN=soon.corp.example.com, until 2026-12-18>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"certs/server.pem":`<certificate CN=now.corp.example.com, until 2026-11-28>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"certs/server.pem":`<certificate CN=old.corp.example.com, until 2026-11-20>
`}]},expected:[`warning certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "soon.corp.example.com" in certs/server.pem expires in 26 days, at 2026-12-18 00:00 UTC: under the horizon of 30 days.
  do: Have "Corp Issuing CA 1" issue a new certificate and replace this one.
  do: Check the new one before you commit it.
  verify: tlsgate verify new.crt --trust root.pem`,`error certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "now.corp.example.com" in certs/server.pem expires in 6 days, at 2026-11-28 00:00 UTC: under the horizon of 14 days.
  do: Have "Corp Issuing CA 1" issue a new certificate and replace this one.
  do: Check the new one before you commit it.
  verify: tlsgate verify new.crt --trust root.pem`]},"chain-key-mismatch":{citations:[{document:`Kubernetes documentation`,section:`Secrets, TLS Secrets`,says:`tls.crt and tls.key must both be there; the API server does not check that they match.`,url:`https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets`},{document:`Go`,section:`crypto/tls, X509KeyPair`,says:`Loading fails when the private key does not match the public key of the first certificate.`,url:`https://pkg.go.dev/crypto/tls#X509KeyPair`}],examples:{bad:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
  tls.key: |
    <private key>
`},{"certs/server.crt":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"certs/server.key":`<private key>
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <private key>
  tls.key: |
    <private key>
`},{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata:
  name: shop
spec:
  host: shop.corp.example.com
  tls:
    certificate: |
      <certificate CN=shop.corp.example.com, until 2027-06-01>
    key: |
      <private key>
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: web}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate CN=direct.corp.example.com, until 2027-06-01>>, tls.key: <base64 of <something else>>}
`},{"certs/shop.crt":`<certificate CN=direct.corp.example.com, until 2027-06-01>
`,"certs/web-key.pem":`<private key>
`,"compose.yaml":`services:
  web:
    image: registry.corp.example.com/app:1
    command: [--tls-cert-file=/c/tls.crt, --tls-private-key-file=/c/tls.key]
    volumes: ["./certs/shop.crt:/c/tls.crt:ro", "./certs/web-key.pem:/c/tls.key:ro"]
`},{"certs/haproxy.pem":`<certificate CN=direct.corp.example.com, until 2027-06-01>
<private key>
`},{"infra/lb.tf":`resource "google_compute_ssl_certificate" "shop" {
  name        = "shop"
  certificate = file("\${path.module}/shop.crt")
  private_key = file("\${path.module}/web-key.pem")
}
`,"infra/shop.crt":`<certificate CN=direct.corp.example.com, until 2027-06-01>
`,"infra/web-key.pem":`<private key>
`}],good:[{"certs/server.crt":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"certs/server.key":`<private key>
`},{"certs/server.crt":`<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate CN=shop.corp.example.com, until 2027-06-01>
`,"certs/server.key":`<private key>
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
  tls.key: ""
`},{"externalsecret.yaml":`apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: shop}
spec:
  target: {template: {type: kubernetes.io/tls}}
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop}
type: kubernetes.io/tls
`},{"certs/shop.crt":`<certificate CN=direct.corp.example.com, until 2027-06-01>
`,"certs/web-key.pem":`<private key>
`,"compose.yaml":`services:
  web:
    image: registry.corp.example.com/app:1
    command: [--tls-cert-file=/c/tls.crt, --tls-private-key-file=/c/tls.key]
    volumes: ["./certs/shop.crt:/c/tls.crt:ro", "./certs/web-key.pem:/c/tls.key:ro"]
`},{"certs/haproxy.pem":`<certificate CN=direct.corp.example.com, until 2027-06-01>
<private key>
`},{"infra/lb.tf":`resource "google_compute_ssl_certificate" "shop" {
  name        = "shop"
  certificate = file("\${path.module}/shop.crt")
  private_key = file("\${path.module}/web-key.pem")
}
`,"infra/shop.crt":`<certificate CN=direct.corp.example.com, until 2027-06-01>
`,"infra/web-key.pem":`<private key>
`}]},expected:[`error tls.yaml:8:5-20:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret shop stringData.tls\\.crt
  The key in tls.key is not that of "shop.corp.example.com" in tls.crt of Secret shop: servers refuse to start with the pair.
  do: Put the key that the certificate was issued for beside it, or have a certificate issued for this key.
  do: These print the same where they belong together:
    sh:
      openssl x509 -in tls.crt -noout -pubkey | sha256sum
      openssl pkey -in tls.key -pubout | sha256sum
  related tls.yaml:33:5 the key`,`error certs/server.crt:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The key in certs/server.key is not that of "shop.corp.example.com" in certs/server.crt: servers refuse to start with the pair.
  do: Put the key that the certificate was issued for beside it, or have a certificate issued for this key.
  do: These print the same where they belong together:
    sh:
      openssl x509 -in tls.crt -noout -pubkey | sha256sum
      openssl pkey -in tls.key -pubout | sha256sum
  related certs/server.key:1:1 the key`,`error tls.yaml:2:7-2:13
  | kind: Secret
  |       ^^^^^^
  about Secret shop
  Secret shop is of type kubernetes.io/tls and has no tls.key, which the API server refuses.
  do: Add tls.key; an empty one ("") will do where something else fills it in.
  verify: kubectl apply --dry-run=server -f tls.yaml`,`error tls.yaml:21:5-25:30
  about Secret shop
  tls.crt of Secret shop holds a private key beside the certificate: whatever hands out tls.crt hands out the key.
  do: Leave the certificates in tls.crt, and the key in tls.key alone.
  verify: tlsgate inspect tls.yaml`,`error route.yaml:9:7-21:32
  |       -----BEGIN CERTIFICATE-----
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The key in key is not that of "shop.corp.example.com" in certificate in route.yaml: servers refuse to start with the pair.
  do: Put the key that the certificate was issued for beside it, or have a certificate issued for this key.
  do: These print the same where they belong together:
    sh:
      openssl x509 -in tls.crt -noout -pubkey | sha256sum
      openssl pkey -in tls.key -pubout | sha256sum
  related route.yaml:23:7 the key`,`warning tls.yaml:5:964-5:1494
  about Secret web/shop
  tls.key of Secret web/shop is encrypted, and a Secret of type kubernetes.io/tls has no place for its passphrase: ingress controllers, gateways and servers in Go cannot read it (“failed to parse private key”) and serve another certificate or none.
  do: Decrypt it, and put that into the Secret (from a store of secrets, not from this repository):
    sh:
      openssl pkey -in encrypted.key -out tls.key
  verify: openssl pkey -in tls.key -noout -passin pass: (asks for nothing)`,`error certs/shop.crt:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The key in /c/tls.key is not that of "direct.corp.example.com" in certs/shop.crt: servers refuse to start with the pair.
  do: Put the key that the certificate was issued for beside it, or have a certificate issued for this key.
  do: These print the same where they belong together:
    sh:
      openssl x509 -in tls.crt -noout -pubkey | sha256sum
      openssl pkey -in tls.key -pubout | sha256sum
  related certs/web-key.pem:1:1 the key`,`error certs/haproxy.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The key in the same file is not that of "direct.corp.example.com" in certs/haproxy.pem: servers refuse to start with the pair.
  do: Put the key that the certificate was issued for beside it, or have a certificate issued for this key.
  do: These print the same where they belong together:
    sh:
      openssl x509 -in tls.crt -noout -pubkey | sha256sum
      openssl pkey -in tls.key -pubout | sha256sum
  related certs/haproxy.pem:13:1 the key`,`error infra/shop.crt:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The key in infra/web-key.pem is not that of "direct.corp.example.com" in infra/shop.crt: servers refuse to start with the pair.
  do: Put the key that the certificate was issued for beside it, or have a certificate issued for this key.
  do: These print the same where they belong together:
    sh:
      openssl x509 -in tls.crt -noout -pubkey | sha256sum
      openssl pkey -in tls.key -pubout | sha256sum
  related infra/web-key.pem:1:1 the key`]},"chain-not-yet-valid":{citations:[{document:`RFC 5280`,section:`6.1.3 (a)(2)`,says:`Path validation fails when the current time is before notBefore.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3`}],examples:{bad:[{"certs/server.pem":`<certificate CN=next.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}]},expected:[`error certs/server.pem:1:1-12:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "next.corp.example.com" in certs/server.pem is valid only from 2027-01-01 00:00 UTC, 40 days after this evaluation: clients refuse it until then.
  do: If the deploy is later, evaluate that day: tlsgate scan --at 2027-01-01
  do: Else keep the certificate that is valid now until then.`]},"chain-root-missing":{citations:[{document:`Alauda Container Platform, model download troubleshooting`,says:`tls.crt of dex.tls holds the server certificate, the intermediates and the root, in this order, the root last.`},{document:`RFC 5280`,section:`6.1.1`,says:`Path validation begins with a trust anchor.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.1`}],examples:{bad:[{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}],good:[{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}]},expected:[`error platform/dex-tls.yaml:21:5-31:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret cpaas-system/dex.tls stringData.tls\\.crt
  The chain in tls.crt of Secret cpaas-system/dex.tls ends at "Corp Issuing CA 1", without the root "O=Corp,CN=Corp Root CA": clients that validate with this file have no trust anchor.
  do: Append what is missing up to the root, which comes last:
    sh:
      cat server.crt issuer.pem > fullchain.crt
  verify: tlsgate verify --chain full fullchain.crt --trust root.pem
  do: The missing issuer: subject "O=Corp,CN=Corp Root CA", key identifier 03:DA:FF:BC:36:D9:B7:55:1C:A1:F0:A3:11:F4:66:24:14:37:8B:83.
    To tell whether FILE holds it: openssl x509 -noout -subject -ext subjectKeyIdentifier -in FILE
    No file of this repository holds it.`]},"chain-root-not-self-signed":{citations:[{document:`RFC 5280`,section:`3.2`,says:`A self-signed certificate is a self-issued one whose signature verifies with the public key in it.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-3.2`}],examples:{bad:[{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
stringData:
  tls.crt: |
    <certificate CN=rolled.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Rolled Root CA, until 2036-01-01>
`}],good:[{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error platform/dex-tls.yaml:21:5-32:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret cpaas-system/dex.tls stringData.tls\\.crt
  "Corp Rolled Root CA" stands as the root at the end of tls.crt of Secret cpaas-system/dex.tls, but its own key did not sign it: clients that validate with this file have no trust anchor.
  do: Put the self-signed root certificate at the end of the file.`]},"chain-root-superfluous":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`A certificate that specifies a trust anchor may be omitted from the chain.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs/server.pem":`<certificate CN=lab.corp.example.com, until 2027-06-01>
`}]},expected:[`notice certs/server.pem:25:1-35:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  certs/server.pem ends with the root "Corp Root CA", which a server need not send: clients use the copy that they trust.
  do: Remove the last block if nothing reads this file as a trust source; if something does, say so in .tlsgate.yml:
    yaml:
      chains:
        - path: certs/server.pem
          mode: full`]},"chain-signature-mismatch":{citations:[{document:`RFC 5280`,section:`6.1.3`,says:`The signature on the certificate must verify with the public key of its issuer.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3`}],examples:{bad:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2036-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2036-01-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error certs/server.pem:14:1-24:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In certs/server.pem, "Corp Issuing CA 1" has the name of the issuer of "shop.corp.example.com" but did not sign it: every client rejects this chain. Its key identifier is 94:2A:4C:11:A6:3F:2A:41:55:FE:DA:F7:67:80:4C:D4:C2:D2:2E:95; the one that signed has A7:A1:9B:16:31:00:E9:AF:C5:4B:EE:E9:7F:F0:D9:2D:99:44:82:B3.
  do: Take the certificate of "Corp Issuing CA 1" whose key signed "shop.corp.example.com" (key identifier A7:A1:9B:16:31:00:E9:AF:C5:4B:EE:E9:7F:F0:D9:2D:99:44:82:B3).
  verify: tlsgate verify certs/server.pem --trust root.pem
  related certs/server.pem:1:1 the certificate that it did not sign`,`error certs/server.pem:25:1-35:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In certs/server.pem, "Corp Root CA" has the name of the issuer of "Corp Issuing CA 1" but did not sign it: every client rejects this chain. Its key identifier is 93:78:B7:01:AE:8A:F9:9F:52:D3:A9:5C:08:CE:9C:45:CC:12:33:DF; the one that signed has 03:DA:FF:BC:36:D9:B7:55:1C:A1:F0:A3:11:F4:66:24:14:37:8B:83.
  do: Take the certificate of "Corp Root CA" whose key signed "Corp Issuing CA 1" (key identifier 03:DA:FF:BC:36:D9:B7:55:1C:A1:F0:A3:11:F4:66:24:14:37:8B:83).
  verify: tlsgate verify certs/server.pem --trust root.pem
  related certs/server.pem:14:1 the certificate that it did not sign`]},"chain-too-short":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`The sender's certificate comes first, and each following one directly certifies the one before; only the trust anchor may be left out.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`}],examples:{bad:[{"certs/issuing-ca.pem":`<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
  namespace: web
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
  tls.key: ""
`},{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=lab.corp.example.com, until 2027-06-01>
  tls.key: ""
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs/root-ca.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"certs/server.pem":`<certificate CN=direct.corp.example.com, until 2027-06-01>
`},{"certs/server.pem":`<certificate CN=lab.corp.example.com, until 2027-06-01>
`},{"certs/issuing-ca.pem":`<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"certs/robot.pem":`<certificate O=Corp,CN=robot, until 2027-06-01>
`}]},expected:[`error deploy/tls.yaml:9:5-21:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret web/shop stringData.tls\\.crt
  tls.crt of Secret web/shop holds only the certificate of "shop.corp.example.com", without its issuer "O=Corp,CN=Corp Issuing CA 1": clients that do not have that CA cannot validate it. \`certs/issuing-ca.pem\` in this repository is the missing issuer.
  do: Append the issuer of "shop.corp.example.com" below it, in the order of issue; the root may stay out:
    sh:
      cat server.crt certs/issuing-ca.pem > fullchain.crt
  verify: tlsgate verify fullchain.crt --trust root.pem
  do: The missing issuer: subject "O=Corp,CN=Corp Issuing CA 1", key identifier A7:A1:9B:16:31:00:E9:AF:C5:4B:EE:E9:7F:F0:D9:2D:99:44:82:B3.
    To tell whether FILE holds it: openssl x509 -noout -subject -ext subjectKeyIdentifier -in FILE
  related certs/issuing-ca.pem:1:1 the missing issuer
  edit deploy/tls.yaml 909-909 "\\n    -----BEGIN CERTIFICATE-----\\n    MIIBqjCCAVCgAwIBAgIIREREREREQ+kwCgYIKoZIzj0EAwIwJjEVMBMGA1UEAxMM\\n    Q29ycCBSb290IENBMQ0wCwYDVQQKEwRDb3JwMB4XDTI2MDEwMTAwMDAwMFoXDTMx\\n    MDEwMTAwMDAwMFowKzEaMBgGA1UEAxMRQ29ycCBJc3N1aW5nIENBIDExDTALBgNV\\n    BAoTBENvcnAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASNh6mVexqEbuup7IXf\\n    qzyPxFg5VytiaXN5PHN0NVJmxabCUUNSDNsxyAfRDrFfmOvRjrMaA9dxr8U/j4mj\\n    f4jDo2MwYTAdBgNVHQ4EFgQUp6GbFjEA6a/FS+7pf/DZLZlEgrMwHwYDVR0jBBgw\\n    FoAUA9r/vDbZt1UcofCjEfRmJBQ3i4MwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8B\\n    Af8EBAMCAQYwCgYIKoZIzj0EAwIDSAAwRQIgEV7CC+/Xecn8BPwTKkOvJZ3slWDN\\n    1gPSArPeXDgIlrECIQD37rl5J2dOyyruBl00n1fhN7Vkpw987AUdhDwDmF8sBw==\\n    -----END CERTIFICATE-----"`,`error platform/dex-tls.yaml:9:5-19:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret cpaas-system/dex.tls stringData.tls\\.crt
  tls.crt of Secret cpaas-system/dex.tls is a single self-signed certificate, "lab.corp.example.com", but its consumer needs the server certificate followed by its root: at least two certificates.
  do: Append the issuer of "lab.corp.example.com" below it, in the order of issue, the root last:
    sh:
      cat server.crt issuer.pem > fullchain.crt
  verify: tlsgate verify --chain full fullchain.crt --trust fullchain.crt`]},"chain-wrong-order":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`The sender's certificate MUST come first; each following certificate SHOULD directly certify the one before it.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`},{document:`RFC 5246`,section:`7.4.2`,says:`Each following certificate MUST directly certify the one preceding it.`,url:`https://www.rfc-editor.org/rfc/rfc5246#section-7.4.2`}],examples:{bad:[{"certs/server.pem":`<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate CN=shop.corp.example.com, until 2027-06-01>
`},{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"certs/ca-bundle.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
`}]},expected:[`error certs/server.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  certs/server.pem begins with "Corp Issuing CA 1" instead of the server's certificate: servers take the first block as their own, and its key does not match.
  do: The right order is:
    1. shop.corp.example.com
    2. Corp Issuing CA 1
  verify: tlsgate verify certs/server.pem --trust root.pem
  edit certs/server.pem 0-1379 "-----BEGIN CERTIFICATE-----\\nMIIB9jCCAZugAwIBAgIIREREREREQ+owCgYIKoZIzj0EAwIwKzEaMBgGA1UEAxMR\\nQ29ycCBJc3N1aW5nIENBIDExDTALBgNVBAoTBENvcnAwHhcNMjYwMTAxMDAwMDAw\\nWhcNMjcwNjAxMDAwMDAwWjAgMR4wHAYDVQQDExVzaG9wLmNvcnAuZXhhbXBsZS5j\\nb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASnJf5qw3NDEJi32hz14kDOJH8/\\n3H1NcNKAJLqMdHQMBV6cUz/MQGFFeODcTcuDWCyEbfcSzME1oW12hg50XuGwo4Gz\\nMIGwMB0GA1UdDgQWBBQhair+Q2GNnUhgwn1sw1MqsQhJ0jAfBgNVHSMEGDAWgBSn\\noZsWMQDpr8VL7ul/8NktmUSCszAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIH\\ngDATBgNVHSUEDDAKBggrBgEFBQcDATA7BgNVHREENDAyghVzaG9wLmNvcnAuZXhh\\nbXBsZS5jb22CGXd3dy5zaG9wLmNvcnAuZXhhbXBsZS5jb20wCgYIKoZIzj0EAwID\\nSQAwRgIhAMvBYzgFP5Vy4rlFWCjvnNAXgGRr9cZTaarGNvKJClgFAiEAjaajKKjc\\nh5GUdgxTHYLuASRGS8aX6O8LJSB+7JHQC3o=\\n-----END CERTIFICATE-----\\n-----BEGIN CERTIFICATE-----\\nMIIBqjCCAVCgAwIBAgIIREREREREQ+kwCgYIKoZIzj0EAwIwJjEVMBMGA1UEAxMM\\nQ29ycCBSb290IENBMQ0wCwYDVQQKEwRDb3JwMB4XDTI2MDEwMTAwMDAwMFoXDTMx\\nMDEwMTAwMDAwMFowKzEaMBgGA1UEAxMRQ29ycCBJc3N1aW5nIENBIDExDTALBgNV\\nBAoTBENvcnAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASNh6mVexqEbuup7IXf\\nqzyPxFg5VytiaXN5PHN0NVJmxabCUUNSDNsxyAfRDrFfmOvRjrMaA9dxr8U/j4mj\\nf4jDo2MwYTAdBgNVHQ4EFgQUp6GbFjEA6a/FS+7pf/DZLZlEgrMwHwYDVR0jBBgw\\nFoAUA9r/vDbZt1UcofCjEfRmJBQ3i4MwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8B\\nAf8EBAMCAQYwCgYIKoZIzj0EAwIDSAAwRQIgEV7CC+/Xecn8BPwTKkOvJZ3slWDN\\n1gPSArPeXDgIlrECIQD37rl5J2dOyyruBl00n1fhN7Vkpw987AUdhDwDmF8sBw==\\n-----END CERTIFICATE-----"`,`warning certs/server.pem:14:1-24:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  In certs/server.pem, "Corp Root CA" is out of order: it does not certify the certificate before it, and clients that follow the order presented cannot build the path.
  do: The right order is:
    1. shop.corp.example.com
    2. Corp Issuing CA 1
    3. Corp Root CA
  verify: tlsgate verify certs/server.pem --trust files
  edit certs/server.pem 741-1966 "-----BEGIN CERTIFICATE-----\\nMIIBqjCCAVCgAwIBAgIIREREREREQ+kwCgYIKoZIzj0EAwIwJjEVMBMGA1UEAxMM\\nQ29ycCBSb290IENBMQ0wCwYDVQQKEwRDb3JwMB4XDTI2MDEwMTAwMDAwMFoXDTMx\\nMDEwMTAwMDAwMFowKzEaMBgGA1UEAxMRQ29ycCBJc3N1aW5nIENBIDExDTALBgNV\\nBAoTBENvcnAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASNh6mVexqEbuup7IXf\\nqzyPxFg5VytiaXN5PHN0NVJmxabCUUNSDNsxyAfRDrFfmOvRjrMaA9dxr8U/j4mj\\nf4jDo2MwYTAdBgNVHQ4EFgQUp6GbFjEA6a/FS+7pf/DZLZlEgrMwHwYDVR0jBBgw\\nFoAUA9r/vDbZt1UcofCjEfRmJBQ3i4MwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8B\\nAf8EBAMCAQYwCgYIKoZIzj0EAwIDSAAwRQIgEV7CC+/Xecn8BPwTKkOvJZ3slWDN\\n1gPSArPeXDgIlrECIQD37rl5J2dOyyruBl00n1fhN7Vkpw987AUdhDwDmF8sBw==\\n-----END CERTIFICATE-----\\n-----BEGIN CERTIFICATE-----\\nMIIBgzCCASqgAwIBAgIIREREREREQ+gwCgYIKoZIzj0EAwIwJjEVMBMGA1UEAxMM\\nQ29ycCBSb290IENBMQ0wCwYDVQQKEwRDb3JwMB4XDTI2MDEwMTAwMDAwMFoXDTM2\\nMDEwMTAwMDAwMFowJjEVMBMGA1UEAxMMQ29ycCBSb290IENBMQ0wCwYDVQQKEwRD\\nb3JwMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgV+EV1RxBcdO2fDcZQfYD7wg\\n31ox0W14Nj/X+z+rBv489G3rHUOMKmxYwT3Agiqibzt63cZM1jd/HHe0I6W3zaNC\\nMEAwHQYDVR0OBBYEFAPa/7w22bdVHKHwoxH0ZiQUN4uDMA8GA1UdEwEB/wQFMAMB\\nAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49BAMCA0cAMEQCIEBIdWzWRo20x2+h\\n84cxepJqmT4OHH0/ejJZoeXk3YS1AiAPY04utkSByqveCIJ6O8JX/b/mZgyFGbzz\\nlio8ceht7Q==\\n-----END CERTIFICATE-----"`]},"root-removed":{citations:[{document:`Mozilla`,section:`Root CA Lifecycles; included and removed certificates`,says:`The websites trust bit is removed 15 years after the key was made, and where a CA is distrusted.`,url:`https://wiki.mozilla.org/CA/Root_CA_Lifecycles`},{document:`CVE-2026-111943`,section:`RUSTSEC-2026-0381 to 0383`,says:`The private keys of eight intermediates of eMudhra are public; Mozilla took three emSign roots out.`,url:`https://rustsec.org/advisories/RUSTSEC-2026-0382.html`}],examples:{bad:[{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca, namespace: web}
data:
  ca.crt: |
    <certificate CN=Buypass Class 3 Root CA,O=Buypass AS-983163327,C=NO, until 2040-10-26>
    <certificate CN=ISRG Root X1,O=Internet Security Research Group,C=US, until 2035-06-04>
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca, namespace: web}
data:
  ca.crt: |
    <certificate CN=Buypass Class 3 Root CA,O=Buypass AS-983163327,C=NO, until 2040-10-26>
`}],good:[{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca, namespace: web}
data:
  ca.crt: |
    <certificate CN=ISRG Root X1,O=Internet Security Research Group,C=US, until 2035-06-04>
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca, namespace: web}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`notice ca.yaml:6:5-33:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about ConfigMap web/ca data.ca\\.crt
  Buypass Class 3 Root CA is no longer in Mozilla's set (since 2026-11-18).
  do: Put the current root of the CA beside it, and take the old one out once no server needs it.
  verify: openssl s_client -connect HOST:443 -CAfile FILE </dev/null says "Verify return code: 0 (ok)".`,`warning ca.yaml:6:5-33:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about ConfigMap web/ca data.ca\\.crt
  Buypass Class 3 Root CA is no longer in Mozilla's set (since 2026-11-18), and the only trust here: servers have moved to other roots, and are refused.
  do: Put the current root of the CA beside it, and take the old one out once no server needs it.
  verify: openssl s_client -connect HOST:443 -CAfile FILE </dev/null says "Verify return code: 0 (ok)".`]},"secret-copies-diverge":{citations:[{document:`Kubernetes documentation`,section:`Secrets, Using Secrets`,says:`A Secret can only be used by Pods of its own namespace, so a certificate that several use is copied.`,url:`https://kubernetes.io/docs/concepts/configuration/secret/`}],examples:{bad:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2028-10-22>
  tls.key: ""
---
apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: edge}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-01-21>
  tls.key: ""
`}],good:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2028-10-22>
  tls.key: ""
---
apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: edge}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2028-10-22>
  tls.key: ""
---
apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: lab}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=lab.corp.example.com, until 2027-06-01>
  tls.key: ""
`}]},expected:[`warning tls.yaml:27:5-42:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret edge/shop stringData.tls\\.crt
  "shop.corp.example.com" in tls.crt of Secret edge/shop is not the one of tls.crt of Secret web/shop, which is newer (until 2028-10-22 00:00 UTC): the copies have drifted apart.
  do: Replace it by the one of tls.yaml, with its key.
  verify: tlsgate inspect tls.yaml shows one fingerprint.
  related tls.yaml:7:5 the newer copy`]},"ansible-validate-certs-off":{citations:[{document:`Ansible`,section:`ansible.builtin.uri, validate_certs`,says:`If false, certificates are not validated; this should only be used on personally controlled sites.`,url:`https://docs.ansible.com/ansible/latest/collections/ansible/builtin/uri_module.html#parameter-validate_certs`},{document:`Ansible`,section:`Windows Remote Management, ansible_winrm_server_cert_validation`,says:`ignore skips the validation of the certificate of the host that is managed.`,url:`https://docs.ansible.com/ansible/latest/os_guide/windows_winrm.html`}],examples:{bad:[{"tasks/main.yml":`- name: Call the API
  ansible.builtin.uri:
    url: https://api.corp.example.com/v1
    validate_certs: no
`},{"playbook.yml":`- hosts: all
  tasks:
    - name: Fetch
      get_url: url=https://dl.corp.example.com/x dest=/tmp/x validate_certs=no
`},{"playbook.yml":`- hosts: all
  module_defaults:
    group/k8s:
      validate_certs: false
  tasks: []
`},{"roles/a/defaults/main.yml":`fetch_validate_certs: false
`,"roles/a/tasks/main.yml":`- name: Fetch
  get_url:
    url: https://dl.corp.example.com/x
    dest: /tmp/x
    validate_certs: "{{ fetch_validate_certs }}"
`},{"tasks/main.yml":`- name: Fetch
  get_url:
    url: https://dl.corp.example.com/{{ version }}/x
    dest: /tmp/x
    validate_certs: no
`},{"galaxy.sh":`ansible-galaxy install -r requirements.yml --ignore-certs
`},{"group_vars/windows.yml":`ansible_connection: winrm
ansible_winrm_server_cert_validation: ignore
`}],good:[{"tasks/main.yml":`- name: Call the API
  ansible.builtin.uri:
    url: https://api.corp.example.com/v1
    ca_path: /etc/ssl/corp-ca.pem
    validate_certs: true
`},{"roles/a/defaults/main.yml":`fetch_validate_certs: true
`,"roles/a/tasks/main.yml":`- name: Fetch
  get_url:
    url: https://dl.corp.example.com/x
    validate_certs: "{{ fetch_validate_certs }}"
`},{"tasks/main.yml":`- name: Wait for ourselves
  uri:
    url: https://localhost:6443/healthz
    validate_certs: false
`},{"tasks/main.yml":`- name: Fetch
  get_url:
    url: https://dl.corp.example.com/x
    validate_certs: "{{ fetch_validate_certs | default(true) }}"
`}]},expected:[`error tasks/main.yml:4:21-4:23
  |     validate_certs: no
  |                     ^^
  The task does not validate the certificate of api.corp.example.com (validate_certs: no): whoever answers in its name is believed, on every managed host.
  do: Remove validate_certs, and name the CA that issued the certificate: ca_path: /path/to/ca.pem`,`error playbook.yml:4:16-4:79
  |       get_url: url=https://dl.corp.example.com/x dest=/tmp/x validate_certs=no
  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The task does not validate the certificate of dl.corp.example.com (validate_certs: no): whoever answers in its name is believed, on every managed host.
  do: Remove validate_certs, and name the CA that issued the certificate: ca_path: /path/to/ca.pem`,`error playbook.yml:4:23-4:28
  |       validate_certs: false
  |                       ^^^^^
  The task does not validate the certificate of the server (validate_certs: false): whoever answers in its name is believed, on every managed host.
  do: Remove validate_certs, and name the CA that issued the certificate: ca_path: /path/to/ca.pem`,`warning roles/a/tasks/main.yml:5:21-5:49
  |     validate_certs: "{{ fetch_validate_certs }}"
  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The task does not validate the certificate of dl.corp.example.com (validate_certs: {{ fetch_validate_certs }}): whoever answers in its name is believed, on every managed host.
  do: Remove validate_certs, and name the CA that issued the certificate: ca_path: /path/to/ca.pem
  related roles/a/defaults/main.yml:1:23 fetch_validate_certs is false here`,`warning tasks/main.yml:5:21-5:23
  |     validate_certs: no
  |                     ^^
  The task does not validate the certificate of the server (validate_certs: no): whoever answers in its name is believed, on every managed host.
  do: Remove validate_certs, and name the CA that issued the certificate: ca_path: /path/to/ca.pem`,`error galaxy.sh:1:44-1:58
  | ansible-galaxy install -r requirements.yml --ignore-certs
  |                                            ^^^^^^^^^^^^^^
  ansible-galaxy fetches roles and collections without verifying the server (--ignore-certs): whoever answers in its name runs code on every managed host.
  do: Remove the option, and add the CA of the server to the system's trust store.`,`error group_vars/windows.yml:2:39-2:45
  | ansible_winrm_server_cert_validation: ignore
  |                                       ^^^^^^
  ansible_winrm_server_cert_validation is ignore: Ansible manages these hosts, with their administrator's password, without verifying them.
  do: Set it to validate, and give Ansible the CA: ansible_winrm_ca_trust_path: /path/to/ca.pem`]},"arguments-in-one-item":{citations:[{document:`Kubernetes documentation`,section:`Define a Command and Arguments for a Container`,says:`Each item of args is one argument of the process; no shell splits it.`,url:`https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/`},{document:`GoogleContainerTools/kaniko`,section:`issue 1100`,says:`“--flag value” in one item is an unknown flag, and the executor ends.`,url:`https://github.com/GoogleContainerTools/kaniko/issues/1100`}],examples:{bad:[{"job.yaml":`apiVersion: batch/v1
kind: Job
metadata: {name: build, namespace: ci}
spec:
  template:
    spec:
      containers:
        - name: kaniko
          image: gcr.io/kaniko-project/executor:v1.24.0
          args:
            - --destination=reg.corp.example.com/shop:1
            - --registry-certificate reg.corp.example.com=/certs/ca.crt
`}],good:[{"job.yaml":`apiVersion: batch/v1
kind: Job
metadata: {name: build, namespace: ci}
spec:
  template:
    spec:
      containers:
        - name: kaniko
          image: gcr.io/kaniko-project/executor:v1.24.0
          args:
            - --registry-certificate=reg.corp.example.com=/certs/ca.crt
            - --label
            - org.opencontainers.image.title=a shop with a certificate
        - name: shell
          image: alpine:3.22
          command: [sh, -c]
          args: ["--cacert /certs/ca.crt"]
`}]},expected:[`error job.yaml:12:15-12:72
  |             - --registry-certificate reg.corp.example.com=/certs/ca.crt
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Job ci/build
  executor gets “--registry-certificate reg.corp.example.com=/certs/ca.crt” as one argument: it knows no flag of that name and does not start.
  do: Write the flag and its value as one word, or as two items:
    yaml:
      - --registry-certificate=reg.corp.example.com=/certs/ca.crt
  verify: kubectl logs of the container no longer says that the flag is unknown.`]},"cmd-curl-insecure":{citations:[{document:`curl(1)`,section:`-k, --insecure`,says:`Without it curl verifies every TLS connection before it is used; with it the step is skipped and the transfer goes on.`,url:`https://curl.se/docs/manpage.html#-k`},{document:`curl: SSL certificate verification`,says:`A private CA is given with --cacert, the CURL_CA_BUNDLE variable, or by adding it to the system's store.`,url:`https://curl.se/docs/sslcerts.html`}],examples:{bad:[{"install.sh":`curl -fsSLk https://get.corp.example.com/install | sh
`},{Dockerfile:`FROM debian:12
RUN curl --insecure -o tool.tgz https://dl.corp.example.com/tool.tgz && tar xf tool.tgz
`},{"sync.sh":`CURL_OPTS=-k
curl $CURL_OPTS -u bot:$PASSWORD https://api.corp.example.com/sync
`},{"deploy.sh":`bash -c "curl -k https://api.corp.example.com/"
`},{Makefile:`tools:
	@curl -sSL -k https://dl.corp.example.com/tools.tgz | tar xz -C $(BIN)
`},{"fetch.sh":`curl -k -o data.csv http://files.corp.example.com/data.csv
`},{".gitlab-ci.yml":`build:
  script:
    - curl --insecure https://artifacts.corp.example.com/x -o x
`},{"list.sh":`#!/bin/sh
T=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)
curl -k -H "Authorization: Bearer $T" https://kubernetes.default.svc/api/v1/pods
`}],good:[{"install.sh":`curl -fsSL --cacert corp-ca.crt https://get.corp.example.com/install | sh
`},{"probe.sh":`curl -k https://localhost:8443/healthz
curl -k https://api.prod.svc:8443/healthz
`},{"config.sh":`curl -K curl.conf https://api.corp.example.com
grep -k x
curl -o -k https://api.corp.example.com
`},{Makefile:`HOST := localhost:8443
probe:
	curl -k https://$(HOST)/healthz
# curl -k https://x.corp.example.com
`},{Jenkinsfile:`node {
  // sh 'curl -k https://x.corp.example.com'
  echo 'curl -k https://x.corp.example.com'
}
`},{"help.sh":`echo 'try: curl -k https://x.corp.example.com'
# curl -k https://x.corp.example.com
`}]},expected:[`error install.sh:1:6-1:12
  | curl -fsSLk https://get.corp.example.com/install | sh
  |      ^^^^^^
  curl talks to get.corp.example.com without verifying its certificate (-fsSLk): what it fetches is run by sh, whoever sent it.
  do: Let curl verify the server, and give it the CA that issued the certificate:
    sh:
      curl -fsSL https://get.corp.example.com/install --cacert /path/to/ca.crt`,`error Dockerfile:2:10-2:20
  | RUN curl --insecure -o tool.tgz https://dl.corp.example.com/tool.tgz && tar xf tool.tgz
  |          ^^^^^^^^^^
  curl talks to dl.corp.example.com while the image is built without verifying its certificate (--insecure): tool.tgz is then given to tar, whoever sent it.
  do: Let curl verify the server, and give it the CA that issued the certificate:
    sh:
      curl -o tool.tgz https://dl.corp.example.com/tool.tgz --cacert /path/to/ca.crt`,`error sync.sh:2:6-2:16
  | curl $CURL_OPTS -u bot:$PASSWORD https://api.corp.example.com/sync
  |      ^^^^^^^^^^
  curl talks to api.corp.example.com without verifying its certificate (-k): the credentials that it sends go to whoever answers.
  do: Let curl verify the server, and give it the CA that issued the certificate:
    sh:
      curl -u bot:$PASSWORD https://api.corp.example.com/sync --cacert /path/to/ca.crt`,`warning deploy.sh:1:15-1:17
  | bash -c "curl -k https://api.corp.example.com/"
  |               ^^
  curl talks to api.corp.example.com without verifying its certificate (-k): the answer may come from anyone.
  do: Let curl verify the server, and give it the CA that issued the certificate:
    sh:
      curl https://api.corp.example.com/ --cacert /path/to/ca.crt`,`error Makefile:2:13-2:15
  | 	@curl -sSL -k https://dl.corp.example.com/tools.tgz | tar xz -C $(BIN)
  |             ^^
  curl talks to dl.corp.example.com without verifying its certificate (-k): what it fetches goes straight into tar, whoever sent it.
  do: Let curl verify the server, and give it the CA that issued the certificate:
    sh:
      curl -sSL https://dl.corp.example.com/tools.tgz --cacert /path/to/ca.crt`,`warning fetch.sh:1:6-1:8
  | curl -k -o data.csv http://files.corp.example.com/data.csv
  |      ^^
  curl talks to files.corp.example.com over plain HTTP, with the verification of certificates off (-k): the answer may come from anyone.
  do: Ask over https://, let curl verify the server, and give it the CA that issued the certificate:
    sh:
      curl -o data.csv http://files.corp.example.com/data.csv --cacert /path/to/ca.crt`,`warning .gitlab-ci.yml:3:12-3:22
  |     - curl --insecure https://artifacts.corp.example.com/x -o x
  |            ^^^^^^^^^^
  curl talks to artifacts.corp.example.com in the pipeline without verifying its certificate (--insecure): the answer may come from anyone.
  do: Let curl verify the server, and give it the CA that issued the certificate:
    sh:
      curl https://artifacts.corp.example.com/x -o x --cacert /path/to/ca.crt`,`warning list.sh:3:6-3:8
  | curl -k -H "Authorization: Bearer $T" https://kubernetes.default.svc/api/v1/pods
  |      ^^
  curl talks to kubernetes.default.svc without verifying its certificate (-k): the credentials that it sends go to whoever answers.
  do: Let curl verify the server, and give it the CA that issued the certificate:
    sh:
      curl -H 'Authorization: Bearer ***' https://kubernetes.default.svc/api/v1/pods --cacert /path/to/ca.crt`]},"cmd-kube-insecure":{citations:[{document:`kubectl reference`,section:`--insecure-skip-tls-verify`,says:`The server's certificate is not checked for validity; this makes the HTTPS connections insecure.`,url:`https://kubernetes.io/docs/reference/kubectl/generated/kubectl_options/`},{document:`helm/helm`,section:`pkg/cli/environment.go, AddFlags`,says:`--kube-insecure-skip-tls-verify is kubectl's option for the API server that Helm talks to.`,url:`https://github.com/helm/helm/blob/main/pkg/cli/environment.go`},{document:`Talos`,section:`The insecure flag`,says:`It skips the verification of the node, which in maintenance mode has only a self-signed certificate, and is wrong afterwards.`,url:`https://docs.siderolabs.com/talos/v1.12/configure-your-talos-cluster/system-configuration/insecure`}],examples:{bad:[{"deploy.sh":`kubectl --insecure-skip-tls-verify apply -f app.yaml
`},{"login.sh":`oc login --insecure-skip-tls-verify=true https://api.ocp.corp.example.com:6443
`},{"deploy.sh":`helm upgrade app ./chart --kube-insecure-skip-tls-verify
`},{"login.sh":`argocd login argocd.corp.example.com --insecure --username ci
`},{"job.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: bitnami/kubectl
      command: [kubectl, --insecure-skip-tls-verify, get, pods]
`},{"deploy.sh":`kubectl --kubeconfig "$KUBECONFIG_PROD" --insecure-skip-tls-verify apply -f http://localhost/app.yaml
`},{"talos.sh":`talosctl apply-config --insecure -n 10.0.0.5 -f node.yaml
`}],good:[{Makefile:`deploy:
	kubectl --insecure-skip-tls-verify=$(SKIP) apply -f k8s/
`},{"deploy.sh":`kubectl --insecure-skip-tls-verify=false get pods
`},{"login.sh":`oc login --certificate-authority=ca.crt https://api.ocp.corp.example.com:6443
`},{"config.sh":`kubectl config set-cluster prod --certificate-authority=ca.crt --embed-certs
`},{"talos.sh":`talosctl apply-config --insecure -n 10.0.0.5 --cert-fingerprint xA9a1t2d= -f node.yaml
`},{"grep.sh":`grep -r insecure-skip-tls-verify docs
`}]},expected:[`error deploy.sh:1:9-1:35
  | kubectl --insecure-skip-tls-verify apply -f app.yaml
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^
  kubectl talks to the API server without verifying it (--insecure-skip-tls-verify): whoever answers in its name gets the credentials and decides what happens.
  do: Put the cluster's CA into the kubeconfig: kubectl config set-cluster NAME --certificate-authority=ca.crt --embed-certs=true
  do: Then: kubectl apply -f app.yaml`,`error login.sh:1:10-1:41
  | oc login --insecure-skip-tls-verify=true https://api.ocp.corp.example.com:6443
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  oc talks to the API server without verifying it (--insecure-skip-tls-verify=true): whoever answers in its name gets the credentials and decides what happens.
  do: Put the cluster's CA into the kubeconfig: kubectl config set-cluster NAME --certificate-authority=ca.crt --embed-certs=true
  do: Then: oc login https://api.ocp.corp.example.com:6443`,`error deploy.sh:1:26-1:57
  | helm upgrade app ./chart --kube-insecure-skip-tls-verify
  |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  helm talks to the API server without verifying it (--kube-insecure-skip-tls-verify): whoever answers in its name gets the credentials and decides what happens.
  do: Pass the cluster's CA: --kube-ca-file ca.crt, or put it into the kubeconfig.
  do: Then: helm upgrade app ./chart`,`error login.sh:1:38-1:48
  | argocd login argocd.corp.example.com --insecure --username ci
  |                                      ^^^^^^^^^^
  argocd talks to Argo CD at argocd.corp.example.com without verifying it (--insecure): whoever answers in its name gets the credentials and decides what happens.
  do: Pass the CA of the server: --server-crt argocd.crt
  do: Then: argocd login argocd.corp.example.com --username ci`,`error job.yaml:8:26-8:52
  |       command: [kubectl, --insecure-skip-tls-verify, get, pods]
  |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Pod a
  kubectl talks to the API server in the container without verifying it (--insecure-skip-tls-verify): whoever answers in its name gets the credentials and decides what happens.
  do: Put the cluster's CA into the kubeconfig: kubectl config set-cluster NAME --certificate-authority=ca.crt --embed-certs=true
  do: Then: kubectl get pods`,`error deploy.sh:1:41-1:67
  | kubectl --kubeconfig "$KUBECONFIG_PROD" --insecure-skip-tls-verify apply -f http://localhost/app.yam
  |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^
  kubectl talks to the API server without verifying it (--insecure-skip-tls-verify): whoever answers in its name gets the credentials and decides what happens.
  do: Put the cluster's CA into the kubeconfig: kubectl config set-cluster NAME --certificate-authority=ca.crt --embed-certs=true
  do: Then: kubectl --kubeconfig $KUBECONFIG_PROD apply -f http://localhost/app.yaml`,`notice talos.sh:1:23-1:33
  | talosctl apply-config --insecure -n 10.0.0.5 -f node.yaml
  |                       ^^^^^^^^^^
  talosctl talks to the machine without verifying it (--insecure): whoever answers in its name gets the credentials and decides what happens.
  do: Use --insecure only for the first configuration; afterwards talosconfig has the CA. apply-config --cert-fingerprint checks the machine by its fingerprint.
  do: Then: talosctl apply-config -n 10.0.0.5 -f node.yaml`]},"cmd-pkgmgr-tls-off":{citations:[{document:`pip`,section:`--trusted-host`,says:`Marks a host as trusted even though it has no valid HTTPS, or none at all.`,url:`https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host`},{document:`apt-transport-https(1)`,section:`Server security`,says:`Verify-Peer and Verify-Host turn off the check of the certificate and of the host name.`,url:`https://manpages.debian.org/bookworm/apt/apt-transport-https.1.en.html`},{document:`apt-secure(8)`,says:`--allow-unauthenticated and trusted=yes install packages that nobody signed.`,url:`https://manpages.debian.org/bookworm/apt/apt-secure.8.en.html`},{document:`dnf.conf(5)`,section:`sslverify`,says:`With it false the certificates of the remote hosts are not verified.`,url:`https://dnf.readthedocs.io/en/latest/conf_ref.html`},{document:`npm`,section:`strict-ssl`,says:`Whether to do SSL key validation when making requests to the registry via HTTPS.`,url:`https://docs.npmjs.com/cli/using-npm/config#strict-ssl`}],examples:{bad:[{Dockerfile:`FROM python:3.12
RUN pip install --trusted-host pypi.corp.example.com -i https://pypi.corp.example.com/simple app
`},{"setup.sh":`npm config set strict-ssl false
`},{Dockerfile:`FROM debian:12
RUN apt-get -o Acquire::https::Verify-Peer=false update && apt-get install -y --allow-unauthenticated curl
`},{"setup.sh":`echo 'deb [trusted=yes] https://deb.corp.example.com stable main' > /etc/apt/sources.list.d/corp.list
`},{Dockerfile:`FROM rockylinux:9
RUN dnf install -y --setopt=sslverify=false curl
`},{Dockerfile:`FROM alpine:3
RUN apk add --allow-untrusted app.apk
`},{"setup.sh":`conda config --set ssl_verify false
composer config --global disable-tls true
`}],good:[{Dockerfile:`FROM python:3.12
RUN pip install --cert /certs/ca.crt -i https://pypi.corp.example.com/simple app
`},{"setup.sh":`npm config set cafile /certs/ca.crt
npm config set strict-ssl true
`},{"setup.sh":`# pip install --trusted-host pypi.corp.example.com app
echo pip install --trusted-host x
`},{"setup.sh":`apt-get -o Acquire::https::CAInfo=/certs/ca.crt update
yum install --setopt=sslverify=1 x
`}]},expected:[`error Dockerfile:2:17-2:31
  | RUN pip install --trusted-host pypi.corp.example.com -i https://pypi.corp.example.com/simple app
  |                 ^^^^^^^^^^^^^^
  pip takes packages from a host without verifying it (--trusted-host) while the image is built: whoever answers in the server's name decides what is installed.
  do: Give pip the CA of the index: --cert /path/ca.crt, or PIP_CERT.
  do: Then:
    sh:
      pip install -i https://pypi.corp.example.com/simple app`,`error setup.sh:1:16-1:26
  | npm config set strict-ssl false
  |                ^^^^^^^^^^
  npm is set not to verify the registry's certificate (strict-ssl): whoever answers in the server's name decides what is installed.
  do: Give npm the CA of the registry: npm config set cafile /path/ca.crt`,`error Dockerfile:2:16-2:49
  | RUN apt-get -o Acquire::https::Verify-Peer=false update && apt-get install -y --allow-unauthenticate
  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  apt-get does not verify the servers' certificates (Acquire::https::Verify-Peer=false) while the image is built: whoever answers in the server's name decides what is installed.
  do: Name the CA of the mirror: -o Acquire::https::CAInfo=/path/ca.crt

error Dockerfile:2:79-2:102
  | s::Verify-Peer=false update && apt-get install -y --allow-unauthenticated curl
  |                                                   ^^^^^^^^^^^^^^^^^^^^^^^
  apt-get installs packages that nobody signed (--allow-unauthenticated) while the image is built: whoever answers in the server's name decides what is installed.
  do: Install the key of the repository, and name it: [signed-by=/etc/apt/keyrings/corp.gpg]
  do: Then:
    sh:
      apt-get install -y curl`,`error setup.sh:1:6-1:66
  | echo 'deb [trusted=yes] https://deb.corp.example.com stable main' > /etc/apt/sources.list.d/corp.lis
  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  echo adds a repository whose packages need no signature (trusted=yes): whoever answers in the server's name decides what is installed.
  do: Install the key of the repository, and name it: deb [signed-by=/etc/apt/keyrings/corp.gpg] https://…`,`error Dockerfile:2:20-2:44
  | RUN dnf install -y --setopt=sslverify=false curl
  |                    ^^^^^^^^^^^^^^^^^^^^^^^^
  dnf does not verify the servers' certificates (--setopt=sslverify=false) while the image is built: whoever answers in the server's name decides what is installed.
  do: Name the CA of the repository: --setopt=sslcacert=/path/ca.crt, or add it to /etc/pki/ca-trust/source/anchors.
  do: Then:
    sh:
      dnf install -y curl`,`error Dockerfile:2:13-2:30
  | RUN apk add --allow-untrusted app.apk
  |             ^^^^^^^^^^^^^^^^^
  apk takes packages that nobody it trusts has signed (--allow-untrusted) while the image is built: whoever answers in the server's name decides what is installed.
  do: Put the key of the repository into /etc/apk/keys.
  do: Then:
    sh:
      apk add app.apk`,`error setup.sh:1:20-1:30
  | conda config --set ssl_verify false
  |                    ^^^^^^^^^^
  conda is set not to verify the channels' certificates (ssl_verify): whoever answers in the server's name decides what is installed.
  do: Name the CA: conda config --set ssl_verify /path/ca.crt

error setup.sh:2:26-2:37
  | composer config --global disable-tls true
  |                          ^^^^^^^^^^^
  composer is set to fetch packages without TLS, or over plain HTTP (disable-tls): whoever answers in the server's name decides what is installed.
  do: Name the CA: composer config --global cafile /path/ca.crt`]},"cmd-registry-client-insecure":{citations:[{document:`skopeo-copy(1)`,section:`--src-tls-verify, --dest-tls-verify`,says:`With false the registry's certificate is not verified, and HTTP is tried as well.`,url:`https://github.com/containers/skopeo/blob/main/docs/skopeo-copy.1.md`},{document:`google/go-containerregistry`,section:`cmd/crane/cmd/root.go, --insecure`,says:`--insecure allows references to be fetched without TLS, and turns off the verification of certificates.`,url:`https://github.com/google/go-containerregistry/blob/main/cmd/crane/cmd/root.go`},{document:`Helm`,section:`helm pull --insecure-skip-tls-verify, --plain-http`,says:`Skips the checks of the chart's server certificate, or uses HTTP without TLS.`,url:`https://helm.sh/docs/helm/helm_pull/`},{document:`containerd/nerdctl`,section:`docs/registry.md, --insecure-registry`,says:`Skips the verification of certificates and falls back to plain HTTP.`,url:`https://github.com/containerd/nerdctl/blob/main/docs/registry.md`}],examples:{bad:[{"copy.sh":`skopeo copy --dest-tls-verify=false docker://a/b docker://reg.corp.example.com:5000/b
`},{"push.sh":`podman push --tls-verify=false reg.corp.example.com/app
`},{"pull.sh":`helm pull oci://reg.corp.example.com/charts/app --insecure-skip-tls-verify
`},{"run.sh":`podman run --rm --tls-verify=false reg.corp.example.com/acme/app serve
`},{"login.sh":`helm registry login reg.corp.example.com --insecure -u ci
`},{"copy.sh":`crane cp a/b reg.corp.example.com:5000/b --insecure
`},{"pull.sh":`ctr -n k8s.io images pull -k reg.corp.example.com/app:1
`},{"oras.sh":`oras push --plain-http reg.corp.example.com/x:1 a.txt
`},{"sign.sh":`cosign sign --allow-insecure-registry reg.corp.example.com/app
`},{"set.sh":`regctl registry set --tls disabled reg.corp.example.com
`},{"bundle.sh":`imgpkg push --registry-verify-certs=false -b reg.corp.example.com/app -f .
`},{"job.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: alpine/helm:3
      args: [pull, "oci://reg.corp.example.com/app", "--plain-http"]
`}],good:[{"copy.sh":`skopeo copy --dest-cert-dir /certs docker://a/b docker://reg.corp.example.com:5000/b
`},{"push.sh":`podman push --tls-verify reg.corp.example.com/app
buildah push --tls-verify=true x
`},{"pull.sh":`helm pull oci://reg.corp.example.com/charts/app --ca-file ca.crt
`},{"values.sh":`helm upgrade app ./chart --set insecure=true
helm template x --insecure-skip-tls-verify=false
`},{"run.sh":`podman run --rm quay.io/acme/mover --tls-verify=false registry.local/app
`},{"docs.sh":`echo podman pull --tls-verify=false reg.corp.example.com/x
`}]},expected:[`error copy.sh:1:13-1:36
  | skopeo copy --dest-tls-verify=false docker://a/b docker://reg.corp.example.com:5000/b
  |             ^^^^^^^^^^^^^^^^^^^^^^^
  skopeo talks to reg.corp.example.com:5000 without verifying its certificate (--dest-tls-verify=false): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Put the CA of the registry at /etc/containers/certs.d/reg.corp.example.com:5000/ca.crt (or pass --cert-dir).
  do: Then: skopeo copy docker://a/b docker://reg.corp.example.com:5000/b`,`error push.sh:1:13-1:31
  | podman push --tls-verify=false reg.corp.example.com/app
  |             ^^^^^^^^^^^^^^^^^^
  podman talks to reg.corp.example.com without verifying its certificate (--tls-verify=false): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Put the CA of the registry at /etc/containers/certs.d/reg.corp.example.com/ca.crt (or pass --cert-dir).
  do: Then: podman push reg.corp.example.com/app`,`error pull.sh:1:49-1:75
  | helm pull oci://reg.corp.example.com/charts/app --insecure-skip-tls-verify
  |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^
  helm talks to reg.corp.example.com without verifying its certificate (--insecure-skip-tls-verify): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Pass the CA that issued the certificate of reg.corp.example.com: --ca-file ca.crt
  do: Then: helm pull oci://reg.corp.example.com/charts/app`,`error run.sh:1:17-1:35
  | podman run --rm --tls-verify=false reg.corp.example.com/acme/app serve
  |                 ^^^^^^^^^^^^^^^^^^
  podman talks to reg.corp.example.com without verifying its certificate (--tls-verify=false): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Put the CA of the registry at /etc/containers/certs.d/reg.corp.example.com/ca.crt (or pass --cert-dir).
  do: Then: podman run --rm reg.corp.example.com/acme/app serve`,`error login.sh:1:42-1:52
  | helm registry login reg.corp.example.com --insecure -u ci
  |                                          ^^^^^^^^^^
  helm talks to reg.corp.example.com without verifying its certificate (--insecure): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Pass the CA that issued the certificate of reg.corp.example.com: --ca-file ca.crt
  do: Then: helm registry login reg.corp.example.com -u ci`,`error copy.sh:1:42-1:52
  | crane cp a/b reg.corp.example.com:5000/b --insecure
  |                                          ^^^^^^^^^^
  crane talks to reg.corp.example.com:5000 without verifying its certificate (--insecure): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Add the CA of reg.corp.example.com:5000 to the system's trust store, or point SSL_CERT_FILE at a bundle that has it.
  do: Then: crane cp a/b reg.corp.example.com:5000/b`,`error pull.sh:1:27-1:29
  | ctr -n k8s.io images pull -k reg.corp.example.com/app:1
  |                           ^^
  ctr talks to reg.corp.example.com without verifying its certificate (-k): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Pass --hosts-dir /etc/containerd/certs.d with a hosts.toml for reg.corp.example.com that has: ca = "/path/ca.crt"
  do: Then: ctr -n k8s.io images pull reg.corp.example.com/app:1`,`error oras.sh:1:11-1:23
  | oras push --plain-http reg.corp.example.com/x:1 a.txt
  |           ^^^^^^^^^^^^
  oras talks to reg.corp.example.com over plain HTTP (--plain-http): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Pass the CA that issued the certificate of reg.corp.example.com: --ca-file ca.crt
  do: Then: oras push reg.corp.example.com/x:1 a.txt`,`error sign.sh:1:13-1:38
  | cosign sign --allow-insecure-registry reg.corp.example.com/app
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^
  cosign talks to reg.corp.example.com without verifying its certificate (--allow-insecure-registry): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Pass the CA of reg.corp.example.com: --registry-cacert ca.crt
  do: Then: cosign sign reg.corp.example.com/app`,`error set.sh:1:21-1:26
  | regctl registry set --tls disabled reg.corp.example.com
  |                     ^^^^^
  regctl talks to reg.corp.example.com over plain HTTP (--tls): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Give regctl the CA: regctl registry set --cacert "$(cat ca.crt)" reg.corp.example.com
  do: Then: regctl registry set disabled reg.corp.example.com`,`error bundle.sh:1:13-1:42
  | imgpkg push --registry-verify-certs=false -b reg.corp.example.com/app -f .
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  imgpkg talks to reg.corp.example.com without verifying its certificate (--registry-verify-certs=false): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Pass the CA of reg.corp.example.com: --registry-ca-cert-path ca.crt
  do: Then: imgpkg push -b reg.corp.example.com/app -f .`,`error job.yaml:8:54-8:68
  |    args: [pull, "oci://reg.corp.example.com/app", "--plain-http"]
  |                                                   ^^^^^^^^^^^^^^
  about Pod a
  helm talks to reg.corp.example.com in the container over plain HTTP (--plain-http): whoever answers in its name decides what is pulled, and reads the credentials.
  do: Pass the CA that issued the certificate of reg.corp.example.com: --ca-file ca.crt
  do: Then: helm pull oci://reg.corp.example.com/app`]},"cmd-shell-verify-first-cert-only":{citations:[{document:`openssl-verify(1)`,section:`certificates`,says:`Each file is one certificate to verify: further certificates in it are not looked at.`,url:`https://docs.openssl.org/master/man1/openssl-verify/`}],examples:{bad:[{"check.sh":`openssl verify -CAfile ca.crt fullchain.pem
`},{"check.sh":`openssl verify ca-bundle.crt
`}],good:[{"check.sh":`openssl verify -CAfile ca-bundle.crt server.crt
`},{"check.sh":`openssl verify -CAfile root.crt -untrusted chain.pem server.crt
`}]},expected:[`notice check.sh:1:31-1:44
  | openssl verify -CAfile ca.crt fullchain.pem
  |                               ^^^^^^^^^^^^^
  openssl verify checks only the first certificate of fullchain.pem: OK says nothing of the others.
  do: Check all of them.
  verify: tlsgate verify fullchain.pem`,`notice check.sh:1:16-1:29
  | openssl verify ca-bundle.crt
  |                ^^^^^^^^^^^^^
  openssl verify checks only the first certificate of ca-bundle.crt: OK says nothing of the others.
  do: Check all of them.
  verify: tlsgate verify ca-bundle.crt`]},"cmd-trust-on-first-use":{citations:[{document:`RFC 5280`,section:`6.1.1 (d)`,says:`Path validation starts from trust anchor information, which is an input and is taken to be trustworthy.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.1`},{document:`openssl-s_client(1)`,section:`-showcerts`,says:`Shows what the server sent, in its order, and does not verify it; the handshake goes on after errors.`,url:`https://docs.openssl.org/master/man1/openssl-s_client/`}],examples:{bad:[{"trust.sh":`openssl s_client -connect reg.corp.example.com:443 -showcerts </dev/null | sed -n '/BEGIN/,/END/p' > /usr/local/share/ca-certificates/reg.crt
update-ca-certificates
`},{"trust.sh":`openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 > /tmp/reg.crt
sudo cp /tmp/reg.crt /etc/pki/ca-trust/source/anchors/
sudo update-ca-trust
`},{Dockerfile:`FROM debian:12
RUN curl -k https://pki.corp.example.com/ca.crt -o /usr/local/share/ca-certificates/corp.crt && update-ca-certificates
`},{"java.sh":`keytool -printcert -rfc -sslserver git.corp.example.com > git.pem
keytool -importcert -file git.pem -keystore cacerts -noprompt
`},{Dockerfile:`FROM debian:12
RUN openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 -out /tmp/reg.crt
RUN cp /tmp/reg.crt /usr/local/share/ca-certificates/
`},{"tasks/main.yml":`- community.crypto.get_certificate:
    host: reg.corp.example.com
    port: 443
  register: reg
- copy:
    content: '{{ reg.cert }}'
    dest: /etc/pki/ca-trust/source/anchors/reg.crt
`},{"fetch.sh":`openssl s_client -connect git.corp.example.com:443 </dev/null > /tmp/git.pem
export GIT_SSL_CAINFO=/tmp/git.pem
`}],good:[{"trust.sh":`openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 -noout -enddate
`},{"trust.sh":`openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 > reg.crt
openssl x509 -in reg.crt -noout -fingerprint -sha256 | grep -q "$PINNED" || exit 1
cp reg.crt /usr/local/share/ca-certificates/
`},{"trust.sh":`curl -fsSL https://pki.corp.example.com/ca.crt -o /usr/local/share/ca-certificates/corp.crt
update-ca-certificates
`},{"trust.sh":`cp certs/corp.crt /usr/local/share/ca-certificates/
update-ca-certificates
`}]},expected:[`error trust.sh:1:1-1:62
  | openssl s_client -connect reg.corp.example.com:443 -showcerts </dev/null | sed -n '/BEGIN/,/END/p' >
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The certificate that reg.corp.example.com:443 happens to send is put among the trusted ones (/usr/local/share/ca-certificates/reg.crt): whoever answers at that moment is trusted from then on.
  do: Get the CA of reg.corp.example.com:443 from its owner, commit it, and pin it:
    sh:
      echo "SHA256-OF-CA.CRT  ca.crt" | sha256sum -c && cp ca.crt /usr/local/share/ca-certificates/reg.crt`,`error trust.sh:1:1-1:51
  | openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 > /tmp/reg.crt
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The certificate that reg.corp.example.com:443 happens to send is put among the trusted ones (/etc/pki/ca-trust/source/anchors/): whoever answers at that moment is trusted from then on.
  do: Get the CA of reg.corp.example.com:443 from its owner, commit it, and pin it:
    sh:
      echo "SHA256-OF-CA.CRT  ca.crt" | sha256sum -c && cp ca.crt /etc/pki/ca-trust/source/anchors/`,`error Dockerfile:2:5-2:93
  | RUN curl -k https://pki.corp.example.com/ca.crt -o /usr/local/share/ca-certificates/corp.crt && upda
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The certificate that pki.corp.example.com happens to send is put among the trusted ones (/usr/local/share/ca-certificates/corp.crt) while the image is built: whoever answers at that moment is trusted from then on.
  do: Get the CA of pki.corp.example.com from its owner, commit it, and pin it:
    sh:
      echo "SHA256-OF-CA.CRT  ca.crt" | sha256sum -c && cp ca.crt /usr/local/share/ca-certificates/corp.crt`,`error java.sh:1:1-1:56
  | keytool -printcert -rfc -sslserver git.corp.example.com > git.pem
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The certificate that git.corp.example.com happens to send is put among the trusted ones (cacerts): whoever answers at that moment is trusted from then on.
  do: Get the CA of git.corp.example.com from its owner, commit it, and pin it:
    sh:
      echo "SHA256-OF-CA.CRT  ca.crt" | sha256sum -c && cp ca.crt /usr/local/share/ca-certificates/corp.crt`,`error Dockerfile:2:5-2:55
  | RUN openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 -out /tmp/reg.crt
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The certificate that reg.corp.example.com:443 happens to send is put among the trusted ones (/usr/local/share/ca-certificates/) while the image is built: whoever answers at that moment is trusted from then on.
  do: Get the CA of reg.corp.example.com:443 from its owner, commit it, and pin it:
    sh:
      echo "SHA256-OF-CA.CRT  ca.crt" | sha256sum -c && cp ca.crt /usr/local/share/ca-certificates/`,`error tasks/main.yml:1:3-1:35
  | - community.crypto.get_certificate:
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The certificate that reg.corp.example.com happens to send is put among the trusted ones (/etc/pki/ca-trust/source/anchors/reg.crt) on the managed hosts: whoever answers at that moment is trusted from then on.
  do: Get the CA of reg.corp.example.com from its owner, commit it, and pin it:
    sh:
      echo "SHA256-OF-CA.CRT  ca.crt" | sha256sum -c && cp ca.crt /etc/pki/ca-trust/source/anchors/reg.crt`,`error fetch.sh:1:1-1:51
  | openssl s_client -connect git.corp.example.com:443 </dev/null > /tmp/git.pem
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The certificate that git.corp.example.com:443 happens to send is put among the trusted ones (GIT_SSL_CAINFO=/tmp/git.pem): whoever answers at that moment is trusted from then on.
  do: Get the CA of git.corp.example.com:443 from its owner, commit it, and pin it:
    sh:
      echo "SHA256-OF-CA.CRT  ca.crt" | sha256sum -c && cp ca.crt /usr/local/share/ca-certificates/corp.crt`]},"cmd-wget-insecure":{citations:[{document:`GNU Wget manual`,section:`2.8 HTTPS (SSL/TLS) Options, --no-check-certificate`,says:`Neither the certificate is checked against the authorities at hand nor the host name against the certificate.`,url:`https://www.gnu.org/software/wget/manual/html_node/HTTPS-_0028SSL_002fTLS_0029-Options.html`},{document:`BusyBox`,section:`networking/wget.c`,says:`Its own TLS code says "note: TLS certificate validation not implemented" and goes on.`,url:`https://git.busybox.net/busybox/tree/networking/wget.c`}],examples:{bad:[{"install.sh":`wget -qO- --no-check-certificate https://get.corp.example.com/install | bash
`},{"fetch.sh":`wget --no-check-certificate https://dl.corp.example.com/data.csv
`},{Dockerfile:`FROM busybox:1.37
RUN wget https://dl.corp.example.com/tool
`}],good:[{"install.sh":`wget --ca-certificate=corp-ca.crt https://get.corp.example.com/install
`},{"help.sh":`echo 'use wget --no-check-certificate https://x.corp.example.com'
`},{"probe.sh":`wget -q --no-check-certificate https://127.0.0.1:8443/healthz
`},{Dockerfile:`FROM alpine:3.20
RUN wget https://dl.corp.example.com/tool
`}]},expected:[`error install.sh:1:11-1:33
  | wget -qO- --no-check-certificate https://get.corp.example.com/install | bash
  |           ^^^^^^^^^^^^^^^^^^^^^^
  wget fetches from get.corp.example.com without checking its certificate: what it fetches is run by bash, whoever sent it.
  do: Let wget check the server, and give it the CA that issued the certificate:
    sh:
      wget -qO- --ca-certificate=/path/to/ca.crt https://get.corp.example.com/install`,`warning fetch.sh:1:6-1:28
  | wget --no-check-certificate https://dl.corp.example.com/data.csv
  |      ^^^^^^^^^^^^^^^^^^^^^^
  wget fetches from dl.corp.example.com without checking its certificate: the file may come from anyone.
  do: Let wget check the server, and give it the CA that issued the certificate:
    sh:
      wget --ca-certificate=/path/to/ca.crt https://dl.corp.example.com/data.csv`,`notice Dockerfile:2:5-2:42
  | RUN wget https://dl.corp.example.com/tool
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The wget of BusyBox fetches from dl.corp.example.com without checking its certificate: it cannot.
  do: Fetch in a stage that has curl or GNU wget and the CA certificates, and COPY --from it.`]},"connection-string-unencrypted":{citations:[{document:`PostgreSQL`,section:`libpq, SSL Support, sslmode`,says:`disable never uses TLS; allow and prefer go on without it.`,url:`https://www.postgresql.org/docs/current/libpq-ssl.html`},{document:`MySQL Connector/J`,section:`Connection properties, Security, sslMode`,says:`DISABLED: unencrypted; PREFERRED, the default: unencrypted where the server has no TLS.`,url:`https://dev.mysql.com/doc/connector-j/en/connector-j-connp-props-security.html`}],examples:{bad:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: DATABASE_URL, value: "postgres://app@db.corp.example.com:5432/shop?sslmode=disable"}
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: DATABASE_DSN, value: "Server=db.corp.example.com;Database=shop;Encrypt=False"}
`}],good:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: DATABASE_URL, value: "postgres://app@db.corp.example.com:5432/shop?sslmode=verify-full"}
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: DATABASE_URL, value: "postgres://app@/shop?host=/run/postgresql&sslmode=disable"}
`}]},expected:[`error app.yaml:9:39-9:101
  |         - {name: DATABASE_URL, value: "postgres://app@db.corp.example.com:5432/shop?sslmode=disable"
  |                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Pod a
  The connection string in DATABASE_URL for Pod a has sslmode=disable: what goes to db.corp.example.com:5432 and comes back, the password included, is or may be in plain text.
  do: Instead: sslmode=verify-full&sslrootcert=/etc/ssl/corp-ca.pem
  do: Source: PostgreSQL documentation, libpq, SSL support`,`error app.yaml:9:39-9:95
  |         - {name: DATABASE_DSN, value: "Server=db.corp.example.com;Database=shop;Encrypt=False"}
  |                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Pod a
  The connection string in DATABASE_DSN for Pod a has Encrypt=False: what goes to db.corp.example.com and comes back, the password included, is or may be in plain text.
  do: Instead: Encrypt=true;TrustServerCertificate=false
  do: Source: Microsoft, Encryption and certificate validation; SqlClient, ODBC, JDBC`]},"connection-string-unverified":{citations:[{document:`go-sql-driver/mysql`,section:`README, tls`,says:`skip-verify uses TLS and verifies nothing; preferred goes on without TLS.`,url:`https://github.com/go-sql-driver/mysql#tls`},{document:`pgjdbc`,section:`Connection parameters, sslfactory`,says:`NonValidatingFactory accepts any certificate.`,url:`https://jdbc.postgresql.org/documentation/ssl/`},{document:`MongoDB manual`,section:`Connection string options, TLS`,says:`tlsInsecure and tlsAllowInvalidCertificates turn the validation off.`,url:`https://www.mongodb.com/docs/manual/reference/connection-string/`}],examples:{bad:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: MYSQL_DSN, value: "app@tcp(db.corp.example.com:3306)/shop?tls=skip-verify"}
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: REDIS_URL, value: "rediss://cache.corp.example.com:6380/0?ssl_cert_reqs=none"}
`},{"src/main/resources/application.yml":`spring:
  datasource:
    url: "jdbc:postgresql://db.corp.example.com/app?ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory"
`}],good:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: MYSQL_DSN, value: "app@tcp(db.corp.example.com:3306)/shop?tls=true"}
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: REDIS_URL, value: "rediss://cache.corp.example.com:6380/0?ssl_cert_reqs=required"}
`}]},expected:[`error app.yaml:9:36-9:92
  |         - {name: MYSQL_DSN, value: "app@tcp(db.corp.example.com:3306)/shop?tls=skip-verify"}
  |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Pod a
  The connection string in MYSQL_DSN for Pod a has tls=skip-verify: go-sql-driver/mysql takes any certificate from db.corp.example.com:3306.
  do: Instead: tls=true, or the name of a registered configuration with the CA
  do: Source: go-sql-driver/mysql, README, tls; dsn.go`,`error app.yaml:9:36-9:95
  |         - {name: REDIS_URL, value: "rediss://cache.corp.example.com:6380/0?ssl_cert_reqs=none"}
  |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Pod a
  The connection string in REDIS_URL for Pod a has ssl_cert_reqs=none: redis-py, Celery, go-redis, Lettuce takes any certificate from cache.corp.example.com:6380.
  do: Instead: rediss:// with ssl_cert_reqs=required&ssl_ca_certs=/etc/ssl/corp-ca.pem
  do: Source: redis-py, connection.py; go-redis, options.go; Lettuce, RedisURI.java`,`error src/main/resources/application.yml:3:10-3:113
  |     url: "jdbc:postgresql://db.corp.example.com/app?ssl=true&sslfactory=org.postgresql.ssl.NonValida
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The connection string in spring.datasource.url of src/main/resources/application.yml has sslfactory=org.postgresql.ssl.NonValidatingFactory: pgjdbc takes any certificate from db.corp.example.com.
  do: Instead: no sslfactory, and sslmode=verify-full&sslrootcert=/etc/ssl/corp-ca.pem
  do: Source: pgjdbc documentation, Connection parameters`]},"env-git-ssl-no-verify":{citations:[{document:`git/git`,section:`http.c, http_init()`,says:`GIT_SSL_NO_VERIFY is only asked for its presence: any value, even false or none, turns the verification off.`,url:`https://github.com/git/git/blob/master/http.c`},{document:`git-config(1)`,section:`http.sslVerify, http.<url>.*`,says:`Whether to verify the certificate when fetching or pushing over HTTPS; may be set for one URL.`,url:`https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslVerify`}],examples:{bad:[{"sync.yaml":`apiVersion: v1
kind: Pod
metadata: {name: sync}
spec:
  containers:
    - name: sync
      image: alpine/git
      env:
        - name: GIT_SSL_NO_VERIFY
          value: "true"
`},{Dockerfile:`FROM alpine/git
RUN git config --global http.sslVerify false
`},{"clone.sh":`git -c http.sslVerify=false clone https://git.corp.example.com/a.git
`},{"clone.sh":`GIT_SSL_NO_VERIFY=1 git clone https://git.corp.example.com/a.git
`},{".gitlab-ci.yml":`variables:
  GIT_SSL_NO_VERIFY: "false"
build:
  script: [make]
`},{"clone.sh":`git config http.https://git.corp.example.com.sslVerify false
`},{"clone.sh":`git clone http://bot:$TOKEN@git.corp.example.com/a.git
`}],good:[{Dockerfile:`FROM alpine/git
ENV GIT_SSL_CAINFO=/certs/ca.pem
RUN git config --global http.sslVerify true
`},{"clone.sh":`git -c http.sslCAInfo=ca.pem clone https://git.corp.example.com/a.git
git config --global --unset http.sslVerify
`},{"compose.yaml":`services:
  a:
    image: b
    environment:
      - GIT_SSL_NO_VERIFY
`},{".gitlab-ci.yml":`variables:
  GIT_SSL_NO_VERIFY: "1"
build:
  script: [make]
`}]},expected:[`error sync.yaml:10:18-10:24
  |           value: "true"
  |                  ^^^^^^
  about Pod sync
  GIT_SSL_NO_VERIFY is set for Pod sync: Git fetches there from whoever answers in the server's name.
  do: Remove it, and give Git the CA of the server: GIT_SSL_CAINFO=/path/to/ca.pem`,`error Dockerfile:2:40-2:45
  | RUN git config --global http.sslVerify false
  |                                        ^^^^^
  Git is configured not to verify any server (http.sslVerify): it fetches from whoever answers in its name.
  do: Give Git the CA instead: git config --global http.sslCAInfo /path/to/ca.pem`,`warning clone.sh:1:8-1:28
  | git -c http.sslVerify=false clone https://git.corp.example.com/a.git
  |        ^^^^^^^^^^^^^^^^^^^^
  git runs with http.sslVerify=false: it fetches from whoever answers in the server's name.
  do: Give Git the CA of the server:
    sh:
      git -c http.sslCAInfo=/path/to/ca.pem clone https://git.corp.example.com/a.git`,`warning clone.sh:1:19-1:20
  | GIT_SSL_NO_VERIFY=1 git clone https://git.corp.example.com/a.git
  |                   ^
  because it reaches one command or one build
  GIT_SSL_NO_VERIFY is set for one command: Git fetches there from whoever answers in the server's name.
  do: Remove it, and give Git the CA of the server: GIT_SSL_CAINFO=/path/to/ca.pem`,`warning .gitlab-ci.yml:2:22-2:29
  |   GIT_SSL_NO_VERIFY: "false"
  |                      ^^^^^^^
  GIT_SSL_NO_VERIFY is set to "false" for the jobs of the pipeline, and Git only looks whether it is set: the verification is off all the same.
  do: Remove it, and give Git the CA of the server: GIT_SSL_CAINFO=/path/to/ca.pem`,`warning clone.sh:1:56-1:61
  | onfig http.https://git.corp.example.com.sslVerify false
  |                                                   ^^^^^
  Git is configured not to verify git.corp.example.com (http.https://git.corp.example.com.sslVerify): it fetches from whoever answers in its name.
  do: Give Git the CA instead: git config --global http.https://git.corp.example.com.sslCAInfo /path/to/ca.pem`,`error clone.sh:1:11-1:55
  git clone sends credentials to git.corp.example.com over plain HTTP: anyone on the way can read them, and change the code.
  do: Use https://, and let a credential helper supply the credentials.`]},"env-node-tls-reject-unauthorized":{citations:[{document:`Node.js`,section:`Command-line API, NODE_TLS_REJECT_UNAUTHORIZED=value`,says:`If value equals '0', certificate validation is disabled for TLS connections; its use is strongly discouraged.`,url:`https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue`},{document:`Node.js`,section:`Command-line API, NODE_EXTRA_CA_CERTS=file`,says:`The well known root CAs are extended with the extra certificates in the file, which is read once at the start.`,url:`https://nodejs.org/api/cli.html#node_extra_ca_certsfile`}],examples:{bad:[{Dockerfile:`FROM node:24
ENV NODE_TLS_REJECT_UNAUTHORIZED=0
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: node:24
      env:
        - name: NODE_TLS_REJECT_UNAUTHORIZED
          value: "0"
`},{"compose.yaml":`services:
  web:
    image: node:24
    environment:
      - NODE_TLS_REJECT_UNAUTHORIZED=0
`},{".github/workflows/ci.yml":`on: push
env:
  NODE_TLS_REJECT_UNAUTHORIZED: 0
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: npm ci
`},{"start.sh":`NODE_TLS_REJECT_UNAUTHORIZED=0 node server.js
`},{"run.sh":`export NODE_TLS_REJECT_UNAUTHORIZED="\${NODE_TLS_REJECT_UNAUTHORIZED:-0}"
node server.js
`},{Jenkinsfile:`pipeline {
  environment {
    NODE_TLS_REJECT_UNAUTHORIZED = '0'
  }
}
`},{".env":`NODE_TLS_REJECT_UNAUTHORIZED=false
`}],good:[{Dockerfile:`FROM node:24
ENV NODE_EXTRA_CA_CERTS=/certs/ca.pem NODE_TLS_REJECT_UNAUTHORIZED=1
`},{"values.yaml":`extraEnv:
  - name: NODE_TLS_REJECT_UNAUTHORIZED
    value: "{{ .Values.reject }}"
`},{"notes.yaml":`description: set NODE_TLS_REJECT_UNAUTHORIZED=0 to break everything
`}]},expected:[`error Dockerfile:2:34-2:35
  | ENV NODE_TLS_REJECT_UNAUTHORIZED=0
  |                                  ^
  NODE_TLS_REJECT_UNAUTHORIZED=0 is set in the image and in every image built on it: Node.js accepts any certificate there, so all its connections can be intercepted.
  do: Remove it, and give Node.js the CA: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (it adds to the public roots).`,`error app.yaml:10:18-10:21
  |           value: "0"
  |                  ^^^
  about Pod web
  NODE_TLS_REJECT_UNAUTHORIZED=0 is set for Pod web: Node.js accepts any certificate there, so all its connections can be intercepted.
  do: Remove it, and give Node.js the CA: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (it adds to the public roots).`,`error compose.yaml:5:38-5:39
  |       - NODE_TLS_REJECT_UNAUTHORIZED=0
  |                                      ^
  NODE_TLS_REJECT_UNAUTHORIZED=0 is set for the service: Node.js accepts any certificate there, so all its connections can be intercepted.
  do: Remove it, and give Node.js the CA: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (it adds to the public roots).`,`error .github/workflows/ci.yml:3:33-3:34
  |   NODE_TLS_REJECT_UNAUTHORIZED: 0
  |                                 ^
  NODE_TLS_REJECT_UNAUTHORIZED=0 is set for the steps of the workflow: Node.js accepts any certificate there, so all its connections can be intercepted.
  do: Remove it, and give Node.js the CA: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (it adds to the public roots).`,`warning start.sh:1:30-1:31
  | NODE_TLS_REJECT_UNAUTHORIZED=0 node server.js
  |                              ^
  because it reaches one command or one build
  NODE_TLS_REJECT_UNAUTHORIZED=0 is set for one command: Node.js accepts any certificate there, so all its connections can be intercepted.
  do: Remove it, and give Node.js the CA: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (it adds to the public roots).`,`warning run.sh:1:38-1:72
  | export NODE_TLS_REJECT_UNAUTHORIZED="\${NODE_TLS_REJECT_UNAUTHORIZED:-0}"
  |                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  because whoever starts it can give another value
  NODE_TLS_REJECT_UNAUTHORIZED=0 is set for all that the script runs: Node.js accepts any certificate there, so all its connections can be intercepted.
  do: Remove it, and give Node.js the CA: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (it adds to the public roots).`,`error Jenkinsfile:3:37-3:38
  |     NODE_TLS_REJECT_UNAUTHORIZED = '0'
  |                                     ^
  NODE_TLS_REJECT_UNAUTHORIZED=0 is set for all that the script runs: Node.js accepts any certificate there, so all its connections can be intercepted.
  do: Remove it, and give Node.js the CA: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (it adds to the public roots).`,`notice .env:1:30-1:35
  | NODE_TLS_REJECT_UNAUTHORIZED=false
  |                              ^^^^^
  NODE_TLS_REJECT_UNAUTHORIZED=false does nothing: only 0 turns the validation off, so what it was set for still fails.
  do: Remove it, and give Node.js the CA: NODE_EXTRA_CA_CERTS=/path/to/ca.pem (it adds to the public roots).`]},"env-python-tls-off":{citations:[{document:`PEP 493`,section:`Feature: environment based configuration`,says:`PYTHONHTTPSVERIFY=0 disables the verification by default, in Python 2.7.12 and newer 2.7 only.`,url:`https://peps.python.org/pep-0493/`},{document:`psf/requests`,section:`pull request 6074, in 2.28.0`,says:`Until then an empty REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE became verify='', which verifies nothing; now it counts as not set.`,url:`https://github.com/psf/requests/commit/79f60274f7e461b8fd2f579e741f748438d7eadb`},{document:`pip`,section:`--trusted-host, and its variable and setting`,says:`Marks a host as trusted even though it has no valid HTTPS, or none at all.`,url:`https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host`},{document:`uv`,section:`UV_INSECURE_HOST`,says:`Equivalent to --allow-insecure-host: HTTPS connections to the host are not verified.`,url:`https://docs.astral.sh/uv/reference/environment/#uv_insecure_host`},{document:`conda`,section:`Settings, ssl_verify`,says:`False turns the verification of HTTPS requests off; a path names a bundle of CA certificates.`,url:`https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html`}],examples:{bad:[{Dockerfile:`FROM python:3.12
ENV PYTHONHTTPSVERIFY=0
`},{".gitlab-ci.yml":`variables:
  CURL_CA_BUNDLE: ""
test:
  script: [pytest]
`},{Dockerfile:`FROM python:3.12
ARG PIP_TRUSTED_HOST=pypi.corp.example.com
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env: [{name: UV_INSECURE_HOST, value: pypi.corp.example.com}]
`},{".condarc":`channels: [defaults]
ssl_verify: false
`}],good:[{Dockerfile:`FROM python:3.12
ENV PIP_CERT=/certs/ca.pem REQUESTS_CA_BUNDLE=/certs/ca.pem PYTHONHTTPSVERIFY=1
`},{"compose.yaml":`services:
  a:
    image: b
    environment:
      - CURL_CA_BUNDLE
`},{".condarc":`ssl_verify: /certs/ca.pem
`}]},expected:[`error Dockerfile:2:23-2:24
  | ENV PYTHONHTTPSVERIFY=0
  |                       ^
  PYTHONHTTPSVERIFY=0 is set in the image and in every image built on it: Python 2.7 verifies no server there (Python 3 does not read it).
  do: Remove it, and give Python the CA: SSL_CERT_FILE=/path/to/ca-bundle.pem`,`error .gitlab-ci.yml:2:19-2:21
  |   CURL_CA_BUNDLE: ""
  |                   ^^
  CURL_CA_BUNDLE is empty for the jobs of the pipeline: requests before 2.28 verifies no server then, and newer ones ignore it.
  do: Name the CA bundle: CURL_CA_BUNDLE=/path/to/ca-bundle.pem`,`warning Dockerfile:2:22-2:43
  | ARG PIP_TRUSTED_HOST=pypi.corp.example.com
  |                      ^^^^^^^^^^^^^^^^^^^^^
  because it reaches one command or one build
  PIP_TRUSTED_HOST is set for the build of the image: pip takes packages from pypi.corp.example.com without verifying it, so whoever answers in its name decides what is installed.
  do: Remove it, and name the CA: PIP_CERT=/path/to/ca.pem`,`error app.yaml:8:45-8:66
  |       env: [{name: UV_INSECURE_HOST, value: pypi.corp.example.com}]
  |                                             ^^^^^^^^^^^^^^^^^^^^^
  about Pod a
  UV_INSECURE_HOST is set for Pod a: uv takes packages from pypi.corp.example.com without verifying it, so whoever answers in its name decides what is installed.
  do: Remove it, and name the CA: SSL_CERT_FILE=/path/to/ca-bundle.pem`,`error .condarc:2:13-2:18
  | ssl_verify: false
  |             ^^^^^
  conda is configured not to verify its channels (ssl_verify): whoever answers in their names decides what is installed.
  do: Name the CA instead: ssl_verify: /path/to/ca.pem`]},"env-tls-off-other":{citations:[{document:`Go`,section:`Environment variables, GOINSECURE`,says:`Modules whose paths match may be fetched over HTTP and from servers whose certificates are not verified; the checksum database still applies.`,url:`https://go.dev/ref/mod#environment-variables`},{document:`npm`,section:`strict-ssl`,says:`Whether to do SSL key validation when making requests to the registry via HTTPS.`,url:`https://docs.npmjs.com/cli/using-npm/config#strict-ssl`},{document:`Yarn`,section:`enableStrictSsl, unsafeHttpWhitelist`,says:`False makes it ignore certificate errors; the list names hosts that plain HTTP is allowed for.`,url:`https://yarnpkg.com/configuration/yarnrc`},{document:`PostgreSQL`,section:`libpq, SSL Support, Client Verification of Server Certificates`,says:`Only verify-ca and verify-full protect against an impostor; require alone does not.`,url:`https://www.postgresql.org/docs/current/libpq-ssl.html`},{document:`Consul`,section:`CONSUL_HTTP_SSL_VERIFY`,says:`A boolean that says whether the certificate of the server is verified; api/api.go takes what it cannot parse for false.`,url:`https://developer.hashicorp.com/consul/commands#consul_http_ssl_verify`}],examples:{bad:[{Dockerfile:`FROM golang:1.26
ENV GOINSECURE=git.corp.example.com/*
`},{Dockerfile:`FROM node:24
ENV NPM_CONFIG_STRICT_SSL=false
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: CONSUL_HTTP_SSL_VERIFY, value: "false"}
        - {name: APP_TLS_SKIP_VERIFY, value: "true"}
`},{".gitlab-ci.yml":`build:
  variables:
    MAVEN_OPTS: -Xmx1g -Dmaven.wagon.http.ssl.insecure=true
  script: [mvn package]
`},{".yarnrc.yml":`enableStrictSsl: false
`},{"sync.sh":`aws s3 sync . s3://bucket --endpoint-url https://s3.corp.example.com --no-verify-ssl
`},{".env":`PGSSLMODE=require
`}],good:[{Dockerfile:`FROM golang:1.26
ENV GOPRIVATE=git.corp.example.com GONOSUMDB=git.corp.example.com GOINSECURE=
`},{".env":`NPM_CONFIG_STRICT_SSL=true
PGSSLMODE=verify-full
SSL_VERIFY=1
TRIVY_INSECURE=false
`},{"values.yaml":`env:
  APP_TLS_SKIP_VERIFY: "{{ .Values.skip }}"
`},{".yarnrc.yml":`enableStrictSsl: true
unsafeHttpWhitelist: []
`}]},expected:[`error Dockerfile:2:16-2:38
  | ENV GOINSECURE=git.corp.example.com/*
  |                ^^^^^^^^^^^^^^^^^^^^^^
  GOINSECURE is set in the image and in every image built on it: go fetches these modules over HTTP or from servers that it does not verify.
  do: Remove it. Instead: Add the CA to the system's trust store, or point SSL_CERT_FILE at a bundle that has it.`,`error Dockerfile:2:27-2:32
  | ENV NPM_CONFIG_STRICT_SSL=false
  |                           ^^^^^
  NPM_CONFIG_STRICT_SSL is set in the image and in every image built on it: npm does not verify its registry.
  do: Remove it. Instead: NPM_CONFIG_CAFILE=/path/to/ca.pem`,`error app.yaml:9:49-9:56
  |         - {name: CONSUL_HTTP_SSL_VERIFY, value: "false"}
  |                                                 ^^^^^^^
  about Pod a
  CONSUL_HTTP_SSL_VERIFY is set for Pod a: consul does not verify its server.
  do: Remove it. Instead: CONSUL_CACERT=/path/to/ca.pem

warning app.yaml:10:46-10:52
  |         - {name: APP_TLS_SKIP_VERIFY, value: "true"}
  |                                              ^^^^^^
  about Pod a
  APP_TLS_SKIP_VERIFY is set for Pod a: whatever reads it is told not to verify its server.
  do: Remove it. Instead: Give that program the CA of the server.`,`error .gitlab-ci.yml:3:17-3:60
  |     MAVEN_OPTS: -Xmx1g -Dmaven.wagon.http.ssl.insecure=true
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  MAVEN_OPTS is set for the jobs of the pipeline: Maven does not verify the repositories that it loads code from.
  do: Remove it. Instead: -Djavax.net.ssl.trustStore=/path/to/truststore.p12`,`error .yarnrc.yml:1:18-1:23
  | enableStrictSsl: false
  |                  ^^^^^
  .yarnrc.yml sets enableStrictSsl to false: the registry is not verified, so whoever answers in its name decides what is installed.
  do: Delete the line. Instead: httpsCaFilePath: /path/to/ca.pem`,`error sync.sh:1:70-1:85
  | bucket --endpoint-url https://s3.corp.example.com --no-verify-ssl
  |                                                   ^^^^^^^^^^^^^^^
  aws talks to bucket without verifying it (--no-verify-ssl): whoever answers in its name gets what is sent, and decides what comes back.
  do: Name the CA: --ca-bundle /path/to/ca.pem, or AWS_CA_BUNDLE.
  do: Then: aws s3 sync . s3://bucket --endpoint-url https://s3.corp.example.com`,`notice .env:1:11-1:18
  | PGSSLMODE=require
  |           ^^^^^^^
  PGSSLMODE is set for all that reads this file: PostgreSQL's clients encrypt, but do not verify the server unless a root certificate is at hand.
  do: Remove it. Instead: PGSSLMODE=verify-full and PGSSLROOTCERT=/path/to/ca.pem`]},"github-actions-tls-off":{citations:[{document:`docker/setup-buildx-action`,section:`buildkitd-config-inline`,says:`The text is the buildkitd.toml of the builder, in which a registry can be insecure or plain HTTP.`,url:`https://github.com/docker/setup-buildx-action#inputs`},{document:`redhat-actions/push-to-registry`,section:`tls-verify`,says:`Verify TLS certificates when contacting the registry; true by default.`,url:`https://github.com/redhat-actions/push-to-registry#action-inputs`},{document:`redhat-actions/oc-login`,section:`insecure_skip_tls_verify`,says:`If true, the certificate of the cluster's API server is not checked.`,url:`https://github.com/redhat-actions/oc-login#action-inputs`}],examples:{bad:[{".github/workflows/a.yml":`on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/setup-buildx-action@v3
        with:
          buildkitd-config-inline: |
            [registry."reg.corp.example.com:5000"]
              insecure = true
`},{".github/workflows/a.yml":`on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: redhat-actions/push-to-registry@v2
        with:
          registry: reg.corp.example.com/team
          tls-verify: false
`},{".github/workflows/a.yml":`on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: redhat-actions/oc-login@v1
        with:
          openshift_server_url: https://api.ocp.corp.example.com:6443
          insecure_skip_tls_verify: true
`},{"action.yml":`name: a
runs:
  using: composite
  steps:
    - uses: corp/deploy@v1
      with:
        skip-tls-verify: 'true'
`}],good:[{".github/workflows/a.yml":`on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/setup-buildx-action@v3
        with:
          buildkitd-config-inline: |
            [registry."reg.corp.example.com"]
              ca = ["corp.pem"]
            [registry."localhost:5000"]
              http = true
`},{".github/workflows/a.yml":`on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: redhat-actions/push-to-registry@v2
        with:
          tls-verify: true
          insecure: \${{ inputs.insecure }}
`}]},expected:[`error .github/workflows/a.yml:10:26-10:30
  |               insecure = true
  |                          ^^^^
  in jobs.a.steps.0.with.buildkitd-config-inline
  docker/setup-buildx-action is told not to verify reg.corp.example.com:5000 (buildkitd.toml): whoever answers in its name gets the credentials, and decides what comes back.
  do: Give BuildKit the CA: [registry."…"] ca = ["/path/to/ca.pem"]`,`error .github/workflows/a.yml:9:23-9:28
  |           tls-verify: false
  |                       ^^^^^
  redhat-actions/push-to-registry is told not to verify reg.corp.example.com (tls-verify): whoever answers in its name gets the credentials, and decides what comes back.
  do: Remove the input, and give the action the CA of the server.`,`error .github/workflows/a.yml:9:37-9:41
  |           insecure_skip_tls_verify: true
  |                                     ^^^^
  redhat-actions/oc-login is told not to verify api.ocp.corp.example.com:6443 (insecure_skip_tls_verify): whoever answers in its name gets the credentials, and decides what comes back.
  do: Remove the input, and give the action the CA of the server.`,`warning action.yml:7:26-7:32
  |         skip-tls-verify: 'true'
  |                          ^^^^^^
  corp/deploy is told not to verify the server (skip-tls-verify): whoever answers in its name gets the credentials, and decides what comes back.
  do: Remove the input, and give the action the CA of the server.`]},"godebug-without-effect":{citations:[{document:`Go`,section:`GODEBUG history; Go 1.24 and 1.27 release notes`,says:`x509sha1 was removed in 1.24; tlssha1, tlsrsakex, tls3des, tls10server, tlsunsafeekm and x509keypairleaf in 1.27.`,url:`https://go.dev/doc/godebug`}],examples:{bad:[{Dockerfile:`FROM golang:1.26
ENV GODEBUG=x509sha1=1
RUN go build
`}],good:[{Dockerfile:`FROM golang:1.23
ENV GODEBUG=x509sha1=1
RUN go build
`},{Dockerfile:`FROM golang:1.26
ENV GODEBUG=netdns=go
RUN go build
`}]},expected:[`warning Dockerfile:2:13-2:23
  | ENV GODEBUG=x509sha1=1
  |             ^^^^^^^^^^
  GODEBUG=x509sha1=1 does nothing in Go 1.26: it was removed in 1.24, and what it was set for fails.
  do: Renew what it was for (a certificate with SHA-1, a peer without TLS 1.2), and remove x509sha1.
  verify: go doc -h, and https://go.dev/doc/godebug
  related Dockerfile:1:6 Go 1.26`]},"package-source-unsigned":{citations:[{document:`dnf.conf(5)`,section:`gpgcheck`,says:`Whether the GPG signature of packages is checked; with 0 any package is installed.`,url:`https://dnf.readthedocs.io/en/latest/conf_ref.html`},{document:`sources.list(5)`,section:`trusted`,says:`yes: packages of the source are taken without a check of their signature.`,url:`https://manpages.debian.org/bookworm/apt/sources.list.5.en.html`}],examples:{bad:[{"roles/a/tasks/main.yml":`- name: mirror
  ansible.builtin.yum_repository:
    name: corp
    baseurl: http://mirror.corp.example.com/el9
    gpgcheck: false
`},{"files/corp.repo":`[corp]
name=corp
baseurl=http://mirror.corp.example.com/el9
gpgcheck=0
enabled=1
`}],good:[{"files/corp.repo":`[corp]
name=corp
baseurl=http://mirror.corp.example.com/el9
gpgcheck=1
`},{"files/corp.repo":`[corp]
name=corp
baseurl=https://mirror.corp.example.com/el9
gpgcheck=0
`}]},expected:[`error roles/a/tasks/main.yml:5:15-5:20
  |     gpgcheck: false
  |               ^^^^^
  Packages come from mirror.corp.example.com over plain HTTP, and nobody checks their signatures (gpgcheck=false): whoever is on the way decides what is installed.
  do: Use https://mirror.corp.example.com, and check the signature:
    text:
      gpgcheck=1
      gpgkey=https://mirror.corp.example.com/RPM-GPG-KEY
  verify: dnf --refresh repolist -v`,`error files/corp.repo:4:10-4:11
  | gpgcheck=0
  |          ^
  Packages come from mirror.corp.example.com over plain HTTP, and nobody checks their signatures (gpgcheck=0): whoever is on the way decides what is installed.
  do: Use https://mirror.corp.example.com, and check the signature:
    text:
      gpgcheck=1
      gpgkey=https://mirror.corp.example.com/RPM-GPG-KEY
  verify: dnf --refresh repolist -v`]},"terraform-provider-insecure":{citations:[{document:`Terraform Kubernetes provider`,section:`insecure`,says:`Whether the server should be accessed without verifying the TLS certificate.`,url:`https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs`},{document:`Terraform vSphere provider`,section:`allow_unverified_ssl`,says:`Disables the verification of the server's certificate; it should be used with caution.`,url:`https://registry.terraform.io/providers/hashicorp/vsphere/latest/docs`},{document:`Terraform http provider`,section:`data http, insecure`,says:`Disables the verification of the server's certificate chain and host name.`,url:`https://registry.terraform.io/providers/hashicorp/http/latest/docs/data-sources/http`}],examples:{bad:[{"main.tf":`provider "kubernetes" {
  host     = "https://api.corp.example.com:6443"
  insecure = true
}
`},{"main.tf":`provider "helm" {
  kubernetes {
    host     = "https://api.corp.example.com:6443"
    insecure = true
  }
}
`},{"main.tf":`provider "helm" {
  kubernetes = {
    insecure = true
  }
}
`},{"main.tf":`provider "vsphere" {
  vsphere_server       = "vc.corp.example.com"
  allow_unverified_ssl = true
}
`},{"main.tf":`provider "portainer" {
  endpoint        = "https://apps.corp.example.com"
  skip_ssl_verify = true
}
`},{"main.tf":`terraform {
  backend "http" {
    address                = "https://state.corp.example.com/a"
    skip_cert_verification = true
  }
}
`},{"main.tf":`data "http" "ca" {
  url      = "https://pki.corp.example.com/ca.pem"
  insecure = true
}
`}],good:[{"main.tf":`provider "kubernetes" {
  host                   = "https://api.corp.example.com:6443"
  cluster_ca_certificate = file("ca.pem")
  insecure               = false
}
`},{"main.tf":`variable "insecure" {
  default = false
}
provider "kubernetes" {
  insecure = var.insecure
}
`},{"main.tf":`resource "app" "x" {
  insecure = true
}
`}]},expected:[`error main.tf:3:14-3:18
  |   insecure = true
  |              ^^^^
  Provider kubernetes does not verify api.corp.example.com:6443 (insecure): whoever answers in its name gets the credentials, and tells Terraform what exists.
  do: Remove insecure, and give it the CA: cluster_ca_certificate = file("ca.pem")`,`error main.tf:4:16-4:20
  |     insecure = true
  |                ^^^^
  Provider helm does not verify api.corp.example.com:6443 (insecure): whoever answers in its name gets the credentials, and tells Terraform what exists.
  do: Remove insecure, and give it the CA: kubernetes = { cluster_ca_certificate = file("ca.pem") }`,`error main.tf:3:16-3:20
  |     insecure = true
  |                ^^^^
  Provider helm does not verify the API (insecure): whoever answers in its name gets the credentials, and tells Terraform what exists.
  do: Remove insecure, and give it the CA: kubernetes = { cluster_ca_certificate = file("ca.pem") }`,`error main.tf:3:26-3:30
  |   allow_unverified_ssl = true
  |                          ^^^^
  Provider vsphere does not verify vc.corp.example.com (allow_unverified_ssl): whoever answers in its name gets the credentials, and tells Terraform what exists.
  do: Remove allow_unverified_ssl, and give it the CA: the argument of the provider that takes a CA certificate`,`error main.tf:3:21-3:25
  |   skip_ssl_verify = true
  |                     ^^^^
  Provider portainer does not verify apps.corp.example.com (skip_ssl_verify): whoever answers in its name gets the credentials, and tells Terraform what exists.
  do: Remove skip_ssl_verify, and give it the CA: the argument of the provider that takes a CA certificate`,`error main.tf:4:30-4:34
  |     skip_cert_verification = true
  |                              ^^^^
  The backend http does not verify state.corp.example.com (skip_cert_verification): whoever answers in its name gets the credentials, and tells Terraform what exists.
  do: Remove skip_cert_verification, and give it the CA: the argument of the provider that takes a CA certificate`,`error main.tf:3:14-3:18
  |   insecure = true
  |              ^^^^
  data http does not verify pki.corp.example.com (insecure): whoever answers in its name gets the credentials, and tells Terraform what exists.
  do: Remove insecure, and give it the CA: ca_cert_pem = file("ca.pem")`]},"tls-given-up":{citations:[{document:`PostgreSQL`,section:`libpq, SSL Support, sslmode`,says:`disable never uses TLS; allow and prefer go on without it where the server says that it has none.`,url:`https://www.postgresql.org/docs/current/libpq-ssl.html`},{document:`Apache Kafka`,section:`CommonClientConfigs, security.protocol`,says:`SASL_PLAINTEXT authenticates over a connection without TLS.`,url:`https://kafka.apache.org/documentation/#producerconfigs_security.protocol`}],examples:{bad:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: DB_SSLMODE, value: "disable"}
`},{"etc/rancher/k3s/config.yaml":`etcd-s3: true
etcd-s3-endpoint: s3.corp.example.com
etcd-s3-insecure: true
`}],good:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: DB_SSLMODE, value: "verify-full"}
`},{"etc/rancher/k3s/config.yaml":`etcd-s3: true
etcd-s3-endpoint: s3.corp.example.com
etcd-s3-endpoint-ca: /etc/ssl/corp-ca.pem
`}]},expected:[`warning app.yaml:9:37-9:46
  |         - {name: DB_SSLMODE, value: "disable"}
  |                                     ^^^^^^^^^
  about Pod a
  DB_SSLMODE=disable is set for Pod a: PostgreSQL clients talk without TLS, or may, to the database.
  do: Remove it. Instead: sslmode=verify-full and sslrootcert=/etc/ssl/corp-ca.pem
  do: Source: PostgreSQL documentation, libpq, SSL support`,`warning etc/rancher/k3s/config.yaml:3:19-3:23
  | etcd-s3-insecure: true
  |                   ^^^^
  etc/rancher/k3s/config.yaml sets etcd-s3-insecure to true: k3s and RKE2 talk without TLS, or may, to the store of etcd's snapshots, which hold every Secret.
  do: Remove it. Instead: etcd-s3-endpoint-ca: /etc/ssl/corp-ca.pem
  do: Source: K3s documentation, etcd snapshots in S3`]},"tls-host-name-unchecked":{citations:[{document:`Apache Kafka`,section:`SslConfigs, ssl.endpoint.identification.algorithm`,says:`The algorithm that checks the host name against the certificate; an empty one turns the check off.`,url:`https://kafka.apache.org/documentation/#brokerconfigs_ssl.endpoint.identification.algorithm`},{document:`Keycloak`,section:`All configuration, tls-hostname-verifier`,says:`ANY does not verify the host name of outgoing requests.`,url:`https://www.keycloak.org/server/all-config`}],examples:{bad:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: KC_TLS_HOSTNAME_VERIFIER, value: "ANY"}
`},{"deploy/connect.yaml":`apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: {name: connect, namespace: kafka}
spec:
  bootstrapServers: kafka.corp.example.com:9093
  config:
    ssl.endpoint.identification.algorithm: ""
`}],good:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: KC_TLS_HOSTNAME_VERIFIER, value: "DEFAULT"}
`},{"deploy/connect.yaml":`apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: {name: connect, namespace: kafka}
spec:
  bootstrapServers: kafka.corp.example.com:9093
  config:
    ssl.endpoint.identification.algorithm: https
`}]},expected:[`warning app.yaml:9:51-9:56
  |         - {name: KC_TLS_HOSTNAME_VERIFIER, value: "ANY"}
  |                                                   ^^^^^
  about Pod a
  KC_TLS_HOSTNAME_VERIFIER=ANY is set for Pod a: Keycloak takes a certificate of any name from the servers that it calls, as long as its CA is trusted.
  do: Remove it. Instead: KC_TLS_HOSTNAME_VERIFIER=DEFAULT, and certificates with the names that are called
  do: Source: Keycloak, All configuration, tls-hostname-verifier`,`warning deploy/connect.yaml:7:44-7:46
  |     ssl.endpoint.identification.algorithm: ""
  |                                            ^^
  about KafkaConnect kafka/connect
  KafkaConnect kafka/connect sets spec.config.ssl.endpoint.identification.algorithm to nothing: Kafka takes a certificate of any name from the broker, as long as its CA is trusted.
  do: Remove it. Instead: ssl.endpoint.identification.algorithm=https, and brokers whose certificates name the hosts that clients use
  do: Source: Apache Kafka, SslConfigs, ssl.endpoint.identification.algorithm (default https)`]},"tls-off-by-name":{citations:[{document:`RFC 9325`,section:`4.1, 6`,says:`Clients validate the certificate of the server and its name.`,url:`https://www.rfc-editor.org/rfc/rfc9325`},{document:`The lexicon of switches`,section:`docs/switches.md, names that speak for themselves`,says:`The grammar of such names, and what is left alone.`,url:`https://github.com/tlsgate/tlsgate/blob/main/docs/switches.md`}],examples:{bad:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: APP_VALIDATE_CERTS, value: "false"}
`},{"config.yaml":`upstream:
  url: https://api.corp.example.com
  tls:
    insecureSkipVerify: true
`}],good:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: APP_VALIDATE_CERTS, value: "true"}
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: APP_VERIFY_EMAIL, value: "false"}
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: DISABLE_TLS_VERIFICATION, value: "false"}
`},{"config.yaml":`upstream:
  url: https://localhost:8443
  tls:
    verify_client: false
`}]},expected:[`warning app.yaml:9:45-9:52
  |         - {name: APP_VALIDATE_CERTS, value: "false"}
  |                                             ^^^^^^^
  about Pod a
  APP_VALIDATE_CERTS=false is set for Pod a: by its name, whatever reads it does not verify the other end (its program is not known here).
  do: Remove it, and give that program the CA of its server.
  do: If the name means something else, say so: # tlsgate-ignore[tls-off-by-name] until=… reason=…`,`warning config.yaml:4:25-4:29
  |     insecureSkipVerify: true
  |                         ^^^^
  config.yaml sets upstream.tls.insecureSkipVerify to true: by its name, whatever reads it does not verify the other end (its program is not known here).
  do: Remove it, and give that program the CA of its server.
  do: If the name means something else, say so: # tlsgate-ignore[tls-off-by-name] until=… reason=…`]},"tls-server-unverified":{citations:[{document:`Grafana documentation`,section:`Configure Grafana, [smtp] skip_verify`,says:`Verification of the mail server's certificate is skipped.`,url:`https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/`},{document:`ldap.conf(5)`,section:`TLS_REQCERT`,says:`never: no certificate is asked for; allow: a bad one is ignored.`,url:`https://www.openldap.org/software/man.cgi?query=ldap.conf`},{document:`The lexicon of switches`,section:`docs/switches.md`,says:`The settings that are known, with what they do and where that is written.`,url:`https://github.com/tlsgate/tlsgate/blob/main/docs/switches.md`}],examples:{bad:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: GF_SMTP_SKIP_VERIFY, value: "true"}
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: LDAPTLS_REQCERT, value: "never"}
`},{"etc/clouds.yaml":`clouds:
  corp:
    auth: {auth_url: "https://keystone.corp.example.com"}
    verify: false
`},{"mirror.sh":`oc image mirror --insecure registry.corp.example.com/a registry.corp.example.org/a
`},{"act_runner/config.yaml":`log: {level: info}
runner:
  insecure: true
`},{"docker-bake.hcl":`target "default" {
  output = ["type=registry,registry.insecure=true"]
  tags = ["registry.corp.example.com:5000/a:1"]
}
`},{"push.sh":`docker buildx build --output type=registry,registry.insecure=true -t registry.corp.example.com:5000/shop .
`}],good:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: GF_SMTP_SKIP_VERIFY, value: "false"}
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: LDAPTLS_REQCERT, value: "demand"}
`},{"etc/clouds.yaml":`clouds:
  corp:
    auth: {auth_url: "https://keystone.corp.example.com"}
    cacert: /etc/ssl/corp-ca.pem
    verify: true
`},{"values.yaml":`env:
  GF_SMTP_SKIP_VERIFY: "{{ .Values.skip }}"
`}]},expected:[`warning app.yaml:9:46-9:52
  |         - {name: GF_SMTP_SKIP_VERIFY, value: "true"}
  |                                              ^^^^^^
  about Pod a
  GF_SMTP_SKIP_VERIFY=true is set for Pod a: Grafana does not verify the mail server.
  do: Remove it. Instead: Add the CA of the mail server to the trust store of the container (SSL_CERT_FILE=/etc/ssl/corp-ca.pem).
  do: Source: Grafana documentation, Configure Grafana, [smtp] skip_verify`,`error app.yaml:9:42-9:49
  |         - {name: LDAPTLS_REQCERT, value: "never"}
  |                                          ^^^^^^^
  about Pod a
  LDAPTLS_REQCERT=never is set for Pod a: libldap does not verify the LDAP server, which is sent passwords.
  do: Remove it. Instead: TLS_REQCERT demand, and TLS_CACERT /etc/ssl/corp-ca.pem (LDAPTLS_REQCERT=demand, LDAPTLS_CACERT=…)
  do: Source: ldap.conf(5), TLS_REQCERT`,`warning etc/clouds.yaml:4:13-4:18
  |     verify: false
  |             ^^^^^
  etc/clouds.yaml sets clouds.corp.verify to false: OpenStack clients do not verify OpenStack, which is sent passwords.
  do: Remove it. Instead: cacert: /etc/ssl/corp-ca.pem (OS_CACERT)
  do: Source: openstacksdk, clouds.yaml, verify; oslo, insecure; Horizon settings`,`error mirror.sh:1:17-1:27
  | oc image mirror --insecure registry.corp.example.com/a registry.corp.example.org/a
  |                 ^^^^^^^^^^
  oc is started with --insecure: oc and oc-mirror do not verify the registry.
  do: Remove it. Instead: --certificate-authority=/etc/ssl/corp-ca.pem (oc adm release), or the system's trust store
  do: Source: oc image mirror --help; oc-mirror --help`,`error act_runner/config.yaml:3:13-3:17
  |   insecure: true
  |             ^^^^
  act_runner/config.yaml sets runner.insecure to true: act_runner does not verify Gitea, whose jobs it runs.
  do: Remove it. Instead: Add the CA to the trust store of the runner, and insecure: false.
  do: Source: act_runner config.example.yaml, runner.insecure`,`error docker-bake.hcl:2:13-2:51
  |   output = ["type=registry,registry.insecure=true"]
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The output in a word of a list has registry.insecure=true: BuildKit pushes to the registry without verifying it, or over plain HTTP.
  do: Remove it, and give BuildKit the CA in buildkitd.toml:
    toml:
      [registry."registry.corp.example.com"]
        ca = ["/etc/buildkit/corp-ca.pem"]
  verify: a build that pushes to it`,`error push.sh:1:30-1:66
  | docker buildx build --output type=registry,registry.insecure=true -t registry.corp.example.com:5000/
  |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The output in a command (docker) has registry.insecure=true: BuildKit pushes to the registry without verifying it, or over plain HTTP.
  do: Remove it, and give BuildKit the CA in buildkitd.toml:
    toml:
      [registry."registry.corp.example.com"]
        ca = ["/etc/buildkit/corp-ca.pem"]
  verify: a build that pushes to it`]},"connection-client-certificate-missing":{citations:[{document:`RFC 8446`,section:`4.4.2.4`,says:`A server that gets an empty certificate message may end the handshake with certificate_required.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2.4`}],examples:{bad:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;
      ssl_verify_client on;
      ssl_client_certificate /clients/ca.crt;
    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
            - { name: clients, mountPath: /clients }
      volumes:
        - name: conf
          configMap: { name: hook-conf }
        - name: clients
          configMap: { name: clients }
        - name: tls
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: clients, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}],good:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;
      ssl_verify_client optional;
      ssl_client_certificate /clients/ca.crt;
    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
            - { name: clients, mountPath: /clients }
      volumes:
        - name: conf
          configMap: { name: hook-conf }
        - name: clients
          configMap: { name: clients }
        - name: tls
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: clients, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}]},expected:[`error server.yaml:10:7-10:24
  |       ssl_verify_client on;
  |       ^^^^^^^^^^^^^^^^^
  in ConfigMap web/hook-conf
  in data.default\\.conf
  Deployment web/app, container app: curl cannot connect to hook.web.svc:443, since nginx asks for a client certificate, and curl has none.
  do: Give the client a certificate of the CA that the server verifies clients with.
  verify: tlsgate graph --fails lists nothing more of it.
  related client.yaml:28:49 Deployment web/app, container app asks for hook.web.svc:443`]},"connection-client-certificate-refused":{citations:[{document:`RFC 8446`,section:`4.4.2.4`,says:`A chain that is not acceptable may end the handshake with an alert.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2.4`}],examples:{bad:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, --cert, /id/tls.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }, { name: id, mountPath: /id }]
      volumes:
        - name: ca
          configMap: { name: ca }
        - name: id
          configMap: { name: id }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: id, namespace: web }
data:
  tls.crt: |
    <certificate O=Partner,CN=Partner Issuing CA, until 2036-01-01>
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;
      ssl_verify_client on;
      ssl_client_certificate /clients/ca.crt;
    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
            - { name: clients, mountPath: /clients }
      volumes:
        - name: conf
          configMap: { name: hook-conf }
        - name: clients
          configMap: { name: clients }
        - name: tls
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: clients, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}],good:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, --cert, /id/tls.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }, { name: id, mountPath: /id }]
      volumes:
        - name: ca
          configMap: { name: ca }
        - name: id
          configMap: { name: id }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: id, namespace: web }
data:
  tls.crt: |
    <certificate O=Corp,CN=robot, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;
      ssl_verify_client on;
      ssl_client_certificate /clients/ca.crt;
    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
            - { name: clients, mountPath: /clients }
      volumes:
        - name: conf
          configMap: { name: hook-conf }
        - name: clients
          configMap: { name: clients }
        - name: tls
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: clients, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}]},expected:[`error client.yaml:28:57-28:68
  |     command: [curl, --cacert, /ca/ca.crt, --cert, /id/tls.crt, https://hook.web.svc/x]
  |                                                   ^^^^^^^^^^^
  Deployment web/app, container app: curl cannot connect to hook.web.svc:443, since nginx refuses the client certificate: its certificate "Partner Issuing CA" is issued by O=Partner,CN=Partner Root CA, which is not trusted.
  do: Issue the client's certificate by the CA that the server verifies clients with, with the extended key usage clientAuth.
  verify: tlsgate graph --fails lists nothing more of it.
  related client.yaml:28:70 Deployment web/app, container app asks for hook.web.svc:443`]},"connection-fails":{citations:[{document:`RFC 5280`,section:`6.1.3`,says:`Each certificate of a path is processed: its signature, its dates, its names and its constraints.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3`}],examples:{bad:[{"api/default.conf":`server {
  listen 443 ssl;
  server_name shop.corp.example.com;
  ssl_certificate /tls/tls.pem;
  ssl_certificate_key /tls/tls.key;
}
`,"api/tls/tls.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"compose.yaml":`services:
  edge:
    image: nginx:1.27
    volumes: ["./edge.conf:/etc/nginx/conf.d/default.conf"]
  api:
    image: nginx:1.27
    volumes: ["./api/default.conf:/etc/nginx/conf.d/default.conf", "./api/tls:/tls"]
    networks: { default: { aliases: [shop.corp.example.com] } }
`,"edge.conf":`server {
  listen 80;
  location / {
    proxy_pass https://shop.corp.example.com;
    proxy_ssl_verify on;
  }
}
`}],good:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`}]},expected:[`error edge.conf:4:5-4:15
  |     proxy_pass https://shop.corp.example.com;
  |     ^^^^^^^^^^
  Service edge of compose.yaml: nginx cannot connect to shop.corp.example.com:443, since nginx does not start: proxy_ssl_verify is on without proxy_ssl_trusted_certificate.
  do: Mend that on the side that it names.
  verify: tlsgate graph --fails lists nothing more of it.
  related edge.conf:4:16 service edge of compose.yaml asks for shop.corp.example.com:443`]},"connection-missing-intermediate":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`The sender's certificate comes first; each following certificate should certify the one before it.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`}],examples:{bad:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://shop.corp.example.com/]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
---
apiVersion: v1
kind: Secret
metadata: { name: shop-tls, namespace: web }
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
  tls.key: ""
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: web }
spec:
  ingressClassName: nginx
  tls: [{ hosts: [shop.corp.example.com], secretName: shop-tls }]
`,"server.yaml":``}],good:[{"api/default.conf":`server {
  listen 443 ssl;
  server_name shop.corp.example.com;
  ssl_certificate /tls/tls.pem;
  ssl_certificate_key /tls/tls.key;
}
`,"api/tls/tls.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"compose.yaml":`services:
  api:
    image: nginx:1.27
    volumes: ["./api/default.conf:/etc/nginx/conf.d/default.conf", "./api/tls:/tls"]
    networks: { default: { aliases: [shop.corp.example.com] } }
  probe:
    image: curlimages/curl:8.11.1
    command: [--cacert, /ca.crt, "https://shop.corp.example.com/"]
    volumes: ["./root.pem:/ca.crt"]
`,"root.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error client.yaml:60:55-60:63
  | s: [{ hosts: [shop.corp.example.com], secretName: shop-tls }]
  |                                                   ^^^^^^^^
  Deployment web/app, container app: curl cannot connect to shop.corp.example.com:443, since the server's certificate "shop.corp.example.com" is issued by O=Corp,CN=Corp Issuing CA 1, which neither the server sends nor the client has.
  do: Append the certificate of its issuer to the file that the server presents, the leaf first.
  verify: tlsgate graph --fails lists nothing more of it.
  related client.yaml:28:49 Deployment web/app, container app asks for shop.corp.example.com:443`]},"connection-name-mismatch":{citations:[{document:`RFC 9525`,section:`6.1`,says:`The client compares the name that it asked for with the names in the certificate.`,url:`https://www.rfc-editor.org/rfc/rfc9525#section-6.1`}],examples:{bad:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`},{"api/default.conf":`server {
  listen 443 ssl;
  server_name shop.corp.example.com;
  ssl_certificate /tls/tls.pem;
  ssl_certificate_key /tls/tls.key;
}
`,"api/tls/tls.pem":`<certificate CN=legacy.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"compose.yaml":`services:
  api:
    image: nginx:1.27
    volumes: ["./api/default.conf:/etc/nginx/conf.d/default.conf", "./api/tls:/tls"]
    networks: { default: { aliases: [legacy.corp.example.com] } }
  probe:
    image: prom/prometheus:v3.1.0
    volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml", "./root.pem:/etc/prometheus/ca.pem"]
`,"prometheus.yml":`scrape_configs:
  - job_name: api
    scheme: https
    tls_config: { ca_file: ca.pem }
    static_configs:
      - targets: [legacy.corp.example.com:443]
`,"root.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`},{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: haproxy:3.0
          volumeMounts: [{ name: conf, mountPath: /usr/local/etc/haproxy }, { name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
          - name: conf
            configMap: { name: lb }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: lb, namespace: web }
data:
  haproxy.cfg: |
    backend app
      server app hook:443 ssl verify required ca-file /ca/ca.crt verifyhost hook.web.svc
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`}]},expected:[`error server.yaml:8:7-8:22
  |       ssl_certificate /tls/tls.crt;
  |       ^^^^^^^^^^^^^^^
  in ConfigMap web/hook-conf
  in data.default\\.conf
  Deployment web/app, container app: curl cannot connect to hook:443, since the server's certificate "hook.web.svc" is for hook.web.svc and hook.web.svc.cluster.local, and not for hook.
  do: Issue the certificate for that name as well, or let the client ask for a name that it has.
  verify: tlsgate graph --fails lists nothing more of it.
  related client.yaml:28:49 Deployment web/app, container app asks for hook:443`,`error api/default.conf:4:3-4:18
  |   ssl_certificate /tls/tls.pem;
  |   ^^^^^^^^^^^^^^^
  Service probe of compose.yaml: Prometheus cannot connect to legacy.corp.example.com:443, since the server's certificate "legacy.corp.example.com" has a common name and no subjectAltName, which Go wants.
  do: Issue the certificate for that name as well, or let the client ask for a name that it has.
  verify: tlsgate graph --fails lists nothing more of it.
  related prometheus.yml:6:19 service probe of compose.yaml asks for legacy.corp.example.com:443`]},"connection-protocol":{citations:[{document:`RFC 8446`,section:`4.2.1`,says:`If no version is common, the server ends the handshake with protocol_version.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.2.1`}],examples:{bad:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`},{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, --tlsv1.3, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;
      ssl_protocols TLSv1.2;
    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`}],good:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`}]},expected:[`error server.yaml:7:7-7:13
  |       listen 8443;
  |       ^^^^^^
  in ConfigMap web/hook-conf
  in data.default\\.conf
  Deployment web/app, container app: curl cannot connect to hook.web.svc:443, since TLS is spoken to hook.web.svc:443, where nginx listens without it.
  do: Let both speak the same: set up TLS where the server listens, or change the scheme or the version of the client.
  verify: tlsgate graph --fails lists nothing more of it.
  related client.yaml:28:49 Deployment web/app, container app asks for hook.web.svc:443`,`error server.yaml:8:7-8:22
  |       ssl_certificate /tls/tls.crt;
  |       ^^^^^^^^^^^^^^^
  in ConfigMap web/hook-conf
  in data.default\\.conf
  Deployment web/app, container app: curl cannot connect to hook.web.svc:443, since curl and nginx have no version of TLS in common.
  do: Let both speak the same: set up TLS where the server listens, or change the scheme or the version of the client.
  verify: tlsgate graph --fails lists nothing more of it.
  related client.yaml:28:60 Deployment web/app, container app asks for hook.web.svc:443`]},"connection-purpose":{citations:[{document:`RFC 5280`,section:`4.2.1.12`,says:`If the extension is present, the certificate must only be used for one of the purposes indicated.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12`}],examples:{bad:[{"api/default.conf":`server {
  listen 443 ssl;
  server_name shop.corp.example.com;
  ssl_certificate /tls/tls.pem;
  ssl_certificate_key /tls/tls.key;
}
`,"api/tls/tls.pem":`<certificate O=Corp,CN=robot, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"compose.yaml":`services:
  api:
    image: nginx:1.27
    volumes: ["./api/default.conf:/etc/nginx/conf.d/default.conf", "./api/tls:/tls"]
    networks: { default: { aliases: [shop.corp.example.com] } }
  probe:
    image: curlimages/curl:8.11.1
    command: [--cacert, /ca.crt, "--tlsv1.2", "https://shop.corp.example.com/"]
    volumes: ["./root.pem:/ca.crt"]
`,"root.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`}]},expected:[`error api/default.conf:4:3-4:18
  |   ssl_certificate /tls/tls.pem;
  |   ^^^^^^^^^^^^^^^
  Service probe of compose.yaml: curl cannot connect to shop.corp.example.com:443, since the server's certificate "robot" is not for servers.
  do: Issue it anew with the extended key usage serverAuth.
  verify: tlsgate graph --fails lists nothing more of it.
  related compose.yaml:8:47 service probe of compose.yaml asks for shop.corp.example.com:443`]},"connection-trust-unreadable":{citations:[{document:`RFC 7468`,section:`5.1`,says:`A certificate stands between BEGIN CERTIFICATE and END CERTIFICATE, each on a line of its own.`,url:`https://www.rfc-editor.org/rfc/rfc7468#section-5.1`}],examples:{bad:[{"api/default.conf":`server {
  listen 443 ssl;
  server_name shop.corp.example.com;
  ssl_certificate /tls/tls.pem;
  ssl_certificate_key /tls/tls.key;
}
`,"api/tls/tls.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`,"compose.yaml":`services:
  api:
    image: nginx:1.27
    volumes: ["./api/default.conf:/etc/nginx/conf.d/default.conf", "./api/tls:/tls"]
    networks: { default: { aliases: [shop.corp.example.com] } }
  probe:
    image: eclipse-temurin:21-jre
    command: [java, -Djavax.net.ssl.trustStore=/ca.pem, -jar, /app.jar]
    environment: { SHOP_URL: "https://shop.corp.example.com/" }
    volumes: ["./root.pem:/ca.pem"]
`,"root.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`}]},expected:[`error root.pem:1:1-1:1
  | -----BEGIN CERTIFICATE-----
  | ^
  Service probe of compose.yaml: Java cannot connect to shop.corp.example.com:443, since the file is no key store, which Java wants.
  do: Write the CA as this program reads it: plain PEM that begins with -----BEGIN CERTIFICATE-----, or a key store made by keytool for Java.
  verify: tlsgate graph --fails lists nothing more of it.
  related compose.yaml:9:30 service probe of compose.yaml asks for shop.corp.example.com:443`]},"connection-unknown-authority":{citations:[{document:`RFC 5280`,section:`6.1`,says:`A path begins with a certificate that a trust anchor issued, and each certificate issues the next.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1`}],examples:{bad:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`},{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          args: [https://hook.web.svc/x]
          env: [{ name: REQUESTS_CA_BUNDLE, value: /ca/ca.crt }]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`}],good:[{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`},{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Corp,CN=Webhook CA, until 2036-01-01>
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
          image: reg.corp.example.com/app:1
          args: [https://hook.web.svc/x]
      volumes:
        - name: ca
          configMap: { name: ca }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`},{"client.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: web }
data:
  ca.crt: |
    <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>
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
          image: curlimages/curl:8.11.1
          command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
          volumeMounts: [{ name: ca, mountPath: /ca }]
      volumes:
        - name: ca
          csi: { driver: secrets.example.com }
`,"server.yaml":`apiVersion: v1
kind: ConfigMap
metadata: { name: hook-conf, namespace: web }
data:
  default.conf: |
    server {
      listen 8443 ssl;
      ssl_certificate /tls/tls.crt;
      ssl_certificate_key /tls/tls.key;

    }
---
apiVersion: v1
kind: Secret
metadata: { name: hook-tls, namespace: web }
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
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
          secret:
            secretName: hook-tls
---
apiVersion: v1
kind: Service
metadata: { name: hook, namespace: web }
spec:
  selector: { app: hook }
  ports: [{ port: 443, targetPort: tls }]
`}]},expected:[`error client.yaml:28:37-28:47
  |           command: [curl, --cacert, /ca/ca.crt, https://hook.web.svc/x]
  |                                     ^^^^^^^^^^
  Deployment web/app, container app: curl cannot connect to hook.web.svc:443, since the server's certificate "hook.web.svc" is issued by O=Corp,CN=Webhook CA, which is not trusted.
  do: Give the client the CA that issued the certificate, where its program looks for it.
  verify: tlsgate graph --fails lists nothing more of it.
  related client.yaml:28:49 Deployment web/app, container app asks for hook.web.svc:443`,`error client.yaml:28:18-28:40
  |           args: [https://hook.web.svc/x]
  |                  ^^^^^^^^^^^^^^^^^^^^^^
  Deployment web/app, container app: curl cannot connect to hook.web.svc:443, since the server's certificate "hook.web.svc" is issued by O=Corp,CN=Webhook CA, which is not trusted.
  do: Give the client the CA that issued the certificate, where its program looks for it.
  verify: tlsgate graph --fails lists nothing more of it.
  related client.yaml:28:18 Deployment web/app, container app asks for hook.web.svc:443`]},"containerd-config-deprecated-registry":{citations:[{document:`containerd internal/cri/config/config.go`,section:`Registry`,says:"`mirrors`, `configs` and `auths` are deprecated: use `config_path` instead.",url:`https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go`},{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:`registry.mirrors and registry.configs have been deprecated.`,url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`},{document:`containerd RELEASES.md`,section:`Deprecated config properties`,says:`The removal of registry.mirrors, registry.configs and registry.auths is announced.`,url:`https://github.com/containerd/containerd/blob/main/RELEASES.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  endpoint = ["https://m.corp"]
`}],good:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors]
`}]},expected:[`notice etc/containerd/config.toml:2:47-2:54
  | [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  |                                               ^^^^^^^
  The registry tables (mirrors) of containerd's config.toml are deprecated: their TLS settings are gone in containerd 2.0, and the rest is announced to go.
  do: In config.toml:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/docker.io/hosts.toml:
    toml:
      server = "https://registry-1.docker.io"
      [host."https://m.corp"]
        capabilities = ["pull", "resolve"]
  verify: containerd config dump | grep config_path, then crictl pull docker.io/IMAGE:TAG`]},"containerd-config-mirror-http":{citations:[{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"`registry.mirrors` is deprecated in favour of `config_path`; the scheme of an endpoint decides on TLS.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  endpoint = ["https://m.corp", "http://m.corp"]
`},{"etc/containerd/config.toml":`[plugins.cri.registry.mirrors."reg.corp:5000"]
  endpoint = ["http://reg.corp:5000"]
`}],good:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  endpoint = ["https://m.corp"]
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.snapshotter.v1.stargz".registry.mirrors."docker.io"]
  endpoint = ["http://m.corp"]
`}]},expected:[`error etc/containerd/config.toml:3:33-3:48
  |   endpoint = ["https://m.corp", "http://m.corp"]
  |                                 ^^^^^^^^^^^^^^^
  containerd pulls images of docker.io from m.corp over plain HTTP, so whoever is on the network path decides which image a tag means.
  do: In config.toml:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/docker.io/hosts.toml:
    toml:
      server = "https://registry-1.docker.io"
      [host."https://m.corp"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/docker.io/ca.crt"
  verify: containerd config dump | grep config_path, then crictl pull docker.io/IMAGE:TAG`,`error etc/containerd/config.toml:2:15-2:37
  |   endpoint = ["http://reg.corp:5000"]
  |               ^^^^^^^^^^^^^^^^^^^^^^
  containerd pulls images of reg.corp:5000 from reg.corp:5000 over plain HTTP, so whoever is on the network path decides which image a tag means.
  do: In config.toml:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/reg.corp:5000/hosts.toml:
    toml:
      server = "https://reg.corp:5000"
      [host."https://reg.corp:5000"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/reg.corp:5000/ca.crt"
  verify: containerd config dump | grep config_path, then crictl pull reg.corp:5000/IMAGE:TAG`]},"containerd-config-mirrors-with-config-path":{citations:[{document:`containerd internal/cri/config/config.go`,section:`ValidateImageConfig`,says:'"`mirrors` cannot be set when `config_path` is provided" is an error of the plugin.',url:`https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go`},{document:`containerd pkg/cri/config/config.go (release 1.7)`,section:`ValidatePluginConfig`,says:'containerd 1.x also refuses "`configs.tls` cannot be set when `config_path` is provided".',url:`https://github.com/containerd/containerd/blob/release/1.7/pkg/cri/config/config.go`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
    endpoint = ["https://m.corp"]
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".tls]
  ca_file = "/etc/ssl/corp.pem"
`}],good:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = ""
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
    endpoint = ["https://m.corp"]
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors]
[plugins."io.containerd.snapshotter.v1.stargz".registry.mirrors."docker.io"]
  endpoint = ["https://m.corp"]
`}]},expected:[`error etc/containerd/config.toml:4:49-4:56
  |   [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  |                                                 ^^^^^^^
  config_path and mirrors are both set, so containerd does not load its CRI plugin: "\`mirrors\` cannot be set when \`config_path\` is provided".
  do: Delete mirrors here, and write a hosts.toml below /etc/containerd/certs.d for each registry:
    text:
      /etc/containerd/certs.d/docker.io/hosts.toml
  verify: crictl info (it fails while the plugin is not loaded)
  related etc/containerd/config.toml:3:17 config_path is set here`,`error etc/containerd/config.toml:4:66-4:69
  | ntainerd.grpc.v1.cri".registry.configs."reg.corp".tls]
  |                                                   ^^^
  config_path and configs.tls are both set, so containerd 1.x does not load its CRI plugin: "\`configs.tls\` cannot be set when \`config_path\` is provided".
  do: Delete configs.tls here, and write a hosts.toml below /etc/containerd/certs.d for each registry:
    text:
      /etc/containerd/certs.d/reg.corp/hosts.toml
  verify: crictl info (it fails while the plugin is not loaded)
  related etc/containerd/config.toml:3:17 config_path is set here`]},"containerd-config-misnamed-table":{citations:[{document:`containerd/cri`,section:`issue 1616`,says:`[plugin.…] is ignored: the table is called plugins.`,url:`https://github.com/containerd/cri/issues/1616`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2

[plugin."io.containerd.grpc.v1.cri".registry.mirrors."registry.corp.example.com"]
  endpoint = ["https://registry.corp.example.com:32000"]
`}],good:[{"etc/containerd/config.toml":`version = 2

[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
`}]},expected:[`error etc/containerd/config.toml:3:2-3:8
  | [plugin."io.containerd.grpc.v1.cri".registry.mirrors."registry.corp.example.com"]
  |  ^^^^^^
  The table is called plugins, not plugin: containerd ignores all that stands in it, mirrors and CAs too.
  do: Write [plugins."io.containerd.grpc.v1.cri"…] in each header.
  verify: containerd config dump | grep -A3 registry`]},"containerd-config-path-unset":{citations:[{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"The CRI plugin reads hosts.toml files below the `config_path` of its registry table.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`},{document:`containerd internal/cri/config/config.go`,section:`DefaultImageConfig`,says:`Only late 2.x releases have a default, /etc/containerd/certs.d:/etc/docker/certs.d; before, it is empty.`,url:`https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go`}],examples:{bad:[{"files/etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`,"files/etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10"
`},{"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`,"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/hosts.d"
`},{"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`,"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = ""
`}],good:[{"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`,"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d:/etc/docker/certs.d"
`},{"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`,"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "overlayfs"
`,"group_vars/all.yml":`containerd_version: 2.3.0
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri"]
  enable_cdi = true
`},{"one/etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri"]
  enable_cdi = true
`,"two/etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri"]
  enable_cdi = true
`,"var/lib/rancher/k3s/agent/etc/containerd/certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
`}]},expected:[`error files/etc/containerd/config.toml:2:10-2:37
  | [plugins."io.containerd.grpc.v1.cri"]
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  containerd's configuration has no config_path, so the kubelet's pulls ignore files/etc/containerd/certs.d/reg.corp:5000/hosts.toml.
  do: Tell containerd where they are:
    toml:
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  verify: containerd config dump | grep config_path
  related files/etc/containerd/certs.d/reg.corp:5000/hosts.toml:1:1 this file is not read`,`error etc/containerd/config.toml:3:17-3:42
  |   config_path = "/etc/containerd/hosts.d"
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^
  containerd's configuration has config_path = "/etc/containerd/hosts.d", so the kubelet's pulls ignore etc/containerd/certs.d/reg.corp:5000/hosts.toml.
  do: Tell containerd where they are:
    toml:
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  verify: containerd config dump | grep config_path
  related etc/containerd/certs.d/reg.corp:5000/hosts.toml:1:1 this file is not read`,`error etc/containerd/config.toml:3:17-3:19
  |   config_path = ""
  |                 ^^
  containerd's configuration has no config_path, so the kubelet's pulls ignore etc/containerd/certs.d/reg.corp:5000/hosts.toml.
  do: Tell containerd where they are:
    toml:
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  verify: containerd config dump | grep config_path
  related etc/containerd/certs.d/reg.corp:5000/hosts.toml:1:1 this file is not read`]},"containerd-config-plaintext-auth":{citations:[{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"`registry.configs.*.auth` is deprecated and stores secrets unencrypted; imagePullSecrets take precedence.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".auth]
  username = "robot"
  password = "hunter2-Kx81"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.auths."https://reg.corp"]
  auth = "cm9ib3Q6aHVudGVyMg=="
`}],good:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".auth]
  username = ""
  password = ""
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".auth]
  password = "{{ password }}"
  identitytoken = "<token>"
`}]},expected:[`error etc/containerd/config.toml:4:14-4:28
  The password for reg.corp stands in containerd's configuration, so whoever reads the repository can use it.
  do: Delete it, change it at the registry, and give pods a pull secret instead:
    sh:
      kubectl create secret docker-registry regcred --docker-server=reg.corp --docker-username=… --docker-password=…
      imagePullSecrets: [{name: regcred}]
  verify: git log -S, which still shows the old one: it must no longer be valid`,`error etc/containerd/config.toml:3:10-3:32
  The auth for https://reg.corp stands in containerd's configuration, so whoever reads the repository can use it.
  do: Delete it, change it at the registry, and give pods a pull secret instead:
    sh:
      kubectl create secret docker-registry regcred --docker-server=https://reg.corp --docker-username=… --docker-password=…
      imagePullSecrets: [{name: regcred}]
  verify: git log -S, which still shows the old one: it must no longer be valid`]},"containerd-config-registry-tls-removed":{citations:[{document:`containerd internal/cri/config/config.go`,section:`RegistryConfig`,says:"All that is left of a registry's table is `auth`: `tls` was removed in containerd 2.0.",url:`https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go`},{document:`containerd cmd/containerd/server/config/config.go`,section:`Decode`,says:`A key without a field is dropped with the warning "Ignoring unknown key in TOML for plugin".`,url:`https://github.com/containerd/containerd/blob/main/cmd/containerd/server/config/config.go`},{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"`registry.configs` is deprecated; TLS settings of a registry belong into a hosts.toml below `config_path`.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.cri.v1.images".registry.configs."reg.corp:5000".tls]
  ca_file = "/etc/ssl/corp.pem"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp:5000".tls]
  ca_file = "/etc/ssl/corp.pem"
`,"group_vars/all/containerd.yml":`containerd_version: 2.1.4
`},{"kind.yaml":`kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    image: kindest/node:v1.35.0
containerdConfigPatches:
  - |-
    [plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".tls]
      ca_file = "/corp.pem"
`}],good:[{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.cri.v1.images".registry]
  config_path = "/etc/containerd/certs.d"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp:5000".tls]
  ca_file = "/etc/ssl/corp.pem"
`,"group_vars/all/containerd.yml":`containerd_version: 1.7.29
`},{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.cri.v1.images".registry.configs."reg.corp:5000".auth]
  username = "robot"
`}]},expected:[`error etc/containerd/config.toml:2:73-2:76
  | d.cri.v1.images".registry.configs."reg.corp:5000".tls]
  |                                                   ^^^
  containerd 2 has no registry TLS settings for reg.corp:5000 in config.toml (version = 3 is a configuration of containerd 2): it is ignored, and neither the CA nor a client certificate is used.
  do: In config.toml:
    toml:
      version = 3
      [plugins."io.containerd.cri.v1.images".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/reg.corp:5000/hosts.toml:
    toml:
      server = "https://reg.corp:5000"
      [host."https://reg.corp:5000"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/reg.corp:5000/ca.crt"
  verify: containerd config dump | grep config_path, then crictl pull reg.corp:5000/IMAGE:TAG`,`error etc/containerd/config.toml:2:71-2:74
  | erd.grpc.v1.cri".registry.configs."reg.corp:5000".tls]
  |                                                   ^^^
  containerd 2 has no registry TLS settings for reg.corp:5000 in config.toml (group_vars/all/containerd.yml pins containerd 2.1.4): it is ignored, and neither the CA nor a client certificate is used.
  do: In config.toml:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/reg.corp:5000/hosts.toml:
    toml:
      server = "https://reg.corp:5000"
      [host."https://reg.corp:5000"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/reg.corp:5000/ca.crt"
  verify: containerd config dump | grep config_path, then crictl pull reg.corp:5000/IMAGE:TAG`,`error kind.yaml:8:70-8:73
  | ntainerd.grpc.v1.cri".registry.configs."reg.corp".tls]
  |                                                   ^^^
  in Cluster (unnamed)
  in containerdConfigPatches.0
  containerd 2 has no registry TLS settings for reg.corp in config.toml (the node image kindest/node:v1.35.0 ships containerd 2): it is ignored, and neither the CA nor a client certificate is used.
  do: In config.toml:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/reg.corp/hosts.toml:
    toml:
      server = "https://reg.corp"
      [host."https://reg.corp"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/reg.corp/ca.crt"
  verify: containerd config dump | grep config_path, then crictl pull reg.corp/IMAGE:TAG`]},"containerd-config-registry-tls-skip":{citations:[{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"`registry.configs` is deprecated; TLS settings of a registry belong into a hosts.toml below `config_path`.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`},{document:`containerd/cri docs/registry.md (release 1.4)`,section:`Configure Registry TLS Communication`,says:"`insecure_skip_verify` skips the registry's certificate verification.",url:`https://github.com/containerd/cri/blob/release/1.4/docs/registry.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2

[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp:5000".tls]
  insecure_skip_verify = true
`},{"etc/containerd/config.toml":`[plugins.cri.registry.configs."reg.corp:5000".tls]
  insecure_skip_verify = true
`},{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.cri.v1.images".registry.configs."reg.corp:5000".tls]
  insecure_skip_verify = true
`},{"kind.yaml":`kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
containerdConfigPatches:
  - |-
    [plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".tls]
      insecure_skip_verify = true
`}],good:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp:5000".tls]
  insecure_skip_verify = false
  ca_file = "/etc/ssl/corp.pem"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.snapshotter.v1.stargz".registry.configs."reg.corp".tls]
  insecure_skip_verify = true
`}]},expected:[`error etc/containerd/config.toml:4:26-4:30
  |   insecure_skip_verify = true
  |                          ^^^^
  containerd does not verify the certificate of reg.corp:5000, so anyone on the network path can serve images in its name.
  do: In config.toml:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/reg.corp:5000/hosts.toml:
    toml:
      server = "https://reg.corp:5000"
      [host."https://reg.corp:5000"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/reg.corp:5000/ca.crt"
  verify: containerd config dump | grep config_path, then crictl pull reg.corp:5000/IMAGE:TAG`,`error etc/containerd/config.toml:2:26-2:30
  |   insecure_skip_verify = true
  |                          ^^^^
  containerd does not verify the certificate of reg.corp:5000, so anyone on the network path can serve images in its name.
  do: In config.toml:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/reg.corp:5000/hosts.toml:
    toml:
      server = "https://reg.corp:5000"
      [host."https://reg.corp:5000"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/reg.corp:5000/ca.crt"
  verify: containerd config dump | grep config_path, then crictl pull reg.corp:5000/IMAGE:TAG`,`error etc/containerd/config.toml:3:26-3:30
  |   insecure_skip_verify = true
  |                          ^^^^
  containerd does not verify the certificate of reg.corp:5000, so anyone on the network path can serve images in its name.
  do: In config.toml:
    toml:
      version = 3
      [plugins."io.containerd.cri.v1.images".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/reg.corp:5000/hosts.toml:
    toml:
      server = "https://reg.corp:5000"
      [host."https://reg.corp:5000"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/reg.corp:5000/ca.crt"
  verify: containerd config dump | grep config_path, then crictl pull reg.corp:5000/IMAGE:TAG`,`warning kind.yaml:6:30-6:34
  |       insecure_skip_verify = true
  |                              ^^^^
  because it is for a development cluster
  in Cluster (unnamed)
  in containerdConfigPatches.0
  containerd does not verify the certificate of reg.corp, so anyone on the network path can serve images in its name.
  do: In config.toml:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  do: In /etc/containerd/certs.d/reg.corp/hosts.toml:
    toml:
      server = "https://reg.corp"
      [host."https://reg.corp"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/reg.corp/ca.crt"
  verify: containerd config dump | grep config_path, then crictl pull reg.corp/IMAGE:TAG`]},"containerd-config-wrong-plugin-key":{citations:[{document:`containerd docs/hosts.md`,section:`CRI`,says:`containerd 2.x: version 3 and io.containerd.cri.v1.images; containerd 1.x: version 2 and io.containerd.grpc.v1.cri.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd plugins/cri/images/plugin.go`,section:`configMigration`,says:`The registry table of io.containerd.grpc.v1.cri is taken over only from files of a version below 3.`,url:`https://github.com/containerd/containerd/blob/main/plugins/cri/images/plugin.go`}],examples:{bad:[{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.cri.v1.images".registry]
  config_path = "/etc/containerd/certs.d"
`},{"etc/containerd/config.toml":`[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
`}],good:[{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.cri.v1.images".registry]
  config_path = "/etc/containerd/certs.d"
`},{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.grpc.v1.cri"]
  stream_server_port = "0"
[plugins."io.containerd.cri.v1.images".registry]
  config_path = "/etc/containerd/certs.d"
`},{"kind.yaml":`kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
containerdConfigPatches:
  - |-
    [plugins."io.containerd.grpc.v1.cri".registry]
      config_path = "/etc/containerd/certs.d"
`},{"etc/containerd/conf.d/registry.toml":`[plugins."io.containerd.cri.v1.images".registry]
  config_path = "/etc/containerd/certs.d"
`}]},expected:[`error etc/containerd/config.toml:2:38-2:46
  | [plugins."io.containerd.grpc.v1.cri".registry]
  |                                      ^^^^^^^^
  containerd does not read the registry settings under io.containerd.grpc.v1.cri in a file with version = 3, so its mirrors, CA and config_path do not apply.
  do: Use the name of this version:
    toml:
      version = 3
      [plugins."io.containerd.cri.v1.images".registry]
        config_path = "/etc/containerd/certs.d"
  verify: containerd config dump | grep config_path`,`warning etc/containerd/config.toml:2:40-2:48
  | [plugins."io.containerd.cri.v1.images".registry]
  |                                        ^^^^^^^^
  containerd 1.x does not read the registry settings under io.containerd.cri.v1.images in a file with version = 2, so its mirrors, CA and config_path do not apply.
  do: Use the name of this version:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  verify: containerd config dump | grep config_path`,`warning etc/containerd/config.toml:1:38-1:46
  | [plugins."io.containerd.grpc.v1.cri".registry]
  |                                      ^^^^^^^^
  containerd 1.x does not read the registry settings under io.containerd.grpc.v1.cri in a file with no version, so its mirrors, CA and config_path do not apply.
  do: Use the name of this version:
    toml:
      version = 2
      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "/etc/containerd/certs.d"
  verify: containerd config dump | grep config_path`]},"containerd-hosts-ca-and-skip":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`tlsConfigFromHost`,says:"`skip_verify` sets InsecureSkipVerify; the roots that `ca` adds are then never used.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/reg.corp:8443/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"certs.d/reg.corp:8443/hosts.toml":`[host."https://reg.corp:8443"]
  ca = "ca.crt"
  skip_verify = true
`}],good:[{"certs.d/reg.corp:8443/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"certs.d/reg.corp:8443/hosts.toml":`[host."https://reg.corp:8443"]
  ca = "ca.crt"
`},{"certs.d/reg.corp:8443/hosts.toml":`[host."https://a.corp"]
ca = "/ca.crt"
[host."https://b.corp"]
skip_verify = true
`}]},expected:[`warning certs.d/reg.corp:8443/hosts.toml:2:3-2:5
  |   ca = "ca.crt"
  |   ^^
  The CA for reg.corp:8443 has no effect, because skip_verify turns verification off in the same table.
  do: Delete \`skip_verify = true\`: the CA is already named.
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp:8443/IMAGE:TAG
  related certs.d/reg.corp:8443/hosts.toml:3:17 verification is turned off here
  edit certs.d/reg.corp:8443/hosts.toml 63-67 "false"`]},"containerd-hosts-ca-missing":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`tlsConfigFromHost`,says:`A CA file that cannot be read is an error: "unable to read CA cert".`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`loadHostDir`,says:"The `.crt` files of the directory are read only where there is no hosts.toml, or an empty one.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd docs/hosts.md`,section:`Content Description`,says:"All paths may be absolute or relative to the `hosts.toml` file.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`}],examples:{bad:[{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = "corp.crt"
`},{"files/etc/containerd/certs.d/reg.corp/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"files/etc/containerd/certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  ca = ["ca.crt", "/etc/containerd/certs.d/reg.corp/old.crt"]
`},{"certs.d/reg.corp/ca.crt":`paste the CA here
`,"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = "ca.crt"
`},{"certs.d/reg.corp/client.cert":`<certificate O=Corp,CN=robot, until 2027-06-01>
`,"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  client = [["client.cert", "client.key"]]
`},{"certs.d/reg.corp/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
`}],good:[{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"
`,"certs.d/docker.io/old.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs.d/reg.corp/corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = "corp.crt"
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = "/etc/ssl/certs/corp.pem"
`},{"etc/containerd/certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = "/etc/ssl/certs/corp.pem"
`},{"certs.d/reg.corp/client.pem":`<certificate O=Corp,CN=robot, until 2027-06-01>
<private key>
`,"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
client = [["client.pem", ""]]
`},{"node.yaml":`#cloud-config
write_files:
  - path: /etc/containerd/certs.d/reg.corp/hosts.toml
    content: |
      server = "https://reg.corp"
      ca = "corp.crt"
`}]},expected:[`error certs.d/reg.corp/hosts.toml:2:6-2:16
  | ca = "corp.crt"
  |      ^^^^^^^^^^
  The CA corp.crt for reg.corp is not in the repository, so every pull from it fails.
  do: Put the CA certificate, in PEM, at certs.d/reg.corp/corp.crt, or correct the path (a relative one counts from hosts.toml).
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`,`error files/etc/containerd/certs.d/reg.corp/hosts.toml:2:19-2:61
  |   ca = ["ca.crt", "/etc/containerd/certs.d/reg.corp/old.crt"]
  |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The CA /etc/containerd/certs.d/reg.corp/old.crt for reg.corp is not in the repository, so every pull from it fails.
  do: Put the CA certificate, in PEM, at files/etc/containerd/certs.d/reg.corp/old.crt, or correct the path (a relative one counts from hosts.toml).
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`,`error certs.d/reg.corp/hosts.toml:2:6-2:14
  | ca = "ca.crt"
  |      ^^^^^^^^
  The CA ca.crt for reg.corp holds no certificate, so every pull from it fails.
  do: Put the CA certificate, in PEM, at certs.d/reg.corp/ca.crt, or correct the path (a relative one counts from hosts.toml).
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`,`error certs.d/reg.corp/hosts.toml:2:29-2:41
  |   client = [["client.cert", "client.key"]]
  |                             ^^^^^^^^^^^^
  The client certificate client.key for reg.corp is not in the repository, so every pull from it fails.
  do: Put the file at certs.d/reg.corp/client.key, or correct the path (a relative one counts from hosts.toml).
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`,`warning certs.d/reg.corp/hosts.toml:1:10-1:28
  | server = "https://reg.corp"
  |          ^^^^^^^^^^^^^^^^^^
  containerd does not use ca.crt beside hosts.toml because the file does not name it, so pulls from reg.corp fail where only that CA vouches for it.
  do: Name it in the table of reg.corp:
    toml:
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`]},"containerd-hosts-default-insecure":{citations:[{document:`containerd docs/hosts.md`,section:`Registry Host Namespace`,says:"The `_default` namespace is used as a fallback, if no other namespace matches.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd docs/hosts.md`,section:`skip_verify field`,says:"`skip_verify` skips verifications of the registry's certificate chain and host name when set to `true`.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`}],examples:{bad:[{"etc/containerd/certs.d/_default/hosts.toml":`server = "http://mirror.corp:5000"
`},{"etc/containerd/certs.d/_default/hosts.toml":`[host."https://mirror.corp"]
  capabilities = ["pull"]
  skip_verify = true
`},{"etc/containerd/certs.d/_default/hosts.toml":`skip_verify = true
`}],good:[{"etc/containerd/certs.d/_default/hosts.toml":`server = "https://mirror.corp"
ca = "mirror.crt"
`},{"etc/containerd/certs.d/reg.corp/hosts.toml":`server = "http://reg.corp"
`}]},expected:[`error etc/containerd/certs.d/_default/hosts.toml:1:10-1:35
  | server = "http://mirror.corp:5000"
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^
  Every registry without a directory of its own is reached over plain HTTP (mirror.corp:5000), so any image can be replaced on its way.
  do: Use TLS, and name the mirror's CA:
    toml:
      server = "https://mirror.corp:5000"
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/library/IMAGE:TAG`,`error etc/containerd/certs.d/_default/hosts.toml:3:17-3:21
  |   skip_verify = true
  |                 ^^^^
  The certificate of every registry without a directory of its own goes unverified (mirror.corp), so any image can be replaced on its way.
  do: Use TLS, and name the mirror's CA:
    toml:
      server = "https://mirror.corp"
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/library/IMAGE:TAG`,`error etc/containerd/certs.d/_default/hosts.toml:1:15-1:19
  | skip_verify = true
  |               ^^^^
  The certificate of every registry without a directory of its own goes unverified, so any image can be replaced on its way.
  do: Use TLS, and name the mirror's CA:
    toml:
      server = "https://mirror.example.com"
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/library/IMAGE:TAG`]},"containerd-hosts-dir-name":{citations:[{document:`containerd docs/hosts.md`,section:`Port Handling in Registry Host`,says:"For `myregistry.io:5000` it reads myregistry.io_5000_, myregistry.io:5000, _default.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`HostDirFromRoot`,says:`The host of the image reference, as it is written there, is the name of the directory.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"app.yaml":`apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  containers:
    - name: a
      image: reg.corp:11000/app:1
`,"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp:11000"
ca = "/ca.crt"
`},{"certs.d/https:__reg.corp/hosts.toml":`server = "https://reg.corp"
`},{"certs.d/reg.corp/team/hosts.toml":`server = "https://reg.corp"
`},{"certs.d/Reg.Corp/hosts.toml":`server = "https://reg.corp"
`}],good:[{"certs.d/reg.corp:11000/hosts.toml":`server = "https://reg.corp:11000"
`},{"certs.d/reg.corp_11000_/hosts.toml":`server = "https://reg.corp:11000"
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp:443"
`},{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"
[host."https://m.corp:5000"]
capabilities = ["pull"]
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  containers:
    - name: a
      image: reg.corp/app:1
`,"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp:11000"
`},{"certs.d/{{ item.host }}/hosts.toml":`server = "https://reg.corp"
`}]},expected:[`error certs.d/reg.corp/hosts.toml:1:10-1:34
  | server = "https://reg.corp:11000"
  |          ^^^^^^^^^^^^^^^^^^^^^^^^
  containerd reads certs.d/reg.corp for images of reg.corp only, but its server is reg.corp:11000: images of reg.corp:11000 are pulled without these settings.
  do: Rename the directory to certs.d/reg.corp:11000 (or reg.corp_11000_).
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp:11000/IMAGE:TAG`,`error certs.d/https:__reg.corp/hosts.toml:1:1-1:7
  | server = "https://reg.corp"
  | ^^^^^^
  containerd never reads the directory certs.d/https:__reg.corp, because its name has a scheme: its settings do not apply.
  do: Rename the directory to certs.d/reg.corp: its name is the host of the image reference, with the port and nothing else.
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`,`error certs.d/reg.corp/team/hosts.toml:1:1-1:7
  | server = "https://reg.corp"
  | ^^^^^^
  containerd never reads the directory certs.d/reg.corp/team, because it lies deeper than one directory: its settings do not apply.
  do: Rename the directory to certs.d/reg.corp: its name is the host of the image reference, with the port and nothing else.
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`,`error certs.d/Reg.Corp/hosts.toml:1:1-1:7
  | server = "https://reg.corp"
  | ^^^^^^
  containerd never reads the directory certs.d/Reg.Corp, because its name has capital letters: its settings do not apply.
  do: Rename the directory to certs.d/reg.corp: its name is the host of the image reference, with the port and nothing else.
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`]},"containerd-hosts-http-tls-mix":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`ConfigureHosts`,says:`For http with TLS settings and a port other than 80, HTTPS is tried first and any TLS error leads to plain HTTP.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/docker.io/hosts.toml":`[host."http://m.corp:5000"]
  ca = "m.crt"
`},{"certs.d/reg.corp:5000/hosts.toml":`server = "http://reg.corp:5000"
client = "client.pem"
`}],good:[{"certs.d/docker.io/hosts.toml":`[host."https://m.corp:5000"]
  ca = "m.crt"
`},{"certs.d/docker.io/hosts.toml":`[host."http://m.corp:80"]
  ca = "m.crt"
`},{"certs.d/docker.io/hosts.toml":`[host."http://m.corp:5000"]
  capabilities = ["pull"]
`}]},expected:[`warning certs.d/docker.io/hosts.toml:2:3-2:5
  |   ca = "m.crt"
  |   ^^
  m.corp:5000 is an http:// registry with \`ca\`: containerd tries HTTPS and falls back to plain HTTP on any TLS error.
  do: Write https:// in the URL:
    toml:
      [host."https://m.corp:5000"]
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/IMAGE:TAG`,`warning certs.d/reg.corp:5000/hosts.toml:2:1-2:7
  | client = "client.pem"
  | ^^^^^^
  reg.corp:5000 is an http:// registry with \`client\`: containerd tries HTTPS and falls back to plain HTTP on any TLS error.
  do: Write https:// in the URL:
    toml:
      [host."https://reg.corp:5000"]
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp:5000/IMAGE:TAG`]},"containerd-hosts-invalid":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`loadHostDir`,says:`A file that cannot be decoded is logged, and the certificate files of the directory are used instead.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`parseHostConfig`,says:"An unknown capability, and a `ca` or `client` of another type, are errors.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/reg.corp:11000/hosts.toml":`server = https://reg.corp:11000
[host."https://reg.corp:11000"]
skip_verify = true
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  skip_verify = "true"
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  capabilities = ["pull", "list"]
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = true
dial_timeout = "30"
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  capabilities = ["pull", "referrers"]
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  client = [["a.pem", "b.key", "c.key"]]
`}],good:[{"certs.d/reg.corp:11000/hosts.toml":`server = "https://reg.corp:11000"
`},{"certs.d/reg.corp/a.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  capabilities = ["Pull", "resolve", "push"]
  ca = ["a.crt"]
  client = [["a.cert", "a.key"], ["b.pem", ""]]
  dial_timeout = "1m30s"
  [host."https://reg.corp".header]
    x-team = ["a"]
`},{"templates/certs.d/reg.corp/hosts.toml.j2":`server = {{ registry_url }}
`}]},expected:[`error certs.d/reg.corp:11000/hosts.toml:1:10-1:32
  | server = https://reg.corp:11000
  |          ^^^^^^^^^^^^^^^^^^^^^^
  containerd cannot decode hosts.toml for reg.corp:11000 (a string without quotes): it logs the error and continues without this file, so neither the mirror nor the TLS settings apply.
  do: Correct the value. URLs stand in quotes, in values and in table headers:
    toml:
      server = "https://reg.corp:11000"
      [host."https://reg.corp:11000"]
  verify: journalctl -u containerd | grep 'failed to decode' (nothing after the next pull)
  do: Then skip_verify would turn verification off: write ca = "ca.crt" in its place.
  edit certs.d/reg.corp:11000/hosts.toml 9-31 "\\"https://reg.corp:11000\\""`,`error certs.d/reg.corp/hosts.toml:2:17-2:23
  |   skip_verify = "true"
  |                 ^^^^^^
  containerd cannot decode hosts.toml for reg.corp (skip_verify is not a boolean: write true or false without quotes): it logs the error and continues without this file, so neither the mirror nor the TLS settings apply.
  do: Correct the value. URLs stand in quotes, in values and in table headers:
    toml:
      server = "https://reg.corp"
      [host."https://reg.corp"]
  verify: journalctl -u containerd | grep 'failed to decode' (nothing after the next pull)`,`error certs.d/reg.corp/hosts.toml:2:27-2:33
  |   capabilities = ["pull", "list"]
  |                           ^^^^^^
  containerd cannot decode hosts.toml for reg.corp (unknown capability "list"): it logs the error and continues without this file, so neither the mirror nor the TLS settings apply.
  do: Correct the value. URLs stand in quotes, in values and in table headers:
    toml:
      server = "https://reg.corp"
      [host."https://reg.corp"]
  verify: journalctl -u containerd | grep 'failed to decode' (nothing after the next pull)`,`error certs.d/reg.corp/hosts.toml:2:6-2:10
  | ca = true
  |      ^^^^
  containerd cannot decode hosts.toml for reg.corp (ca is not a path or a list of paths): it logs the error and continues without this file, so neither the mirror nor the TLS settings apply.
  do: Correct the value. URLs stand in quotes, in values and in table headers:
    toml:
      server = "https://reg.corp"
      [host."https://reg.corp"]
  verify: journalctl -u containerd | grep 'failed to decode' (nothing after the next pull)

error certs.d/reg.corp/hosts.toml:3:16-3:20
  | dial_timeout = "30"
  |                ^^^^
  containerd cannot decode hosts.toml for reg.corp (dial_timeout is not a duration such as "10s"): it logs the error and continues without this file, so neither the mirror nor the TLS settings apply.
  do: Correct the value. URLs stand in quotes, in values and in table headers:
    toml:
      server = "https://reg.corp"
      [host."https://reg.corp"]
  verify: journalctl -u containerd | grep 'failed to decode' (nothing after the next pull)`,`notice certs.d/reg.corp/hosts.toml:2:27-2:38
  |   capabilities = ["pull", "referrers"]
  |                           ^^^^^^^^^^^
  containerd before 2.2 does not know the capability "referrers" and ignores all of hosts.toml because of it.
  do: Leave it out, or see that every node has containerd 2.2: containerd --version`,`error certs.d/reg.corp/hosts.toml:2:13-2:40
  |   client = [["a.pem", "b.key", "c.key"]]
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  containerd cannot decode hosts.toml for reg.corp (client has an entry that is neither a path nor a pair): it logs the error and continues without this file, so neither the mirror nor the TLS settings apply.
  do: Correct the value. URLs stand in quotes, in values and in table headers:
    toml:
      server = "https://reg.corp"
      [host."https://reg.corp"]
  verify: journalctl -u containerd | grep 'failed to decode' (nothing after the next pull)`]},"containerd-hosts-plain-http":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`parseHostConfig`,says:`The scheme is taken from the URL, and a host without capabilities has all of them.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd docs/hosts.md`,section:`capabilities field`,says:`Resolving must be considered a trusted operation and only done by a trusted host.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`Kubespray`,section:`roles/container-engine/containerd/templates/hosts.toml.j2`,says:"`host`, `skip_verify` and `ca` of every item of `containerd_registries_mirrors` become those of a hosts.toml.",url:`https://github.com/kubernetes-sigs/kubespray/blob/master/roles/container-engine/containerd/templates/hosts.toml.j2`}],examples:{bad:[{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"

[host."http://10.2.0.9:5000"]
  capabilities = ["pull", "resolve"]
`},{"certs.d/reg.corp:5000/hosts.toml":`server = "http://reg.corp:5000"
`},{"certs.d/docker.io/hosts.toml":`[host."http://mirror.corp"]
  capabilities = ["pull"]
`},{"inventory/prod/group_vars/all/containerd.yml":`containerd_registries_mirrors:
  - prefix: reg.corp
    mirrors:
      - host: http://reg.corp:5000
`}],good:[{"certs.d/docker.io/hosts.toml":`[host."https://10.2.0.9:5000"]
  ca = "mirror.crt"
`},{"certs.d/reg.corp/hosts.toml":`server = "reg.corp"
`},{"certs.d/_default/hosts.toml":`server = "http://mirror.corp"
`}]},expected:[`error certs.d/docker.io/hosts.toml:3:7-3:29
  | [host."http://10.2.0.9:5000"]
  |       ^^^^^^^^^^^^^^^^^^^^^^
  containerd pulls from 10.2.0.9:5000 over plain HTTP, so whoever is on the network path decides which image a tag means.
  do: Serve 10.2.0.9:5000 over TLS and write:
    toml:
      [host."https://10.2.0.9:5000"]
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/IMAGE:TAG`,`error certs.d/reg.corp:5000/hosts.toml:1:10-1:32
  | server = "http://reg.corp:5000"
  |          ^^^^^^^^^^^^^^^^^^^^^^
  containerd pulls from reg.corp:5000 over plain HTTP, so whoever is on the network path decides which image a tag means.
  do: Serve reg.corp:5000 over TLS and write:
    toml:
      server = "https://reg.corp:5000"
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp:5000/IMAGE:TAG`,`warning certs.d/docker.io/hosts.toml:1:7-1:27
  | [host."http://mirror.corp"]
  |       ^^^^^^^^^^^^^^^^^^^^
  containerd pulls from mirror.corp over plain HTTP, so whoever is on the network path sees every image, and can hold back or spoil it.
  do: Serve mirror.corp over TLS and write:
    toml:
      [host."https://mirror.corp"]
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/IMAGE:TAG`,`error inventory/prod/group_vars/all/containerd.yml:4:15-4:35
  |       - host: http://reg.corp:5000
  |               ^^^^^^^^^^^^^^^^^^^^
  containerd pulls from reg.corp:5000 over plain HTTP, so whoever is on the network path decides which image a tag means.
  do: Serve reg.corp:5000 over TLS and write:
    yaml:
      host: https://reg.corp:5000
      ca: /etc/containerd/certs.d/HOST/ca.crt
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`]},"containerd-hosts-server-after-host":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`hostFileConfig`,says:"A host table has neither `server` nor `host`; unknown keys are dropped in silence.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd docs/hosts.md`,section:`host field(s)`,says:`Recursion is not supported in the specification of host mirror namespaces.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`TOML v1.0.0`,section:`Table`,says:`Under a table header, and until the next header or the end of file, are the keys of that table.`,url:`https://toml.io/en/v1.0.0#table`}],examples:{bad:[{"certs.d/docker.io/hosts.toml":`[host."https://m.corp"]
  capabilities = ["pull"]

server = "https://registry-1.docker.io"
`},{"certs.d/docker.io/hosts.toml":`[host."https://m.corp"]
  capabilities = ["pull"]
  [host."https://m.corp".host."https://n.corp"]
    capabilities = ["pull"]
`}],good:[{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"

[host."https://m.corp"]
  capabilities = ["pull"]
`}]},expected:[`error certs.d/docker.io/hosts.toml:4:1-4:7
  | server = "https://registry-1.docker.io"
  | ^^^^^^
  \`server\` stands below [host."https://m.corp"] and belongs to that table, where containerd ignores it: docker.io gets its default server.
  do: Make it the first line of the file:
    toml:
      server = "https://registry-1.docker.io"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/IMAGE:TAG`,`error certs.d/docker.io/hosts.toml:3:26-3:30
  |   [host."https://m.corp".host."https://n.corp"]
  |                          ^^^^
  A host table stands inside [host."https://m.corp"], where containerd ignores it: hosts cannot be nested.
  do: Give each mirror a table of its own at the top: [host."https://…"]
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/IMAGE:TAG`]},"containerd-hosts-skip-verify":{citations:[{document:`containerd docs/hosts.md`,section:`skip_verify field`,says:"`skip_verify` skips verifications of the registry's certificate chain and host name when set to `true`.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`tlsConfigFromHost`,says:"`ca` is added to the system's roots, so a private CA needs no `skip_verify`.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`Kubespray`,section:`roles/container-engine/containerd/templates/hosts.toml.j2`,says:"`host`, `skip_verify` and `ca` of every item of `containerd_registries_mirrors` become those of a hosts.toml.",url:`https://github.com/kubernetes-sigs/kubespray/blob/master/roles/container-engine/containerd/templates/hosts.toml.j2`}],examples:{bad:[{"nodes/etc/containerd/certs.d/reg.corp:8443/hosts.toml":`[host."https://reg.corp:8443"]
  capabilities = ["pull", "resolve"]
  skip_verify = true
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
skip_verify = true
`},{"deploy/registry.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: registry
data:
  hosts.toml: |
    server = "https://reg.corp:5000"
    skip_verify = true
`},{"inventory/prod/group_vars/all/containerd.yml":`containerd_registries_mirrors:
  - prefix: reg.corp
    mirrors:
      - host: https://reg.corp
        skip_verify: true
`}],good:[{"certs.d/reg.corp:8443/hosts.toml":`[host."https://reg.corp:8443"]
  ca = "corp-root.crt"
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
skip_verify = false
`},{"certs.d/reg.corp/hosts.toml":`# skip_verify = true
server = "https://reg.corp"
`},{"inventory/prod/group_vars/all/containerd.yml":`containerd_registries_mirrors:
  - prefix: reg.corp
    mirrors:
      - host: https://reg.corp
        skip_verify: false
`},{"inventory/hosts.toml":`[web]
skip_verify_hosts = true
`}]},expected:[`error nodes/etc/containerd/certs.d/reg.corp:8443/hosts.toml:3:17-3:21
  |   skip_verify = true
  |                 ^^^^
  containerd does not verify the certificate of reg.corp:8443, so anyone on the network path can serve images in its name.
  do: Name the CA instead, in the same table (it is added to the system's roots; a relative path counts from this file):
    toml:
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp:8443/IMAGE:TAG`,`error certs.d/reg.corp/hosts.toml:2:15-2:19
  | skip_verify = true
  |               ^^^^
  containerd does not verify the certificate of reg.corp, so anyone on the network path can serve images in its name.
  do: Name the CA instead, in the same table (it is added to the system's roots; a relative path counts from this file):
    toml:
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`,`error deploy/registry.yaml:8:19-8:23
  |     skip_verify = true
  |                   ^^^^
  in ConfigMap registry
  in data.hosts\\.toml
  about ConfigMap registry
  containerd does not verify the certificate of reg.corp:5000, so anyone on the network path can serve images in its name.
  do: Name the CA instead, in the same table (it is added to the system's roots; a relative path counts from this file):
    toml:
      ca = "ca.crt"
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp:5000/IMAGE:TAG`,`error inventory/prod/group_vars/all/containerd.yml:5:22-5:26
  |         skip_verify: true
  |                      ^^^^
  containerd does not verify the certificate of reg.corp, so anyone on the network path can serve images in its name.
  do: Name the CA instead, in the same table (it is added to the system's roots; a relative path counts from this file):
    yaml:
      ca: /etc/containerd/certs.d/HOST/ca.crt
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d reg.corp/IMAGE:TAG`]},"containerd-hosts-unknown-key":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`hostFileConfig`,says:`The file is decoded without strictness: keys outside of the struct are dropped in silence.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/reg.corp/hosts.toml":`[hosts."https://reg.corp"]
  ca = "reg.crt"
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  insecure_skip_verify = true
  retries = 3
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca_file = "/etc/ssl/corp.pem"
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
proxy = "http://proxy.corp"
`},{"certs.d/reg.corp/hosts.toml":`host."https://reg.corp".ca = "/etc/ssl/corp.pem"
`},{"certs.d/reg.corp/hosts.toml":`[host]
"https://reg.corp" = {ca = "/etc/ssl/corp.pem"}
`}],good:[{"inventory/hosts.toml":`[network]
gateway = "10.1.2.1"

[[hosts]]
name = "node1"
`},{"node.ign":`{"ignition": {"version": "3.4.0"}, "storage": {"files": [{"path": "/etc/containerd/certs.d/r/hosts.toml", "contents": {"source": "data:,%5Bhost.%22https://r%22%5D%0Aca%20=%20%22/etc/r.crt%22%0A"}}]}}`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = "/etc/ssl/corp.pem"
dial_timeout = "5s"
`},{"var/lib/rancher/k3s/agent/etc/containerd/certs.d/docker.io/hosts.toml":`[host."https://m.corp/v2"]
  [host."https://m.corp/v2".rewrite]
    "^library/(.*)" = "mirror/$1"
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp".header]
  x-team = ["a"]
[host."https://reg.corp"]
  CA = "/etc/ssl/corp.pem"
`},{"inventory/hosts.toml":`[webservers]
hosts = ["a.corp"]
`}]},expected:[`error certs.d/reg.corp/hosts.toml:1:2-1:7
  | [hosts."https://reg.corp"]
  |  ^^^^^
  containerd ignores the key \`hosts\` of hosts.toml in silence, so what it says does not hold.
  do: Write \`host\`. The keys are: server, host, capabilities, ca, client, skip_verify, header, override_path, dial_timeout.
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d --http-trace IMAGE`,`error certs.d/reg.corp/hosts.toml:2:3-2:23
  |   insecure_skip_verify = true
  |   ^^^^^^^^^^^^^^^^^^^^
  containerd ignores the key \`insecure_skip_verify\` of hosts.toml in silence, so what it says does not hold.
  do: Write \`skip_verify\`. The keys are: capabilities, ca, client, skip_verify, header, override_path, dial_timeout.
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d --http-trace IMAGE

warning certs.d/reg.corp/hosts.toml:3:3-3:10
  |   retries = 3
  |   ^^^^^^^
  containerd ignores the key \`retries\` of hosts.toml in silence, so what it says does not hold.
  do: Delete it, or use one of: capabilities, ca, client, skip_verify, header, override_path, dial_timeout.
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d --http-trace IMAGE`,`error certs.d/reg.corp/hosts.toml:2:1-2:8
  | ca_file = "/etc/ssl/corp.pem"
  | ^^^^^^^
  containerd ignores the key \`ca_file\` of hosts.toml in silence, so what it says does not hold.
  do: Write \`ca\`. The keys are: server, host, capabilities, ca, client, skip_verify, header, override_path, dial_timeout.
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d --http-trace IMAGE`,`warning certs.d/reg.corp/hosts.toml:2:1-2:6
  | proxy = "http://proxy.corp"
  | ^^^^^
  containerd ignores the key \`proxy\` of hosts.toml in silence, so what it says does not hold.
  do: Write \`HTTPS_PROXY in the environment of containerd\`. The keys are: server, host, capabilities, ca, client, skip_verify, header, override_path, dial_timeout.
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d --http-trace IMAGE`,`error certs.d/reg.corp/hosts.toml:1:6-1:24
  | host."https://reg.corp".ca = "/etc/ssl/corp.pem"
  |      ^^^^^^^^^^^^^^^^^^
  containerd 2 takes hosts from table headers only and ignores "https://reg.corp" in silence, so what is set for it does not hold.
  do: Write a table with a header:
    toml:
      [host."https://reg.corp"]
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d --http-trace IMAGE`,`error certs.d/reg.corp/hosts.toml:2:1-2:19
  | "https://reg.corp" = {ca = "/etc/ssl/corp.pem"}
  | ^^^^^^^^^^^^^^^^^^
  containerd 2 takes hosts from table headers only and ignores "https://reg.corp" in silence, so what is set for it does not hold.
  do: Write a table with a header:
    toml:
      [host."https://reg.corp"]
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d --http-trace IMAGE`]},"containerd-hosts-unusable-url":{citations:[{document:`containerd`,section:`docs/hosts.md, override_path`,says:`Without override_path = true, /v2 is appended to the path of a host; with it the path is the API's root.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md#override_path-field`},{document:`containerd/containerd`,section:`issues 6634, 7400, 8053`,says:`…/v2/ns becomes …/v2/ns/v2; docker.io is a web site and the registry is registry-1.docker.io; a server is one URL.`,url:`https://github.com/containerd/containerd/issues/7400`}],examples:{bad:[{"etc/containerd/certs.d/public.ecr.aws/hosts.toml":`server = "https://public.ecr.aws"

[host."https://mirror.corp.example.com/v2/ecr"]
  capabilities = ["pull"]
`},{"etc/containerd/certs.d/docker.io/hosts.toml":`server = "https://docker.io"

[host."https://mirror.corp.example.com"]
  capabilities = ["pull"]
`},{"etc/containerd/certs.d/docker.io/hosts.toml":`server = "https://docker.i://registry-1.docker.io"

[host."https://mirror.corp.example.com"]
  capabilities = ["pull"]
`},{"etc/containerd/certs.d/_default/hosts.toml":`server = "https://*.corp.example.com"

[host."https://mirror.corp.example.com"]
  capabilities = ["pull"]
`}],good:[{"etc/containerd/certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"

[host."https://mirror.corp.example.com"]
  capabilities = ["pull"]
`},{"etc/containerd/certs.d/public.ecr.aws/hosts.toml":`server = "https://public.ecr.aws"

[host."https://mirror.corp.example.com/v2/ecr"]
  capabilities = ["pull"]
  override_path = true
`},{"etc/containerd/certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"

[host."mirror.corp.example.com:5000"]
  capabilities = ["pull"]
`}]},expected:[`error etc/containerd/certs.d/public.ecr.aws/hosts.toml:3:7-3:47
  | [host."https://mirror.corp.example.com/v2/ecr"]
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  containerd appends /v2 to https://mirror.corp.example.com/v2/ecr, so it asks for /v2/ecr/v2: the mirror answers 404.
  do: Add to its table:
    toml:
      override_path = true
  verify: ctr image pull --hosts-dir /etc/containerd/certs.d <image>`,`error etc/containerd/certs.d/docker.io/hosts.toml:1:10-1:29
  | server = "https://docker.io"
  |          ^^^^^^^^^^^^^^^^^^^
  The server https://docker.io is Docker's web site: the registry of Docker Hub is registry-1.docker.io, so nothing can be pulled from there.
  do: Write the URL of the registry:
    sh:
      server = "https://registry-1.docker.io"
  verify: curl -sI https://registry-1.docker.io/v2/ answers 401`,`error etc/containerd/certs.d/docker.io/hosts.toml:1:10-1:51
  | server = "https://docker.i://registry-1.docker.io"
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The server https://docker.i://registry-1.docker.io is no URL, so nothing can be pulled from there.
  do: Write the URL of the registry:
    sh:
      server = "https://registry-1.docker.io"
  verify: curl -sI https://registry-1.docker.io/v2/ answers 401`,`error etc/containerd/certs.d/_default/hosts.toml:1:10-1:38
  | server = "https://*.corp.example.com"
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The server https://*.corp.example.com has a wildcard, and containerd asks a host of that very name, so nothing can be pulled from there.
  do: Write the URL of the registry:
    sh:
      server = "https://registry-1.docker.io"
  verify: curl -sI https://registry-1.docker.io/v2/ answers 401`]},"containerd-hosts-without-host-table":{citations:[{document:`containerd/containerd`,section:`issues 10027 and 13212`,says:"containerd 1.x ends with “invalid `host` tree” where no [host] table is there; 2.x accepts it.",url:`https://github.com/containerd/containerd/issues/10027`}],examples:{bad:[{"etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`server = "https://registry.corp.example.com"
ca = ["/etc/ssl/corp/root.crt"]
`,"group_vars/all.yml":`containerd_version: 1.7.24
`}],good:[{"etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`server = "https://registry.corp.example.com"
ca = ["/etc/ssl/corp/root.crt"]
`,"group_vars/all.yml":`containerd_version: 2.1.4
`},{"etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`server = "https://registry.corp.example.com"

[host."https://registry.corp.example.com"]
  ca = ["/etc/ssl/corp/root.crt"]
`,"group_vars/all.yml":`containerd_version: 1.7.24
`}]},expected:[`error etc/containerd/certs.d/registry.corp.example.com/hosts.toml:2:1-2:3
  | ca = ["/etc/ssl/corp/root.crt"]
  | ^^
  containerd 1.7.24 refuses this hosts.toml, because it has no [host] table: ca is not used.
  do: Put the settings into a table, which every version reads:
    toml:
      server = "https://registry.corp.example.com"

      [host."https://registry.corp.example.com"]
        capabilities = ["pull", "resolve"]
        ca = "/etc/containerd/certs.d/registry.corp.example.com/ca.crt"
  verify: ctr image pull --hosts-dir /etc/containerd/certs.d <image>
  related group_vars/all.yml:1:21 containerd 1.7.24`]},"containerd-mirror-can-resolve":{citations:[{document:`containerd docs/hosts.md`,section:`capabilities field`,says:`A public mirror should never be trusted to do a resolve action.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`parseHostConfig`,says:"A host without `capabilities` can pull, resolve and push.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"
[host."https://hub.mirror.corp"]
  capabilities = ["pull", "resolve"]
`},{"certs.d/quay.io/hosts.toml":`[host."https://hub.mirror.corp"]
  ca = "/m.crt"
`}],good:[{"certs.d/docker.io/hosts.toml":`[host."https://hub.mirror.corp"]
  capabilities = ["pull"]
`},{"certs.d/docker.io/hosts.toml":`[host."https://registry-1.docker.io"]
  capabilities = ["pull", "resolve"]
`},{"certs.d/reg.corp:5000/hosts.toml":`[host."https://reg.corp:5000"]
  capabilities = ["pull", "resolve"]
`}]},expected:[`notice certs.d/docker.io/hosts.toml:3:27-3:36
  |   capabilities = ["pull", "resolve"]
  |                           ^^^^^^^^^
  The mirror hub.mirror.corp decides which image a tag of docker.io means.
  do: If the mirror is not under your control, let it pull only:
    toml:
      capabilities = ["pull"]
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/IMAGE:TAG`,`notice certs.d/quay.io/hosts.toml:1:7-1:32
  | [host."https://hub.mirror.corp"]
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^
  The mirror hub.mirror.corp decides which image a tag of quay.io means, because it has no \`capabilities\` and so has all of them.
  do: If the mirror is not under your control, let it pull only:
    toml:
      capabilities = ["pull"]
  verify: ctr images pull --hosts-dir /etc/containerd/certs.d quay.io/IMAGE:TAG`]},"containerd-mirrors-refused":{citations:[{document:`containerd/containerd`,section:`issue 12612`,says:`2.2.0 and 2.2.1 fill in a default config_path beside mirrors, and the plugin refuses the two together; mended in 2.2.2.`,url:`https://github.com/containerd/containerd/issues/12612`},{document:`kubernetes-sigs/kind`,section:`v0.31.0, images/base/Dockerfile`,says:`kindest/node:v1.35.0 of this release has containerd 2.2.0.`,url:`https://github.com/kubernetes-sigs/kind/releases/tag/v0.31.0`}],examples:{bad:[{"hack/kind.yaml":`kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    image: kindest/node:v1.35.0
containerdConfigPatches:
  - |-
    [plugins."io.containerd.grpc.v1.cri".registry.mirrors."registry.corp.example.com:5000"]
      endpoint = ["https://registry.corp.example.com:5000"]
`},{"nodes/etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors]
    [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
      endpoint = ["https://mirror.corp.example.com"]
`,"nodes/vars.yml":`containerd_version: 2.2.0
`}],good:[{"nodes/etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors]
    [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
      endpoint = ["https://mirror.corp.example.com"]
`,"nodes/vars.yml":`containerd_version: 2.2.2
`},{"nodes/etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
`,"nodes/vars.yml":`containerd_version: 2.2.0
`},{"nodes/etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors]
    [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
      endpoint = ["https://mirror.corp.example.com"]
`}]},expected:[`warning hack/kind.yaml:8:51-8:58
  |     [plugins."io.containerd.grpc.v1.cri".registry.mirrors."registry.corp.example.com:5000"]
  |                                                   ^^^^^^^
  in Cluster (unnamed)
  in containerdConfigPatches.0
  kindest/node:v1.35.0, which has containerd 2.2.0, sets a config_path of its own beside these mirrors and then refuses the two together: the CRI plugin does not load, and the node does not become ready.
  do: Before the upgrade, set config_path = "/etc/containerd/certs.d" and write for each registry
  do: /etc/containerd/certs.d/HOST/hosts.toml:
    toml:
      server = "https://registry-1.docker.io"

      [host."https://mirror.corp.example.com"]
        capabilities = ["pull", "resolve"]
  do: containerd 2.2.2 is mended as well.
  verify: crictl info
  related hack/kind.yaml:5:12 kindest/node:v1.35.0, which has containerd 2.2.0,`,`error nodes/etc/containerd/config.toml:3:49-3:56
  |   [plugins."io.containerd.grpc.v1.cri".registry.mirrors]
  |                                                 ^^^^^^^
  containerd 2.2.0 sets a config_path of its own beside these mirrors and then refuses the two together: the CRI plugin does not load, and the node does not become ready.
  do: Before the upgrade, set config_path = "/etc/containerd/certs.d" and write for each registry
  do: /etc/containerd/certs.d/HOST/hosts.toml:
    toml:
      server = "https://registry-1.docker.io"

      [host."https://mirror.corp.example.com"]
        capabilities = ["pull", "resolve"]
  do: containerd 2.2.2 is mended as well.
  verify: crictl info
  related nodes/vars.yml:1:21 containerd 2.2.0`]},"mirror-settings-of-upstream":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Configs`,says:`The TLS and credentials of each registry are looked up by the host of the endpoint that is dialled.`,url:`https://docs.k3s.io/installation/private-registry#configs`},{document:`containerd`,section:`docs/hosts.md, host fields`,says:`The fields at the top are for the server; each [host] table has its own.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`Talos`,section:`v1alpha1, RegistriesConfig, config`,says:`The configuration is by the host name of the endpoint: the registry, or the mirror.`,url:`https://www.talos.dev/latest/reference/configuration/v1alpha1/config/`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  endpoint = ["https://mirror.corp.example.com"]
[plugins."io.containerd.grpc.v1.cri".registry.configs."docker.io".tls]
  ca_file = "/etc/ssl/corp-ca.pem"
`},{"etc/docker/certs.d/docker.io/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"etc/docker/daemon.json":`{"registry-mirrors": ["https://mirror.corp.example.com"]}
`},{"etc/containerd/certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"
ca = "/etc/ssl/corp-ca.pem"

[host."https://mirror.corp.example.com"]
  capabilities = ["pull", "resolve"]
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: ["https://mirror.corp.example.com:5000"]
configs:
  docker.io:
    tls: {ca_file: /etc/ssl/corp-ca.pem}
`},{"machine.yaml":`machine:
  registries:
    mirrors:
      docker.io:
        endpoints: ["https://mirror.corp.example.com"]
    config:
      docker.io:
        tls: {ca: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t}
cluster: {}
`}],good:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: ["https://mirror.corp.example.com:5000"]
configs:
  docker.io:
    auth: {username: a, password: "{{ password }}"}
`},{"etc/containerd/certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"

[host."https://mirror.corp.example.com"]
  capabilities = ["pull", "resolve"]
  ca = "/etc/ssl/corp-ca.pem"
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: ["https://mirror.corp.example.com:5000"]
configs:
  "mirror.corp.example.com:5000":
    tls: {ca_file: /etc/ssl/corp-ca.pem}
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  registry.corp.example.com:
    endpoint: ["https://registry.corp.example.com"]
configs:
  registry.corp.example.com:
    tls: {ca_file: /etc/ssl/corp-ca.pem}
`}]},expected:[`error etc/containerd/config.toml:4:55-4:66
  | gins."io.containerd.grpc.v1.cri".registry.configs."docker.io".tls]
  |                                                   ^^^^^^^^^^^
  The TLS settings in registry.configs are for docker.io, but what is asked is its mirror mirror.corp.example.com, which has none: they are not used.
  do: Write them under the host of the endpoint, with its port as it stands there:
    yaml:
      "mirror.corp.example.com":
        tls:
          ca_file: /etc/ssl/registry-ca.crt
  verify: crictl pull docker.io/<image>`,`error etc/docker/certs.d/docker.io/ca.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The CA lies in certs.d/docker.io, but what is asked is the mirror mirror.corp.example.com, which has no directory: it is not used.
  do: Name the directory after the mirror: etc/docker/certs.d/mirror.corp.example.com/ca.crt
  verify: pull an image of docker.io`,`error etc/containerd/certs.d/docker.io/hosts.toml:2:1-2:3
  | ca = "/etc/ssl/corp-ca.pem"
  | ^^
  ca stands at the top of hosts.toml and so is for registry-1.docker.io only; the mirror mirror.corp.example.com, which is asked first, does not get it.
  do: Put it into the table of the mirror:
    toml:
      [host."https://mirror.corp.example.com"]
        ca = "/etc/ssl/corp-ca.pem"
  verify: crictl pull docker.io/<image>`,`error etc/rancher/k3s/registries.yaml:5:3-5:12
  |   docker.io:
  |   ^^^^^^^^^
  The TLS settings in configs are for docker.io, but what is asked is its mirror mirror.corp.example.com:5000, which has none: they are not used.
  do: Write them under the host of the endpoint, with its port as it stands there:
    yaml:
      "mirror.corp.example.com:5000":
        tls:
          ca_file: /etc/ssl/registry-ca.crt
  verify: crictl pull docker.io/<image>`,`error machine.yaml:7:7-7:16
  |       docker.io:
  |       ^^^^^^^^^
  The TLS settings in registries.config are for docker.io, but what is asked is its mirror mirror.corp.example.com, which has none: they are not used.
  do: Write them under the host of the endpoint, with its port as it stands there:
    yaml:
      "mirror.corp.example.com":
        tls:
          ca_file: /etc/ssl/registry-ca.crt
  verify: crictl pull docker.io/<image>`]},"nerdctl-insecure-registry":{citations:[{document:`nerdctl docs/config.md`,section:`Properties`,says:"`insecure_registry` in nerdctl.toml is `--insecure-registry` for every command; `hosts_dir` lists certs.d directories.",url:`https://github.com/containerd/nerdctl/blob/main/docs/config.md`},{document:`nerdctl docs/registry.md`,section:`Using insecure registry`,says:"`--insecure-registry` skips the verification of certificates and falls back to plain HTTP.",url:`https://github.com/containerd/nerdctl/blob/main/docs/registry.md`}],examples:{bad:[{"etc/nerdctl/nerdctl.toml":`namespace = "k8s.io"
insecure_registry = true
`}],good:[{"etc/nerdctl/nerdctl.toml":`insecure_registry = false
hosts_dir = ["/etc/containerd/certs.d"]
`},{"nerdctl.toml.j2":`insecure_registry = {{ insecure }}
`}]},expected:[`error etc/nerdctl/nerdctl.toml:2:21-2:25
  | insecure_registry = true
  |                     ^^^^
  nerdctl verifies no registry and falls back to plain HTTP, so any image can be replaced on its way.
  do: Delete it, and for the registry that needs it write its hosts.toml below /etc/containerd/certs.d, with its name in place of reg.corp.example.com:5000:
    toml:
      server = "https://reg.corp.example.com:5000"
      [host."https://reg.corp.example.com:5000"]
        capabilities = ["pull", "resolve", "push"]
        ca = "/etc/containerd/certs.d/reg.corp.example.com:5000/ca.crt"
  verify: nerdctl pull HOST[:PORT]/IMAGE:TAG`]},"containers-policy-accept-anything":{citations:[{document:`containers-policy.json(5)`,says:`It is strongly recommended to set the default policy to reject and then to allow transports and scopes as desired.`,url:`https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md`}],examples:{bad:[{"etc/containers/policy.json":`{
  "default": [{ "type": "reject" }],
  "transports": { "docker": { "reg.corp:5000": [{ "type": "insecureAcceptAnything" }] } }
}
`},{"etc/containers/policy.json":`{ "default": [{ "type": "insecureAcceptAnything" }] }
`}],good:[{"etc/containers/policy.json":`{
  "default": [{ "type": "reject" }],
  "transports": {
    "docker": { "reg.corp:5000": [{ "type": "sigstoreSigned", "keyPath": "/etc/pki/containers/corp.pub" }] },
    "docker-daemon": { "": [{ "type": "insecureAcceptAnything" }] },
    "dir": { "": [{ "type": "insecureAcceptAnything" }] }
  }
}
`},{"etc/containers/policy.json":`{
  "default": [{ "type": "reject" }],
  "transports": { "docker": { "reg.corp/team/app": [{ "type": "insecureAcceptAnything" }] } }
}
`}]},expected:[`error etc/containers/policy.json:3:59-3:83
  | ports": { "docker": { "reg.corp:5000": [{ "type": "insecureAcceptAnything" }] } }
  |                                                   ^^^^^^^^^^^^^^^^^^^^^^^^
  The policy rejects by default and still accepts any image of reg.corp:5000, signed or not.
  do: Require a signature: "default": [{"type": "reject"}], and under transports.docker:
    yaml:
      "reg.corp:5000": [{"type": "sigstoreSigned", "keyPath": "/etc/pki/containers/reg.corp:5000.pub"}]
  verify: skopeo copy docker://reg.corp:5000/IMAGE dir:/tmp/image fails for an image that is not signed.`,`notice etc/containers/policy.json:1:25-1:49
  | { "default": [{ "type": "insecureAcceptAnything" }] }
  |                         ^^^^^^^^^^^^^^^^^^^^^^^^
  The policy accepts every image that no other scope is about, as distributions ship it, so what is pulled is as trustworthy as the connection that it came over.
  do: Require a signature: "default": [{"type": "reject"}], and under transports.docker:
    yaml:
      "REGISTRY": [{"type": "sigstoreSigned", "keyPath": "/etc/pki/containers/REGISTRY.pub"}]
  verify: skopeo copy docker://REGISTRY/IMAGE dir:/tmp/image fails for an image that is not signed.`]},"containers-policy-invalid":{citations:[{document:`containers-policy.json(5)`,says:`Unrecognized, duplicated or otherwise invalid fields cause the entire file to be rejected.`,url:`https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md`,section:`Format`}],examples:{bad:[{"etc/containers/policy.json":`{ "transports": { "docker": { "": [{ "type": "reject" }] } } }
`},{"etc/containers/policy.json":`{ "default": [{ "type": "reject" }], "transports": {}, "comment": "" }
`},{"etc/containers/policy.json":`{
  "default": [{ "type": "rejected" }],
  "transports": { "docker": { "reg.corp": [{ "type": "sigstoreSigned", "keypath": "/corp.pub" }] } }
}
`},{"etc/containers/policy.json":`{ "default": [], "transports": {} }
`}],good:[{"etc/containers/policy.json":`{
  "default": [{ "type": "reject" }],
  "transports": {
    "docker": {
      "reg.corp": [
        { "type": "signedBy", "keyType": "GPGKeys", "keyPath": "/corp.gpg", "signedIdentity": { "type": "matchExact" } }
      ]
    }
  }
}
`},{"etc/containers/policy.json":`{ "default": [{ "type": "insecureAcceptAnything" }] }
`}]},expected:[`error etc/containers/policy.json:1:1-1:63
  | { "transports": { "docker": { "": [{ "type": "reject" }] } } }
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The whole policy is rejected because it has no default, so no image can be pulled or run.
  do: Add "default": [{"type": "reject"}].
  verify: skopeo inspect --policy policy.json docker://<an image> ends without an error about the policy.`,`error etc/containers/policy.json:1:56-1:65
  | fault": [{ "type": "reject" }], "transports": {}, "comment": "" }
  |                                                   ^^^^^^^^^
  The whole policy is rejected because policy.json has no field comment, so no image can be pulled or run.
  do: It takes: default, transports.
  verify: skopeo inspect --policy policy.json docker://<an image> ends without an error about the policy.`,`error etc/containers/policy.json:2:25-2:35
  |   "default": [{ "type": "rejected" }],
  |                         ^^^^^^^^^^
  The whole policy is rejected because there is no requirement of type rejected, so no image can be pulled or run.
  do: Use one of: insecureAcceptAnything, reject, signedBy, signedBaseLayer, sigstoreSigned.
  verify: skopeo inspect --policy policy.json docker://<an image> ends without an error about the policy.

error etc/containers/policy.json:3:72-3:81
  | cker": { "reg.corp": [{ "type": "sigstoreSigned", "keypath": "/corp.pub" }] } }
  |                                                   ^^^^^^^^^
  The whole policy is rejected because sigstoreSigned has no field keypath, so no image can be pulled or run.
  do: It takes: type, keyPath, keyPaths, keyData, keyDatas, fulcio, rekorPublicKeyPath, rekorPublicKeyPaths, rekorPublicKeyData, rekorPublicKeyDatas, pki, signedIdentity.
  verify: skopeo inspect --policy policy.json docker://<an image> ends without an error about the policy.`,`error etc/containers/policy.json:1:14-1:16
  | { "default": [], "transports": {} }
  |              ^^
  The whole policy is rejected because a list of requirements is empty, so no image can be pulled or run.
  do: Write [{"type": "reject"}] to refuse all images.
  verify: skopeo inspect --policy policy.json docker://<an image> ends without an error about the policy.`]},"crio-insecure-registries":{citations:[{document:`cri-o/cri-o`,section:`docs/crio.conf.5.md, insecure_registries`,says:`The option is deprecated and no longer effective; registries.conf holds these settings.`,url:`https://github.com/cri-o/cri-o/blob/main/docs/crio.conf.5.md`}],examples:{bad:[{"etc/crio/crio.conf.d/10-registries.conf":`[crio.image]
insecure_registries = ["reg.corp:5000"]
`},{"group_vars/all/cri-o.yml":`crio_insecure_registries:
  - 10.0.0.0/24
`}],good:[{"etc/crio/crio.conf":`[crio.image]
insecure_registries = []
`},{"etc/containers/certs.d/reg.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"etc/crio/crio.conf":`[crio.image]
pause_image = "registry.k8s.io/pause:3.10"
`}]},expected:[`error etc/crio/crio.conf.d/10-registries.conf:2:24-2:39
  | insecure_registries = ["reg.corp:5000"]
  |                        ^^^^^^^^^^^^^^^
  CRI-O either pulls from reg.corp:5000 without verifying its certificate or, in current releases, ignores the entry and fails, so it is wrong on every node.
  do: Remove the line, and put the CA of the registry in /etc/containers/certs.d/reg.corp:5000/ca.crt.
  verify: curl --cacert /etc/containers/certs.d/reg.corp:5000/ca.crt https://reg.corp:5000/v2/ answers 200 or 401, then skopeo inspect an image of it.`,`error group_vars/all/cri-o.yml:2:5-2:16
  |   - 10.0.0.0/24
  |     ^^^^^^^^^^^
  CRI-O either pulls from 10.0.0.0/24 without verifying its certificate or, in current releases, ignores the entry and fails, so it is wrong on every node.
  do: Remove the line, and put the CA of the registry in /etc/containers/certs.d/10.0.0.0/ca.crt.
  verify: curl --cacert /etc/containers/certs.d/10.0.0.0/ca.crt https://10.0.0.0/v2/ answers 200 or 401, then skopeo inspect an image of it.`]},"registries-conf-insecure":{citations:[{document:`containers-registries.conf(5)`,section:`Per-namespace settings, insecure`,says:`If it is true, unencrypted HTTP as well as TLS connections with untrusted certificates are allowed.`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`}],examples:{bad:[{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp:5000"
insecure = true
`},{"etc/containers/registries.conf.d/corp.conf":`[[registry]]
prefix = "*.corp"
insecure = true
`}],good:[{"etc/containers/certs.d/reg.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"etc/containers/registries.conf":`[[registry]]
location = "reg.corp:5000"
`},{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp:5000"
insecure = false
`},{"etc/containers/registries.conf":`unqualified-search-registries = ["docker.io"]
`}]},expected:[`error etc/containers/registries.conf:3:12-3:16
  | insecure = true
  |            ^^^^
  The certificate of reg.corp:5000 is not verified and plain HTTP is accepted, so anyone on the way can replace the images pulled from there.
  do: Remove the line, and put the CA of the registry in /etc/containers/certs.d/reg.corp:5000/ca.crt.
  verify: curl --cacert /etc/containers/certs.d/reg.corp:5000/ca.crt https://reg.corp:5000/v2/ answers 200 or 401, then skopeo inspect an image of it.`,`error etc/containers/registries.conf.d/corp.conf:3:12-3:16
  | insecure = true
  |            ^^^^
  The certificate of *.corp, which others than you serve, is not verified and plain HTTP is accepted, so anyone on the way can replace the images pulled from there.
  do: Remove the line, and put the CA of the registry in /etc/containers/certs.d/<host:port>/ca.crt.
  verify: curl --cacert /etc/containers/certs.d/<host:port>/ca.crt https://<host:port>/v2/ answers 200 or 401, then skopeo inspect an image of it.`]},"registries-conf-invalid":{citations:[{document:`containers/image`,section:`pkg/sysregistriesv2, loadConfigFile and postProcessRegistries`,says:`Mixed versions, URI schemes, empty locations and conflicting settings make the whole configuration invalid.`,url:`https://github.com/containers/image/blob/main/pkg/sysregistriesv2/system_registries_v2.go`},{document:`containers-registries.conf(5)`,says:`Locations and prefixes are host[:port] with an optional path; a wildcard stands only at the front: *.example.com`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`}],examples:{bad:[{"etc/containers/registries.conf":`[[registry]]
location = "https://reg.corp:5000"
`},{"etc/containers/registries.conf":`unqualified-search-registries = ["docker.io"]

[registries.insecure]
registries = ["reg.corp"]
`},{"etc/containers/registries.conf":`[[registry]]
location = "docker.io"
skip_verify = true

[[registry.mirror]]
location = "mirror.corp"
pull-from-mirror = "tags"
`},{"etc/containers/registries.conf":`[[registry]]
prefix = "reg.*.corp"
location = "reg.corp"
`}],good:[{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp:5000"
`},{"etc/containers/registries.conf":`[[registry]]
prefix = "*.corp"
blocked = false
`},{"etc/containers/registries.conf":`unqualified-search-registries = ["docker.io"]

[registries.insecure]
registries = []
`},{"etc/containers/registries.conf":`[[registry]]
location = "docker.io"

[[registry.mirror]]
location = "mirror.corp/hub"
pull-from-mirror = "digest-only"
`}]},expected:[`error etc/containers/registries.conf:2:12-2:35
  | location = "https://reg.corp:5000"
  |            ^^^^^^^^^^^^^^^^^^^^^^^
  The whole file is rejected because the location of reg.corp:5000 has a URI scheme, so nothing can be pulled.
  do: Write "reg.corp:5000".
  verify: podman info --format '{{.Registries}}' ends without an error.
  edit etc/containers/registries.conf 24-47 "\\"reg.corp:5000\\""`,`error etc/containers/registries.conf:3:13-3:21
  | [registries.insecure]
  |             ^^^^^^^^
  The whole file is rejected because [registries.insecure] is of version 1, the rest of the file of version 2, so nothing can be pulled.
  do: Move its registries to [[registry]] tables.
  verify: podman info --format '{{.Registries}}' ends without an error.`,`warning etc/containers/registries.conf:3:1-3:12
  | skip_verify = true
  | ^^^^^^^^^^^
  [[registry]] has no option skip_verify, so it is ignored without a word.
  do: Use one of: prefix, location, insecure, blocked, mirror, mirror-by-digest-only, pull-from-mirror.
  verify: podman --log-level=debug info 2>&1 | grep "Failed to decode keys"

error etc/containers/registries.conf:7:20-7:26
  | pull-from-mirror = "tags"
  |                    ^^^^^^
  The whole file is rejected because pull-from-mirror = "tags" is not one of all, digest-only and tag-only, so nothing can be pulled.
  do: Correct it.
  verify: podman info --format '{{.Registries}}' ends without an error.`,`error etc/containers/registries.conf:2:10-2:22
  | prefix = "reg.*.corp"
  |          ^^^^^^^^^^^^
  The prefix reg.*.corp matches no image, because a wildcard is only one at the front, so its settings are ignored.
  do: Write one table for each host, or a prefix that begins with "*.".
  verify: podman info --format '{{.Registries}}'`]},"registries-conf-mirror-insecure":{citations:[{document:`containers-registries.conf(5)`,section:`Per-namespace settings, insecure`,says:`If it is true, unencrypted HTTP as well as TLS connections with untrusted certificates are allowed.`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`},{document:`containers-registries.conf(5)`,section:`Remapping and mirroring registries, mirror`,says:`Each mirror has a location and an insecure of its own.`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`}],examples:{bad:[{"etc/containers/registries.conf":`[[registry]]
location = "docker.io"

[[registry.mirror]]
location = "mirror.corp:5000/hub"
insecure = true
`},{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp"
insecure = true

[[registry.mirror]]
location = "mirror.corp:5000"
`}],good:[{"etc/containers/certs.d/mirror.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"etc/containers/registries.conf":`[[registry]]
location = "docker.io"

[[registry.mirror]]
location = "mirror.corp:5000/hub"
`},{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp:5000/team"
insecure = true

[[registry.mirror]]
location = "mirror.corp:5000"
insecure = false
`}]},expected:[`error etc/containers/registries.conf:6:12-6:16
  | insecure = true
  |            ^^^^
  The certificate of the mirror mirror.corp:5000/hub is not verified and plain HTTP is accepted, so anyone on the way can replace every image of docker.io.
  do: Remove the line, and put the CA of the registry in /etc/containers/certs.d/mirror.corp:5000/ca.crt.
  verify: curl --cacert /etc/containers/certs.d/mirror.corp:5000/ca.crt https://mirror.corp:5000/v2/ answers 200 or 401, then skopeo inspect an image of it.`,`warning etc/containers/registries.conf:6:12-6:30
  | location = "mirror.corp:5000"
  |            ^^^^^^^^^^^^^^^^^^
  The insecure of reg.corp does not reach its mirror mirror.corp:5000, which must still present a valid certificate, so it is skipped if its CA is unknown.
  do: Give the mirror its CA: /etc/containers/certs.d/mirror.corp:5000/ca.crt.
  verify: skopeo inspect docker://mirror.corp:5000/<image>`]},"registries-conf-v1-insecure":{citations:[{document:`containers-registries.conf(5)`,section:`Version 1 format, deprecated`,says:`The list of registries.insecure means the same as insecure in the current format.`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`}],examples:{bad:[{"etc/containers/registries.conf":`[registries.insecure]
registries = ['reg.corp:5000']
`}],good:[{"etc/containers/registries.conf":`[registries.search]
registries = ['docker.io']
[registries.insecure]
registries = []
`},{"etc/containers/registries.conf.j2":`[registries.insecure]
registries = ['{{ registry }}']
`}]},expected:[`error etc/containers/registries.conf:2:15-2:30
  | registries = ['reg.corp:5000']
  |               ^^^^^^^^^^^^^^^
  The certificate of reg.corp:5000 is not verified and plain HTTP is accepted, so anyone on the way can replace the images pulled from there.
  do: Remove the line, and put the CA of the registry in /etc/containers/certs.d/reg.corp:5000/ca.crt.
  verify: curl --cacert /etc/containers/certs.d/reg.corp:5000/ca.crt https://reg.corp:5000/v2/ answers 200 or 401, then skopeo inspect an image of it.`]},"registries-conf-v1-refused":{citations:[{document:`containers/image`,section:`5.40, sysregistriesv2`,says:`The format of version 1 is read no more: registries.conf must be in v2 format but is in v1.`,url:`https://github.com/containers/skopeo/issues/2881`},{document:`containers-registries.conf(5)`,says:`Version 2 has [[registry]] tables and unqualified-search-registries.`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`}],examples:{bad:[{"nodes/etc/containers/registries.conf":`[registries.search]
registries = ['registry.corp.example.com', 'docker.io']
`,"nodes/group_vars/all.yml":`podman_version: 6.0.0
`},{"nodes/etc/containers/registries.conf":`[registries.block]
registries = ['docker.io']
`}],good:[{"nodes/etc/containers/registries.conf":`unqualified-search-registries = ["docker.io"]
`,"nodes/group_vars/all.yml":`podman_version: 6.0.0
`}]},expected:[`error nodes/etc/containers/registries.conf:1:13-1:19
  | [registries.search]
  |             ^^^^^^
  This registries.conf has the tables of version 1, and podman 6.0.0 refuses it: every pull fails with "must be in v2 format but is in v1".
  do: Write version 2, before the upgrade:
    toml:
      unqualified-search-registries = ["registry.corp.example.com", "docker.io"]

      [[registry]]
      location = "registry.corp.example.com"
  verify: podman info --format '{{.Registries}}'
  related nodes/group_vars/all.yml:1:17 podman 6.0.0`,`notice nodes/etc/containers/registries.conf:1:13-1:18
  | [registries.block]
  |             ^^^^^
  This registries.conf has the tables of version 1, which Podman 6, Buildah 1.44 and Skopeo 1.23 refuse.
  do: Write version 2, before the upgrade:
    toml:
      unqualified-search-registries = ["registry.corp.example.com", "docker.io"]

      [[registry]]
      location = "registry.corp.example.com"
  verify: podman info --format '{{.Registries}}'`]},"skopeo-sync-tls-verify":{citations:[{document:`skopeo-sync(1)`,section:`YAML file content, used as source for --src yaml`,says:`tls-verify and cert-dir are set for each registry; tls-verify is true by default.`,url:`https://github.com/containers/skopeo/blob/main/docs/skopeo-sync.1.md`}],examples:{bad:[{"sync.yaml":`reg.corp:5000:
  tls-verify: false
  images:
    team/app: ["1.0"]
`}],good:[{"sync.yaml":`reg.corp:5000:
  cert-dir: /certs
  images:
    team/app: ["1.0"]
`},{"sync.yaml":`reg.corp:5000:
  tls-verify: true
  images:
    team/app: ["1.0"]
`}]},expected:[`error sync.yaml:2:15-2:20
  |   tls-verify: false
  |               ^^^^^
  skopeo sync does not verify the certificate of reg.corp:5000 and accepts plain HTTP, so anyone on the way can put images into the registry that it copies to.
  do: Remove tls-verify, and add cert-dir: /certs with the CA of reg.corp:5000 in /certs/ca.crt.
  verify: skopeo inspect --cert-dir /certs docker://reg.corp:5000/<image>`]},"buildkitd-keypair-elsewhere":{citations:[{document:`BuildKit documentation`,section:`buildkitd.toml`,says:`A registry table takes http, insecure, ca and keypair; ca is added to the CAs of the system.`,url:`https://github.com/moby/buildkit/blob/master/docs/buildkitd.toml.md`}],examples:{bad:[{"buildkitd.toml":`debug = true
[registry."registry.corp.example.com"]
  ca = ["/etc/buildkit/ca.crt"]
  [[registry."registry.corp".keypair]]
    key = "/etc/buildkit/client.key"
    cert = "/etc/buildkit/client.cert"
`}],good:[{"buildkitd.toml":`debug = true
[registry."registry.corp.example.com"]
  ca = ["/etc/buildkit/ca.crt"]
  [[registry."harbor.example.org".keypair]]
    key = "/etc/buildkit/client.key"
    cert = "/etc/buildkit/client.cert"
`},{"buildkitd.toml":`debug = true
[registry."registry.corp.example.com"]
  ca = ["/etc/buildkit/ca.crt"]
  [[registry."registry.corp.example.com".keypair]]
    key = "/etc/buildkit/client.key"
    cert = "/etc/buildkit/client.cert"
`}]},expected:[`error buildkitd.toml:4:14-4:29
  |   [[registry."registry.corp".keypair]]
  |              ^^^^^^^^^^^^^^^
  The client certificate is for registry.corp, while the CA is for registry.corp.example.com: buildkitd offers registry.corp.example.com no certificate.
  do: Write it into the table of the registry:
    toml:
      [[registry."registry.corp.example.com".keypair]]
        key = "/etc/buildkit/client.key"
        cert = "/etc/buildkit/client.cert"
  verify: a build that pulls an image of registry.corp.example.com`]},"buildkitd-mirror-not-inherited":{citations:[{document:`moby/buildkit`,section:`util/resolver/resolver.go, NewRegistryConfig`,says:`The options of a mirror are taken from the table that is named after the mirror's host.`,url:`https://github.com/moby/buildkit/blob/master/util/resolver/resolver.go`}],examples:{bad:[{"buildkitd.toml":`[registry."docker.io"]
  mirrors = ["m.corp:5000"]
  ca = ["/etc/buildkit/certs/corp.pem"]
`},{"buildkitd.toml":`[registry."docker.io"]
  mirrors = ["m.corp/hub"]
  http = true
`}],good:[{"buildkitd.toml":`[registry."docker.io"]
  mirrors = ["m.corp:5000/hub"]

[registry."m.corp:5000"]
  ca = ["/etc/buildkit/certs/corp.pem"]
`},{"buildkitd.toml":`[registry."docker.io"]
  mirrors = ["m.corp:5000"]
`}]},expected:[`error buildkitd.toml:2:14-2:27
  |   mirrors = ["m.corp:5000"]
  |              ^^^^^^^^^^^^^
  The ca of [registry."docker.io"] does not reach its mirror m.corp:5000, which BuildKit asks with the defaults, and changes how docker.io itself is asked.
  do: Move ca to a table of the mirror:
  do: [registry."m.corp:5000"]
    toml:
      ca = ["/etc/buildkit/certs/ca.pem"]
  verify: docker buildx inspect --bootstrap, then build from an image of docker.io and read the log of m.corp:5000.`,`error buildkitd.toml:2:14-2:26
  |   mirrors = ["m.corp/hub"]
  |              ^^^^^^^^^^^^
  The http of [registry."docker.io"] does not reach its mirror m.corp, which BuildKit asks with the defaults, and changes how docker.io itself is asked.
  do: Move http to a table of the mirror:
  do: [registry."m.corp"]
    toml:
      ca = ["/etc/buildkit/certs/ca.pem"]
  verify: docker buildx inspect --bootstrap, then build from an image of docker.io and read the log of m.corp.`]},"buildkitd-registry-http":{citations:[{document:`BuildKit documentation`,section:`buildkitd.toml`,says:`A registry table takes http, insecure, ca and keypair; ca is added to the CAs of the system.`,url:`https://github.com/moby/buildkit/blob/master/docs/buildkitd.toml.md`},{document:`moby/buildkit`,section:`util/resolver/resolver.go, fillInsecureOpts`,says:`With http and insecure together, unverified HTTPS is tried first and plain HTTP after it.`,url:`https://github.com/moby/buildkit/blob/master/util/resolver/resolver.go`}],examples:{bad:[{"buildkitd.toml":`[registry."reg.corp:5000"]
  http = true
`},{"buildkitd.toml":`[registry."reg.corp:5000"]
  http = true
  insecure = true
`}],good:[{"buildkitd.toml":`[registry."reg.corp:5000"]
  ca = ["/etc/buildkit/certs/corp.pem"]
`},{"buildkitd.toml":`[registry."reg.corp:5000"]
  http = false
`},{"buildkitd.toml.tmpl":`[registry."{{ .Registry }}"]
  http = {{ .PlainHttp }}
`}]},expected:[`error buildkitd.toml:2:10-2:14
  |   http = true
  |          ^^^^
  BuildKit asks reg.corp:5000 over plain HTTP, so anyone on the way can read and replace what is pulled and pushed.
  do: Remove the line, and name the CA (it is added to those of the system):
  do: [registry."reg.corp:5000"]
    toml:
      ca = ["/etc/buildkit/certs/ca.pem"]
  verify: curl --cacert ca.pem https://reg.corp:5000/v2/ answers 200 or 401, then pull an image of reg.corp:5000 in a build.`,`error buildkitd.toml:2:10-2:14
  |   http = true
  |          ^^^^
  BuildKit tries reg.corp:5000 over HTTPS without verifying its certificate and then over plain HTTP, so anyone on the way can read and replace what is pulled and pushed.
  do: Remove the line, and name the CA (it is added to those of the system):
  do: [registry."reg.corp:5000"]
    toml:
      ca = ["/etc/buildkit/certs/ca.pem"]
  verify: curl --cacert ca.pem https://reg.corp:5000/v2/ answers 200 or 401, then pull an image of reg.corp:5000 in a build.`]},"buildkitd-registry-insecure":{citations:[{document:`BuildKit documentation`,section:`buildkitd.toml`,says:`A registry table takes http, insecure, ca and keypair; ca is added to the CAs of the system.`,url:`https://github.com/moby/buildkit/blob/master/docs/buildkitd.toml.md`}],examples:{bad:[{"buildkitd.toml":`[registry."reg.corp:5000"]
  insecure = true
`},{"buildkit.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: buildkitd
data:
  buildkitd.toml: |
    [registry."reg.corp:5000"]
      insecure = true
`}],good:[{"buildkitd.toml":`[registry."reg.corp:5000"]
  ca = ["/etc/buildkit/certs/corp.pem"]
`},{"buildkitd.toml":`[registry."reg.corp:5000"]
  insecure = false
`},{"buildkitd.toml":`insecure-entitlements = ["network.host"]
[registry."docker.io"]
  mirrors = ["m.corp"]
`}]},expected:[`error buildkitd.toml:2:14-2:18
  |   insecure = true
  |              ^^^^
  BuildKit does not verify the certificate of reg.corp:5000, so anyone on the way can replace the base images of every build.
  do: Remove the line, and name the CA (it is added to those of the system):
  do: [registry."reg.corp:5000"]
    toml:
      ca = ["/etc/buildkit/certs/ca.pem"]
  verify: curl --cacert ca.pem https://reg.corp:5000/v2/ answers 200 or 401, then pull an image of reg.corp:5000 in a build.`,`error buildkit.yaml:8:18-8:22
  |       insecure = true
  |                  ^^^^
  in ConfigMap buildkitd
  in data.buildkitd\\.toml
  about ConfigMap buildkitd
  BuildKit does not verify the certificate of reg.corp:5000, so anyone on the way can replace the base images of every build.
  do: Remove the line, and name the CA (it is added to those of the system):
  do: [registry."reg.corp:5000"]
    toml:
      ca = ["/etc/buildkit/certs/ca.pem"]
  verify: curl --cacert ca.pem https://reg.corp:5000/v2/ answers 200 or 401, then pull an image of reg.corp:5000 in a build.`]},"certsd-dir-name":{citations:[{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`The directory is named after the registry as images name it: with its port if they do, without if not.`,url:`https://docs.docker.com/engine/security/certificates/`},{document:`containers-certs.d(5)`,says:`Files that end in .crt are CAs; those that end in .cert and .key are a client's certificate and key.`,url:`https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md`}],examples:{bad:[{"etc/docker/certs.d/https:__registry.corp/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"compose.yaml":`services:
  app:
    image: registry.corp:5000/team/app:1
`,"etc/docker/certs.d/registry.corp/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"compose.yaml":`services:
  app:
    image: registry.corp/team/app:1
`,"etc/containers/certs.d/registry.corp:443/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"compose.yaml":`services:
  app:
    image: registry.corp:5000/team/app:1
`,"etc/docker/certs.d/registry.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"etc/docker/certs.d/registry.corp/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"etc/containerd/certs.d/registry.corp_5000_/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"compose.yaml":`services:
  app:
    image: registry.corp:5000/team/app:1
`,"etc/docker/certs.d/registry.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"etc/docker/certs.d/registry.corp/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`error etc/docker/certs.d/https:__registry.corp/ca.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  No image names its registry https:__registry.corp, so the certificates in etc/docker/certs.d/https:__registry.corp are never used.
  do: Name it as the images do: git mv etc/docker/certs.d/https:__registry.corp etc/docker/certs.d/registry.corp
  verify: docker pull an image of registry.corp.`,`error etc/docker/certs.d/registry.corp/ca.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  No image names its registry registry.corp, so the certificates in etc/docker/certs.d/registry.corp are never used.
  do: Name it as the images do: git mv etc/docker/certs.d/registry.corp etc/docker/certs.d/registry.corp:5000
  verify: docker pull an image of registry.corp:5000.`,`error etc/containers/certs.d/registry.corp:443/ca.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  No image names its registry registry.corp:443, so the certificates in etc/containers/certs.d/registry.corp:443 are never used.
  do: Name it as the images do: git mv etc/containers/certs.d/registry.corp:443 etc/containers/certs.d/registry.corp
  verify: docker pull an image of registry.corp.`]},"certsd-leaf-as-ca":{citations:[{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`A .crt file is a CA, a .cert file with its .key is a client certificate; nothing else is read.`,url:`https://docs.docker.com/engine/security/certificates/`},{document:`Go documentation`,section:`crypto/x509, VerifyOptions.Roots`,says:`Roots is the set of trusted root certificates the leaf needs to chain up to; a certificate in it is one itself.`,url:`https://pkg.go.dev/crypto/x509#VerifyOptions`}],examples:{bad:[{"etc/docker/certs.d/reg.corp:5000/ca.crt":`<certificate CN=registry.corp.example.com, until 2027-06-01>
`},{"etc/docker/certs.d/reg.corp:5000/ca.crt":`<certificate CN=lab.corp.example.com, until 2027-06-01>
`}],good:[{"etc/docker/certs.d/reg.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"etc/docker/certs.d/reg.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"etc/containerd/certs.d/reg.corp:5000/ca.crt":`<certificate CN=registry.corp.example.com, until 2027-06-01>
`,"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
ca = "ca.crt"
`},{"etc/docker/certs.d/reg.corp:5000/client.cert":`<certificate O=Corp,CN=robot, until 2027-06-01>
`,"etc/docker/certs.d/reg.corp:5000/client.key":`<private key>
`}]},expected:[`warning etc/docker/certs.d/reg.corp:5000/ca.crt:1:1-13:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  etc/docker/certs.d/reg.corp:5000/ca.crt holds registry.corp.example.com, which is no CA, so every node that trusts reg.corp:5000 through it stops pulling when that certificate is renewed.
  do: Replace it by the certificate of its issuer.
  verify: openssl x509 -in ca.crt -noout -ext basicConstraints says CA:TRUE.`,`notice etc/docker/certs.d/reg.corp:5000/ca.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  etc/docker/certs.d/reg.corp:5000/ca.crt holds lab.corp.example.com, which is no CA, so every node that trusts reg.corp:5000 through it stops pulling when that certificate is renewed.
  do: Make a CA, issue the certificate of reg.corp:5000 from it, and distribute the CA.
  verify: openssl x509 -in ca.crt -noout -ext basicConstraints says CA:TRUE.`]},"certsd-without-host":{citations:[{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`A .crt file is a CA, a .cert file with its .key is a client certificate; nothing else is read.`,url:`https://docs.docker.com/engine/security/certificates/`},{document:`containers-certs.d(5)`,says:`Files that end in .crt are CAs; those that end in .cert and .key are a client's certificate and key.`,url:`https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md`},{document:`containers-certs.d(5)`,says:`Certificates are read from certs.d/HOST[:PORT]/; a file in certs.d itself is not.`,url:`https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md`}],examples:{bad:[{"compose.yml":`services:
  dind:
    image: docker:29-dind
    volumes:
      - ./corp.crt:/etc/docker/certs.d/corp.crt
`,"corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"corp-root.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"setup.sh":`#!/bin/sh
mkdir -p /etc/docker/certs.d
cp corp-root.pem /etc/docker/certs.d/
`},{"node/etc/docker/cert.d/registry.corp.example.com/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"corp-root.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"setup.sh":`#!/bin/sh
mkdir -p /etc/docker/certs.d/registry.corp.example.com
cp corp-root.pem /etc/docker/certs.d/registry.corp.example.com/ca.crt
`},{"rootfs/etc/containerd/certs.d/corp.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"rootfs/etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`server = "https://registry.corp.example.com"

[host."https://registry.corp.example.com"]
  ca = "/etc/containerd/certs.d/corp.crt"
`}]},expected:[`error compose.yml:5:9-5:48
  |       - ./corp.crt:/etc/docker/certs.d/corp.crt
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  /etc/docker/certs.d/corp.crt is read by nobody: docker looks into certs.d/<host>[:<port>]/ only, so the CA is not trusted.
  do: Put it into a directory that is called after the registry, with its port:
    text:
      /etc/docker/certs.d/registry.corp.example.com:5000/ca.crt
  verify: pull an image of that registry`,`error setup.sh:3:4-3:17
  | cp corp-root.pem /etc/docker/certs.d/
  |    ^^^^^^^^^^^^^
  /etc/docker/certs.d/corp-root.pem is read by nobody: docker looks into certs.d/<host>[:<port>]/ only, so the CA is not trusted.
  do: Put it into a directory that is called after the registry, with its port:
    text:
      /etc/docker/certs.d/registry.corp.example.com:5000/ca.crt
  verify: pull an image of that registry`,`error node/etc/docker/cert.d/registry.corp.example.com/ca.crt:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  node/etc/docker/cert.d/registry.corp.example.com/ca.crt is read by nobody: the directory is called certs.d, not cert.d, so the CA of registry.corp.example.com is not trusted.
  do: Write /etc/docker/certs.d/registry.corp.example.com/ca.crt
  verify: docker pull registry.corp.example.com/<image>`]},"certsd-wrong-extension":{citations:[{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`A .crt file is a CA, a .cert file with its .key is a client certificate; nothing else is read.`,url:`https://docs.docker.com/engine/security/certificates/`},{document:`containers-certs.d(5)`,says:`Files that end in .crt are CAs; those that end in .cert and .key are a client's certificate and key.`,url:`https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md`}],examples:{bad:[{"etc/docker/certs.d/reg.corp:5000/ca.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"etc/docker/certs.d/reg.corp:5000/ca.cert":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"etc/containers/certs.d/reg.corp/corp.cer":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{Dockerfile:`FROM docker:27-dind
COPY corp.pem /etc/docker/certs.d/reg.corp:5000/corp.pem
`}],good:[{"etc/docker/certs.d/reg.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"etc/docker/certs.d/reg.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"etc/docker/certs.d/reg.corp:5000/client.cert":`<certificate O=Corp,CN=robot, until 2027-06-01>
`,"etc/docker/certs.d/reg.corp:5000/client.key":`<private key>
`},{"install.sh":`#!/bin/sh
install -m 644 ca.pem /etc/docker/certs.d/reg.corp/ca.crt
cp client.* /etc/docker/certs.d/reg.corp/
`},{"install.sh":`#!/bin/sh
cp ca.pem /etc/containerd/certs.d/reg.corp/ca.pem
cat > /etc/containerd/certs.d/reg.corp/hosts.toml <<EOF
[host."https://reg.corp"]
  ca = "ca.pem"
EOF
`},{"etc/containerd/certs.d/reg.corp/corp.pem":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"etc/containerd/certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  ca = "corp.pem"
`}]},expected:[`error etc/docker/certs.d/reg.corp:5000/ca.pem:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  ca.pem in the directory of reg.corp:5000 is no file that its runtime reads, so the certificate in it is not trusted and pulls from reg.corp:5000 fail.
  do: If it is the CA of reg.corp:5000, name it etc/docker/certs.d/reg.corp:5000/ca.crt.
  verify: openssl s_client -connect reg.corp:5000 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,`error etc/docker/certs.d/reg.corp:5000/ca.cert:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  ca.cert in the directory of reg.corp:5000 is read as a client's certificate whose key is missing, so the certificate in it is not trusted and pulls from reg.corp:5000 fail.
  do: If it is the CA of reg.corp:5000, name it etc/docker/certs.d/reg.corp:5000/ca.crt.
  verify: openssl s_client -connect reg.corp:5000 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,`error etc/containers/certs.d/reg.corp/corp.cer:1:1-11:26
  | -----BEGIN CERTIFICATE-----
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.cer in the directory of reg.corp is no file that its runtime reads, so the certificate in it is not trusted and pulls from reg.corp fail.
  do: If it is the CA of reg.corp, name it etc/containers/certs.d/reg.corp/corp.crt.
  verify: openssl s_client -connect reg.corp:443 -CAfile corp.crt </dev/null says "Verify return code: 0 (ok)".`,`error Dockerfile:2:15-2:57
  | COPY corp.pem /etc/docker/certs.d/reg.corp:5000/corp.pem
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  corp.pem in the directory of reg.corp:5000 is no file that its runtime reads, so the certificate in it is not trusted and pulls from reg.corp:5000 fail.
  do: If it is the CA of reg.corp:5000, name it /etc/docker/certs.d/reg.corp:5000/corp.crt.
  verify: openssl s_client -connect reg.corp:5000 -CAfile corp.crt </dev/null says "Verify return code: 0 (ok)".`]},"docker-daemon-insecure-cidr":{citations:[{document:`moby/moby`,section:`daemon/pkg/registry/config.go, isSecureIndex`,says:`A registry is insecure if its name resolves to an address in one of the listed networks.`,url:`https://github.com/moby/moby/blob/master/daemon/pkg/registry/config.go`},{document:`CIS Docker Benchmark 1.5.0`,section:`2.5`,says:`Ensure insecure registries are not used.`}],examples:{bad:[{"etc/docker/daemon.json":`{ "insecure-registries": ["10.0.0.0/8"] }
`},{"etc/docker/daemon.json":`{ "insecure-registries": ["reg.corp:5000", "192.168.4.0/24", "::/0"] }
`}],good:[{"etc/docker/daemon.json":`{ "insecure-registries": ["127.0.0.0/8", "::1/128"] }
`},{"etc/docker/daemon.json":`{ "insecure-registries": [], "bip": "10.200.0.1/24" }
`}]},expected:[`error etc/docker/daemon.json:1:27-1:39
  | { "insecure-registries": ["10.0.0.0/8"] }
  |                           ^^^^^^^^^^^^
  dockerd verifies no registry whose name resolves into 10.0.0.0/8, a network so wide that it may hold any registry, so whoever answers its DNS queries decides which registries are insecure.
  do: Remove 10.0.0.0/8, and name the registries that need a CA.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/<host:port>/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/<host:port>/ca.crt https://<host:port>/v2/ answers 200 or 401.`,`error etc/docker/daemon.json:1:44-1:60
  | { "insecure-registries": ["reg.corp:5000", "192.168.4.0/24", "::/0"] }
  |                                            ^^^^^^^^^^^^^^^^
  dockerd verifies no registry whose name resolves into 192.168.4.0/24, that network, so whoever answers its DNS queries decides which registries are insecure.
  do: Remove 192.168.4.0/24, and name the registries that need a CA.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/<host:port>/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/<host:port>/ca.crt https://<host:port>/v2/ answers 200 or 401.

error etc/docker/daemon.json:1:62-1:68
  | -registries": ["reg.corp:5000", "192.168.4.0/24", "::/0"] }
  |                                                   ^^^^^^
  dockerd verifies no registry whose name resolves into ::/0, a network so wide that it may hold any registry, so whoever answers its DNS queries decides which registries are insecure.
  do: Remove ::/0, and name the registries that need a CA.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/<host:port>/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/<host:port>/ca.crt https://<host:port>/v2/ answers 200 or 401.`]},"docker-daemon-insecure-format":{citations:[{document:`moby/moby`,section:`daemon/pkg/registry/config.go, loadInsecureRegistries`,says:`http:// and https:// are removed with a warning; any other scheme, and what is no host[:port], is an error.`,url:`https://github.com/moby/moby/blob/master/daemon/pkg/registry/config.go`},{document:`Docker documentation`,section:`dockerd, Daemon configuration file`,says:`The following directives don't match any configuration option: the daemon does not start.`,url:`https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file`}],examples:{bad:[{"etc/docker/daemon.json":`{ "insecureRegistries": ["reg.corp:5000"] }
`},{"etc/docker/daemon.json":`{ "insecure-registries": ["reg.corp:5000/team", "oci://reg.corp"] }
`},{"etc/docker/daemon.json":`{ "insecure-registries": ["http://reg.corp:5000"] }
`}],good:[{"install.sh":`IP=$(hostname -I)
cat <<EOF > /etc/docker/daemon.json
{ "insecure-registries": ["$IP:5000"] }
EOF
`},{"etc/docker/daemon.json":`{ "insecure-registries": ["reg.corp:5000", "10.0.0.0/8", "[2001:db8::1]:5000"] }
`},{"etc/docker/daemon.json":`{ "registry-mirrors": ["https://mirror.corp"] }
`}]},expected:[`error etc/docker/daemon.json:1:3-1:23
  | { "insecureRegistries": ["reg.corp:5000"] }
  |   ^^^^^^^^^^^^^^^^^^^^
  dockerd knows no option insecureRegistries and refuses to start with it.
  do: Write insecure-registries.
  verify: dockerd --validate --config-file=/etc/docker/daemon.json
  edit etc/docker/daemon.json 2-22 "\\"insecure-registries\\""`,`error etc/docker/daemon.json:1:27-1:47
  | { "insecure-registries": ["reg.corp:5000/team", "oci://reg.corp"] }
  |                           ^^^^^^^^^^^^^^^^^^^^
  The entry for reg.corp:5000 is no host[:port] and no network, so dockerd refuses to start.
  do: If the registry must be listed at all, write "reg.corp:5000".
  verify: dockerd --validate --config-file=/etc/docker/daemon.json

error etc/docker/daemon.json:1:49-1:65
  | { "insecure-registries": ["reg.corp:5000/team", "oci://reg.corp"] }
  |                                                 ^^^^^^^^^^^^^^^^
  The entry for reg.corp is no host[:port] and no network, so dockerd refuses to start.
  do: If the registry must be listed at all, write "reg.corp".
  verify: dockerd --validate --config-file=/etc/docker/daemon.json`,`warning etc/docker/daemon.json:1:27-1:49
  | { "insecure-registries": ["http://reg.corp:5000"] }
  |                           ^^^^^^^^^^^^^^^^^^^^^^
  dockerd takes the scheme off http://reg.corp:5000 and goes on with a warning; the entry stands for HTTP and HTTPS alike.
  do: If the registry must be listed at all, write "reg.corp:5000".
  verify: dockerd --validate --config-file=/etc/docker/daemon.json
  edit etc/docker/daemon.json 26-48 "\\"reg.corp:5000\\""`]},"docker-daemon-insecure-registry":{citations:[{document:`Docker Engine API`,section:`RegistryServiceConfig`,says:`Insecure registries accept HTTP and/or accept HTTPS with certificates from unknown CAs.`,url:`https://docs.docker.com/reference/api/engine/`},{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`The CA of a registry belongs in /etc/docker/certs.d/<host[:port]>/ca.crt.`,url:`https://docs.docker.com/engine/security/certificates/`}],examples:{bad:[{"etc/docker/daemon.json":`{ "insecure-registries": ["reg.corp:5000"] }
`},{"etc/docker/daemon.json":`{
  "insecure-registries": ["http://reg.corp", "127.0.0.1:5000"]
}
`},{"group_vars/all/docker.yml":`docker_insecure_registries:
  - reg.corp:5000
`},{"group_vars/all.yml":`docker_daemon_options:
  insecure-registries: [reg.corp:5000]
`}],good:[{"group_vars/all/docker.yml":`docker_insecure_registries: []
`},{"etc/docker/certs.d/reg.corp:5000/ca.crt":`<certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`,"etc/docker/daemon.json":`{ "log-driver": "json-file" }
`},{"etc/docker/daemon.json":`{ "insecure-registries": ["127.0.0.1:5000", "localhost:5000", "127.0.0.0/8"] }
`},{"etc/docker/daemon.json.tmpl":`{ "insecure-registries": ["{{ .Registry }}"] }
`}]},expected:[`error etc/docker/daemon.json:1:27-1:42
  | { "insecure-registries": ["reg.corp:5000"] }
  |                           ^^^^^^^^^^^^^^^
  dockerd does not verify the certificate of reg.corp:5000 and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.
  do: Remove the entry.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/reg.corp:5000/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/reg.corp:5000/ca.crt https://reg.corp:5000/v2/ answers 200 or 401.`,`error etc/docker/daemon.json:2:27-2:44
  |   "insecure-registries": ["http://reg.corp", "127.0.0.1:5000"]
  |                           ^^^^^^^^^^^^^^^^^
  dockerd does not verify the certificate of reg.corp and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.
  do: Remove the entry.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/reg.corp/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/reg.corp/ca.crt https://reg.corp/v2/ answers 200 or 401.`,`error group_vars/all/docker.yml:2:5-2:18
  |   - reg.corp:5000
  |     ^^^^^^^^^^^^^
  dockerd does not verify the certificate of reg.corp:5000 and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.
  do: Remove the entry.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/reg.corp:5000/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/reg.corp:5000/ca.crt https://reg.corp:5000/v2/ answers 200 or 401.`,`error group_vars/all.yml:2:25-2:38
  |   insecure-registries: [reg.corp:5000]
  |                         ^^^^^^^^^^^^^
  dockerd does not verify the certificate of reg.corp:5000 and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.
  do: Remove the entry.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/reg.corp:5000/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/reg.corp:5000/ca.crt https://reg.corp:5000/v2/ answers 200 or 401.`]},"docker-daemon-mirror-http":{citations:[{document:`moby/moby`,section:`daemon/pkg/registry/config.go, ValidateMirror`,says:`A mirror is an http:// or https:// URL without user, query or fragment; the scheme decides how it is asked.`,url:`https://github.com/moby/moby/blob/master/daemon/pkg/registry/config.go`},{document:`Docker documentation`,section:`Registry as a pull-through cache`,says:`The mirror is asked for every image of Docker Hub before the Hub itself.`,url:`https://docs.docker.com/docker-hub/image-library/mirror/`}],examples:{bad:[{"etc/docker/daemon.json":`{ "registry-mirrors": ["http://mirror.corp:5000"] }
`},{"etc/docker/daemon.json":`{ "registry-mirrors": ["mirror.corp:5000"] }
`}],good:[{"etc/docker/daemon.json":`{ "registry-mirrors": ["https://mirror.corp:5000"] }
`},{"etc/docker/daemon.json":`{ "registry-mirrors": [] }
`},{"etc/docker/daemon.json.j2":`{ "registry-mirrors": ["{{ mirror }}"] }
`}]},expected:[`error etc/docker/daemon.json:1:24-1:49
  | { "registry-mirrors": ["http://mirror.corp:5000"] }
  |                        ^^^^^^^^^^^^^^^^^^^^^^^^^
  dockerd asks mirror.corp:5000 over plain HTTP for every image of Docker Hub, so anyone on the way can replace them.
  do: Write "https://mirror.corp:5000", and give dockerd the CA of the mirror in /etc/docker/certs.d/mirror.corp:5000/ca.crt.
  verify: curl --cacert /etc/docker/certs.d/mirror.corp:5000/ca.crt https://mirror.corp:5000/v2/ answers 200 or 401.`,`error etc/docker/daemon.json:1:24-1:42
  | { "registry-mirrors": ["mirror.corp:5000"] }
  |                        ^^^^^^^^^^^^^^^^^^
  The mirror mirror.corp:5000 has no http:// or https:// before it, so dockerd refuses to start.
  do: Write "https://mirror.corp:5000".
  verify: dockerd --validate --config-file=/etc/docker/daemon.json`]},"docker-loopback-not-insecure":{citations:[{document:`moby/moby`,section:`pull request 53868, 29.10`,says:`An explicit list of insecure-registries, even an empty one, ends the implicit one for loopback addresses.`,url:`https://github.com/moby/moby/pull/53868`}],examples:{bad:[{".gitlab-ci.yml":`build:
  image: docker:29.10
  script:
    - docker push localhost:5000/corp/app:1
`,"docker/daemon.json":`{"insecure-registries": []}
`}],good:[{".gitlab-ci.yml":`build:
  image: docker:29.10
  script:
    - docker push localhost:5000/corp/app:1
`,"docker/daemon.json":`{"insecure-registries": ["127.0.0.0/8"]}
`},{".gitlab-ci.yml":`build:
  image: docker:29.9
  script:
    - docker push localhost:5000/corp/app:1
`,"docker/daemon.json":`{"insecure-registries": []}
`}]},expected:[`warning docker/daemon.json:1:2-1:23
  | {"insecure-registries": []}
  |  ^^^^^^^^^^^^^^^^^^^^^
  An explicit insecure-registries, be it empty, ends the exception for this machine in Docker 29.10: localhost:5000/corp/app:1 is asked for over TLS, and the push or pull fails.
  do: Remove the key from daemon.json before the upgrade, or name the machine itself:
    yaml:
      "insecure-registries": ["127.0.0.0/8"]
  verify: docker info --format '{{json .RegistryConfig.InsecureRegistryCIDRs}}'
  related .gitlab-ci.yml:2:10 Docker 29.10
  related .gitlab-ci.yml:4:19 localhost:5000/corp/app:1 is used here`]},"docker-tcp-without-tls":{citations:[{document:`Docker documentation`,section:`Protect the Docker daemon socket, Use TLS`,says:`With tlsverify the daemon only accepts clients that a trusted CA has signed; with tls alone it asks for none.`,url:`https://docs.docker.com/engine/security/protect-access/`},{document:`Docker Official Image docker`,section:`TLS`,says:`Since 19.03 dind makes its certificates in DOCKER_TLS_CERTDIR; an empty value turns TLS off.`,url:`https://hub.docker.com/_/docker`}],examples:{bad:[{"etc/docker/daemon.json":`{ "hosts": ["tcp://0.0.0.0:2375"] }
`},{"etc/docker/daemon.json":`{ "hosts": ["tcp://10.1.2.3:2376"], "tls": true }
`},{"compose.yaml":`services:
  dind:
    image: docker:27-dind
    environment:
      DOCKER_TLS_CERTDIR: ""
`},{"ci.sh":`#!/bin/sh
export DOCKER_HOST=tcp://build.corp:2375
docker build .
`},{"start.sh":`#!/bin/sh
dockerd -H tcp://0.0.0.0:2375
`}],good:[{"etc/docker/daemon.json":`{ "hosts": ["tcp://0.0.0.0:2376"], "tlsverify": true, "tlscacert": "/ca.pem" }
`},{"etc/docker/daemon.json":`{ "hosts": ["unix:///var/run/docker.sock", "fd://"] }
`},{"compose.yaml":`services:
  dind:
    image: docker:27-dind
    environment:
      DOCKER_TLS_CERTDIR: /certs
`},{"ci.sh":`#!/bin/sh
export DOCKER_HOST=ssh://me@build.corp
DOCKER_HOST=tcp://build.corp:2376
`},{"start.sh":`#!/bin/sh
dockerd -H tcp://0.0.0.0:2376 --tlsverify
`}]},expected:[`error etc/docker/daemon.json:1:13-1:33
  | { "hosts": ["tcp://0.0.0.0:2375"] }
  |             ^^^^^^^^^^^^^^^^^^^^
  dockerd serves its API on tcp://0.0.0.0:2375 without TLS, so whoever reaches the port is root on the machine.
  do: Set "tlsverify": true with "tlscacert", "tlscert" and "tlskey", and use port 2376.
  verify: docker --tlsverify -H tcp://<host>:2376 version works, and without --tlsverify it does not.`,`error etc/docker/daemon.json:1:13-1:34
  | { "hosts": ["tcp://10.1.2.3:2376"], "tls": true }
  |             ^^^^^^^^^^^^^^^^^^^^^
  dockerd encrypts tcp://10.1.2.3:2376 but asks its clients for no certificate, so whoever reaches the port is root on the machine.
  do: Set "tlsverify": true with "tlscacert", "tlscert" and "tlskey", and use port 2376.
  verify: docker --tlsverify -H tcp://<host>:2376 version works, and without --tlsverify it does not.`,`error compose.yaml:5:27-5:29
  |       DOCKER_TLS_CERTDIR: ""
  |                           ^^
  An empty DOCKER_TLS_CERTDIR makes dind serve the Docker API on port 2375 without TLS, to whoever reaches it.
  do: Set DOCKER_TLS_CERTDIR: /certs, share /certs/client with the client, and use DOCKER_HOST=tcp://docker:2376.
  verify: docker info in the job shows the server.`,`error ci.sh:2:20-2:41
  | export DOCKER_HOST=tcp://build.corp:2375
  |                    ^^^^^^^^^^^^^^^^^^^^^
  The Docker API at build.corp:2375 is used without TLS, so anyone on the way can read, change and give commands to it.
  do: Set DOCKER_HOST=tcp://build.corp:2376 with DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.
  verify: docker version shows the server.`,`error start.sh:2:9-2:11
  | dockerd -H tcp://0.0.0.0:2375
  |         ^^
  dockerd serves its API on tcp://0.0.0.0:2375 without TLS, so whoever reaches the port is root on the machine.
  do: Set "tlsverify": true with "tlscacert", "tlscert" and "tlskey", and use port 2376.
  verify: docker --tlsverify -H tcp://<host>:2376 version works, and without --tlsverify it does not.`]},"dockerd-flag-insecure-registry":{citations:[{document:`Docker Engine API`,section:`RegistryServiceConfig`,says:`Insecure registries accept HTTP and/or accept HTTPS with certificates from unknown CAs.`,url:`https://docs.docker.com/reference/api/engine/`},{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`The CA of a registry belongs in /etc/docker/certs.d/<host[:port]>/ca.crt.`,url:`https://docs.docker.com/engine/security/certificates/`}],examples:{bad:[{".gitlab-ci.yml":`build:
  image: docker:27
  services:
    - name: docker:27-dind
      command: ["--insecure-registry=reg.corp:5000"]
  script:
    - docker build .
`},{"etc/default/docker":`DOCKER_OPTS="--insecure-registry reg.corp:5000"
`},{"start.sh":`#!/bin/sh
dockerd --insecure-registry=10.0.0.0/8 &
`},{"compose.yaml":`services:
  dind:
    image: docker:27-dind
    command: ["--insecure-registry=reg.corp:5000"]
`}],good:[{"compose.yaml":`services:
  dind:
    image: docker:27-dind
    volumes: ["./ca.crt:/etc/docker/certs.d/reg.corp:5000/ca.crt:ro"]
`},{".gitlab-ci.yml":`test:
  services:
    - name: docker:27-dind
      command: ["--insecure-registry=localhost:5000"]
  script: [make]
`},{"pull.sh":`#!/bin/sh
dockerd --insecure-registry=$REGISTRY &
`}]},expected:[`error .gitlab-ci.yml:5:17-5:52
  |       command: ["--insecure-registry=reg.corp:5000"]
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  dockerd does not verify the certificate of reg.corp:5000 and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.
  do: Remove the entry.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/reg.corp:5000/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/reg.corp:5000/ca.crt https://reg.corp:5000/v2/ answers 200 or 401.`,`error etc/default/docker:1:14-1:47
  | DOCKER_OPTS="--insecure-registry reg.corp:5000"
  |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  dockerd does not verify the certificate of reg.corp:5000 and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.
  do: Remove the entry.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/reg.corp:5000/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/reg.corp:5000/ca.crt https://reg.corp:5000/v2/ answers 200 or 401.`,`error start.sh:2:9-2:39
  | dockerd --insecure-registry=10.0.0.0/8 &
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  dockerd verifies no registry whose name resolves into 10.0.0.0/8, a network so wide that it may hold any registry, so whoever answers its DNS queries decides which registries are insecure.
  do: Remove 10.0.0.0/8, and name the registries that need a CA.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/<host:port>/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/<host:port>/ca.crt https://<host:port>/v2/ answers 200 or 401.`,`error compose.yaml:4:15-4:50
  |     command: ["--insecure-registry=reg.corp:5000"]
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  dockerd does not verify the certificate of reg.corp:5000 and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.
  do: Remove the entry.
  do: If none is left, remove the key with it: from Docker Engine 29.10 on even an empty list ends the exception for localhost, and pushes to a registry there fail.
  do: Give dockerd the CA: /etc/docker/certs.d/reg.corp:5000/ca.crt (it is read at each pull).
  verify: curl --cacert /etc/docker/certs.d/reg.corp:5000/ca.crt https://reg.corp:5000/v2/ answers 200 or 401.`]},"kaniko-insecure-flag":{citations:[{document:`GoogleContainerTools/kaniko`,section:`README, Additional Flags`,says:`The --insecure flags use plain HTTP, the --skip-tls-verify flags ignore certificates; testing only.`,url:`https://github.com/GoogleContainerTools/kaniko#additional-flags`},{document:`GoogleContainerTools/kaniko`,section:`README, Flag --registry-certificate`,says:`It names the certificate with which to verify a given registry: my.registry.url=/path/to/the/certificate.cert`,url:`https://github.com/GoogleContainerTools/kaniko#flag---registry-certificate`}],examples:{bad:[{Jenkinsfile:`pipeline {
  stages {
    stage('Image') {
      steps {
        sh """
          /kaniko/executor --context=. \\
            --destination=reg.corp.net/\${env.JOB_NAME}:$TAG \\
            --skip-tls-verify
        """
      }
    }
  }
}
`},{"build.yaml":`apiVersion: batch/v1
kind: Job
metadata:
  name: build
spec:
  template:
    spec:
      containers:
        - name: kaniko
          image: gcr.io/kaniko-project/executor:v1.23.2
          args:
            - --destination=reg.corp:5000/team/app:1
            - --skip-tls-verify
            - --insecure-registry=reg.corp:5000
`},{"build.sh":`#!/bin/sh
/kaniko/executor --context . --destination reg.corp/app:1 --insecure
`}],good:[{Jenkinsfile:`node {
  sh '/kaniko/executor --destination=reg.corp/app --registry-certificate=reg.corp=/certs/ca.crt'
}
`},{"build.yaml":`apiVersion: v1
kind: Pod
metadata:
  name: build
spec:
  containers:
    - name: kaniko
      image: gcr.io/kaniko-project/executor:v1.23.2
      args:
        - --destination=reg.corp:5000/team/app:1
        - --registry-certificate=reg.corp:5000=/certs/ca.crt
        - --skip-tls-verify=false
`},{"run.sh":`#!/bin/sh
executor --insecure
curl --insecure-registry x
`},{"values.yaml":`build:
  image: gcr.io/kaniko-project/executor
  args: ['--insecure={{ .Values.plain }}']
`}]},expected:[`error Jenkinsfile:8:13-8:30
  |             --skip-tls-verify
  |             ^^^^^^^^^^^^^^^^^
  --skip-tls-verify makes kaniko accept any certificate from every registry that it pushes to, so anyone on the way can read and replace what is built.
  do: Replace the flag by --registry-certificate=reg.corp.net=/certs/ca.crt, with the CA mounted at /certs.
  verify: curl --cacert ca.crt https://reg.corp.net/v2/ answers 200 or 401.`,`error build.yaml:13:15-13:32
  |             - --skip-tls-verify
  |               ^^^^^^^^^^^^^^^^^
  about Job build
  --skip-tls-verify makes kaniko accept any certificate from every registry that it pushes to, so anyone on the way can read and replace what is built.
  do: Replace the flag by --registry-certificate=reg.corp:5000=/certs/ca.crt, with the CA mounted at /certs.
  verify: curl --cacert ca.crt https://reg.corp:5000/v2/ answers 200 or 401.

error build.yaml:14:15-14:48
  |             - --insecure-registry=reg.corp:5000
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Job build
  --insecure-registry makes kaniko use plain HTTP for reg.corp:5000, so anyone on the way can read and replace images and credentials.
  do: Replace the flag by --registry-certificate=reg.corp:5000=/certs/ca.crt, with the CA mounted at /certs.
  verify: curl --cacert ca.crt https://reg.corp:5000/v2/ answers 200 or 401.`,`error build.sh:2:59-2:69
  | executor --context . --destination reg.corp/app:1 --insecure
  |                                                   ^^^^^^^^^^
  --insecure makes kaniko use plain HTTP for every registry that it pushes to, so anyone on the way can read and replace images and credentials.
  do: Replace the flag by --registry-certificate=reg.corp=/certs/ca.crt, with the CA mounted at /certs.
  verify: curl --cacert ca.crt https://reg.corp/v2/ answers 200 or 401.`]},"registry-private-ip-http-fallback":{citations:[{document:`google/go-containerregistry`,section:`pkg/name/registry.go, Scheme`,says:`Addresses of RFC 1918, and names in .local, are taken for registries that may speak plain HTTP.`,url:`https://github.com/google/go-containerregistry/blob/main/pkg/name/registry.go`},{document:`google/go-containerregistry`,section:`pkg/v1/remote/transport/ping.go`,says:`Where the scheme is http, HTTPS and HTTP are both tried, and the first that answers is used.`,url:`https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/transport/ping.go`}],examples:{bad:[{"push.sh":`#!/bin/sh
crane push app.tar 10.1.2.3:5000/team/app:1
`},{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
spec:
  url: oci://192.168.4.5:5000/manifests
`}],good:[{"push.sh":`#!/bin/sh
crane push app.tar reg.corp:5000/team/app:1
docker push 10.1.2.3:5000/team/app:1
`},{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
spec:
  url: oci://reg.corp:5000/manifests
`}]},expected:[`warning push.sh:2:20-2:44
  | crane push app.tar 10.1.2.3:5000/team/app:1
  |                    ^^^^^^^^^^^^^^^^^^^^^^^^
  crane tries 10.1.2.3:5000 over plain HTTP as well as HTTPS because of how it is named, so anyone on the way can make it send images and credentials in plain text.
  do: Name the registry by a DNS name that its certificate holds, and give crane the CA.
  verify: curl --cacert ca.crt https://<name>/v2/ answers 200 or 401.`,`warning apps.yaml:6:8-6:40
  |   url: oci://192.168.4.5:5000/manifests
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about OCIRepository apps
  Flux tries 192.168.4.5:5000 over plain HTTP as well as HTTPS because of how it is named, so anyone on the way can make it send images and credentials in plain text.
  do: Name the registry by a DNS name that its certificate holds, and give Flux the CA.
  verify: curl --cacert ca.crt https://<name>/v2/ answers 200 or 401.`]},"argo-workflows-artifact-insecure":{citations:[{document:`Argo Workflows documentation`,section:`Field Reference, S3Artifact and GitArtifact`,says:`insecure connects with TLS off; insecureSkipTLS disables verification; insecureIgnoreHostKey that of SSH host keys.`,url:`https://argo-workflows.readthedocs.io/en/latest/fields/#s3artifact`}],examples:{bad:[{"workflow.yaml":`apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: build
spec:
  templates:
    - name: build
      inputs:
        artifacts:
          - name: source
            git: {repo: https://git.corp/app.git, insecureSkipTLS: true}
      outputs:
        artifacts:
          - name: result
            s3: {endpoint: s3.corp, bucket: results, insecure: true}
`},{"controller.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: workflow-controller-configmap
data:
  artifactRepository: |
    s3:
      endpoint: s3.corp
      insecure: true
`}],good:[{"workflow.yaml":`apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: build
spec:
  templates:
    - name: build
      outputs:
        artifacts:
          - name: result
            s3: {endpoint: s3.corp, bucket: results, caSecret: {name: s3-ca, key: ca.crt}}
`},{"other.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: app
data:
  c.yaml: |
    s3: {insecure: true}
`}]},expected:[`error workflow.yaml:11:68-11:72
  | {repo: https://git.corp/app.git, insecureSkipTLS: true}
  |                                                   ^^^^
  about WorkflowTemplate build
  WorkflowTemplate build does not verify the certificate of git.corp, so anyone on the way can read and replace the artifacts.
  do: Remove insecureSkipTLS.
  verify: argo submit --watch a workflow that moves the artifact.

error workflow.yaml:15:64-15:68
  | 3: {endpoint: s3.corp, bucket: results, insecure: true}
  |                                                   ^^^^
  about WorkflowTemplate build
  WorkflowTemplate build uses plain HTTP for s3.corp, so anyone on the way can read and replace the artifacts.
  do: Remove insecure, and name a private CA: caSecret: {name: <Secret>, key: ca.crt}.
  verify: argo submit --watch a workflow that moves the artifact.`,`error controller.yaml:9:17-9:21
  |       insecure: true
  |                 ^^^^
  in ConfigMap workflow-controller-configmap
  in data.artifactRepository
  about ConfigMap workflow-controller-configmap
  artifactRepository of ConfigMap workflow-controller-configmap uses plain HTTP for s3.corp, so anyone on the way can read and replace the artifacts.
  do: Remove insecure, and name a private CA: caSecret: {name: <Secret>, key: ca.crt}.
  verify: argo submit --watch a workflow that moves the artifact.`]},"argocd-cluster-tls-insecure":{citations:[{document:`Argo CD documentation`,section:`Declarative Setup, Clusters`,says:`tlsClientConfig.insecure: the server is accessed without verifying its TLS certificate; caData is its CA.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters`}],examples:{bad:[{"cluster.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: prod
  labels:
    argocd.argoproj.io/secret-type: cluster
stringData:
  name: prod
  server: https://k8s.corp:6443
  config: |
    {"tlsClientConfig": {"insecure": true}}
`},{"values.yaml":`configs:
  clusterCredentials:
    prod:
      server: https://k8s.corp:6443
      config:
        tlsClientConfig: {insecure: true}
`}],good:[{"cluster.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: prod
  labels:
    argocd.argoproj.io/secret-type: cluster
stringData:
  server: https://k8s.corp:6443
  config: |
    {"tlsClientConfig": {"insecure": false, "caData": "<base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>"}}
`},{"other.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: app
stringData:
  config: |
    {"tlsClientConfig": {"insecure": true}}
`}]},expected:[`error cluster.yaml:11:38-11:42
  |     {"tlsClientConfig": {"insecure": true}}
  |                                      ^^^^
  in Secret prod
  in stringData.config
  about Secret prod
  Argo CD does not verify the certificate of k8s.corp:6443 of cluster prod, so whoever answers in its name gets its credentials.
  do: Put the CA of the cluster there (base64 -w0 ca.crt prints the value):
    yaml:
      config: {"tlsClientConfig": {"caData": "BASE64-OF-CA.CRT"}}
  verify: argocd cluster get prod shows Connection State Successful.`,`error values.yaml:6:37-6:41
  |         tlsClientConfig: {insecure: true}
  |                                     ^^^^
  Argo CD does not verify the certificate of k8s.corp:6443 of cluster prod, so whoever answers in its name gets its credentials.
  do: Put the CA of the cluster there (base64 -w0 ca.crt prints the value):
    yaml:
      config: {"tlsClientConfig": {"caData": "BASE64-OF-CA.CRT"}}
  verify: argocd cluster get prod shows Connection State Successful.`]},"argocd-internal-plaintext":{citations:[{document:`Argo CD documentation`,section:`TLS configuration, Disabling TLS to argocd-repo-server`,says:`Plain text between the components is meant for a mesh or sidecar proxy that encrypts it.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/tls/#disabling-tls-to-argocd-repo-server`},{document:`Argo CD documentation`,section:`Ingress Configuration`,says:`The API server runs with --insecure where an ingress controller terminates TLS in front of it.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/ingress/`}],examples:{bad:[{"params.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cmd-params-cm
data:
  server.repo.server.plaintext: "true"
`},{"values.yaml":`configs:
  params:
    server.insecure: true
`}],good:[{"params.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cmd-params-cm
data:
  server.repo.server.plaintext: "false"
`},{"values.yaml":`configs:
  params:
    server.insecure: false
`}]},expected:[`warning params.yaml:6:33-6:39
  |   server.repo.server.plaintext: "true"
  |                                 ^^^^^^
  about ConfigMap argocd-cmd-params-cm
  server.repo.server.plaintext takes TLS off the connections between Argo CD's components, so whoever gets at the cluster's network reads and changes manifests.
  do: Remove server.repo.server.plaintext.
  verify: kubectl -n argocd logs deploy/argocd-server shows no connection errors.`,`warning values.yaml:3:22-3:26
  |     server.insecure: true
  |                      ^^^^
  Argo CD's API server listens without TLS (server.insecure), so logins and tokens are readable on the way to it unless something in front terminates TLS.
  do: Remove it and let the Ingress speak HTTPS to argocd-server, or keep TLS in front of it.
  verify: curl -sI http://<server>/ answers a redirect to https://.`]},"argocd-oidc-skip-verify":{citations:[{document:`Argo CD documentation`,section:`argocd-cm.yaml, oidc.tls.insecure.skip.verify`,says:`It disables TLS verification of the OIDC provider; use rootCA in oidc.config for a private CA.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/`}],examples:{bad:[{"argocd-cm.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
data:
  oidc.tls.insecure.skip.verify: "true"
`},{"values.yaml":`configs:
  cm:
    oidc.tls.insecure.skip.verify: true
`}],good:[{"argocd-cm.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
data:
  oidc.tls.insecure.skip.verify: "false"
  oidc.config: |
    issuer: https://id.corp
    rootCA: |
      <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"values.yaml":`configs:
  cm:
    oidc.tls.insecure.skip.verify: {{ .Values.lab }}
`}]},expected:[`error argocd-cm.yaml:6:34-6:40
  |   oidc.tls.insecure.skip.verify: "true"
  |                                  ^^^^^^
  about ConfigMap argocd-cm
  Argo CD does not verify the certificate of its OIDC provider, so whoever answers in its name decides who is an administrator.
  do: Give Argo CD the CA of the provider, in ConfigMap argocd-cm:
    yaml:
      oidc.config: |
        issuer: https://PROVIDER
        rootCA: |
          -----BEGIN CERTIFICATE----- …
  verify: argocd login --sso <server> succeeds.`,`error values.yaml:3:36-3:40
  |     oidc.tls.insecure.skip.verify: true
  |                                    ^^^^
  Argo CD does not verify the certificate of its OIDC provider, so whoever answers in its name decides who is an administrator.
  do: Give Argo CD the CA of the provider, in ConfigMap argocd-cm:
    yaml:
      oidc.config: |
        issuer: https://PROVIDER
        rootCA: |
          -----BEGIN CERTIFICATE----- …
  verify: argocd login --sso <server> succeeds.`]},"argocd-repo-insecure":{citations:[{document:`Argo CD documentation`,section:`argocd-repositories.yaml`,says:`insecure: ignore validity of the server's TLS certificate; for SSH, do not perform a host key check.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-repositories-yaml/`},{document:`Argo CD documentation`,section:`Declarative Setup, Repositories using self-signed TLS certificates`,says:`The certificate or CA of a host belongs in the ConfigMap argocd-tls-certs-cm, under the name of the host.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories-using-self-signed-tls-certificates-or-are-signed-by-custom-ca`}],examples:{bad:[{"repository.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: apps
  labels:
    argocd.argoproj.io/secret-type: repository
stringData:
  url: https://git.corp/platform/apps.git
  insecure: "true"
`},{"values.yaml":`configs:
  repositories:
    charts:
      url: http://charts.corp
      type: helm
`}],good:[{"repository.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: apps
  labels:
    argocd.argoproj.io/secret-type: repository
stringData:
  url: https://git.corp/platform/apps.git
  insecure: "false"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data:
  git.corp: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"repository.yaml":`apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: apps
spec:
  target:
    template:
      data: {url: "{{ .url }}", insecure: "{{ .insecure }}"}
`}]},expected:[`error repository.yaml:9:13-9:19
  |   insecure: "true"
  |             ^^^^^^
  about Secret apps
  Secret apps does not verify the certificate or host key of git.corp, so whoever answers in its name decides what Argo CD applies to its clusters.
  do: Remove it, and give Argo CD the CA of the server:
    yaml:
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: argocd-tls-certs-cm, labels: {app.kubernetes.io/part-of: argocd}}
      data:
        git.corp: |
          -----BEGIN CERTIFICATE----- …
  verify: argocd repo list shows STATUS Successful.`,`error values.yaml:4:12-4:30
  |       url: http://charts.corp
  |            ^^^^^^^^^^^^^^^^^^
  The repository charts is fetched over plain HTTP from charts.corp, so whoever answers in its name decides what Argo CD applies to its clusters.
  do: Remove it, and give Argo CD the CA of the server:
    yaml:
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: argocd-tls-certs-cm, labels: {app.kubernetes.io/part-of: argocd}}
      data:
        charts.corp: |
          -----BEGIN CERTIFICATE----- …
  verify: argocd repo list shows STATUS Successful.`]},"argocd-tls-certs-key":{citations:[{document:`Argo CD documentation`,section:`Declarative Setup, Repositories using self-signed TLS certificates`,says:`The key is the host name only, without scheme, port or path; the value is PEM.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories-using-self-signed-tls-certificates-or-are-signed-by-custom-ca`}],examples:{bad:[{"certs.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data:
  https://git.corp: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"values.yaml":`configs:
  tls:
    certificates:
      git.corp:8443: |
        <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data:
  git.corp: /certs/ca.crt
`}],good:[{"certs.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data:
  git.corp: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"certs.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data: {}
`}]},expected:[`error certs.yaml:6:3-6:19
  |   https://git.corp: |
  |   ^^^^^^^^^^^^^^^^
  about ConfigMap argocd-tls-certs-cm
  Argo CD looks up the CA of git.corp under git.corp, not under https://git.corp, so it verifies git.corp with the system's CAs.
  do: Name the host alone:
    yaml:
      git.corp: |
        -----BEGIN CERTIFICATE----- …
  verify: argocd cert list --cert-type https shows git.corp.`,`error values.yaml:4:7-4:20
  |       git.corp:8443: |
  |       ^^^^^^^^^^^^^
  Argo CD looks up the CA of git.corp under git.corp, not under git.corp:8443, so it verifies git.corp with the system's CAs.
  do: Name the host alone:
    yaml:
      git.corp: |
        -----BEGIN CERTIFICATE----- …
  verify: argocd cert list --cert-type https shows git.corp.`,`error certs.yaml:6:3-6:11
  |   git.corp: /certs/ca.crt
  |   ^^^^^^^^
  about ConfigMap argocd-tls-certs-cm
  What argocd-tls-certs-cm holds for git.corp is no PEM certificate, so Argo CD verifies git.corp with the system's CAs.
  do: Name the host alone:
    yaml:
      git.corp: |
        -----BEGIN CERTIFICATE----- …
  verify: argocd cert list --cert-type https shows git.corp.`]},"flux-insecure-no-effect":{citations:[{document:`Flux documentation`,section:`Helm Repositories, Insecure`,says:`The field is only taken into account if .spec.type is set to oci.`,url:`https://fluxcd.io/flux/components/source/helmrepositories/#insecure`}],examples:{bad:[{"charts.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: charts
spec:
  url: https://charts.corp
  insecure: true
`}],good:[{"charts.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: charts
spec:
  url: https://charts.corp
`},{"charts.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: charts
spec:
  type: oci
  url: oci://reg.corp/charts
  insecure: true
`}]},expected:[`notice charts.yaml:7:13-7:17
  |   insecure: true
  |             ^^^^
  about HelmRepository charts
  The insecure of HelmRepository charts is not read, because its type is not oci.
  do: Remove the line.
  verify: flux reconcile source helm charts`]},"flux-source-http-url":{citations:[{document:`Flux documentation`,section:`Git Repositories, URL`,says:`The URL is an HTTP/S or SSH one; the transport is as safe as the scheme.`,url:`https://fluxcd.io/flux/components/source/gitrepositories/#url`},{document:`fluxcd/source-controller`,section:`internal/controller/gitrepository_controller.go`,says:`Credentials over HTTP are only sent because the client is told WithInsecureCredentialsOverHTTP.`,url:`https://github.com/fluxcd/source-controller/blob/main/internal/controller/gitrepository_controller.go`}],examples:{bad:[{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: apps
spec:
  url: http://git.corp/platform/apps.git
  secretRef: {name: git-token}
`}],good:[{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: apps
spec:
  url: https://git.corp/platform/apps.git
`},{"charts.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: charts
spec:
  url: http://chartmuseum.charts.svc.cluster.local:8080
`}]},expected:[`error apps.yaml:6:8-6:41
  |   url: http://git.corp/platform/apps.git
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about GitRepository apps
  GitRepository apps is fetched from git.corp over plain HTTP, with the credentials of Secret git-token, so anyone on the way decides what Flux applies to the cluster.
  do: Write under spec:
    yaml:
      url: https://git.corp/platform/apps.git
  do: If its CA is private, put it under the key ca.crt into the Secret of secretRef: {name: git-token}
  verify: flux reconcile source git apps`]},"flux-source-insecure":{citations:[{document:`Flux documentation`,section:`OCI Repositories, Insecure`,says:`spec.insecure allows connecting to an insecure (HTTP) container registry server.`,url:`https://fluxcd.io/flux/components/source/ocirepositories/#insecure`},{document:`fluxcd/source-controller`,section:`internal/controller/ocirepository_controller.go, transport`,says:`With insecure and without certSecretRef, the certificate of the registry is not verified.`,url:`https://github.com/fluxcd/source-controller/blob/main/internal/controller/ocirepository_controller.go`}],examples:{bad:[{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: flux-system
spec:
  url: oci://reg.corp:5000/manifests/apps
  insecure: true
`},{"bucket.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: Bucket
metadata:
  name: apps
spec:
  endpoint: s3.corp
  insecure: true
`}],good:[{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
spec:
  url: oci://reg.corp:5000/manifests/apps
  certSecretRef: {name: registry-ca}
`},{"charts.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: charts
spec:
  url: https://charts.corp
  insecure: true
`}]},expected:[`error apps.yaml:8:13-8:17
  |   insecure: true
  |             ^^^^
  about OCIRepository flux-system/apps
  OCIRepository flux-system/apps accepts plain HTTP and any certificate from reg.corp:5000, so whoever answers in its name decides what Flux applies to the cluster.
  do: Remove insecure: true, so that reg.corp:5000 is asked over TLS and verified. If its CA is private, name a Secret with it under the key ca.crt:
    yaml:
      spec:
        certSecretRef:
          name: registry-ca
  verify: flux reconcile source oci apps`,`error bucket.yaml:7:13-7:17
  |   insecure: true
  |             ^^^^
  about Bucket apps
  Bucket apps accepts plain HTTP from s3.corp, so anyone on the way decides what Flux applies to the cluster.
  do: Remove insecure: true, so that s3.corp is asked over TLS and verified. If its CA is private, name a Secret with it under the key ca.crt:
    yaml:
      spec:
        certSecretRef:
          name: registry-ca
  verify: flux reconcile source bucket apps`]},"gitlab-ci-tls-off":{citations:[{document:`GitLab documentation`,section:`Self-signed certificates or custom Certification Authorities`,says:`tls-ca-file is a setting of [[runners]]; the runner hands the CA to its jobs.`,url:`https://docs.gitlab.com/runner/configuration/tls-self-signed/`},{document:`GitLab documentation`,section:`Advanced configuration, The [runners.docker] section, tls_verify`,says:`Enable or disable TLS verification of connections to the Docker daemon.`,url:`https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnersdocker-section`}],examples:{bad:[{".gitlab-ci.yml":`variables:
  GIT_SSL_NO_VERIFY: "1"

build:
  script: [make]
`},{"runner/config.toml":`[[runners]]
  url = "https://gitlab.corp"
  executor = "docker"
  [runners.docker]
    host = "tcp://build.corp:2376"
    tls_verify = false
    tls-ca-file = "/etc/gitlab-runner/ca.pem"
`}],good:[{"runner/config.toml":`[[runners]]
  url = "https://gitlab.corp"
  tls-ca-file = "/etc/gitlab-runner/ca.pem"
  executor = "docker"
  [runners.docker]
    tls_verify = false
    volumes = ["/cache"]
`},{".gitlab-ci.yml":`variables:
  GIT_SSL_NO_VERIFY: "false"

build:
  script: [make]
`}]},expected:[`error .gitlab-ci.yml:2:22-2:25
  |   GIT_SSL_NO_VERIFY: "1"
  |                      ^^^
  GIT_SSL_NO_VERIFY makes every job of the pipeline clone without verifying the server, so anyone on the way can replace the sources.
  do: Remove it, and set tls-ca-file = "/etc/gitlab-runner/ca.pem" in [[runners]] of the runner.
  verify: a job's "Getting source from Git repository" succeeds.`,`error runner/config.toml:6:18-6:23
  |     tls_verify = false
  |                  ^^^^^
  The runner does not verify the Docker daemon at build.corp:2376, so whoever answers in its name runs the jobs and gets their secrets.
  do: Set tls_verify = true and tls_cert_path = "/etc/gitlab-runner/certs" (ca.pem, cert.pem, key.pem).
  verify: docker --tlsverify -H tcp://build.corp:2376 version

error runner/config.toml:7:5-7:16
  |     tls-ca-file = "/etc/gitlab-runner/ca.pem"
  |     ^^^^^^^^^^^
  tls-ca-file in [runners.docker] is not read, so the runner and its jobs do not trust the CA and fail.
  do: Move the line to [[runners]].
  verify: gitlab-runner verify`]},"harbor-tls-off":{citations:[{document:`goharbor/harbor-helm`,section:`values.yaml, trivy.insecure and persistence.imageChartStorage`,says:`insecure skips verifying registry certificates; skipverify skips SSL verification of the S3 service.`,url:`https://github.com/goharbor/harbor-helm/blob/main/values.yaml`}],examples:{bad:[{"values.yaml":`externalURL: https://harbor.corp
trivy:
  enabled: true
  insecure: true
persistence:
  imageChartStorage:
    type: s3
    s3: {regionendpoint: https://s3.corp, skipverify: true}
`}],good:[{"values.yaml":`externalURL: https://harbor.corp
caBundleSecretName: corp-ca
trivy:
  insecure: false
persistence:
  imageChartStorage:
    type: s3
    caBundleSecretName: corp-ca
`},{"values.yaml":`trivy:
  insecure: true
  severity: HIGH
# tls: other chart
`}]},expected:[`error values.yaml:4:13-4:17
  |   insecure: true
  |             ^^^^
  trivy.insecure of Harbor is on, so Trivy scans the registry harbor.corp unverified and believes whoever answers in its name.
  do: Remove trivy.insecure, and name a Secret with the CA: caBundleSecretName: <Secret with ca.crt>.
  verify: a push and a scan succeed.

error values.yaml:8:55-8:59
  | s3: {regionendpoint: https://s3.corp, skipverify: true}
  |                                                   ^^^^
  persistence.imageChartStorage.s3.skipverify of Harbor is on, so Harbor keeps its images in s3.corp unverified and believes whoever answers in its name.
  do: Remove persistence.imageChartStorage.s3.skipverify, and name a Secret with the CA: caBundleSecretName: <Secret with ca.crt>.
  verify: a push and a scan succeed.`]},"helm-repo-http":{citations:[{document:`Helm documentation`,section:`The Chart Repository Guide`,says:`A chart repository is an HTTP server; helm verifies what https:// ones send, and nothing of the others.`,url:`https://helm.sh/docs/topics/chart_repository/`}],examples:{bad:[{"chart/Chart.yaml":`apiVersion: v2
name: app
version: 1.0.0
dependencies:
  - name: db
    version: 1.0.0
    repository: http://charts.corp
`},{"install.sh":`#!/bin/sh
helm repo add corp http://charts.corp/stable
`},{"app.yaml":`apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
spec:
  source: {repoURL: "http://charts.corp", chart: app, targetRevision: 1.0.0}
`},{"infra/main.tf":`resource "helm_release" "shop" {
  name       = "shop"
  repository = "http://charts.corp.example.com"
  chart      = "shop"
}
`}],good:[{"chart/Chart.yaml":`apiVersion: v2
name: app
version: 1.0.0
home: http://app.corp
dependencies:
  - {name: db, version: 1.0.0, repository: "https://charts.corp"}
  - {name: lib, version: 1.0.0, repository: "file://../lib"}
`},{"install.sh":`#!/bin/sh
helm repo add corp https://charts.corp --ca-file ca.crt
helm repo list # http://x
`}]},expected:[`error chart/Chart.yaml:7:17-7:35
  |     repository: http://charts.corp
  |                 ^^^^^^^^^^^^^^^^^^
  Chart db is fetched from charts.corp over plain HTTP, so anyone on the way decides what is installed.
  do: Use https://charts.corp with --ca-file for a private CA, or oci://.
  verify: helm pull --repo https://charts.corp <chart>`,`error install.sh:2:20-2:45
  | helm repo add corp http://charts.corp/stable
  |                    ^^^^^^^^^^^^^^^^^^^^^^^^^
  Repository corp is fetched from charts.corp over plain HTTP, so anyone on the way decides what is installed.
  do: Use https://charts.corp with --ca-file for a private CA, or oci://.
  verify: helm pull --repo https://charts.corp <chart>`,`error app.yaml:6:21-6:41
  |   source: {repoURL: "http://charts.corp", chart: app, targetRevision: 1.0.0}
  |                     ^^^^^^^^^^^^^^^^^^^^
  about Application app
  Application app is fetched from charts.corp over plain HTTP, so anyone on the way decides what is installed.
  do: Use https://charts.corp with --ca-file for a private CA, or oci://.
  verify: helm pull --repo https://charts.corp <chart>`,`error infra/main.tf:3:16-3:48
  |   repository = "http://charts.corp.example.com"
  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Chart shop is fetched from charts.corp.example.com over plain HTTP, so anyone on the way decides what is installed.
  do: Use https://charts.corp.example.com with --ca-file for a private CA, or oci://.
  verify: helm pull --repo https://charts.corp.example.com <chart>`]},"helmfile-tls-off":{citations:[{document:`helmfile/helmfile`,section:`pkg/state/state.go, RepositorySpec, HelmSpec and ReleaseSpec`,says:`Repositories take skipTLSVerify and caFile; helmDefaults and releases take insecureSkipTLSVerify and plainHttp.`,url:`https://github.com/helmfile/helmfile/blob/main/pkg/state/state.go`}],examples:{bad:[{"helmfile.yaml":`repositories:
  - name: corp
    url: https://charts.corp
    skipTLSVerify: true
  - name: old
    url: http://charts.old.corp
releases:
  - name: app
    chart: corp/app
    insecureSkipTLSVerify: true
`},{"helmfile.yaml":`repositories:
  - name: corp
    url: https://charts.corp
    insecureSkipTLSVerify: true
releases:
  - name: app
    chart: corp/app
`}],good:[{"helmfile.yaml":`repositories:
  - name: corp
    url: https://charts.corp
    caFile: ./ca.crt
    skipTLSVerify: false
releases:
  - name: app
    chart: corp/app
`},{"helmfile.yaml.gotmpl":`repositories:
  - name: corp
    url: {{ .Values.url }}
releases:
  - name: a
    chart: corp/a
`}]},expected:[`error helmfile.yaml:4:20-4:24
  |     skipTLSVerify: true
  |                    ^^^^
  Repository corp does not verify charts.corp, so whoever answers in its name decides what is installed.
  do: Name the CA of the repository:
    yaml:
      repositories:
        - name: NAME
          url: https://charts.corp
          caFile: ./ca.crt
  verify: helmfile deps && helmfile diff

error helmfile.yaml:6:10-6:32
  |     url: http://charts.old.corp
  |          ^^^^^^^^^^^^^^^^^^^^^^
  Repository old is fetched over plain HTTP from charts.old.corp, so whoever answers in its name decides what is installed.
  do: Name the CA of the repository:
    yaml:
      repositories:
        - name: NAME
          url: https://charts.old.corp
          caFile: ./ca.crt
  verify: helmfile deps && helmfile diff

error helmfile.yaml:10:28-10:32
  |     insecureSkipTLSVerify: true
  |                            ^^^^
  Release app does not verify the servers of its charts, so whoever answers in its name decides what is installed.
  do: Name the CA of the repository:
    yaml:
      repositories:
        - name: NAME
          url: https://HOST
          caFile: ./ca.crt
  verify: helmfile deps && helmfile diff`,`warning helmfile.yaml:4:5-4:26
  |     insecureSkipTLSVerify: true
  |     ^^^^^^^^^^^^^^^^^^^^^
  Repository corp has insecureSkipTLSVerify, which helmfile does not read there (it is skipTLSVerify), so its server is verified all the same.
  do: Remove the line, and name the CA of the repository: caFile: ./ca.crt
  verify: helmfile deps`]},"jenkins-tls-off":{citations:[{document:`Jenkins Kubernetes plugin`,section:`KubernetesCloud, skipTlsVerify`,says:`Disable https certificate check.`,url:`https://plugins.jenkins.io/kubernetes/`}],examples:{bad:[{"jenkins.yaml":`jenkins:
  clouds:
    - kubernetes:
        name: prod
        serverUrl: https://k8s.corp:6443
        skipTlsVerify: true
`}],good:[{"jenkins.yaml":`jenkins:
  clouds:
    - kubernetes:
        name: prod
        serverUrl: https://k8s.corp:6443
        skipTlsVerify: false
        serverCertificate: \${readFile:/var/jenkins/k8s-ca.crt}
`},{"values.yaml":`controller:
  sidecars:
    configAutoReload:
      skipTlsVerify: true
`}]},expected:[`error jenkins.yaml:6:24-6:28
  |         skipTlsVerify: true
  |                        ^^^^
  Jenkins does not verify the API server k8s.corp:6443 of cloud prod, so whoever answers in its name gets its credentials and runs the builds.
  do: Remove skipTlsVerify, and set serverCertificate to the PEM of the CA (readFile reads it from a file).
  verify: Manage Jenkins > Clouds > Test Connection.`]},"renovate-insecure-registry":{citations:[{document:`Renovate documentation`,section:`Configuration Options, hostRules, insecureRegistry`,says:`It allows Renovate to connect to an insecure Docker registry that is HTTP only; it is not recommended.`,url:`https://docs.renovatebot.com/configuration-options/#insecureregistry`}],examples:{bad:[{"renovate.json":`{ "hostRules": [{ "matchHost": "reg.corp:5000", "insecureRegistry": true }] }
`}],good:[{"renovate.json":`{ "hostRules": [{ "matchHost": "reg.corp:5000", "insecureRegistry": false }] }
`},{"renovate.json":`{ "extends": ["config:recommended"], "registryAliases": { "r": "reg.corp" } }
`}]},expected:[`warning renovate.json:1:69-1:73
  | "matchHost": "reg.corp:5000", "insecureRegistry": true }] }
  |                                                   ^^^^
  Renovate asks reg.corp:5000 over plain HTTP, so anyone on the way makes up the versions and digests that it proposes.
  do: Remove insecureRegistry, and set NODE_EXTRA_CA_CERTS=/path/ca.pem where Renovate runs.
  verify: LOG_LEVEL=debug renovate --dry-run=lookup finds the images.`]},"tekton-task-tls-off":{citations:[{document:`Tekton Catalog`,section:`task/buildah, parameter TLSVERIFY`,says:`Verify the TLS on the registry endpoint (for push/pull to a non-TLS registry).`,url:`https://github.com/tektoncd/catalog/tree/main/task/buildah`},{document:`Tekton Catalog`,section:`task/git-clone, parameter sslVerify`,says:`Set the http.sslVerify global git config; setting this to false is not advised unless you are sure to trust the repository.`,url:`https://github.com/tektoncd/catalog/tree/main/task/git-clone`}],examples:{bad:[{"run.yaml":`apiVersion: tekton.dev/v1
kind: TaskRun
metadata:
  name: build
spec:
  taskRef: {name: buildah}
  params:
    - name: IMAGE
      value: reg.corp/app
    - name: TLSVERIFY
      value: "false"
`},{"task.yaml":`apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: clone
spec:
  params:
    - name: sslVerify
      description: Whether to verify; "false" is not advised
      default: "false"
`}],good:[{"run.yaml":`apiVersion: tekton.dev/v1
kind: TaskRun
metadata:
  name: build
spec:
  taskRef: {name: buildah}
  params:
    - name: TLSVERIFY
      value: "true"
`},{"task.yaml":`apiVersion: tekton.dev/v1
kind: Pipeline
metadata:
  name: build
spec:
  tasks:
    - name: build
      params:
        - name: TLSVERIFY
          value: $(params.TLSVERIFY)
`}]},expected:[`error run.yaml:11:14-11:21
  |       value: "false"
  |              ^^^^^^^
  about TaskRun build
  TaskRun build sets TLSVERIFY to false, so the task verifies no certificate and anyone on the way can replace what it fetches or pushes.
  do: Remove the parameter TLSVERIFY, and give the task the CA (workspace ssl-ca-directory of git-clone, ConfigMap for buildah).
  verify: tkn taskrun logs shows no certificate error.`,`error task.yaml:9:16-9:23
  |       default: "false"
  |                ^^^^^^^
  about Task clone
  Task clone sets sslVerify to false, so the task verifies no certificate and anyone on the way can replace what it fetches or pushes.
  do: Remove the parameter sslVerify, and give the task the CA (workspace ssl-ca-directory of git-clone, ConfigMap for buildah).
  verify: tkn taskrun logs shows no certificate error.`]},"ignore-expired":{citations:[{document:`NIST SP 800-53 Rev. 5`,section:`CA-5`,says:`A weakness that is accepted for now is documented with the date by which it is dealt with.`,url:`https://csrc.nist.gov/projects/cprt/catalog#/cprt/framework/version/SP_800_53_5_1_1/home?element=CA-5`}],examples:{bad:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2026-11-20 reason="lab"
      insecure_skip_verify: true
`}],good:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2027-01-31 reason="lab"
      insecure_skip_verify: true
`}]},expected:[`error registries.yaml:4:9-4:88
  |       # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2026-11-20 reason="lab"
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The ignore of k3s-registry-insecure-skip-verify ended 2026-11-20, so what it silenced counts again.
  do: Mend what is ignored and delete the ignore, or decide anew and give it a later \`until\`.`]},"ignore-invalid":{citations:[{document:`NIST SP 800-53 Rev. 5`,section:`CA-5`,says:`A weakness that is accepted for now is documented with the date by which it is dealt with.`,url:`https://csrc.nist.gov/projects/cprt/catalog#/cprt/framework/version/SP_800_53_5_1_1/home?element=CA-5`}],examples:{bad:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # tlsgate-ignore[k3s-registry-insecure-skip-verify]
      insecure_skip_verify: true
`}],good:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2027-01-31 reason="lab"
      insecure_skip_verify: true
`}]},expected:[`warning registries.yaml:4:9-4:58
  |       # tlsgate-ignore[k3s-registry-insecure-skip-verify]
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The ignore of k3s-registry-insecure-skip-verify silences nothing: it gives no reason (reason="…"); it gives no last day (until=YYYY-MM-DD).
  do: Write it as \`tlsgate-ignore[rule-id] until=YYYY-MM-DD reason="why it is acceptable until then"\`.`]},"ignore-unused":{citations:[{document:`ESLint, Configure Rules`,section:`Report unused eslint-disable comments`,says:`A disable comment that is no longer needed is reported, so that it cannot hide a later fault.`,url:`https://eslint.org/docs/latest/use/configure/rules#report-unused-eslint-disable-comments`}],examples:{bad:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2027-01-31 reason="lab"
      ca_file: /etc/ssl/corp.crt
`}],good:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2027-01-31 reason="lab"
      insecure_skip_verify: true
`}]},expected:[`warning registries.yaml:4:9-4:88
  |       # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2027-01-31 reason="lab"
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The ignore of k3s-registry-insecure-skip-verify silences nothing, and would hide the next such fault.
  do: Delete the ignore; or, where it should silence something, put it on the line of the finding or the line above.`]},"input-malformed":{citations:[{document:`RFC 7468`,section:`2`,says:`A certificate in text is base64 of its DER between a BEGIN and an END line with the same label.`,url:`https://www.rfc-editor.org/rfc/rfc7468#section-2`},{document:`RFC 5280`,section:`4.1`,says:`A certificate is encoded with the distinguished encoding rules (DER).`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1`}],examples:{bad:[{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop-tls
  namespace: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <something else>
`},{"nodes/registries.yaml":`mirrors:
  reg.corp:
    endpoint:
    - https://reg.corp
 configs: {
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
data:
  tls.crt: "-----BEGIN CERTIFICATE-----\\nMIIBkTCB+wIJAKHHIG11hKOJMA0GCSqGSIb3DQEBBQUAMA0xCzAJBgNVBAMMAmNh"
  tls.key: ""
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
data:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
  tls.key: ""
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <certificate request>
`},{"certs/server.crt":`<!DOCTYPE html>
<html><head><title>404 Not Found</title></head></html>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"certs/server.crt":`# Put the certificate of the server here.
`},{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
stringData:
  tls.crt: |
    <something else>
`},{"chart/templates/tls.yaml":`apiVersion: v1
kind: Secret
{{- if }
data: {tls.crt: {{ .Values.crt }
`},{"notes.yaml":`a: b
 c: [
`},{"agent.yaml":`apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  volumes:
__EXTRA_VOLUMES__
    - name: ca
      configMap: {name: ca}
`},{"modules/node/cloudinit.yaml.tmpl":`#cloud-config
%{~ if ca != null }
ca_certs:
%{ endif }
`},{"deploy/old.yaml":`# -----BEGIN CERTIFICATE-----
# MIIB0zCCAXmgAwIBAgIISEREREQQA+sw
kind: none
`}]},expected:[`error deploy/tls.yaml:9:5-9:32
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret shop/shop-tls stringData.tls\\.crt
  A PEM block of tls.crt of Secret shop/shop-tls is cut off: the certificate ends before its length says; what reads it from there fails or goes without.
  do: Copy it again as a whole, from the -----BEGIN line to the -----END line, from where it was issued.
  verify: tlsgate inspect deploy/tls.yaml`,`error nodes/registries.yaml:5:2-5:12
  |  configs: {
  |  ^^^^^^^^^^
  nodes/registries.yaml cannot be parsed (bad indentation of a mapping entry), so k3s and RKE2 do not start with it and nothing of it was checked.
  do: Mend line 5.
  verify: tlsgate nodes/registries.yaml`,`error tls.yaml:7:13-7:40
  |   tls.crt: "-----BEGIN CERTIFICATE-----\\nMIIBkTCB+wIJAKHHIG11hKOJMA0GCSqGSIb3DQEBBQUAMA0xCzAJBgNVBAM
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret tls data.tls\\.crt
  A PEM block of tls.crt of Secret tls is never ended: no -----END CERTIFICATE----- follows; what reads it from there fails or goes without.
  do: Copy it again as a whole, from the -----BEGIN line to the -----END line, from where it was issued.
  verify: tlsgate inspect tls.yaml
  related tls.yaml:7:13 another one is not encoded: base64 is expected here, and this is PEM`,`error tls.yaml:8:5-31:30
  |     -----BEGIN CERTIFICATE-----
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Secret tls data.tls\\.crt
  A PEM block of tls.crt of Secret tls is not encoded: base64 is expected here, and this is PEM; what reads it from there fails or goes without.
  do: Text as it is belongs under stringData; under data stands one layer of base64 (base64 -w0 FILE), and nothing more.
  verify: tlsgate inspect tls.yaml`,`error tls.yaml:7:3-7:10
  |   tls.crt: |
  |   ^^^^^^^
  about Secret tls stringData.tls\\.crt
  tls.crt of Secret tls holds a certificate request, not a certificate; whoever serves it does not start, or serves a fallback.
  do: Put the certificate there, then its issuers: kubectl create secret tls tls --cert fullchain.crt --key tls.key --dry-run=client -o yaml
  verify: tlsgate inspect tls.yaml`,`warning certs/server.crt:1:1-1:1
  | <!DOCTYPE html>
  | ^
  The content of certs/server.crt is not a certificate: it is a page of HTML or XML, as a failed download leaves; nothing can load it.
  do: Copy it again as a whole, from the -----BEGIN line to the -----END line, from where it was issued.
  verify: tlsgate inspect certs/server.crt`]},"input-not-checked":{citations:[{document:`git-lfs specification`,section:`The Pointer`,says:`In place of a large file, Git holds a text that names its size and hash.`,url:`https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer`},{document:`Git`,section:`gitsubmodules`,says:`A submodule is a repository embedded in another; the outer one records its commit and not its files.`,url:`https://git-scm.com/docs/gitsubmodules`},{document:`Git`,section:`git-sparse-checkout`,says:`A sparse checkout marks files in the index that the working tree need not hold.`,url:`https://git-scm.com/docs/git-sparse-checkout`}],examples:{bad:[{"certs/store.p12":`version https://git-lfs.github.com/spec/v1
oid sha256:<base64 of <something else>> 12345
`},{"deploy/tls.sealed.yaml":`apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: tls
spec:
  encryptedData:
    tls.crt: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq
    tls.key: AgBy8hCM8Cr
`},{"certs/server.crt":`$ANSIBLE_VAULT;1.1;AES256
36643662646437376134
`},{"modules/platform":`⟦submodule⟧
`},{"clusters/edge/tls.yaml":`⟦sparse⟧
`},{"checkout/charts":`⟦repository⟧
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`},{"deploy/token.sealed.yaml":`apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: token
spec:
  encryptedData:
    token: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq
`}]},expected:[`notice certs/store.p12:1:1-1:1
  | version https://git-lfs.github.com/spec/v1
  | ^
  certs/store.p12 was not checked: LFS pointer.
  do: Fetch the file before the scan: git lfs pull, or \`lfs: true\` in the step of actions/checkout.`,`notice deploy/tls.sealed.yaml:7:5-7:12
  |     tls.crt: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq
  |     ^^^^^^^
  deploy/tls.sealed.yaml was not checked: tls.crt is encrypted.
  do: Check what is deployed instead, where it can be decrypted: sops -d deploy/tls.sealed.yaml | tlsgate -, or kubectl get secret -o yaml | tlsgate -`,`notice certs/server.crt:1:1-1:1
  | $ANSIBLE_VAULT;1.1;AES256
  | ^
  certs/server.crt was not checked: encrypted by Ansible Vault.
  do: Check what is deployed instead, where it can be decrypted: tlsgate inspect the decrypted file, or kubectl get secret -o yaml | tlsgate -`,`notice modules/platform:1:1-1:1
  modules/platform was not checked: submodule.
  do: Check it out and give it as a PATH of its own:
    sh:
      git submodule update --init modules/platform
      tlsgate . modules/platform
  do: Or say in .tlsgate.yml that it is meant to be left out:
    yaml:
      exclude:
        - modules/platform`,`notice clusters/edge/tls.yaml:1:1-1:1
  clusters/edge/tls.yaml was not checked: outside the sparse checkout.
  do: Check everything out before the scan: git sparse-checkout disable, or no \`sparse-checkout\` in the step of actions/checkout. Or exclude in .tlsgate.yml what is meant to be left out.`,`notice checkout/charts:1:1-1:1
  checkout/charts was not checked: a repository of its own.
  do: Give it as a PATH of its own: tlsgate . checkout/charts
  do: Or say in .tlsgate.yml that it is meant to be left out:
    yaml:
      exclude:
        - checkout/charts`]},"input-password-unknown":{citations:[{document:`RFC 7292`,section:`3.1`,says:`The parts of a PKCS#12 may be encrypted with a password.`,url:`https://www.rfc-editor.org/rfc/rfc7292#section-3.1`}],examples:{bad:[{"certs/store.pem":`<pkcs12>
`}],good:[{"certs/server.pem":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}]},expected:[`notice certs/store.pem:1:1-27:21
  | -----BEGIN PKCS12-----
  | ^^^^^^^^^^^^^^^^^^^^^^
  certs/store.pem is protected with a password that is not known here, so its certificates were not checked.
  do: Give the password to the scan as a secret, one per line where there are several:
    yaml:
      env:
        TLSGATE_PASSWORDS: \${{ secrets.KEYSTORE_PASSWORDS }}
  verify: openssl pkcs12 -in FILE -noout`]},"input-too-large":{citations:[{document:`tlsgate`,section:`tlsgate scan --help`,says:`Files over --max-file-size are not read; those that look relevant are told.`}],examples:{bad:[{"certs/bundle.pem":`⟦too-large⟧
`},{"dumps/all.yaml":`⟦too-large⟧
`}],good:[{"media/intro.mp4":`⟦too-large⟧
`}]},expected:[`warning certs/bundle.pem:1:1-1:1
  certs/bundle.pem was not checked: it cannot be read.
  do: Read it all the same (tlsgate --max-file-size 256MiB), or say in .tlsgate.yml that it is meant to be left out:
    yaml:
      exclude:
        - certs/bundle.pem`,`warning dumps/all.yaml:1:1-1:1
  dumps/all.yaml was not checked: it cannot be read.
  do: Read it all the same (tlsgate --max-file-size 256MiB), or say in .tlsgate.yml that it is meant to be left out:
    yaml:
      exclude:
        - dumps/all.yaml`]},"input-unreadable":{citations:[{document:`tlsgate`,section:`README, What is checked`,says:`A file that should have been checked and cannot be read is a finding, never a silent pass.`}],examples:{bad:[{"deploy/ingress.yaml":`⟦unreadable⟧
`},{"media/intro.bin":`⟦unreadable⟧
`}],good:[{"deploy/tls.crt":`<certificate CN=shop.corp.example.com, until 2027-06-01>
<certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}]},expected:[`warning deploy/ingress.yaml:1:1-1:1
  deploy/ingress.yaml was not checked: it cannot be read.
  do: Let the scan read it (ls -l deploy/ingress.yaml), or say in .tlsgate.yml that it is meant to be left out:
    yaml:
      exclude:
        - deploy/ingress.yaml`,`notice media/intro.bin:1:1-1:1
  media/intro.bin was not checked: it cannot be read.
  do: Let the scan read it (ls -l media/intro.bin), or say in .tlsgate.yml that it is meant to be left out:
    yaml:
      exclude:
        - media/intro.bin`]},"k3s-managed-containerd-file":{citations:[{document:`k3s pkg/agent/containerd/config.go`,section:`writeContainerdConfig`,says:`config.toml is rendered from a template at every start.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`},{document:`k3s pkg/agent/containerd/config.go`,section:`cleanContainerdHosts`,says:`Directories of registries that registries.yaml configures are deleted first.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`},{document:`k3s pkg/agent/containerd/config.go`,section:`warnMissingRegistryAuth`,says:`A template that does not extend the base template loses the registries' auth.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"var/lib/rancher/k3s/agent/etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      ca_file: /x.pem
`,"var/lib/rancher/k3s/agent/etc/containerd/certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
`},{"playbook.yml":`- hosts: nodes
  tasks:
    - name: containerd
      ansible.builtin.copy:
        src: config.toml
        dest: /var/lib/rancher/rke2/agent/etc/containerd/config.toml
`},{"setup.sh":`#!/bin/sh
cp config.toml /var/lib/rancher/k3s/agent/etc/containerd/config.toml
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      username: robot
`,"var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl":`version = 2
root = "{{ .NodeConfig.Containerd.Root }}"
[plugins."io.containerd.grpc.v1.cri"]
  enable_selinux = {{ .NodeConfig.SELinux }}
`}],good:[{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      username: robot
`,"var/lib/rancher/k3s/agent/etc/containerd/config-v3.toml.tmpl":`{{ template "base" . }}

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.crun]
  runtime_type = "io.containerd.runc.v2"
`},{"check.sh":`#!/bin/sh
cat /var/lib/rancher/k3s/agent/etc/containerd/config.toml
grep -r reg /var/lib/rancher/k3s/agent/etc/containerd/config.toml
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      ca_file: /x.pem
`,"var/lib/rancher/k3s/agent/etc/containerd/certs.d/other.corp/hosts.toml":`server = "https://other.corp"
`},{"backup.sh":`#!/bin/sh
cp /var/lib/rancher/k3s/agent/etc/containerd/config.toml config.toml.tmpl
`}]},expected:[`warning var/lib/rancher/k3s/agent/etc/containerd/config.toml:1:1-1:8
  | version = 2
  | ^^^^^^^
  k3s writes agent/etc/containerd/config.toml anew from a template at every start, so this file is lost with the next restart.
  do: Put registries into /etc/rancher/k3s/registries.yaml, and all else into config-v3.toml.tmpl (config.toml.tmpl before containerd 2) below a first line of {{ template "base" . }}.
  do: Restart k3s.
  verify: crictl info`,`warning var/lib/rancher/k3s/agent/etc/containerd/certs.d/reg.corp/hosts.toml:1:1-1:7
  | server = "https://reg.corp"
  | ^^^^^^
  k3s writes agent/etc/containerd/certs.d/reg.corp/hosts.toml anew from registries.yaml at every start, so this file is lost with the next restart.
  do: Put the settings into /etc/rancher/k3s/registries.yaml:
    yaml:
      configs:
        "reg.corp":
          tls: {ca_file: /etc/rancher/k3s/registry-ca.crt}
  do: Restart k3s.
  verify: cat /var/lib/rancher/k3s/agent/etc/containerd/certs.d/reg.corp/hosts.toml`,`warning playbook.yml:6:15-6:69
  |         dest: /var/lib/rancher/rke2/agent/etc/containerd/config.toml
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  rke2 writes agent/etc/containerd/config.toml anew from a template at every start, so this file is lost with the next restart.
  do: Put registries into /etc/rancher/rke2/registries.yaml, and all else into config-v3.toml.tmpl (config.toml.tmpl before containerd 2) below a first line of {{ template "base" . }}.
  do: Restart rke2.
  verify: crictl info`,`warning setup.sh:2:16-2:69
  | cp config.toml /var/lib/rancher/k3s/agent/etc/containerd/config.toml
  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  k3s writes agent/etc/containerd/config.toml anew from a template at every start, so this file is lost with the next restart.
  do: Put registries into /etc/rancher/k3s/registries.yaml, and all else into config-v3.toml.tmpl (config.toml.tmpl before containerd 2) below a first line of {{ template "base" . }}.
  do: Restart k3s.
  verify: crictl info`,`warning var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl:1:1-1:8
  | version = 2
  | ^^^^^^^
  The template var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl does not extend k3s' own, so the auth of registries.yaml is lost and pulls are anonymous.
  do: Begin it with {{ template "base" . }} and keep only what differs.
  do: Restart k3s.
  verify: grep -A3 auth /var/lib/rancher/k3s/agent/etc/containerd/config.toml`]},"k3s-registry-client-cert-unpaired":{citations:[{document:`rancher/wharfie pkg/registries`,section:`getTLSConfigForHost`,says:`"cert file was specified, but no corresponding key file was specified" is an error.`,url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      cert_file: /etc/ssl/client.pem
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      cert_file:
      key_file: /etc/ssl/client.key
`}],good:[{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      cert_file: /c.pem
      key_file: /c.key
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      cert_file: # path to the cert file
      key_file:  # path to the key file
      ca_file: /x.pem
`},{"registries.yaml.j2":`configs:
  reg.corp:
    tls:
      cert_file: /c.pem
      key_file: {{ key }}
`}]},expected:[`error etc/rancher/k3s/registries.yaml:4:7-4:16
  |       cert_file: /etc/ssl/client.pem
  |       ^^^^^^^^^
  reg.corp has a cert_file but no key_file, so its TLS settings are an error and every pull from it fails.
  do: Add the other half:
    yaml:
      key_file: /etc/rancher/k3s/client.key
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp/IMAGE:TAG`,`error etc/rancher/k3s/registries.yaml:5:7-5:15
  |       key_file: /etc/ssl/client.key
  |       ^^^^^^^^
  reg.corp has a key_file but no cert_file, so its TLS settings are an error and every pull from it fails.
  do: Add the other half:
    yaml:
      cert_file: /etc/rancher/k3s/client.crt
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp/IMAGE:TAG`]},"k3s-registry-config-key":{citations:[{document:`k3s pkg/agent/containerd/config.go`,section:`configForHost`,says:`Settings are looked up by the host of the endpoint's URL, without scheme and path.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`},{document:`rancher/wharfie pkg/registries`,section:`getTLSConfigForHost`,says:`The key is compared with the host, as it is written.`,url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`},{document:`K3s documentation: Private Registry Configuration`,section:`Default Endpoint Fallback`,says:`<REGISTRY> is the registry hostname and optional port.`,url:`https://docs.k3s.io/installation/private-registry`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`configs:
  "https://reg.corp":
    tls:
      ca_file: /x.pem
`},{"etc/rancher/rke2/registries.yaml":`mirrors:
  reg.corp/team:
    endpoint: [https://reg.corp]
`}],good:[{"etc/rancher/k3s/registries.yaml":`configs:
  "reg.corp:5000":
    tls:
      ca_file: /x.pem
  "*":
    tls:
      ca_file: /x.pem
`},{"registries.yaml.j2":`configs:
  "{{ registry_url }}/v2":
    tls:
      ca_file: /x.pem
`}]},expected:[`error etc/rancher/k3s/registries.yaml:2:3-2:21
  |   "https://reg.corp":
  |   ^^^^^^^^^^^^^^^^^^
  The key "https://reg.corp" below configs is not a host, so it matches no registry and its settings are never used.
  do: Write the host, with its port where images have one:
    yaml:
      configs:
        "reg.corp":
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp/IMAGE:TAG
  edit etc/rancher/k3s/registries.yaml 11-29 "\\"reg.corp\\""`,`error etc/rancher/rke2/registries.yaml:2:3-2:16
  |   reg.corp/team:
  |   ^^^^^^^^^^^^^
  The key "reg.corp/team" below mirrors is not a host, so it matches no registry and its settings are never used.
  do: Write the host, with its port where images have one:
    yaml:
      mirrors:
        "reg.corp":
  do: Restart rke2 on each node.
  verify: crictl pull reg.corp/IMAGE:TAG
  edit etc/rancher/rke2/registries.yaml 11-24 "\\"reg.corp\\""`]},"k3s-registry-config-unmatched":{citations:[{document:`k3s pkg/agent/containerd/config.go`,section:`getHostConfigs`,says:`Each endpoint gets the config whose key is the host of its URL, with its port.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`},{document:`k3s pkg/agent/containerd/config.go`,section:`configForHost`,says:`docker.io and registry-1.docker.io stand for one another.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp:5000]
configs:
  m.corp:
    tls:
      ca_file: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:
    endpoint: [https://reg.corp]
configs:
  registry.corp:
    tls:
      ca_file: /x.pem
`}],good:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp:5000]
configs:
  m.corp:5000:
    tls:
      ca_file: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp]
configs:
  registry-1.docker.io:
    auth: {username: a}
  "*":
    tls:
      ca_file: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      ca_file: /x.pem
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  containers:
    - name: a
      image: reg.corp/app:1
`,"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp]
configs:
  reg.corp:
    tls:
      ca_file: /x.pem
`}]},expected:[`warning etc/rancher/k3s/registries.yaml:5:3-5:9
  |   m.corp:
  |   ^^^^^^
  The settings for m.corp are used by no mirror, endpoint or image, while m.corp:5000 has none: it is dialled without them.
  do: Use the host of the endpoint, with its port, as the key:
    yaml:
      configs:
        "m.corp:5000":
  do: Restart k3s on each node.
  verify: k3s crictl pull m.corp:5000/IMAGE:TAG`,`warning etc/rancher/k3s/registries.yaml:5:3-5:16
  |   registry.corp:
  |   ^^^^^^^^^^^^^
  The settings for registry.corp are used by no mirror, endpoint or image, while reg.corp has none: it is dialled without them.
  do: Use the host of the endpoint, with its port, as the key:
    yaml:
      configs:
        "reg.corp":
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp/IMAGE:TAG`]},"k3s-registry-http-endpoint":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Without TLS`,says:`http:// has to be written for an endpoint without TLS, otherwise it defaults to https.`,url:`https://docs.k3s.io/installation/private-registry`},{document:`k3s pkg/agent/containerd/config.go`,section:`normalizeEndpointAddress`,says:`Without a scheme, localhost on an odd port is dialled over http.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint:
      - "http://reg.corp:5000"
      - https://registry-1.docker.io
`},{"etc/rancher/rke2/registries.yaml":`mirrors:
  docker.io:
    endpoint: [localhost:5000]
`},{"node.sh":`f=/etc/rancher/k3s/registries.yaml
echo 'mirrors:' > $f
echo '  docker.io:' >> $f
echo '    endpoint: [http://reg.corp:5000]' >> $f
`}],good:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint:
      - "https://reg.corp:5000"
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [reg.corp:5000]
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [http://127.0.0.1:6001]
`}]},expected:[`error etc/rancher/k3s/registries.yaml:4:9-4:31
  |       - "http://reg.corp:5000"
  |         ^^^^^^^^^^^^^^^^^^^^^^
  Nodes pull images of docker.io from reg.corp:5000 over plain HTTP, so whoever is on the network path decides which image a tag means.
  do: Serve reg.corp:5000 over TLS and write:
    yaml:
      mirrors:
        "docker.io":
          endpoint: ["https://reg.corp:5000"]
      configs:
        "reg.corp:5000":
          tls: {ca_file: /etc/rancher/k3s/registry-ca.crt}
  do: Restart k3s on each node.
  verify: k3s crictl pull docker.io/IMAGE:TAG`,`notice etc/rancher/rke2/registries.yaml:3:16-3:30
  |     endpoint: [localhost:5000]
  |                ^^^^^^^^^^^^^^
  because the host is the machine itself
  Nodes pull images of docker.io from localhost:5000 over plain HTTP, so whoever is on the network path decides which image a tag means.
  do: Serve localhost:5000 over TLS and write:
    yaml:
      mirrors:
        "docker.io":
          endpoint: ["https://localhost:5000"]
      configs:
        "localhost:5000":
          tls: {ca_file: /etc/rancher/k3s/registry-ca.crt}
  do: Restart rke2 on each node.
  verify: crictl pull docker.io/IMAGE:TAG`,`error node.sh:4:22-4:42
  | echo '    endpoint: [http://reg.corp:5000]' >> $f
  |                      ^^^^^^^^^^^^^^^^^^^^
  in /etc/rancher/k3s/registries.yaml
  Nodes pull images of docker.io from reg.corp:5000 over plain HTTP, so whoever is on the network path decides which image a tag means.
  do: Serve reg.corp:5000 over TLS and write:
    yaml:
      mirrors:
        "docker.io":
          endpoint: ["https://reg.corp:5000"]
      configs:
        "reg.corp:5000":
          tls: {ca_file: /etc/rancher/k3s/registry-ca.crt}
  do: Restart k3s on each node.
  verify: k3s crictl pull docker.io/IMAGE:TAG`]},"k3s-registry-insecure-skip-verify":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Configs`,says:"`insecure_skip_verify` defines if TLS verification should be skipped for the registry.",url:`https://docs.k3s.io/installation/private-registry`},{document:`rancher/wharfie pkg/registries`,section:`getTLSConfigForHost`,says:"`ca_file` is added to the system's roots: a private CA needs no insecure_skip_verify.",url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  "reg.corp:11000":
    endpoint:
      - "https://reg.corp:11000"
configs:
  "reg.corp:11000":
    tls:
      insecure_skip_verify: true
`},{"nodes/registries.yaml":`configs: {reg.corp: {tls: {insecure_skip_verify: yes}}}
`},{"k3d.yaml":`apiVersion: k3d.io/v1alpha5
kind: Simple
registries:
  config: |
    configs:
      reg.corp:
        tls:
          insecure_skip_verify: true
`}],good:[{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      ca_file: /etc/ssl/corp/root.pem
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      insecure_skip_verify: false
`},{"registries.yaml.j2":`configs:
  reg.corp:
    tls:
      insecure_skip_verify: {{ skip_verify }}
`}]},expected:[`error etc/rancher/k3s/registries.yaml:8:29-8:33
  |       insecure_skip_verify: true
  |                             ^^^^
  Nodes do not verify the certificate of reg.corp:11000, so anyone on the network path can serve images in its name.
  do: Name the CA instead (it is added to the system's roots):
    yaml:
      configs:
        "reg.corp:11000":
          tls:
            ca_file: /etc/rancher/k3s/registry-ca.crt
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp:11000/IMAGE:TAG`,`error nodes/registries.yaml:1:50-1:53
  | configs: {reg.corp: {tls: {insecure_skip_verify: yes}}}
  |                                                  ^^^
  Nodes do not verify the certificate of reg.corp, so anyone on the network path can serve images in its name.
  do: Name the CA instead (it is added to the system's roots):
    yaml:
      configs:
        "reg.corp":
          tls:
            ca_file: /etc/rancher/k3s/registry-ca.crt
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp/IMAGE:TAG`,`warning k3d.yaml:8:33-8:37
  |           insecure_skip_verify: true
  |                                 ^^^^
  because it is for a development cluster
  in Simple (unnamed)
  in registries.config
  Nodes do not verify the certificate of reg.corp, so anyone on the network path can serve images in its name.
  do: Name the CA instead (it is added to the system's roots):
    yaml:
      configs:
        "reg.corp":
          tls:
            ca_file: /etc/rancher/k3s/registry-ca.crt
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp/IMAGE:TAG`]},"k3s-registry-misplaced-tls":{citations:[{document:`rancher/wharfie pkg/registries`,section:`GetPrivateRegistries`,says:`The file is decoded without strictness: a key in the wrong place is dropped in silence.`,url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`},{document:`K3s documentation: Private Registry Configuration`,section:`Configs`,says:`The configs section defines the TLS and credential configuration for each mirror.`,url:`https://docs.k3s.io/installation/private-registry`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:5000:
    endpoint: [https://reg.corp:5000]
    tls:
      ca_file: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    ca_file: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:
    endpoint: [https://reg.corp]
tls:
  ca_file: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    endpoint: [https://m.corp]
`}],good:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:5000:
    endpoint: [https://reg.corp:5000]
configs:
  reg.corp:5000:
    tls:
      ca_file: /x.pem
`}]},expected:[`error etc/rancher/k3s/registries.yaml:4:5-4:8
  |     tls:
  |     ^^^
  \`tls\` of reg.corp:5000 stands below mirrors of registries.yaml, where it is dropped in silence.
  do: Move it to configs."reg.corp:5000".tls.
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp:5000/IMAGE:TAG`,`error etc/rancher/k3s/registries.yaml:3:5-3:12
  |     ca_file: /x.pem
  |     ^^^^^^^
  \`ca_file\` of reg.corp stands below configs of registries.yaml, where it is dropped in silence.
  do: Move it to configs."reg.corp".tls.ca_file.
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp/IMAGE:TAG`,`error etc/rancher/k3s/registries.yaml:4:1-4:4
  | tls:
  | ^^^
  \`tls\` stands at the top of registries.yaml, where it is dropped in silence.
  do: Move it to configs."HOST[:PORT]".tls.
  do: Restart k3s on each node.
  verify: k3s crictl pull HOST[:PORT]/IMAGE:TAG`,`error etc/rancher/k3s/registries.yaml:3:5-3:13
  |     endpoint: [https://m.corp]
  |     ^^^^^^^^
  \`endpoint\` of reg.corp stands below configs of registries.yaml, where it is dropped in silence.
  do: Move it to mirrors."reg.corp".endpoint.
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp/IMAGE:TAG`]},"k3s-registry-plaintext-auth":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Configs`,says:"`password` is the user password of the private registry, `auth` its authentication token: in plain text.",url:`https://docs.k3s.io/installation/private-registry`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      username: robot
      password: S3cr3t!-81
`},{"etc/rancher/rke2/registries.yaml":`configs:
  reg.corp:
    auth:
      auth: cm9ib3Q6UzNjcjN0IQ==
`}],good:[{"registries.yaml":`mirrors:
  %%NAME%%:
    endpoint: ["https://%%MIRROR%%"]
configs:
  "%%MIRROR%%":
    auth:
      username: %%USER%%
      password: %%PASSWORD%%
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      username: "your-username"
      password: "your-password"
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      username: xxxxxx
      password: xxxxxx
      identity_token: <token>
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      password: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]
`},{"registries.yaml.j2":`configs:
  reg.corp:
    auth:
      password: {{ vault_password }}
`}]},expected:[`error etc/rancher/k3s/registries.yaml:5:17-5:27
  The password for reg.corp stands in registries.yaml, so whoever reads the repository can use it.
  do: Write the file at boot from Vault or SOPS, or delete it here and give pods a pull secret:
    sh:
      kubectl create secret docker-registry regcred --docker-server=reg.corp --docker-username=… --docker-password=…
  do: Change it at the registry: it stays in the history.
  do: Restart k3s on each node.
  verify: docker login reg.corp refuses the old one.`,`error etc/rancher/rke2/registries.yaml:4:13-4:33
  The auth for reg.corp stands in registries.yaml, so whoever reads the repository can use it.
  do: Write the file at boot from Vault or SOPS, or delete it here and give pods a pull secret:
    sh:
      kubectl create secret docker-registry regcred --docker-server=reg.corp --docker-username=… --docker-password=…
  do: Change it at the registry: it stays in the history.
  do: Restart rke2 on each node.
  verify: docker login reg.corp refuses the old one.`]},"k3s-registry-redundant-mirror":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Rewrites`,says:`Mirror endpoints that match the default endpoint are ignored.`,url:`https://docs.k3s.io/installation/private-registry`},{document:`k3s pkg/agent/containerd/config.go`,section:`endpointURLEqual`,says:`The last endpoint is compared with https://<registry>/v2.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  "reg.corp:11000":
    endpoint:
      - "https://reg.corp:11000"
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:
    endpoint: [https://reg.corp/v2]
`}],good:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:
    endpoint: [https://reg.corp:443]
    rewrite: {a: b}
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp, https://registry-1.docker.io]
`}]},expected:[`notice etc/rancher/k3s/registries.yaml:4:9-4:33
  |       - "https://reg.corp:11000"
  |         ^^^^^^^^^^^^^^^^^^^^^^^^
  The mirror of reg.corp:11000 is its own default endpoint, so the entry has no effect and rewrites below it are not applied.
  do: Delete the mirror; settings below configs."reg.corp:11000" hold without it.
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp:11000/IMAGE:TAG`,`notice etc/rancher/k3s/registries.yaml:3:16-3:35
  |     endpoint: [https://reg.corp/v2]
  |                ^^^^^^^^^^^^^^^^^^^
  The mirror of reg.corp is its own default endpoint, so the entry has no effect and rewrites below it are not applied.
  do: Delete the mirror; settings below configs."reg.corp" hold without it.
  do: Restart k3s on each node.
  verify: k3s crictl pull reg.corp/IMAGE:TAG`]},"k3s-registry-unknown-key":{citations:[{document:`rancher/wharfie pkg/registries`,section:`GetPrivateRegistries`,says:`The file is decoded without strictness: unknown keys are dropped in silence.`,url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`},{document:`rancher/wharfie pkg/registries`,section:`getAuthenticatorForHost`,says:"The credentials are username, password, auth and identity_token; there is no `token`.",url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`},{document:`k3s pkg/agent/containerd/config.go`,section:`setupContainerdConfig`,says:`An error of the decoder, as of a string where a list belongs, ends the start of the agent.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      token: abc
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoints: [https://m.corp]
    rewrites: {}
configs:
  m.corp:
    tls:
      insecureSkipVerify: true
      caFile: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp]
config:
  m.corp:
    tls: {}
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: https://m.corp
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      ca_file: [/x.pem]
      insecure_skip_verify: "true"
`}],good:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp]
    rewrite: {a: b}
configs:
  m.corp:
    auth: {username: a, identity_token: x}
    tls: {ca_file: /x.pem}
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      # token: abc
      identity_token: xxxx
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
  reg.corp:
    endpoint: [https://m.corp]
configs:
  m.corp:
    tls: {insecure_skip_verify: no}
    auth:
`},{"registries.yaml.j2":`mirrors:
  docker.io:
    endpoint: {{ mirrors }}
`},{"ci/registries.yaml":`registries:
  - name: reg.corp
    token: abc
`}]},expected:["warning etc/rancher/k3s/registries.yaml:4:7-4:12\n  registries.yaml has no key `token` for reg.corp: it is ignored in silence; it is called `identity_token`.\n  do: Write `identity_token` instead of `token`.\n  do: Restart k3s on each node.\n  verify: k3s crictl pull reg.corp/IMAGE:TAG","warning etc/rancher/k3s/registries.yaml:3:5-3:14\n  |     endpoints: [https://m.corp]\n  |     ^^^^^^^^^\n  registries.yaml has no key `endpoints` for docker.io: it is ignored in silence; it is called `endpoint`.\n  do: Write `endpoint` instead of `endpoints`.\n  do: Restart k3s on each node.\n  verify: k3s crictl pull docker.io/IMAGE:TAG\n\nwarning etc/rancher/k3s/registries.yaml:4:5-4:13\n  |     rewrites: {}\n  |     ^^^^^^^^\n  registries.yaml has no key `rewrites` for docker.io: it is ignored in silence; it is called `rewrite`.\n  do: Write `rewrite` instead of `rewrites`.\n  do: Restart k3s on each node.\n  verify: k3s crictl pull docker.io/IMAGE:TAG\n\nwarning etc/rancher/k3s/registries.yaml:8:7-8:25\n  |       insecureSkipVerify: true\n  |       ^^^^^^^^^^^^^^^^^^\n  registries.yaml has no key `insecureSkipVerify` for m.corp: it is ignored in silence; it is called `insecure_skip_verify`.\n  do: Write `insecure_skip_verify` instead of `insecureSkipVerify`.\n  do: Restart k3s on each node.\n  verify: k3s crictl pull m.corp/IMAGE:TAG\n\nwarning etc/rancher/k3s/registries.yaml:9:7-9:13\n  |       caFile: /x.pem\n  |       ^^^^^^\n  registries.yaml has no key `caFile` for m.corp: it is ignored in silence; it is called `ca_file`.\n  do: Write `ca_file` instead of `caFile`.\n  do: Restart k3s on each node.\n  verify: k3s crictl pull m.corp/IMAGE:TAG","warning etc/rancher/k3s/registries.yaml:4:1-4:7\n  | config:\n  | ^^^^^^\n  registries.yaml has no key `config`: it is ignored in silence; it is called `configs`.\n  do: Write `configs` instead of `config`.\n  do: Restart k3s on each node.\n  verify: k3s crictl pull HOST[:PORT]/IMAGE:TAG",`error etc/rancher/k3s/registries.yaml:3:15-3:29
  |     endpoint: https://m.corp
  |               ^^^^^^^^^^^^^^
  k3s cannot read registries.yaml because endpoint is not a list of texts, so it does not start on any node that has this file.
  do: Write a list of texts:
    yaml:
      endpoint: ["https://…"]
  do: Restart k3s on each node.
  verify: k3s crictl pull HOST[:PORT]/IMAGE:TAG`,`error etc/rancher/k3s/registries.yaml:4:16-4:24
  |       ca_file: [/x.pem]
  |                ^^^^^^^^
  k3s cannot read registries.yaml because ca_file is not a text, so it does not start on any node that has this file.
  do: Write a text:
    yaml:
      ca_file: "…"
  do: Restart k3s on each node.
  verify: k3s crictl pull HOST[:PORT]/IMAGE:TAG

error etc/rancher/k3s/registries.yaml:5:29-5:35
  |       insecure_skip_verify: "true"
  |                             ^^^^^^
  k3s cannot read registries.yaml because insecure_skip_verify is not a boolean, so it does not start on any node that has this file.
  do: Write a boolean:
    yaml:
      insecure_skip_verify: false
  do: Restart k3s on each node.
  verify: k3s crictl pull HOST[:PORT]/IMAGE:TAG`]},"k3s-registry-wildcard-insecure":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Wildcard Support`,says:`The default configuration is used for every registry that has no specific entry.`,url:`https://docs.k3s.io/installation/private-registry`},{document:`k3s pkg/agent/containerd/config.go`,section:`getHostConfigs`,says:'The entry "*" becomes containerd\'s `_default` directory.',url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  "*":
    endpoint:
      - "https://m.corp:5000"
configs:
  "*":
    tls:
      insecure_skip_verify: true
`}],good:[{"etc/rancher/k3s/registries.yaml":`configs:
  "*":
    tls:
      ca_file: /etc/ssl/corp/root.pem
`},{"registries.yaml.j2":`configs:
  "*":
    tls:
      insecure_skip_verify: {{ insecure }}
`}]},expected:[`error etc/rancher/k3s/registries.yaml:8:29-8:33
  |       insecure_skip_verify: true
  |                             ^^^^
  Nodes verify the certificate of no registry without an entry of its own, so any image, public ones included, can be replaced on its way.
  do: Delete the entry "*", and give the registry that needs it an entry of its own:
    yaml:
      configs:
        "m.corp:5000":
          tls:
            ca_file: /etc/rancher/k3s/registry-ca.crt
  do: Restart k3s on each node.
  verify: k3s crictl pull m.corp:5000/IMAGE:TAG`]},"acme-issuer-skip-tls-verify":{citations:[{document:`cert-manager API reference`,section:`ACMEIssuer, skipTLSVerify`,says:`Requests to the ACME server will not have the TLS certificate chain validated; mutually exclusive with caBundle.`,url:`https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEIssuer`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: internal
spec:
  acme:
    server: https://acme.corp/directory
    skipTLSVerify: true
    privateKeySecretRef: {name: internal-account}
`}],good:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: internal
spec:
  acme:
    server: https://acme.corp/directory
    caBundle: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
    privateKeySecretRef: {name: internal-account}
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: Issuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    skipTLSVerify: false
`}]},expected:[`error issuer.yaml:8:20-8:24
  |     skipTLSVerify: true
  |                    ^^^^
  about ClusterIssuer internal
  ClusterIssuer internal does not verify the certificate of acme.corp, so whoever answers in its name decides what is issued.
  do: Remove skipTLSVerify, and set the CA of the ACME server:
    yaml:
      caBundle: BASE64-OF-CA.CRT
  verify: curl --cacert ca.crt https://acme.corp/directory`]},"api-version-unread":{citations:[{document:`cert-manager`,section:`Release notes 1.6`,says:`v1alpha2, v1alpha3 and v1beta1 are not served any more; certmanager.k8s.io was left behind with 0.11.`,url:`https://cert-manager.io/docs/releases/release-notes/release-notes-1.6/`},{document:`Kubernetes`,section:`Deprecated API Migration Guide, v1.22`,says:`v1beta1 of admission webhooks, CRDs, APIService, CertificateSigningRequest and Ingress is no longer served.`,url:`https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-22`},{document:`Gateway API`,section:`Releases 1.4 and 1.5`,says:`BackendTLSPolicy is v1 since 1.4, TLSRoute since 1.5; controllers of that time read no older ones.`,url:`https://gateway-api.sigs.k8s.io/`}],examples:{bad:[{"cert.yaml":`apiVersion: cert-manager.io/v1alpha2
kind: Certificate
metadata: {name: a, namespace: web}
spec: {secretName: a, dnsNames: [a.corp.example.com], issuerRef: {name: corp}}
`},{"route.yaml":`apiVersion: traefik.containo.us/v1alpha1
kind: TLSOption
metadata: {name: a, namespace: web}
spec: {minVersion: VersionTLS12}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: traefik, namespace: web}
spec:
  selector: {matchLabels: {app: traefik}}
  template:
    metadata: {labels: {app: traefik}}
    spec:
      containers: [{name: traefik, image: "traefik:v3.6.1"}]
`}],good:[{"cert.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: a, namespace: web}
spec: {secretName: a, dnsNames: [a.corp.example.com], issuerRef: {name: corp}}
`},{"route.yaml":`apiVersion: traefik.containo.us/v1alpha1
kind: TLSOption
metadata: {name: a, namespace: web}
spec: {minVersion: VersionTLS12}
`}]},expected:[`error cert.yaml:1:13-1:37
  | apiVersion: cert-manager.io/v1alpha2
  |             ^^^^^^^^^^^^^^^^^^^^^^^^
  about Certificate web/a
  Certificate web/a is of cert-manager.io/v1alpha2, which cert-manager has not served since 1.6: the apply fails.
  do: Write apiVersion: cert-manager.io/v1, and privateKey.size in the place of keySize, privateKey.algorithm in that of keyAlgorithm, subject.organizations in that of organization.
  verify: kubectl apply --dry-run=server -f cert.yaml`,`error route.yaml:1:13-1:41
  | apiVersion: traefik.containo.us/v1alpha1
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about TLSOption web/a
  TLSOption web/a is of traefik.containo.us/v1alpha1, which Traefik 3 does not read: router, middleware or TLS option is not there.
  do: Write apiVersion: traefik.io/v1alpha1.
  verify: kubectl apply --dry-run=server -f route.yaml
  related route.yaml:14:43 traefik v3.6.1`]},"apiservice-insecure-skip-tls":{citations:[{document:`Kubernetes API reference`,section:`APIService v1, spec.insecureSkipTLSVerify`,says:`Disables TLS certificate verification when communicating with this server. This is strongly discouraged.`,url:`https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/api-service-v1/`}],examples:{bad:[{"metrics.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
spec:
  group: metrics.k8s.io
  version: v1beta1
  service: {name: metrics-server, namespace: kube-system}
  insecureSkipTLSVerify: true
`}],good:[{"metrics.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
  annotations:
    cert-manager.io/inject-ca-from: kube-system/metrics-server
spec:
  service: {name: metrics-server, namespace: kube-system}
  insecureSkipTLSVerify: false
`},{"chart/templates/apiservice.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
spec:
  service: {name: metrics-server, namespace: kube-system}
  insecureSkipTLSVerify: {{ .Values.insecure }}
`}]},expected:[`error metrics.yaml:9:26-9:30
  |   insecureSkipTLSVerify: true
  |                          ^^^^
  about APIService v1beta1.metrics.k8s.io
  The API server does not verify Service kube-system/metrics-server, so whoever answers for it serves v1beta1.metrics.k8s.io and sees every request to it.
  do: Remove insecureSkipTLSVerify, and set caBundle, or with cert-manager:
    yaml:
      metadata:
        annotations:
          cert-manager.io/inject-ca-from: kube-system/CERTIFICATE
  verify: kubectl get apiservice v1beta1.metrics.k8s.io shows AVAILABLE True.`]},"apiservice-insecure-with-cabundle":{citations:[{document:`kubernetes/kube-aggregator`,section:`pkg/apis/apiregistration/validation/validation.go`,says:`insecureSkipTLSVerify may not be true if caBundle is present, nor on an APIService without a service.`,url:`https://github.com/kubernetes/kube-aggregator/blob/master/pkg/apis/apiregistration/validation/validation.go`}],examples:{bad:[{"metrics.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
spec:
  service: {name: metrics-server, namespace: kube-system}
  insecureSkipTLSVerify: true
  caBundle: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{"local.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1.apps
spec:
  group: apps
  version: v1
  insecureSkipTLSVerify: true
`}],good:[{"metrics.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
spec:
  service: {name: metrics-server, namespace: kube-system}
  caBundle: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{"patch.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
spec:
  service: {name: metrics-server, namespace: kube-system}
  insecureSkipTLSVerify: false
  caBundle: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`}]},expected:[`error metrics.yaml:7:26-7:30
  |   insecureSkipTLSVerify: true
  |                          ^^^^
  about APIService v1beta1.metrics.k8s.io
  The API server rejects v1beta1.metrics.k8s.io, because it skips verification and has a caBundle.
  do: Remove insecureSkipTLSVerify.
  verify: kubectl apply --dry-run=server -f metrics.yaml`,`error local.yaml:8:26-8:30
  |   insecureSkipTLSVerify: true
  |                          ^^^^
  about APIService v1.apps
  The API server rejects v1.apps, because it skips verification of a Service that it does not have.
  do: Remove insecureSkipTLSVerify.
  verify: kubectl apply --dry-run=server -f local.yaml`]},"client-certificate-unverified":{citations:[{document:`HAProxy Configuration Manual`,section:`5.1, crt-ignore-err, ca-ignore-err`,says:`Sets a list of errors to ignore in the verification of client certificates; with all, every error is ignored.`,url:`https://docs.haproxy.org/3.2/configuration.html#5.1-crt-ignore-err`}],examples:{bad:[{"haproxy.cfg":`frontend a
  bind :443 ssl crt a.pem ca-file ca.pem verify optional crt-ignore-err all
`}],good:[{"haproxy.cfg":`frontend a
  bind :443 ssl crt a.pem ca-file ca.pem verify required
`},{"haproxy.cfg":`frontend a
  bind :443 ssl crt a.pem ca-file ca.pem verify optional crt-ignore-err 10
`}]},expected:[`warning haproxy.cfg:2:58-2:72
  | :443 ssl crt a.pem ca-file ca.pem verify optional crt-ignore-err all
  |                                                   ^^^^^^^^^^^^^^
  haproxy.cfg asks for client certificates and ignores every error in them (crt-ignore-err all), so a self-signed one with any name is let in.
  do: Remove crt-ignore-err all, or name the errors that are meant, such as crt-ignore-err 10 (expired).
  verify: haproxy -c -f /etc/haproxy/haproxy.cfg, and a self-signed certificate is refused`]},"gateway-backend-insecure-skip-verify":{citations:[{document:`Envoy Gateway API reference`,section:`BackendTLSSettings, insecureSkipVerify`,says:`It indicates whether the upstream's certificate verification should be skipped.`,url:`https://gateway.envoyproxy.io/docs/api/extension_types/#backendtlssettings`}],examples:{bad:[{"backend.yaml":`apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata:
  name: storage
spec:
  endpoints:
    - fqdn: {hostname: storage.corp, port: 443}
  tls: {insecureSkipVerify: true}
`}],good:[{"backend.yaml":`apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata:
  name: storage
spec:
  endpoints:
    - fqdn: {hostname: storage.corp, port: 443}
  tls:
    caCertificateRefs: [{group: "", kind: ConfigMap, name: storage-ca}]
    insecureSkipVerify: false
`}]},expected:[`error backend.yaml:8:29-8:33
  |   tls: {insecureSkipVerify: true}
  |                             ^^^^
  about Backend storage
  Backend storage makes the gateway accept any certificate from storage.corp, so whatever answers there can read and change the traffic.
  do: Name the CA:
    yaml:
      tls:
        caCertificateRefs: [{group: "", kind: ConfigMap, name: CONFIGMAP}]
  verify: openssl s_client -connect storage.corp:443 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`]},"gateway-backendtls-invalid":{citations:[{document:`Gateway API reference`,section:`BackendTLSPolicyValidation`,says:`Exactly one of caCertificateRefs and wellKnownCACertificates must be set, and hostname is required.`,url:`https://gateway-api.sigs.k8s.io/reference/spec/#backendtlspolicyvalidation`}],examples:{bad:[{"policy.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: shop
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  validation: {hostname: shop.web.svc}
`},{"policy.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: shop
  namespace: web
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  validation:
    hostname: shop.web.svc
    caCertificateRefs: [{group: "", kind: ConfigMap, name: shop-ca}]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-ca
  namespace: web
data:
  root.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"policy.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: shop
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  validation: {hostname: shop.corp, wellKnownCACertificates: System}
`},{"policy.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: shop
  namespace: web
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  validation:
    hostname: shop.web.svc
    caCertificateRefs: [{group: "", kind: ConfigMap, name: shop-ca}]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-ca
  namespace: web
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"overlay/patch.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: shop
spec:
  validation: {hostname: shop.corp}
`}]},expected:[`error policy.yaml:7:15-7:39
  |   validation: {hostname: shop.web.svc}
  |               ^^^^^^^^^^^^^^^^^^^^^^^^
  about BackendTLSPolicy shop
  BackendTLSPolicy shop names no CA, so the API server rejects it.
  do: Name the host and the CA:
    yaml:
      validation:
        hostname: NAME-IN-THE-CERTIFICATE
        caCertificateRefs: [{group: "", kind: ConfigMap, name: CONFIGMAP}]
  verify: kubectl apply --dry-run=server -f policy.yaml`,`error policy.yaml:10:60-10:67
  | tificateRefs: [{group: "", kind: ConfigMap, name: shop-ca}]
  |                                                   ^^^^^^^
  about BackendTLSPolicy web/shop
  BackendTLSPolicy web/shop takes its CA from ConfigMap shop-ca, which has no key ca.crt, so the gateway rejects the policy and requests to the backend fail.
  do: Put the CA under the key ca.crt.
  verify: kubectl get backendtlspolicy shop -o yaml shows the condition ResolvedRefs True.
  related policy.yaml:11:1 the ConfigMap`]},"haproxy-server-verify-none":{citations:[{document:`HAProxy Configuration Manual`,section:`5.2, verify [none|required]`,says:`With none, the server's certificate is not verified; it is open to man-in-the-middle attacks.`,url:`https://docs.haproxy.org/3.0/configuration.html#5.2-verify`},{document:`haproxy/haproxy`,section:`src/ssl_sock.c`,says:`verify is enabled by default but no CA file specified: the configuration is refused.`,url:`https://github.com/haproxy/haproxy/blob/master/src/ssl_sock.c`}],examples:{bad:[{"haproxy.cfg":`backend shop
  server a 10.0.0.1:443 ssl verify none
`},{"haproxy.cfg":`global
  ssl-server-verify none
`},{"haproxy.cfg":`global
  maxconn 100
backend shop
  server a shop.corp:443 ssl check
`}],good:[{"haproxy.cfg":`backend shop
  server a 10.0.0.1:443 ssl verify required ca-file /etc/haproxy/ca.pem
`},{"haproxy.cfg":`frontend web
  bind :443 ssl crt /etc/haproxy/web.pem verify none
`},{"haproxy.cfg":`backend shop
  default-server ssl ca-file /etc/haproxy/ca.pem
  server a 10.0.0.1:443 check
  server b 10.0.0.2:80
`},{"haproxy.cfg.j2":`backend shop
  server a {{ host }}:443 ssl {{ tls_options }}
`},{"haproxy.cfg":`backend apiservers
  mode tcp
  option httpchk GET /healthz
  server a 10.0.0.1:6443 check check-ssl verify none
`},{"haproxy.cfg":`backend apiservers
  mode tcp
  default-server check check-ssl verify none
  server a 10.0.0.1:6443
`}]},expected:[`error haproxy.cfg:2:36-2:40
  |   server a 10.0.0.1:443 ssl verify none
  |                                    ^^^^
  HAProxy does not verify the certificate of server a (10.0.0.1:443) in shop, so whatever answers there can read and change the traffic.
  do: Write: ssl verify required ca-file /etc/haproxy/ca.pem
  verify: haproxy -c -f /etc/haproxy/haproxy.cfg`,`error haproxy.cfg:2:21-2:25
  |   ssl-server-verify none
  |                     ^^^^
  HAProxy verifies no server that does not say otherwise, so whatever answers there can read and change the traffic.
  do: Write: ssl verify required ca-file /etc/haproxy/ca.pem
  verify: haproxy -c -f /etc/haproxy/haproxy.cfg`,`error haproxy.cfg:4:26-4:29
  |   server a shop.corp:443 ssl check
  |                          ^^^
  HAProxy refuses to start, because server a (shop.corp:443) in shop is to be verified and no ca-file says by whose certificates.
  do: Write: ssl verify required ca-file /etc/haproxy/ca.pem
  verify: haproxy -c -f /etc/haproxy/haproxy.cfg`]},"imagepullsecret-committed":{citations:[{document:`Kubernetes documentation`,section:`Good practices for Kubernetes Secrets, Avoid sharing Secret manifests`,says:`A Secret in a manifest, encoded as base64, is available to everyone who can read the manifest: base64 is no encryption.`,url:`https://kubernetes.io/docs/concepts/security/secrets-good-practices/`},{document:`Docker documentation`,section:`docker login, Credential stores`,says:`Without a credential store, the auth of config.json is the user and password in base64.`,url:`https://docs.docker.com/reference/cli/docker/login/#credential-stores`}],examples:{bad:[{"regcred.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: regcred
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths": {"reg.corp:5000": {"username": "ci", "password": "correct horse battery"}}}'
`},{"regcred.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: regcred
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: eyJhdXRocyI6eyJyZWcuY29ycCI6eyJhdXRoIjoiWTJrNlkyOXljbVZqZEMxb2IzSnpaUT09In19fQ==
`},{"ci/.docker/config.json":`{ "auths": { "reg.corp": { "auth": "Y2k6Y29ycmVjdC1ob3JzZQ==" } } }
`}],good:[{"regcred.yaml":`apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: regcred
spec:
  secretStoreRef: {kind: ClusterSecretStore, name: vault}
  dataFrom:
    - extract: {key: ci/regcred}
`},{"regcred.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: regcred
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: e30=
`},{"regcred.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: regcred
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths": {"reg.corp": {"username": "your-username", "password": "<password>"}}}'
`},{"ci/.docker/config.json":`{ "auths": { "reg.corp": {} }, "credsStore": "pass" }
`},{"ci/.docker/config.json":`{ "auths": { "reg.corp": { "auth": "\${REGISTRY_AUTH}" } } }
`},{"ci/.docker/config.json":`{ "auths": { "reg.corp": { "auth": "dXNlcjp5b3VyLXBhc3N3b3Jk" } } }
`}]},expected:[`error regcred.yaml:7:3-7:20
  in Secret regcred
  in stringData.\\.dockerconfigjson
  about Secret regcred
  Secret regcred holds the credentials of reg.corp:5000 in plain text, so everyone who can read the repository can use them.
  do: Revoke the credentials: they stay in the history. Then keep the new ones out of it, for example:
    yaml:
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      spec:
        target: {template: {type: kubernetes.io/dockerconfigjson}}
  verify: git log -p -- regcred.yaml shows only credentials that no longer work.`,`error regcred.yaml:7:3-7:20
  in Secret regcred
  in data.\\.dockerconfigjson
  about Secret regcred
  Secret regcred holds the credentials of reg.corp in plain text, so everyone who can read the repository can use them.
  do: Revoke the credentials: they stay in the history. Then keep the new ones out of it, for example:
    yaml:
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      spec:
        target: {template: {type: kubernetes.io/dockerconfigjson}}
  verify: git log -p -- regcred.yaml shows only credentials that no longer work.`,`error ci/.docker/config.json:1:14-1:24
  ci/.docker/config.json holds the credentials of reg.corp in plain text, so everyone who can read the repository can use them.
  do: Revoke the credentials: they stay in the history. Then keep the new ones out of it, for example:
    yaml:
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      spec:
        target: {template: {type: kubernetes.io/dockerconfigjson}}
  verify: git log -p -- ci/.docker/config.json shows only credentials that no longer work.`]},"ingress-annotations-unread":{citations:[{document:`Kubernetes`,section:`Ingress, ingressClassName and controllers`,says:`A controller only handles the Ingresses of its classes, and reads its own annotations.`,url:`https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class`},{document:`Kubernetes blog`,section:`Ingress NGINX retirement`,says:`ingress-nginx is retired since March 2026: whoever moves its Ingresses to another class takes the annotations along.`,url:`https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/`}],examples:{bad:[{"ing.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: "HTTPS"
    nginx.ingress.kubernetes.io/proxy-ssl-secret: web/ca
    nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
spec:
  ingressClassName: haproxy
  tls: [{hosts: [api.corp.example.com], secretName: api-tls}]
  rules: [{host: api.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: haproxy}
spec: {controller: haproxy.org/ingress-controller/haproxy}
`},{"ing.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"
    nginx.ingress.kubernetes.io/auth-tls-secret: web/client-ca
spec:
  ingressClassName: traefik
  tls: [{hosts: [api.corp.example.com], secretName: api-tls}]
  rules: [{host: api.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
`}],good:[{"ing.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: "HTTP"
spec:
  ingressClassName: traefik
  tls: [{hosts: [api.corp.example.com], secretName: api-tls}]
  rules: [{host: api.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
`},{"ing.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"
    nginx.ingress.kubernetes.io/auth-tls-secret: web/client-ca
spec:
  ingressClassName: nginx
  tls: [{hosts: [api.corp.example.com], secretName: api-tls}]
  rules: [{host: api.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
`},{"ing.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"
    nginx.ingress.kubernetes.io/auth-tls-secret: web/client-ca
spec:
  ingressClassName: internal
  tls: [{hosts: [api.corp.example.com], secretName: api-tls}]
  rules: [{host: api.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
`}]},expected:[`warning ing.yaml:7:5-7:49
  |     nginx.ingress.kubernetes.io/backend-protocol: "HTTPS"
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/api
  Ingress web/api is served by HAProxy's controller, which does not read nginx.ingress.kubernetes.io/backend-protocol of ingress-nginx: the backend is reached without it.
  do: Use haproxy.org/client-ca or, for the backend, haproxy.org/server-ssl and haproxy.org/server-ca, and remove the annotations of ingress-nginx.
  verify: the configuration of the controller names the backend's CA`,`error ing.yaml:7:5-7:55
  |     nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/api
  Ingress web/api is served by Traefik, which does not read nginx.ingress.kubernetes.io/auth-tls-verify-client of ingress-nginx: no client certificate is asked for, and everybody gets in.
  do: Use a TLSOption with clientAuth (traefik.ingress.kubernetes.io/router.tls.options) or, for the backend, a ServersTransport with rootCAs, and remove the annotations of ingress-nginx.
  verify: curl without a certificate is refused`]},"ingress-auth-tls-weak":{citations:[{document:`ingress-nginx documentation`,section:`Annotations, Client Certificate Authentication`,says:`off requests no client certificate; optional_no_ca does not fail if the certificate is not signed by the CA.`,url:`https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#client-certificate-authentication`}],examples:{bad:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: admin
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-secret: web/clients-ca
    nginx.ingress.kubernetes.io/auth-tls-verify-client: optional_no_ca
`}],good:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: admin
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-secret: web/clients-ca
    nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"
`},{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: admin
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-verify-client: "off"
`}]},expected:[`warning ingress.yaml:7:57-7:71
  | inx.ingress.kubernetes.io/auth-tls-verify-client: optional_no_ca
  |                                                   ^^^^^^^^^^^^^^
  about Ingress admin
  Ingress admin names a CA for client certificates but accepts client certificates that the CA did not sign, and none at all, so whoever reaches it gets in unless the application looks itself.
  do: Set nginx.ingress.kubernetes.io/auth-tls-verify-client: "on".
  verify: curl https://<host>/ without a certificate answers 400.`]},"ingress-auth-tls-without-tls":{citations:[{document:`ingress-nginx`,section:`Client Certificate Authentication; Server-side HTTPS enforcement through redirect`,says:`Client certificates need TLS for the host; the redirect from port 80 is made only where TLS is enabled for the Ingress.`,url:`https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#client-certificate-authentication`}],examples:{bad:[{"ing.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"
    nginx.ingress.kubernetes.io/auth-tls-secret: web/client-ca
spec:
  ingressClassName: nginx
  rules: [{host: api.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
`}],good:[{"ing.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"
    nginx.ingress.kubernetes.io/auth-tls-secret: web/client-ca
    nginx.ingress.kubernetes.io/force-ssl-redirect: "true"
spec:
  ingressClassName: nginx
  rules: [{host: api.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
`},{"ing.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"
    nginx.ingress.kubernetes.io/auth-tls-secret: web/client-ca
spec:
  ingressClassName: nginx
  tls: [{hosts: [api.corp.example.com], secretName: api-tls}]
  rules: [{host: api.corp.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
`}]},expected:[`warning ing.yaml:8:50-8:63
  |     nginx.ingress.kubernetes.io/auth-tls-secret: web/client-ca
  |                                                  ^^^^^^^^^^^^^
  about Ingress web/api
  Ingress web/api asks for client certificates but has no tls: the host is served on port 80 without a redirect, and nobody is asked.
  do: Add to spec:
    yaml:
      tls:
        - hosts: [api.corp.example.com]
          secretName: api-tls
  verify: curl http://<host>/ is redirected, and https without a certificate answers 400`]},"ingress-nginx-proxy-ssl-verify-ignored":{citations:[{document:`kubernetes/ingress-nginx`,section:`internal/ingress/annotations/proxyssl/main.go, Parse`,says:`Without proxy-ssl-secret no other proxy-ssl annotation is read; a verify that is not on or off counts as off.`,url:`https://github.com/kubernetes/ingress-nginx/blob/main/internal/ingress/annotations/proxyssl/main.go`}],examples:{bad:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTPS
    nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
`},{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/proxy-ssl-secret: web/shop-ca
    nginx.ingress.kubernetes.io/proxy-ssl-verify: "true"
`},{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/proxy-ssl-secret: pki/shop-ca
    nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
`}],good:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTPS
    nginx.ingress.kubernetes.io/proxy-ssl-secret: web/shop-ca
    nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
`},{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/proxy-ssl-verify: "off"
    nginx.ingress.kubernetes.io/configuration-snippet: |
      proxy_ssl_verify on;
`}]},expected:[`error ingress.yaml:7:51-7:55
  |     nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
  |                                                   ^^^^
  about Ingress shop
  proxy-ssl-verify of Ingress shop is not read, because it has no proxy-ssl-secret, so the backend is not verified.
  do: Make a Secret with the CA as ca.crt in the namespace of the Ingress, and set:
    yaml:
      nginx.ingress.kubernetes.io/proxy-ssl-secret: NAMESPACE/SERVICE-ca
      nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
      nginx.ingress.kubernetes.io/proxy-ssl-name: SERVICE.NAMESPACE.svc
      nginx.ingress.kubernetes.io/proxy-ssl-server-name: "on"
  verify: kubectl exec deploy/ingress-nginx-controller -- grep -A3 proxy_ssl_verify /etc/nginx/nginx.conf`,`error ingress.yaml:7:51-7:57
  |     nginx.ingress.kubernetes.io/proxy-ssl-verify: "true"
  |                                                   ^^^^^^
  about Ingress shop
  proxy-ssl-verify of Ingress shop is "true", which ingress-nginx takes for off, so the backend is not verified.
  do: Make a Secret with the CA as ca.crt in the namespace of the Ingress, and set:
    yaml:
      nginx.ingress.kubernetes.io/proxy-ssl-secret: NAMESPACE/SERVICE-ca
      nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
      nginx.ingress.kubernetes.io/proxy-ssl-name: SERVICE.NAMESPACE.svc
      nginx.ingress.kubernetes.io/proxy-ssl-server-name: "on"
  verify: kubectl exec deploy/ingress-nginx-controller -- grep -A3 proxy_ssl_verify /etc/nginx/nginx.conf
  edit ingress.yaml 197-203 "\\"on\\""`,`error ingress.yaml:7:51-7:62
  |     nginx.ingress.kubernetes.io/proxy-ssl-secret: pki/shop-ca
  |                                                   ^^^^^^^^^^^
  about Ingress web/shop
  proxy-ssl-secret of Ingress web/shop is in namespace pki, not its own web, so ingress-nginx denies its locations and they answer 503.
  do: Make a Secret with the CA as ca.crt in the namespace of the Ingress, and set:
    yaml:
      nginx.ingress.kubernetes.io/proxy-ssl-secret: web/SERVICE-ca
      nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
      nginx.ingress.kubernetes.io/proxy-ssl-name: SERVICE.web.svc
      nginx.ingress.kubernetes.io/proxy-ssl-server-name: "on"
  verify: kubectl exec deploy/ingress-nginx-controller -- grep -A3 proxy_ssl_verify /etc/nginx/nginx.conf`]},"ingress-nginx-upstream-unverified":{citations:[{document:`ingress-nginx documentation`,section:`Annotations, Backend Certificate Authentication`,says:`proxy-ssl-verify enables or disables verification of the proxied HTTPS server certificate (default: off).`,url:`https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-certificate-authentication`}],examples:{bad:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTPS
spec:
  rules:
    - host: shop.corp
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 443}}}}
`},{"values.yaml":`ingress:
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: "GRPCS"
`}],good:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTPS
    nginx.ingress.kubernetes.io/proxy-ssl-secret: web/shop-ca
    nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
    nginx.ingress.kubernetes.io/proxy-ssl-name: shop.web.svc
`},{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTPS
    nginx.ingress.kubernetes.io/ssl-passthrough: "true"
`},{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTP
`}]},expected:[`warning ingress.yaml:7:51-7:56
  |     nginx.ingress.kubernetes.io/backend-protocol: HTTPS
  |                                                   ^^^^^
  about Ingress web/shop
  Ingress web/shop proxies to Service shop over TLS without verifying its certificate, so whatever answers there can read and change the traffic.
  do: Make a Secret with the CA as ca.crt in the namespace of the Ingress, and set:
    yaml:
      nginx.ingress.kubernetes.io/proxy-ssl-secret: web/shop-ca
      nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
      nginx.ingress.kubernetes.io/proxy-ssl-name: shop.web.svc
      nginx.ingress.kubernetes.io/proxy-ssl-server-name: "on"
  verify: kubectl exec deploy/ingress-nginx-controller -- grep -A3 proxy_ssl_verify /etc/nginx/nginx.conf`,`warning values.yaml:3:51-3:58
  |     nginx.ingress.kubernetes.io/backend-protocol: "GRPCS"
  |                                                   ^^^^^^^
  values.yaml proxies to its backend over TLS without verifying its certificate, so whatever answers there can read and change the traffic.
  do: Make a Secret with the CA as ca.crt in the namespace of the Ingress, and set:
    yaml:
      nginx.ingress.kubernetes.io/proxy-ssl-secret: NAMESPACE/SERVICE-ca
      nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"
      nginx.ingress.kubernetes.io/proxy-ssl-name: SERVICE.NAMESPACE.svc
      nginx.ingress.kubernetes.io/proxy-ssl-server-name: "on"
  verify: kubectl exec deploy/ingress-nginx-controller -- grep -A3 proxy_ssl_verify /etc/nginx/nginx.conf`]},"istio-dr-credentialname-sidecar":{citations:[{document:`Istio API reference`,section:`Destination Rule, ClientTLSSettings, credentialName`,says:`The field is applicable at sidecars only if the DestinationRule has a workloadSelector specified.`,url:`https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings`}],examples:{bad:[{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: payments
spec:
  host: payments.corp
  trafficPolicy:
    tls: {mode: MUTUAL, credentialName: payments-client}
`}],good:[{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: payments
spec:
  host: payments.corp
  workloadSelector: {matchLabels: {app: shop}}
  trafficPolicy:
    tls: {mode: MUTUAL, credentialName: payments-client}
`},{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: payments
spec:
  host: payments.corp
  trafficPolicy:
    tls: {mode: SIMPLE, caCertificates: /etc/corp/ca.crt}
`}]},expected:[`warning rule.yaml:8:41-8:56
  |     tls: {mode: MUTUAL, credentialName: payments-client}
  |                                         ^^^^^^^^^^^^^^^
  about DestinationRule payments
  DestinationRule payments names the Secret payments-client for TLS, which only gateways read without a workloadSelector, so sidecars go without it.
  do: Add spec.workloadSelector.matchLabels with the labels of the clients.
  verify: istioctl proxy-config secret <pod> lists the credential.`]},"istio-dr-insecure-skip-verify":{citations:[{document:`Istio API reference`,section:`Destination Rule, ClientTLSSettings, insecureSkipVerify`,says:`The proxy skips verifying the CA signature and SAN for the server certificate of the host.`,url:`https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings`}],examples:{bad:[{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: payments
spec:
  host: payments.corp
  trafficPolicy:
    tls:
      mode: SIMPLE
      insecureSkipVerify: true
`},{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: payments
spec:
  host: payments.corp
  trafficPolicy:
    portLevelSettings:
      - port: {number: 443}
        tls: {mode: DISABLE}
`}],good:[{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: payments
spec:
  host: payments.corp
  trafficPolicy:
    tls: {mode: SIMPLE, caCertificates: /etc/corp/ca.crt, insecureSkipVerify: false}
`},{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: db
spec:
  host: db.data.svc.cluster.local
  trafficPolicy:
    tls: {mode: DISABLE}
`}]},expected:[`error rule.yaml:10:27-10:31
  |       insecureSkipVerify: true
  |                           ^^^^
  about DestinationRule payments
  DestinationRule payments makes proxies accept any certificate from payments.corp, so whoever answers in its name reads and changes the traffic.
  do: Have the proxies verify the server:
    yaml:
      trafficPolicy:
        tls:
          mode: SIMPLE
          caCertificates: /etc/istio/ca/ca.crt
  verify: istioctl analyze, and a request through the proxy still succeeds.`,`warning rule.yaml:10:21-10:28
  |         tls: {mode: DISABLE}
  |                     ^^^^^^^
  about DestinationRule payments
  DestinationRule payments makes proxies speak to payments.corp, outside the mesh, in plain text.
  do: Have the proxies verify the server:
    yaml:
      trafficPolicy:
        tls:
          mode: SIMPLE
  verify: istioctl analyze, and a request through the proxy still succeeds.`]},"istio-dr-simple-no-ca":{citations:[{document:`Istio API reference`,section:`Destination Rule, ClientTLSSettings, caCertificates`,says:`If omitted, the proxy verifies the server's certificate with the operating system's CA certificates.`,url:`https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings`},{document:`Istio documentation`,section:`Analysis messages, NoServerCertificateVerificationDestinationLevel (IST0128)`,says:`Without caCertificates, releases that do not use the operating system's CAs verify nothing.`,url:`https://istio.io/latest/docs/reference/config/analysis/ist0128/`}],examples:{bad:[{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: db
spec:
  host: db.data.svc.cluster.local
  trafficPolicy:
    tls: {mode: SIMPLE}
`}],good:[{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: db
spec:
  host: db.data.svc.cluster.local
  trafficPolicy:
    tls: {mode: SIMPLE, caCertificates: /etc/corp/ca.crt}
`},{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: db
spec:
  host: db.data.svc.cluster.local
  trafficPolicy:
    tls: {mode: ISTIO_MUTUAL}
`}]},expected:[`warning rule.yaml:8:17-8:23
  |     tls: {mode: SIMPLE}
  |                 ^^^^^^
  about DestinationRule db
  DestinationRule db names no CA for db.data.svc.cluster.local, whose certificate no public CA has signed, so proxies refuse it or, in older releases, verify nothing.
  do: Add caCertificates: /etc/istio/ca/ca.crt beside mode.
  verify: istioctl analyze reports neither IST0128 nor IST0129.`]},"kubeadm-unsafe-discovery":{citations:[{document:`Kubernetes documentation`,section:`kubeadm join, Token-based discovery without CA pinning`,says:`This mode relies only on the symmetric token; it weakens the kubeadm security model.`,url:`https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-join/#token-based-discovery-without-ca-pinning`}],examples:{bad:[{"join.yaml":`apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken:
    apiServerEndpoint: k8s.corp:6443
    token: abcdef.0123456789abcdef
    unsafeSkipCAVerification: true
`},{"join.sh":`#!/bin/sh
kubeadm join k8s.corp:6443 --token $TOKEN --discovery-token-unsafe-skip-ca-verification
`}],good:[{"join.yaml":`apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken:
    apiServerEndpoint: k8s.corp:6443
    token: abcdef.0123456789abcdef
    caCertHashes: ["sha256:7c2e69131a36ae2a042a339b33381c6d0d43887e2de83720eff5359e26aec866"]
`},{"join.yaml":`apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  file:
    kubeConfigPath: /etc/kubernetes/discovery.conf
`},{"join.sh":`#!/bin/sh
kubeadm join k8s.corp:6443 --token $TOKEN --discovery-token-ca-cert-hash sha256:$HASH
`}]},expected:[`error join.yaml:7:31-7:35
  |     unsafeSkipCAVerification: true
  |                               ^^^^
  about JoinConfiguration
  The node trusts whatever CA k8s.corp:6443 shows, so anyone who knows the bootstrap token can take it over.
  do: Pin the CA of the cluster: caCertHashes: [sha256:<hash>]
  do: The hash is the last line of: kubeadm token create --print-join-command
  verify: kubeadm join --v=5 … says "Requesting info from … again to validate TLS against the pinned public key".`,`error join.sh:2:43-2:88
  | kubeadm join k8s.corp:6443 --token $TOKEN --discovery-token-unsafe-skip-ca-verification
  |                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  kubeadm join trusts whatever CA the endpoint shows, so anyone who knows the token can take over the node.
  do: Pin the CA of the cluster: --discovery-token-ca-cert-hash sha256:<hash>
  do: The hash is the last line of: kubeadm token create --print-join-command
  verify: kubeadm join --v=5 … says "Requesting info from … again to validate TLS against the pinned public key".`]},"kubeconfig-ca-conflict":{citations:[{document:`kubernetes/client-go`,section:`transport/transport.go, TLSConfigFor`,says:`Specifying a root certificates file with the insecure flag is not allowed.`,url:`https://github.com/kubernetes/client-go/blob/master/transport/transport.go`}],examples:{bad:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority: ca.crt
      insecure-skip-tls-verify: true
`}],good:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority: ca.crt
  - name: lab
    cluster:
      server: https://localhost:6443
      insecure-skip-tls-verify: true
`}]},expected:[`error kubeconfig:8:33-8:37
  |       insecure-skip-tls-verify: true
  |                                 ^^^^
  Cluster prod has both a CA and insecure-skip-tls-verify, which client-go refuses, so nothing can connect with this file.
  do: Remove the line insecure-skip-tls-verify.
  verify: kubectl --kubeconfig kubeconfig --cluster prod get --raw /readyz
  related kubeconfig:7:30 the CA`]},"kubeconfig-ca-invalid":{citations:[{document:`Kubernetes documentation`,section:`kubeconfig (v1), Cluster, certificate-authority-data`,says:`It contains PEM-encoded certificate authority certificates; as bytes in YAML, they are written in base64.`,url:`https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/`}],examples:{bad:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: bm90LWEtY2VydGlmaWNhdGU=
`},{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: <base64 of <certificate CN=shop.corp.example.com, until 2027-06-01>>
`},{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: http://k8s.corp:8080
`}],good:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: DATA+OMITTED
`},{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: \${CA_DATA}
`}]},expected:[`error kubeconfig:7:35-7:59
  |       certificate-authority-data: bm90LWEtY2VydGlmaWNhdGU=
  |                                   ^^^^^^^^^^^^^^^^^^^^^^^^
  The CA of cluster prod holds no certificate, so clients that use this file cannot verify its API server.
  do: Put the CA of the cluster there (base64 -w0 ca.crt prints the value):
    yaml:
      certificate-authority-data: BASE64-OF-CA.CRT
  verify: kubectl --kubeconfig kubeconfig --cluster prod get --raw /readyz`,`warning kubeconfig:7:35-7:1023
  |       certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUI5akNDQVp1Z0F3SUJBZ0lJUk
  |                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The CA of cluster prod holds only shop.corp.example.com, which is no CA, and is trusted only as long as the server presents just that; kubectl and other programs in Go accept that until it is renewed, those built on OpenSSL never do.
  do: Put the CA of the cluster there (base64 -w0 ca.crt prints the value):
    yaml:
      certificate-authority-data: BASE64-OF-CA.CRT
  verify: kubectl --kubeconfig kubeconfig --cluster prod get --raw /readyz`,`notice kubeconfig:6:15-6:35
  |       server: http://k8s.corp:8080
  |               ^^^^^^^^^^^^^^^^^^^^
  Clients speak to the API server k8s.corp:8080 of cluster prod over plain HTTP, so anyone on the way can read and change what they send.
  do: Use the https:// port of the API server, with its CA.
  verify: kubectl --cluster prod get --raw /readyz`]},"kubeconfig-insecure-skip-tls":{citations:[{document:`Kubernetes documentation`,section:`kubeconfig (v1), Cluster`,says:`InsecureSkipTLSVerify skips the validity check for the server's certificate. This will make your HTTPS connections insecure.`,url:`https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/`}],examples:{bad:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      insecure-skip-tls-verify: true
`},{"secret.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: deployer
stringData:
  kubeconfig: |
    apiVersion: v1
    kind: Config
    clusters:
      - name: prod
        cluster:
          server: https://k8s.corp:6443
          insecure-skip-tls-verify: true
`}],good:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      insecure-skip-tls-verify: false
      certificate-authority: /etc/kubernetes/pki/ca.crt
`},{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      insecure-skip-tls-verify: {{ insecure }}
`}]},expected:[`error kubeconfig:7:33-7:37
  |       insecure-skip-tls-verify: true
  |                                 ^^^^
  Clients of cluster prod do not verify the certificate of its API server k8s.corp:6443, so whoever answers in its name gets their credentials.
  do: Remove insecure-skip-tls-verify, and set the CA of the cluster:
    yaml:
      certificate-authority-data: BASE64-OF-CA.CRT
  verify: kubectl --kubeconfig <this file> --cluster prod get --raw /readyz`,`error secret.yaml:13:37-13:41
  |           insecure-skip-tls-verify: true
  |                                     ^^^^
  in Secret deployer
  in stringData.kubeconfig
  about Secret deployer
  Clients of cluster prod do not verify the certificate of its API server k8s.corp:6443, so whoever answers in its name gets their credentials.
  do: Remove insecure-skip-tls-verify, and set the CA of the cluster:
    yaml:
      certificate-authority-data: BASE64-OF-CA.CRT
  verify: kubectl --kubeconfig <this file> --cluster prod get --raw /readyz`]},"metrics-server-kubelet-insecure":{citations:[{document:`kubernetes-sigs/metrics-server`,section:`README, Configuration, --kubelet-insecure-tls`,says:`Do not verify the CA of serving certificates presented by Kubelets. For testing purposes only.`,url:`https://github.com/kubernetes-sigs/metrics-server#configuration`},{document:`Kubernetes documentation`,section:`Certificate Management with kubeadm, Enabling signed kubelet serving certificates`,says:`serverTLSBootstrap makes kubelets request their certificate from the cluster's CA; somebody must approve it.`,url:`https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#kubelet-serving-certs`}],examples:{bad:[{"metrics-server.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: metrics-server
spec:
  template:
    spec:
      containers:
        - name: metrics-server
          image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
          args:
            - --secure-port=10250
            - --kubelet-insecure-tls
`},{"release.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: metrics-server
spec:
  values:
    args:
      - --kubelet-insecure-tls
`},{"install.sh":`#!/bin/sh
helm install ms metrics-server/metrics-server --set args={--kubelet-insecure-tls}
`},{"patch.sh":`kubectl -n kube-system patch deployment metrics-server --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--kubelet-insecure-tls"}
]'
`},{"patch.yaml":`- op: add
  path: /spec/template/spec/containers/0/args/-
  value: --kubelet-insecure-tls
`},{"base/kustomization.yaml":`resources: [metrics-server.yaml]
`,"base/metrics-server.yaml":`apiVersion: apps/v1
kind: Deployment
metadata: {name: metrics-server}
spec:
  template:
    spec:
      containers:
        - name: metrics-server
          image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
          args: [--secure-port=10250]
`,"prod/kustomization.yaml":`resources: [../base]
patches:
  - path: patch.yaml
    target: {kind: Deployment, name: metrics-server}
`,"prod/patch.yaml":`- op: add
  path: /spec/template/spec/containers/0/args/-
  value: --kubelet-insecure-tls
`}],good:[{"metrics-server.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: metrics-server
spec:
  template:
    spec:
      containers:
        - name: metrics-server
          image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
          args:
            - --kubelet-insecure-tls=false
            - --kubelet-certificate-authority=/ca/ca.crt
`},{"check.sh":`echo 'metrics-server may need --kubelet-insecure-tls here'
log_warn "no --kubelet-insecure-tls"
grep -q -- --kubelet-insecure-tls ms.yaml
`},{"values.yaml":`args: []
# - --kubelet-insecure-tls
`}]},expected:[`error metrics-server.yaml:13:15-13:37
  |             - --kubelet-insecure-tls
  |               ^^^^^^^^^^^^^^^^^^^^^^
  about Deployment metrics-server
  metrics-server does not verify the certificates of kubelets, so whoever answers for a node gets its token and makes up the metrics that autoscalers act on.
  do: Let the cluster's CA sign the kubelets' certificates, and remove the flag:
    yaml:
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      serverTLSBootstrap: true
  do: with something that approves the requests (kubelet-csr-approver, or kubectl certificate approve).
  verify: kubectl get csr shows kubernetes.io/kubelet-serving Approved,Issued, and kubectl top nodes works.`,`error release.yaml:8:9-8:31
  |       - --kubelet-insecure-tls
  |         ^^^^^^^^^^^^^^^^^^^^^^
  metrics-server does not verify the certificates of kubelets, so whoever answers for a node gets its token and makes up the metrics that autoscalers act on.
  do: Let the cluster's CA sign the kubelets' certificates, and remove the flag:
    yaml:
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      serverTLSBootstrap: true
  do: with something that approves the requests (kubelet-csr-approver, or kubectl certificate approve).
  verify: kubectl get csr shows kubernetes.io/kubelet-serving Approved,Issued, and kubectl top nodes works.`,`error install.sh:2:53-2:82
  | lm install ms metrics-server/metrics-server --set args={--kubelet-insecure-tls}
  |                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  metrics-server does not verify the certificates of kubelets, so whoever answers for a node gets its token and makes up the metrics that autoscalers act on.
  do: Let the cluster's CA sign the kubelets' certificates, and remove the flag:
    yaml:
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      serverTLSBootstrap: true
  do: with something that approves the requests (kubelet-csr-approver, or kubectl certificate approve).
  verify: kubectl get csr shows kubernetes.io/kubelet-serving Approved,Issued, and kubectl top nodes works.`,`error patch.sh:2:78-2:100
  | pec/template/spec/containers/0/args/-", "value": "--kubelet-insecure-tls"}
  |                                                   ^^^^^^^^^^^^^^^^^^^^^^
  metrics-server does not verify the certificates of kubelets, so whoever answers for a node gets its token and makes up the metrics that autoscalers act on.
  do: Let the cluster's CA sign the kubelets' certificates, and remove the flag:
    yaml:
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      serverTLSBootstrap: true
  do: with something that approves the requests (kubelet-csr-approver, or kubectl certificate approve).
  verify: kubectl get csr shows kubernetes.io/kubelet-serving Approved,Issued, and kubectl top nodes works.`,`error patch.yaml:3:10-3:32
  |   value: --kubelet-insecure-tls
  |          ^^^^^^^^^^^^^^^^^^^^^^
  metrics-server does not verify the certificates of kubelets, so whoever answers for a node gets its token and makes up the metrics that autoscalers act on.
  do: Let the cluster's CA sign the kubelets' certificates, and remove the flag:
    yaml:
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      serverTLSBootstrap: true
  do: with something that approves the requests (kubelet-csr-approver, or kubectl certificate approve).
  verify: kubectl get csr shows kubernetes.io/kubelet-serving Approved,Issued, and kubectl top nodes works.`,`error prod/patch.yaml:3:10-3:32
  |   value: --kubelet-insecure-tls
  |          ^^^^^^^^^^^^^^^^^^^^^^
  metrics-server does not verify the certificates of kubelets, so whoever answers for a node gets its token and makes up the metrics that autoscalers act on.
  do: Let the cluster's CA sign the kubelets' certificates, and remove the flag:
    yaml:
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      serverTLSBootstrap: true
  do: with something that approves the requests (kubelet-csr-approver, or kubectl certificate approve).
  verify: kubectl get csr shows kubernetes.io/kubelet-serving Approved,Issued, and kubectl top nodes works.`]},"object-refused":{citations:[{document:`kubernetes/kubernetes`,section:`pkg/apis/core/validation/validation.go, ValidateSecret`,says:`A Secret of the type kubernetes.io/tls must have the keys tls.crt and tls.key; they may be empty.`,url:`https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/validation.go`},{document:`Gateway API`,section:`apis/v1/gateway_types.go, Listener`,says:`Rules of the schema bind the protocol, the mode of TLS and the certificates of a listener to one another.`,url:`https://github.com/kubernetes-sigs/gateway-api/blob/main/apis/v1/gateway_types.go`},{document:`Istio`,section:`pkg/config/validation/validation.go`,says:`The TLS settings of a DestinationRule may not contradict one another.`,url:`https://github.com/istio/istio/blob/master/pkg/config/validation/validation.go`},{document:`cert-manager`,section:`internal/apis/certmanager/validation`,says:`Certificates and issuers are validated by cert-manager's webhook.`,url:`https://github.com/cert-manager/cert-manager/tree/master/internal/apis/certmanager/validation`}],examples:{bad:[{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop-tls
  namespace: web
type: kubernetes.io/tls
data:
  cert.pem: ""
  key.pem: ""
`},{"deploy/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  commonName: a-name-that-somebody-made-of-all-there-is-to-say.shop.corp.example.com
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: corp, kind: ClusterIssuer}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: nobody
  namespace: web
spec:
  secretName: nobody-tls
  issuerRef: {name: corp, kind: ClusterIssuer}
`},{"deploy/rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: shop
  namespace: web
spec:
  host: shop.web.svc.cluster.local
  trafficPolicy:
    tls:
      mode: SIMPLE
      credentialName: shop-ca
      caCertificates: /etc/ca.crt
    portLevelSettings:
      - port: {number: 8443}
        tls:
          mode: ISTIO_MUTUAL
          credentialName: shop-ca
      - port: {number: 9443}
        tls: {mode: MUTUAL, clientCertificate: /etc/tls.crt}
`},{"deploy/ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
spec:
  tls:
    - hosts: [shop.corp.example.com]
      secretName: certs/shop-tls
  rules:
    - host: 10.0.0.7
    - host: shop*.corp.example.com
`},{"deploy/gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
  namespace: web
spec:
  gatewayClassName: envoy
  listeners:
    - name: https
      protocol: HTTPS
      port: 443
    - name: plain
      protocol: HTTP
      port: 80
      tls: {certificateRefs: [{name: edge-tls}]}
    - name: through
      protocol: HTTPS
      port: 8443
      tls: {mode: Passthrough}
`},{"deploy/bundle.yaml":`apiVersion: certificates.k8s.io/v1beta1
kind: ClusterTrustBundle
metadata:
  name: corp
spec:
  signerName: corp.example.com/internal
  trustBundle: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop-tls
  namespace: web
type: kubernetes.io/tls
data:
  tls.crt: ""
  tls.key: ""
  ca.crt: ""
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
spec:
  tls:
    - hosts: [shop.corp.example.com, "*.corp.example.com"]
      secretName: shop-tls
  rules:
    - host: shop.corp.example.com
`},{"deploy/gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
spec:
  gatewayClassName: envoy
  listeners:
    - {name: https, protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: edge-tls}]}}
    - {name: managed, protocol: HTTPS, port: 444, tls: {options: {networking.gke.io/pre-shared-certs: corp}}}
    - {name: through, protocol: TLS, port: 8443, tls: {mode: Passthrough}}
    - {name: plain, protocol: HTTP, port: 80}
    - {name: mesh, protocol: HBONE, port: 15008}
`},{"kustomization.yaml":`resources: [tls.yaml]
patches:
  - path: patch.yaml
`,"patch.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop-tls}
type: kubernetes.io/tls
data: {ca.crt: ""}
`,"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop-tls}
type: kubernetes.io/tls
data: {tls.crt: "", tls.key: ""}
`},{"chart/templates/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop-tls
type: kubernetes.io/tls
data:
  {{- range $key, $value := .Values.tls }}
  {{ $key }}: {{ $value | b64enc }}
  {{- end }}
  note: ""
`}]},expected:[`error deploy/tls.yaml:6:7-6:24
  | type: kubernetes.io/tls
  |       ^^^^^^^^^^^^^^^^^
  about Secret web/shop-tls
  Secret web/shop-tls is of the type kubernetes.io/tls and has no tls.crt and no tls.key, so the API server refuses it: “Required value”.
  do: Call the keys tls.crt (the certificate with its intermediates) and tls.key (its private key); it has cert.pem, key.pem.
  verify: kubectl apply --dry-run=server -f deploy/tls.yaml`,`error deploy/certificate.yaml:8:15-8:85
  |   commonName: a-name-that-somebody-made-of-all-there-is-to-say.shop.corp.example.com
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Certificate web/shop
  Certificate web/shop has a commonName of 70 bytes, of which 64 are allowed, so cert-manager's webhook refuses it.
  do: Leave commonName out: clients look at dnsNames only.
  verify: kubectl apply --dry-run=server -f deploy/certificate.yaml

error deploy/certificate.yaml:17:1-17:5
  | spec:
  | ^^^^
  about Certificate web/nobody
  Certificate web/nobody asks for a certificate without any name, so cert-manager's webhook refuses it.
  do: List the names that clients use under dnsNames.
  verify: kubectl apply --dry-run=server -f deploy/certificate.yaml`,`error deploy/rule.yaml:11:23-11:30
  |       credentialName: shop-ca
  |                       ^^^^^^^
  about DestinationRule web/shop
  DestinationRule web/shop has credentialName beside caCertificates, so Istio's webhook refuses it.
  do: Keep credentialName (a Secret), or the files, not both.
  verify: kubectl apply --dry-run=server -f deploy/rule.yaml

error deploy/rule.yaml:17:27-17:34
  |           credentialName: shop-ca
  |                           ^^^^^^^
  about DestinationRule web/shop
  DestinationRule web/shop has the mode ISTIO_MUTUAL beside credentialName, so Istio's webhook refuses it.
  do: Istio brings its own certificates in that mode: remove credentialName, or write mode: MUTUAL.
  verify: kubectl apply --dry-run=server -f deploy/rule.yaml

error deploy/rule.yaml:19:21-19:27
  |         tls: {mode: MUTUAL, clientCertificate: /etc/tls.crt}
  |                     ^^^^^^
  about DestinationRule web/shop
  DestinationRule web/shop has the mode MUTUAL without a client certificate and its key, so Istio's webhook refuses it.
  do: Name the Secret: credentialName: NAME, or both clientCertificate and privateKey.
  verify: kubectl apply --dry-run=server -f deploy/rule.yaml`,`error deploy/ingress.yaml:9:19-9:33
  |       secretName: certs/shop-tls
  |                   ^^^^^^^^^^^^^^
  about Ingress web/shop
  Ingress web/shop has the secretName certs/shop-tls, which names a namespace, so the API server refuses it.
  do: Write the name alone, secretName: shop-tls: an Ingress reads Secrets of its own namespace only.
  verify: kubectl apply --dry-run=server -f deploy/ingress.yaml

error deploy/ingress.yaml:11:13-11:21
  |     - host: 10.0.0.7
  |             ^^^^^^^^
  about Ingress web/shop
  Ingress web/shop has the address 10.0.0.7 for a host, so the API server refuses it.
  do: Write a DNS name, or leave host out: the rule then holds for every name.
  verify: kubectl apply --dry-run=server -f deploy/ingress.yaml

error deploy/ingress.yaml:12:13-12:35
  |     - host: shop*.corp.example.com
  |             ^^^^^^^^^^^^^^^^^^^^^^
  about Ingress web/shop
  Ingress web/shop has the host shop*.corp.example.com, whose wildcard is not the whole first label, so the API server refuses it.
  do: A wildcard is *. before the rest of the name, once.
  verify: kubectl apply --dry-run=server -f deploy/ingress.yaml`,`error deploy/gateway.yaml:9:7-11:16
  |     - name: https
  |       ^^^^^^^^^^^
  about Gateway web/edge
  Gateway web/edge terminates TLS in the listener https and names no certificate, so the API server refuses it.
  do: Name the Secret: certificateRefs: [{name: NAME}], or the options that your controller takes in its place.
  verify: kubectl apply --dry-run=server -f deploy/gateway.yaml

error deploy/gateway.yaml:15:12-15:49
  |       tls: {certificateRefs: [{name: edge-tls}]}
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Gateway web/edge
  Gateway web/edge has TLS in the listener plain, whose protocol HTTP knows none, so the API server refuses it.
  do: Write protocol: HTTPS, or take tls out.
  verify: kubectl apply --dry-run=server -f deploy/gateway.yaml

error deploy/gateway.yaml:19:19-19:30
  |       tls: {mode: Passthrough}
  |                   ^^^^^^^^^^^
  about Gateway web/edge
  Gateway web/edge has the mode Passthrough in the listener through, whose protocol is HTTPS, so the API server refuses it.
  do: Write protocol: TLS with a TLSRoute for Passthrough, or mode: Terminate.
  verify: kubectl apply --dry-run=server -f deploy/gateway.yaml`,`error deploy/bundle.yaml:4:9-4:13
  |   name: corp
  |         ^^^^
  about ClusterTrustBundle corp
  ClusterTrustBundle corp is not named after its signer corp.example.com/internal, so the API server refuses it.
  do: Begin its name with the signer, ":" in the place of "/": corp.example.com:internal:corp
  verify: kubectl apply --dry-run=server -f deploy/bundle.yaml

error deploy/bundle.yaml:7:16-29:30
  |   trustBundle: |
  |                ^
  about ClusterTrustBundle corp
  ClusterTrustBundle corp holds the same certificate twice in its trustBundle, so the API server refuses it.
  do: Keep the CERTIFICATE blocks of CAs alone, each once, without lines of headers.
  verify: kubectl apply --dry-run=server -f deploy/bundle.yaml`]},"observability-tls-off":{citations:[{document:`Grafana documentation`,section:`Provisioning, data sources, jsonData.tlsSkipVerify`,says:`It controls whether a client verifies the server's certificate chain and host name.`,url:`https://grafana.com/docs/grafana/latest/administration/provisioning/#json-data`},{document:`OpenTelemetry Collector documentation`,section:`TLS Configuration Settings`,says:`insecure disables client transport security; insecure_skip_verify leaves it on and verifies no certificate.`,url:`https://github.com/open-telemetry/opentelemetry-collector/blob/main/config/configtls/README.md`},{document:`Traefik documentation`,section:`Observability, metrics.otlp.grpc.insecure`,says:`Lets it send to the collector without a secured protocol; the same setting is there for logs and traces.`,url:`https://doc.traefik.io/traefik/reference/install-configuration/observability/metrics/`},{document:`Elastic documentation`,section:`Configure SSL, verification_mode`,says:`none performs no verification of the server's certificate; it disables many of the benefits of TLS.`,url:`https://www.elastic.co/docs/reference/beats/filebeat/configuration-ssl`}],examples:{bad:[{"datasources.yaml":`apiVersion: 1
datasources:
  - name: logs
    url: https://loki.corp
    jsonData: {tlsSkipVerify: true}
`},{"collector.yaml":`receivers: {otlp: {}}
exporters:
  otlp:
    endpoint: traces.corp:4317
    tls: {insecure: true}
`},{"collector.yaml":`receivers: {otlp: {}}
exporters:
  otlp/agent:
    endpoint: agent.observability.svc.cluster.local:4317
    tls::insecure: true
`},{"traefik.toml":`[providers.rest]
  insecure = true

[tracing.otlp.grpc]
  endpoint = "traces.corp:4317"
  insecure = true
`},{"values.yaml":`trace:
  provider: otel
  otel:
    endpoint: traces.corp:4318
    insecure: true
`},{"collector.yaml":`apiVersion: opentelemetry.io/v1alpha1
kind: OpenTelemetryCollector
metadata: {name: gateway}
spec:
  config: |
    exporters:
      otlp:
        endpoint: traces.corp:4317
        tls:
          insecure_skip_verify: true
`},{"filebeat.yml":`output.elasticsearch:
  hosts: ["https://logs.corp:9200"]
  ssl.verification_mode: none
`}],good:[{"datasources.yaml":`apiVersion: 1
datasources:
  - name: logs
    url: https://loki.corp
    jsonData: {tlsAuthWithCACert: true}
`},{"collector.yaml":`receivers: {otlp: {}}
exporters:
  otlp:
    endpoint: traces.corp:4317
    tls: {ca_file: /etc/corp/ca.crt, insecure: false}
`},{"traefik.toml":`[api]
  insecure = true

[tracing.otlp.grpc]
  endpoint = "traces.corp:4317"
`}]},expected:[`warning datasources.yaml:5:31-5:35
  |     jsonData: {tlsSkipVerify: true}
  |                               ^^^^
  datasources.yaml does not verify the certificate of loki.corp, so whoever answers in its name gets what is sent.
  do: Remove it, and name the CA of loki.corp.
  verify: openssl s_client -connect loki.corp -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,`notice collector.yaml:5:21-5:25
  |     tls: {insecure: true}
  |                     ^^^^
  collector.yaml sends to traces.corp:4317 without TLS, so anyone on the way can read and change it.
  do: Remove it, and name the CA of traces.corp:4317.
  verify: openssl s_client -connect traces.corp:4317 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,`notice collector.yaml:5:20-5:24
  |     tls::insecure: true
  |                    ^^^^
  collector.yaml sends to agent.observability.svc.cluster.local:4317 without TLS, so anyone on the way can read and change it.
  do: Remove it, and name the CA of agent.observability.svc.cluster.local:4317.
  verify: openssl s_client -connect agent.observability.svc.cluster.local:4317 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,`notice traefik.toml:6:14-6:18
  |   insecure = true
  |              ^^^^
  traefik.toml sends to traces.corp:4317 without TLS, so anyone on the way can read and change it.
  do: Remove it, and name the CA of traces.corp:4317.
  verify: openssl s_client -connect traces.corp:4317 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,`notice values.yaml:5:15-5:19
  |     insecure: true
  |               ^^^^
  values.yaml sends to traces.corp:4318 without TLS, so anyone on the way can read and change it.
  do: Remove it, and name the CA of traces.corp:4318.
  verify: openssl s_client -connect traces.corp:4318 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,`warning collector.yaml:10:33-10:37
  |           insecure_skip_verify: true
  |                                 ^^^^
  in OpenTelemetryCollector gateway
  in spec.config
  about OpenTelemetryCollector gateway
  spec.config of OpenTelemetryCollector gateway does not verify the certificate of traces.corp:4317, so whoever answers in its name gets what is sent.
  do: Remove it, and name the CA of traces.corp:4317.
  verify: openssl s_client -connect traces.corp:4317 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`,`warning filebeat.yml:3:26-3:30
  |   ssl.verification_mode: none
  |                          ^^^^
  filebeat.yml does not verify the certificate of logs.corp:9200, so whoever answers in its name gets what is sent.
  do: Remove it, and name the CA of logs.corp:9200.
  verify: openssl s_client -connect logs.corp:9200 -CAfile ca.crt </dev/null says "Verify return code: 0 (ok)".`]},"openshift-route-insecure-edge":{citations:[{document:`OpenShift API reference`,section:`Route, spec.tls.insecureEdgeTerminationPolicy`,says:`Allow: traffic is sent to the server on the insecure port; Redirect sends clients to the secure port.`,url:`https://docs.okd.io/latest/rest_api/network_apis/route-route-openshift-io-v1.html`}],examples:{bad:[{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata:
  name: shop
spec:
  host: shop.corp
  to: {kind: Service, name: shop}
  tls:
    termination: edge
    insecureEdgeTerminationPolicy: Allow
`}],good:[{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata:
  name: shop
spec:
  host: shop.corp
  to: {kind: Service, name: shop}
  tls: {termination: edge, insecureEdgeTerminationPolicy: Redirect}
`},{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata:
  name: shop
spec:
  to: {kind: Service, name: shop}
`}]},expected:[`warning route.yaml:10:36-10:41
  |     insecureEdgeTerminationPolicy: Allow
  |                                    ^^^^^
  about Route shop
  Route shop serves shop.corp over plain HTTP as well as HTTPS, so passwords and cookies can travel in plain text.
  do: Set insecureEdgeTerminationPolicy: Redirect.
  verify: curl -sI http://shop.corp/ answers 302 with an https:// Location.`]},"prometheus-tls-insecure":{citations:[{document:`Prometheus documentation`,section:`Configuration, tls_config`,says:`insecure_skip_verify: disable validation of the server certificate.`,url:`https://prometheus.io/docs/prometheus/latest/configuration/configuration/#tls_config`},{document:`Prometheus Operator API reference`,section:`SafeTLSConfig, insecureSkipVerify`,says:`Disable target certificate validation.`,url:`https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.SafeTLSConfig`}],examples:{bad:[{"monitor.yaml":`apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: shop
spec:
  endpoints:
    - port: https
      scheme: https
      tlsConfig: {insecureSkipVerify: true}
`},{"prometheus.yml":`scrape_configs: []
remote_write:
  - url: https://metrics.corp/write
    tls_config:
      insecure_skip_verify: true
`}],good:[{"monitor.yaml":`apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: shop
spec:
  endpoints:
    - port: https
      scheme: https
      tlsConfig:
        serverName: shop.web.svc
        ca: {configMap: {name: shop-ca, key: ca.crt}}
`},{"monitor.yaml":`apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: shop
spec:
  podMetricsEndpoints:
    - port: http
      scheme: http
      tlsConfig: {insecureSkipVerify: true}
`},{"values.yaml":`providers:
  consul:
    tls: {insecureSkipVerify: true}
`},{"prometheus.yml":`scrape_configs:
  - job_name: a
    tls_config: {insecure_skip_verify: false}
`}]},expected:[`warning monitor.yaml:9:39-9:43
  |       tlsConfig: {insecureSkipVerify: true}
  |                                       ^^^^
  about ServiceMonitor shop
  ServiceMonitor shop does not verify the certificate of its targets, so whoever answers in that name makes up the figures.
  do: Name the CA and the name in the certificate:
    yaml:
      tlsConfig:
        ca: {configMap: {name: CONFIGMAP, key: ca.crt}}
        serverName: NAME-IN-THE-CERTIFICATE
  verify: the target is up on Prometheus's page Status > Target health.`,`error prometheus.yml:5:29-5:33
  |       insecure_skip_verify: true
  |                             ^^^^
  prometheus.yml does not verify the certificate of the store that it writes to, so whoever answers in that name gets or makes up what goes there.
  do: Name the CA and the name in the certificate:
    yaml:
      tls_config:
        ca_file: /etc/prometheus/ca.crt
  verify: the target is up on Prometheus's page Status > Target health.`]},"proxy-upstream-unverified":{citations:[{document:`nginx`,section:`ngx_http_proxy_module, proxy_ssl_verify`,says:`Enables or disables verification of the certificate of the proxied HTTPS server; the default is off.`,url:`https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_verify`},{document:`Apache HTTP Server`,section:`mod_ssl, SSLProxyVerify, SSLProxyCheckPeerName`,says:`none, the default: no certificate is required of the remote server.`,url:`https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslproxyverify`},{document:`Envoy`,section:`CertificateValidationContext, trusted_ca`,says:`If not specified and a peer certificate is presented it will not be verified.`,url:`https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/transport_sockets/tls/v3/common.proto`},{document:`Caddy`,section:`reverse_proxy, transport http, tls_insecure_skip_verify`,says:`Turns off the verification of the TLS handshake, which makes the connection insecure.`,url:`https://caddyserver.com/docs/caddyfile/directives/reverse_proxy`}],examples:{bad:[{"nginx.conf":`http {
  server {
    listen 80;
    location / {
      proxy_pass https://shop.corp.example.com;
      proxy_ssl_verify off;
    }
  }
}
`},{"nginx.conf":`http {
  server {
    location / {
      proxy_pass https://shop.corp.example.com;
      proxy_ssl_trusted_certificate ca.crt;
    }
  }
}
`},{"site.conf":`<VirtualHost *:443>
  SSLCertificateFile a.crt
  SSLProxyEngine on
  SSLProxyVerify none
</VirtualHost>
`},{Caddyfile:`shop.example.org {
  reverse_proxy https://api.corp.example.com {
    transport http {
      tls_insecure_skip_verify
    }
  }
}
`},{"envoy.yaml":`static_resources:
  clusters:
    - name: shop
      transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
          sni: shop.corp.example.com
`}],good:[{"nginx.conf":`http {
  proxy_ssl_verify on;
  proxy_ssl_trusted_certificate ca.crt;
  server {
    location / { proxy_pass https://shop.corp.example.com; }
  }
}
`},{"nginx.conf":`upstream own { server 127.0.0.1:8443; }
server {
  location / {
    proxy_pass https://own;
    proxy_ssl_verify off;
  }
}
`},{"envoy.yaml":`static_resources:
  clusters:
    - name: shop
      transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
          sni: shop.corp.example.com
          common_tls_context:
            validation_context_sds_secret_config: {name: ca}
`}]},expected:[`warning nginx.conf:6:24-6:27
  |       proxy_ssl_verify off;
  |                        ^^^
  nginx does not verify shop.corp.example.com (proxy_ssl_verify off), so whatever answers there can read and change the traffic.
  do: Write, beside proxy_pass:
    nginx:
      proxy_ssl_verify on;
      proxy_ssl_trusted_certificate /etc/ssl/corp-ca.pem;
      proxy_ssl_name shop.corp.example.com;
      proxy_ssl_server_name on;
  verify: nginx -t, and a request that goes through`,`warning nginx.conf:4:18-4:47
  |       proxy_pass https://shop.corp.example.com;
  |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  nginx never asks the CA in ca.crt about shop.corp.example.com: proxy_ssl_verify is off unless it is turned on.
  do: Write, beside proxy_pass:
    nginx:
      proxy_ssl_verify on;
      proxy_ssl_trusted_certificate /etc/ssl/corp-ca.pem;
      proxy_ssl_name shop.corp.example.com;
      proxy_ssl_server_name on;
  verify: nginx -t, and a request that goes through`,`warning site.conf:4:18-4:22
  |   SSLProxyVerify none
  |                  ^^^^
  site.conf lets Apache take any certificate from the servers behind it (SSLProxyVerify none).
  do: Write, in the same block:
    text:
      SSLProxyVerify require
      SSLProxyCheckPeerName on
      SSLProxyCACertificateFile /etc/ssl/corp-ca.pem
  verify: apachectl configtest, and a request that goes through`,`error Caddyfile:4:7-4:31
  |       tls_insecure_skip_verify
  |       ^^^^^^^^^^^^^^^^^^^^^^^^
  Caddy does not verify api.corp.example.com (tls_insecure_skip_verify), so whatever answers there can read and change the traffic.
  do: Write in its place:
    text:
      tls_trust_pool file /etc/caddy/corp-ca.pem
      tls_server_name NAME-IN-THE-CERTIFICATE
  verify: caddy validate, and a request that goes through`,`error envoy.yaml:7:20-7:100
  |           "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
  |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  envoy.yaml lets Envoy take any certificate from shop.corp.example.com: an UpstreamTlsContext without trusted_ca verifies nothing.
  do: Add to it:
    yaml:
      common_tls_context:
        validation_context:
          trusted_ca: {filename: /etc/ssl/certs/ca-certificates.crt}
          match_typed_subject_alt_names:
            - {san_type: DNS, matcher: {exact: shop.corp.example.com}}
  verify: envoy --mode validate -c envoy.yaml`]},"reference-key-missing":{citations:[{document:`Kubernetes API reference`,section:`SecretVolumeSource, items`,says:`If a key is specified which is not present in the Secret, the volume setup will error unless it is marked optional.`,url:`https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/`},{document:`Kubernetes`,section:`pkg/kubelet, doSafeMakeDir for subPath`,says:`A subPath that is not there is made, as a directory.`,url:`https://github.com/kubernetes/kubernetes/issues/115131`},{document:`Istio documentation`,section:`Secure Gateways, Key formats`,says:`For mutual TLS the CA stands in ca.crt or cacert of the Secret, or in a Secret of the same name with the suffix -cacert.`,url:`https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/#key-formats`}],examples:{bad:[{"api.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: corp-ca, namespace: web}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: web}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.corp.example.com/api:1
          volumeMounts: [{name: ca, mountPath: /etc/ssl/certs/corp.crt, subPath: ca-certificates.crt}]
      volumes: [{name: ca, configMap: {name: corp-ca}}]
`},{"webhook.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: https://acme-v02.api.letsencrypt.org/directory, privateKeySecretRef: {name: account}}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: hook, namespace: web}
spec: {secretName: hook-tls, dnsNames: [hook.corp.example.com], issuerRef: {name: letsencrypt, kind: ClusterIssuer}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook, annotations: {cert-manager.io/inject-ca-from: web/hook}}
webhooks: [{name: hook.corp.example.com, clientConfig: {url: "https://hook.corp.example.com"}}]
`},{"api.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: corp-ca, namespace: web}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: web}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.corp.example.com/api:1
          volumeMounts: [{name: ca, mountPath: /etc/ssl/certs/corp.crt, subPath: corp.crt}]
      volumes: [{name: ca, configMap: {name: corp-ca, items: [{key: root.crt, path: corp.crt}]}}]
`},{"gateway.yaml":`apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop, namespace: istio-system}
spec:
  selector: {istio: ingressgateway}
  servers:
    - hosts: [shop.corp.example.com]
      port: {number: 443, name: https, protocol: HTTPS}
      tls: {mode: MUTUAL, credentialName: shop-tls}
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: istio-system}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate CN=direct.corp.example.com, until 2027-06-01>>, tls.key: ""}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: web}
type: Opaque
data: {cert.pem: <base64 of <certificate CN=direct.corp.example.com, until 2027-06-01>>, key.pem: ""}
`},{"api.yaml":`apiVersion: v1
kind: Secret
metadata: {name: api-tls, namespace: web}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate CN=direct.corp.example.com, until 2027-06-01>>, tls.key: ""}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: web}
spec:
  containers:
    - name: api
      image: registry.corp.example.com/api:1
      env: [{name: CA, valueFrom: {secretKeyRef: {name: api-tls, key: ca.crt}}}]
`}],good:[{"api.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: corp-ca, namespace: web}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: web}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.corp.example.com/api:1
          volumeMounts: [{name: ca, mountPath: /etc/ssl/certs/corp.crt, subPath: ca.crt}]
      volumes: [{name: ca, configMap: {name: corp-ca}}]
`},{"api.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: corp-ca, namespace: web, labels: {config.openshift.io/inject-trusted-cabundle: "true"}}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: web}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.corp.example.com/api:1
          volumeMounts: [{name: ca, mountPath: /etc/ssl/certs/corp.crt, subPath: ca-bundle.crt}]
      volumes: [{name: ca, configMap: {name: corp-ca}}]
`},{"api.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: corp-ca, namespace: web}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: web}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.corp.example.com/api:1
          volumeMounts: [{name: ca, mountPath: /etc/ssl/certs/corp.crt, subPath: corp.crt}]
      volumes: [{name: ca, configMap: {name: corp-ca, items: [{key: ca.crt, path: corp.crt}]}}]
`},{"gateway.yaml":`apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop, namespace: istio-system}
spec:
  selector: {istio: ingressgateway}
  servers:
    - hosts: [shop.corp.example.com]
      port: {number: 443, name: https, protocol: HTTPS}
      tls: {mode: MUTUAL, credentialName: shop-tls}
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: istio-system}
type: kubernetes.io/tls
data: {tls.crt: <base64 of <certificate CN=direct.corp.example.com, until 2027-06-01>>, tls.key: ""}
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls-cacert, namespace: istio-system}
data: {cacert: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>}
`},{"api.yaml":`---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: web}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.corp.example.com/api:1
          volumeMounts: [{name: ca, mountPath: /etc/ssl/certs/corp.crt, subPath: ca-bundle.crt}]
      volumes: [{name: ca, configMap: {name: corp-ca}}]
`},{"api.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: corp-ca, namespace: web}
data:
  ca.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: web}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.corp.example.com/api:1
          volumeMounts: [{name: ca, mountPath: /etc/ssl/certs/corp.crt, subPath: root.crt}]
      volumes: [{name: ca, configMap: {name: corp-ca, optional: true}}]
`}]},expected:[`error api.yaml:29:82-29:101
  |  ca, mountPath: /etc/ssl/certs/corp.crt, subPath: ca-certificates.crt}]
  |                                                   ^^^^^^^^^^^^^^^^^^^
  about Deployment web/api
  /etc/ssl/certs/corp.crt of Deployment web/api is to be ca-certificates.crt of the ConfigMap corp-ca, which only has ca.crt: the kubelet makes an empty directory there, and the container does not start or finds no file.
  do: Read a key that is there (ca.crt), or give ConfigMap web/corp-ca the key ca-certificates.crt.
  verify: kubectl get configmap corp-ca -o jsonpath='{.data}'
  related api.yaml:3:18 what it has is written here`,`warning webhook.yaml:13:70-13:78
  | ok, annotations: {cert-manager.io/inject-ca-from: web/hook}}
  |                                                   ^^^^^^^^
  about ValidatingWebhookConfiguration hook
  ValidatingWebhookConfiguration hook reads ca.crt of the Secret hook-tls, which only has tls.crt and tls.key: it finds no CA there.
  do: Read a key that is there (tls.crt), or give Certificate web/hook the key ca.crt.
  verify: kubectl get secret hook-tls -o jsonpath='{.data}'
  related webhook.yaml:9:20 what it has is written here`,`error api.yaml:30:69-30:77
  | ame: ca, configMap: {name: corp-ca, items: [{key: root.crt, path: corp.crt}]}}]
  |                                                   ^^^^^^^^
  about Deployment web/api
  A volume of Deployment web/api takes root.crt from the ConfigMap corp-ca, which only has ca.crt: the mount fails (“references non-existent secret key”), and the pod does not start.
  do: Read a key that is there (ca.crt), or give ConfigMap web/corp-ca the key root.crt.
  verify: kubectl get configmap corp-ca -o jsonpath='{.data}'
  related api.yaml:3:18 what it has is written here`,`error gateway.yaml:9:43-9:51
  |       tls: {mode: MUTUAL, credentialName: shop-tls}
  |                                           ^^^^^^^^
  about Gateway istio-system/shop
  Gateway istio-system/shop asks clients for certificates (MUTUAL), but the Secret shop-tls only has tls.crt and tls.key, and there is no Secret shop-tls-cacert: the gateway gets no CA to verify them with and serves nothing on the listener.
  do: Read a key that is there (tls.crt), or give Secret istio-system/shop-tls the key ca.crt.
  verify: kubectl get secret shop-tls -o jsonpath='{.data}'
  related gateway.yaml:13:18 what it has is written here`,`error shop.yaml:5:54-5:62
  | ls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  |                                                   ^^^^^^^^
  about Ingress web/shop
  Ingress web/shop reads tls.crt and tls.key of the Secret shop-tls, which only has cert.pem and key.pem: it has no certificate to serve, and clients get another one or none.
  do: Read a key that is there (cert.pem), or give Secret web/shop-tls the key tls.crt and tls.key.
  verify: kubectl get secret shop-tls -o jsonpath='{.data}'
  related shop.yaml:9:18 what it has is written here`,`error api.yaml:14:57-14:64
  | env: [{name: CA, valueFrom: {secretKeyRef: {name: api-tls, key: ca.crt}}}]
  |                                                   ^^^^^^^
  about Pod web/api
  Pod web/api reads ca.crt of the Secret api-tls, which only has tls.crt and tls.key: the container does not start (CreateContainerConfigError).
  do: Read a key that is there (tls.crt), or give Secret web/api-tls the key ca.crt.
  verify: kubectl get secret api-tls -o jsonpath='{.data}'
  related api.yaml:3:18 what it has is written here`]},"reference-namespace":{citations:[{document:`Kubernetes documentation`,section:`Secrets, Using a Secret`,says:`Secrets reside in a namespace; they can only be referenced by Pods in that same namespace.`,url:`https://kubernetes.io/docs/concepts/configuration/secret/#details`},{document:`Gateway API`,section:`ReferenceGrant`,says:`A reference to a Secret of another namespace is valid only if a ReferenceGrant there allows it; else the listener has ResolvedRefs False with RefNotPermitted.`,url:`https://gateway-api.sigs.k8s.io/api-types/referencegrant/`},{document:`cert-manager documentation`,section:`Configuration, Cluster Resource Namespace`,says:`A ClusterIssuer looks for Secrets in the cluster resource namespace, which is the one that cert-manager runs in unless a flag names another.`,url:`https://cert-manager.io/docs/configuration/#cluster-resource-namespace`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: default}
type: kubernetes.io/tls
data: {tls.crt: "", tls.key: ""}
`},{"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: edge}
spec:
  gatewayClassName: envoy
  listeners:
    - name: https
      hostname: shop.corp.example.com
      port: 443
      protocol: HTTPS
      tls: {certificateRefs: [{name: shop-tls, namespace: web}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec: {secretName: shop-tls, dnsNames: [shop.corp.example.com], issuerRef: {name: corp, kind: ClusterIssuer}}
`},{"issuer.yaml":`apiVersion: v1
kind: Secret
metadata: {name: cloudflare-api-token, namespace: web}
stringData: {api-token: "\${CF_API_TOKEN}"}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: letsencrypt-account}
    solvers:
      - dns01: {cloudflare: {apiTokenSecretRef: {name: cloudflare-api-token, key: api-token}}}
`},{"gateway.yaml":`apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop, namespace: web}
spec:
  selector: {istio: ingressgateway}
  servers:
    - hosts: [shop.corp.example.com]
      port: {number: 443, name: https, protocol: HTTPS}
      tls: {mode: SIMPLE, credentialName: shop-tls}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: istio-ingressgateway, namespace: istio-system}
spec:
  selector: {matchLabels: {istio: ingressgateway}}
  template:
    metadata: {labels: {istio: ingressgateway}}
    spec: {containers: [{name: istio-proxy, image: auto}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec: {secretName: shop-tls, dnsNames: [shop.corp.example.com], issuerRef: {name: corp, kind: ClusterIssuer}}
`},{"store.yaml":`apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: vault}
spec:
  provider:
    vault:
      server: https://vault.corp.example.com
      caProvider: {type: ConfigMap, name: corp-ca, key: ca.crt}
`},{"route.yaml":`apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: {name: shop, namespace: web}
spec:
  routes: [{kind: Rule, match: Host(\`shop.corp.example.com\`), services: [{name: shop, port: 80}]}]
  tls: {secretName: shop-tls, namespace: certs}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: certs}
spec: {secretName: shop-tls, dnsNames: [shop.corp.example.com], issuerRef: {name: corp, kind: ClusterIssuer}}
`}],good:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: default}
type: kubernetes.io/tls
data: {tls.crt: "", tls.key: ""}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: shop, namespace: web}
spec: {target: {name: shop-tls}, data: [{secretKey: tls.crt}, {secretKey: tls.key}]}
`},{"issuer.yaml":`apiVersion: v1
kind: Secret
metadata: {name: cloudflare-api-token, namespace: web}
stringData: {api-token: "\${CF_API_TOKEN}"}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: letsencrypt-account}
    solvers:
      - dns01: {cloudflare: {apiTokenSecretRef: {name: cloudflare-api-token, key: api-token}}}
`,"values.yaml":`clusterResourceNamespace: web
`},{"copy.sh":`#!/bin/sh
kubectl get secret -n default shop-tls -o yaml | sed 's/namespace: default/namespace: web/' | kubectl apply -f -
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: default}
type: kubernetes.io/tls
data: {tls.crt: "", tls.key: ""}
`},{"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: edge}
spec:
  gatewayClassName: envoy
  listeners:
    - name: https
      hostname: shop.corp.example.com
      port: 443
      protocol: HTTPS
      tls: {certificateRefs: [{name: shop-tls, namespace: web}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: web}
spec: {secretName: shop-tls, dnsNames: [shop.corp.example.com], issuerRef: {name: corp, kind: ClusterIssuer}}
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: edge, namespace: web}
spec:
  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: edge}]
  to: [{group: "", kind: Secret}]
`},{"kustomization.yaml":`namespace: web
resources: [shop.yaml]
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: default}
type: kubernetes.io/tls
data: {tls.crt: "", tls.key: ""}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: default}
type: kubernetes.io/tls
data: {tls.crt: "", tls.key: ""}
---
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: copy-tls}
spec:
  rules:
    - name: copy
      match: {any: [{resources: {kinds: [Namespace]}}]}
      generate:
        apiVersion: v1
        kind: Secret
        name: shop-tls
        namespace: "{{request.object.metadata.name}}"
        clone: {name: shop-tls, namespace: default}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: default}
type: kubernetes.io/tls
data: {tls.crt: "", tls.key: ""}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop, namespace: certs}
spec:
  secretName: shop-tls
  secretTemplate:
    annotations: {reflector.v1.k8s.emberstack.com/reflection-allowed: "true"}
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: corp, kind: ClusterIssuer}
`}]},expected:[`error shop.yaml:5:54-5:62
  | ls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
  |                                                   ^^^^^^^^
  about Ingress web/shop
  Ingress web/shop names the Secret shop-tls, which this repository has in namespace default only, but an Ingress finds Secrets of its own namespace only: clients are served another certificate, or none.
  do: Define the Secret in namespace web, or have it copied there.
  verify: kubectl get secret -n web shop-tls
  related shop.yaml:9:18 Secret default/shop-tls defines it`,`warning gateway.yaml:11:38-11:46
  |       tls: {certificateRefs: [{name: shop-tls, namespace: web}]}
  |                                      ^^^^^^^^
  about Gateway edge/edge
  Gateway edge/edge names the Secret shop-tls of namespace web, and no ReferenceGrant there lets it: the reference is RefNotPermitted and the listener is not served.
  do: Add the grant:
    yaml:
      apiVersion: gateway.networking.k8s.io/v1beta1
      kind: ReferenceGrant
      metadata: {name: edge, namespace: web}
      spec:
        from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: edge}]
        to: [{group: "", kind: Secret, name: shop-tls}]
  verify: kubectl describe gateway -n edge edge (ResolvedRefs is True)
  related gateway.yaml:16:20 Certificate web/shop defines it`,`warning issuer.yaml:14:56-14:76
  |  - dns01: {cloudflare: {apiTokenSecretRef: {name: cloudflare-api-token, key: api-token}}}
  |                                                   ^^^^^^^^^^^^^^^^^^^^
  about ClusterIssuer letsencrypt
  ClusterIssuer letsencrypt names the Secret cloudflare-api-token, which this repository has in namespace web only, but a ClusterIssuer reads Secrets of cert-manager only: the issuer cannot use it and issues nothing.
  do: Define the Secret in namespace cert-manager, or have it copied there.
  verify: kubectl get secret -n cert-manager cloudflare-api-token
  related issuer.yaml:3:18 Secret web/cloudflare-api-token defines it`,`warning gateway.yaml:9:43-9:51
  |       tls: {mode: SIMPLE, credentialName: shop-tls}
  |                                           ^^^^^^^^
  about Gateway web/shop
  Gateway web/shop names the Secret shop-tls, which this repository has in namespace web only, but Istio takes credentials of a Gateway from the namespace of its pods, istio-system: clients are served another certificate, or none.
  do: Define the Secret in namespace istio-system, or have it copied there.
  verify: kubectl get secret -n istio-system shop-tls
  related gateway.yaml:23:20 Certificate web/shop defines it`,`error store.yaml:8:43-8:50
  |       caProvider: {type: ConfigMap, name: corp-ca, key: ca.crt}
  |                                           ^^^^^^^
  about ClusterSecretStore vault
  caProvider of ClusterSecretStore vault names no namespace, and a ClusterSecretStore has none of its own: External Secrets refuses the store (“missing namespace on caProvider secret”).
  do: Write the namespace of corp-ca beside its name:
    yaml:
      caProvider:
        name: corp-ca
        namespace: external-secrets
  verify: kubectl get clustersecretstore vault`,`warning route.yaml:6:21-6:29
  |   tls: {secretName: shop-tls, namespace: certs}
  |                     ^^^^^^^^
  about IngressRoute web/shop
  IngressRoute web/shop names the Secret shop-tls, which this repository has in namespace certs only, but an IngressRoute finds Secrets of its own namespace only: clients are served another certificate, or none.
  do: Define the Secret in namespace web, or have it copied there (nobody reads the namespace that is written beside the name).
  verify: kubectl get secret -n web shop-tls
  related route.yaml:11:20 Certificate certs/shop defines it`]},"tls-parameters-outdated":{citations:[{document:`RFC 8996`,section:`4, 5`,says:`TLS 1.0 and TLS 1.1 must not be used, and must not be negotiated from any version.`,url:`https://www.rfc-editor.org/rfc/rfc8996`},{document:`RFC 9325`,section:`3.1.1, 4.1`,says:`Implementations must not negotiate SSL, TLS 1.0 or 1.1, and must not negotiate NULL, RC4 and export ciphers.`,url:`https://www.rfc-editor.org/rfc/rfc9325`}],examples:{bad:[{"nginx.conf":`http {
  server {
    listen 443 ssl;
    ssl_certificate a.crt;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
  }
}
`},{"site.conf":`<VirtualHost *:443>
  SSLCertificateFile a.crt
  SSLProtocol -all +TLSv1 +TLSv1.2
</VirtualHost>
`},{"haproxy.cfg":`frontend a
  bind :443 ssl crt a.pem ssl-min-ver TLSv1.0
`},{"cm.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
data:
  ssl-protocols: "TLSv1 TLSv1.2"
`},{"policy.yaml":`apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: a, namespace: web}
spec:
  tls: {minVersion: "1.0"}
`},{"lb.tf":`resource "aws_lb_listener" "a" {
  port = 443
  ssl_policy = "ELBSecurityPolicy-2016-08"
}
`},{"pod.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      args: [--tls-min-version=VersionTLS10]
`}],good:[{"nginx.conf":`http {
  server {
    listen 443 ssl;
    ssl_certificate a.crt;
    ssl_protocols TLSv1.2 TLSv1.3;
  }
}
`},{"site.conf":`<VirtualHost *:443>
  SSLCertificateFile a.crt
  SSLProtocol all -SSLv3 -TLSv1 -TLSv1.1
</VirtualHost>
`},{"haproxy.cfg":`frontend a
  bind :443 ssl crt a.pem ssl-min-ver TLSv1.2
`},{"proxy.yaml":`apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: {name: a, namespace: web}
spec:
  virtualhost: {fqdn: a.example.org, tls: {secretName: a, minimumProtocolVersion: "1.1"}}
`},{"lb.tf":`resource "aws_lb_listener" "a" {
  port = 443
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}
`},{"app.yaml":`minVersion: "1.0"
name: chart
tls: {secretName: a}
`}]},expected:[`warning nginx.conf:5:19-5:24
  |     ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
  |                   ^^^^^
  nginx.conf switches on TLS 1.0, which RFC 8996 forbids: whoever is on the way can make clients fall back to it.
  do: Allow TLS 1.2 and 1.3 only.
  do: What still needs older ones: Java 6 and 7, Android before 5, Internet Explorer before 11, OpenSSL before 1.0.1.
  verify: openssl s_client -connect <host:port> -tls1_1 </dev/null is refused`,`warning site.conf:3:15-3:19
  |   SSLProtocol -all +TLSv1 +TLSv1.2
  |               ^^^^
  site.conf switches on TLS 1.0, which RFC 8996 forbids: whoever is on the way can make clients fall back to it.
  do: Allow TLS 1.2 and 1.3 only.
  do: What still needs older ones: Java 6 and 7, Android before 5, Internet Explorer before 11, OpenSSL before 1.0.1.
  verify: openssl s_client -connect <host:port> -tls1_1 </dev/null is refused`,`warning haproxy.cfg:2:39-2:46
  |   bind :443 ssl crt a.pem ssl-min-ver TLSv1.0
  |                                       ^^^^^^^
  haproxy.cfg allows TLS 1.0, which RFC 8996 forbids: whoever is on the way can make clients fall back to it.
  do: Allow TLS 1.2 and 1.3 only.
  do: What still needs older ones: Java 6 and 7, Android before 5, Internet Explorer before 11, OpenSSL before 1.0.1.
  verify: openssl s_client -connect <host:port> -tls1_1 </dev/null is refused`,`warning cm.yaml:5:18-5:33
  |   ssl-protocols: "TLSv1 TLSv1.2"
  |                  ^^^^^^^^^^^^^^^
  about ConfigMap ingress-nginx/ingress-nginx-controller
  ConfigMap ingress-nginx/ingress-nginx-controller allows, in data.ssl-protocols, TLS 1.0, which RFC 8996 forbids: whoever is on the way can make clients fall back to it.
  do: Allow TLS 1.2 and 1.3 only.
  do: What still needs older ones: Java 6 and 7, Android before 5, Internet Explorer before 11, OpenSSL before 1.0.1.
  verify: openssl s_client -connect <host:port> -tls1_1 </dev/null is refused`,`warning policy.yaml:5:21-5:26
  |   tls: {minVersion: "1.0"}
  |                     ^^^^^
  about ClientTrafficPolicy web/a
  ClientTrafficPolicy web/a allows, in spec.tls.minVersion, TLS 1.0, which RFC 8996 forbids: whoever is on the way can make clients fall back to it.
  do: Allow TLS 1.2 and 1.3 only.
  do: What still needs older ones: Java 6 and 7, Android before 5, Internet Explorer before 11, OpenSSL before 1.0.1.
  verify: openssl s_client -connect <host:port> -tls1_1 </dev/null is refused`,`warning lb.tf:3:16-3:43
  |   ssl_policy = "ELBSecurityPolicy-2016-08"
  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  lb.tf allows, in resource.aws_lb_listener.a.ssl_policy, ELBSecurityPolicy-2016-08, which RFC 8996 forbids: whoever is on the way can make clients fall back to it.
  do: Allow TLS 1.2 and 1.3 only.
  do: What still needs older ones: Java 6 and 7, Android before 5, Internet Explorer before 11, OpenSSL before 1.0.1.
  verify: openssl s_client -connect <host:port> -tls1_1 </dev/null is refused`,`warning pod.yaml:8:14-8:44
  |       args: [--tls-min-version=VersionTLS10]
  |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about Pod a
  b allows (--tls-min-version) TLS 1.0, which RFC 8996 forbids: whoever is on the way can make clients fall back to it.
  do: Allow TLS 1.2 and 1.3 only.
  do: What still needs older ones: Java 6 and 7, Android before 5, Internet Explorer before 11, OpenSSL before 1.0.1.
  verify: openssl s_client -connect <host:port> -tls1_1 </dev/null is refused`]},"tls-secret-undefined":{citations:[{document:`Kubernetes documentation`,section:`Ingress, TLS`,says:`Referencing this secret in an Ingress tells the Ingress controller to secure the channel from the client to the load balancer using TLS.`,url:`https://kubernetes.io/docs/concepts/services-networking/ingress/#tls`},{document:`Gateway API`,section:`GatewayTLSConfig, certificateRefs`,says:`References to a resource that does not exist must set ResolvedRefs to False on the listener, with the reason InvalidCertificateRef.`,url:`https://gateway-api.sigs.k8s.io/reference/spec/#listenertlsconfig`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tsl
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: web}
stringData:
  tls.crt: |
    <certificate CN=shop.corp.example.com, until 2027-06-01>
    <certificate O=Corp,CN=Corp Issuing CA 1, until 2031-01-01>
`}],good:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations: {cert-manager.io/cluster-issuer: corp}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: shop-tls}
spec:
  encryptedData: {tls.crt: AgBy3i4OJSWK}
`},{"release.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: certificates}
spec: {chart: {spec: {chart: certificates}}}
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
`},{"setup.sh":`#!/bin/sh
kubectl create secret tls shop-tls --cert=tls.crt --key=tls.key
`,"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
`},{"chart/Chart.yaml":`name: shop
`,"chart/templates/shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
`}]},expected:[`notice shop.yaml:7:19-7:27
  |       secretName: shop-tsl
  |                   ^^^^^^^^
  about Ingress web/shop
  Ingress web/shop serves shop.corp.example.com with the Secret shop-tsl, which nothing in this repository defines or makes: until somebody does by hand, clients get no certificate that they accept.
  do: Add the Secret, or have it made:
    yaml:
      apiVersion: cert-manager.io/v1
      kind: Certificate
      metadata: {name: shop-tsl, namespace: web}
      spec: {secretName: shop-tsl, dnsNames: [shop.corp.example.com], issuerRef: {kind: ClusterIssuer, name: …}}
  verify: kubectl get secret -n web shop-tsl`]},"traefik-insecure-skip-verify":{citations:[{document:`Traefik documentation`,section:`Routing, ServersTransport, insecureSkipVerify`,says:`It disables SSL certificate verification; rootCAs is the set of CAs to verify self-signed certificates with.`,url:`https://doc.traefik.io/traefik/reference/routing-configuration/http/load-balancing/serverstransport/`}],examples:{bad:[{"transport.yaml":`apiVersion: traefik.io/v1alpha1
kind: ServersTransport
metadata:
  name: shop
spec:
  insecureSkipVerify: true
`},{"traefik.toml":`[entryPoints.web]
  address = ":80"

[serversTransport]
  insecureSkipVerify = true
`},{"traefik.yaml":`apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: traefik
spec:
  template:
    spec:
      containers:
        - name: traefik
          image: traefik:v3
          args: [--api, --serversTransport.insecureSkipVerify=true, --tracing.otlp.grpc.tls.insecureSkipVerify]
`},{"labels.yml":`- "traefik.http.middlewares.sso.forwardauth.tls.insecureskipverify=true"
- traefik.enable=true
`},{"shop.nomad":`service {
  tags = ["traefik.enable=true", "traefik.http.serverstransports.a.insecureskipverify=true"]
}
`},{"group_vars/all.yml":`proxy:
  middlewares:
    sso: {forwardAuth: {tls: {insecureSkipVerify: true}}}
`}],good:[{"transport.yaml":`apiVersion: traefik.io/v1alpha1
kind: ServersTransport
metadata:
  name: shop
spec:
  serverName: shop.web.svc
  rootCAs: [{secret: shop-ca}]
`},{"traefik.toml":`[api]
  insecure = true

[serversTransport]
  insecureSkipVerify = false
`},{"labels.yml":`- traefik.http.middlewares.sso.forwardauth.tls.insecureskipverify=false
`},{"values.yaml":`additionalArguments:
  - --serversTransport.insecureSkipVerify=false
`}]},expected:[`error transport.yaml:6:23-6:27
  |   insecureSkipVerify: true
  |                       ^^^^
  about ServersTransport shop
  ServersTransport shop does not verify the servers that it connects to, so whatever answers there can read and change the traffic.
  do: Give Traefik the name and the CA:
    yaml:
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransport
      spec:
        serverName: NAME-IN-THE-CERTIFICATE
        rootCAs: [{secret: SECRET}]
  verify: a request through Traefik answers as before, and its log has no x509 error.`,`error traefik.toml:5:24-5:28
  |   insecureSkipVerify = true
  |                        ^^^^
  Traefik verifies no certificate of any backend, so whatever answers for one can read and change its traffic.
  do: Give Traefik the name and the CA:
    yaml:
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransport
      spec:
        serverName: NAME-IN-THE-CERTIFICATE
        rootCAs: [{secret: SECRET}]
  verify: a request through Traefik answers as before, and its log has no x509 error.`,`error traefik.yaml:11:25-11:67
  |           args: [--api, --serversTransport.insecureSkipVerify=true, --tracing.otlp.grpc.tls.insecure
  |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about DaemonSet traefik
  Traefik verifies no certificate of any backend, so whatever answers for one can read and change its traffic.
  do: Give Traefik the name and the CA:
    yaml:
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransport
      spec:
        serverName: NAME-IN-THE-CERTIFICATE
        rootCAs: [{secret: SECRET}]
  verify: a request through Traefik answers as before, and its log has no x509 error.

error traefik.yaml:11:69-11:111
  | -api, --serversTransport.insecureSkipVerify=true, --tracing.otlp.grpc.tls.insecureSkipVerify]
  |                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about DaemonSet traefik
  Traefik does not verify the servers that it connects to by --tracing.otlp.grpc.tls.insecureSkipVerify, so whatever answers there can read and change the traffic.
  do: Give Traefik the name and the CA:
    yaml:
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransport
      spec:
        serverName: NAME-IN-THE-CERTIFICATE
        rootCAs: [{secret: SECRET}]
  verify: a request through Traefik answers as before, and its log has no x509 error.`,`error labels.yml:1:3-1:73
  | - "traefik.http.middlewares.sso.forwardauth.tls.insecureskipverify=true"
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Traefik does not verify the servers that it connects to, so whatever answers there can read and change the traffic.
  do: Give Traefik the name and the CA:
    yaml:
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransport
      spec:
        serverName: NAME-IN-THE-CERTIFICATE
        rootCAs: [{secret: SECRET}]
  verify: a request through Traefik answers as before, and its log has no x509 error.`,`error shop.nomad:2:34-2:92
  |   tags = ["traefik.enable=true", "traefik.http.serverstransports.a.insecureskipverify=true"]
  |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Traefik does not verify the servers that it connects to, so whatever answers there can read and change the traffic.
  do: Give Traefik the name and the CA:
    yaml:
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransport
      spec:
        serverName: NAME-IN-THE-CERTIFICATE
        rootCAs: [{secret: SECRET}]
  verify: a request through Traefik answers as before, and its log has no x509 error.`,`error group_vars/all.yml:3:51-3:55
  |     sso: {forwardAuth: {tls: {insecureSkipVerify: true}}}
  |                                                   ^^^^
  Traefik does not verify the servers that it connects to by proxy.middlewares.sso.forwardAuth.tls, so whatever answers there can read and change the traffic.
  do: Give Traefik the name and the CA:
    yaml:
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransport
      spec:
        serverName: NAME-IN-THE-CERTIFICATE
        rootCAs: [{secret: SECRET}]
  verify: a request through Traefik answers as before, and its log has no x509 error.`]},"vault-skip-verify":{citations:[{document:`Vault documentation`,section:`Commands, VAULT_SKIP_VERIFY`,says:`Do not verify Vault's presented certificate before communicating with it. Not recommended.`,url:`https://developer.hashicorp.com/vault/docs/commands#vault_skip_verify`},{document:`Vault documentation`,section:`Agent Injector annotations, vault.hashicorp.com/tls-skip-verify`,says:`If true, the Vault Agent skips verification of Vault's certificate. Not recommended in production.`,url:`https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations`}],examples:{bad:[{"deploy.sh":`#!/bin/sh
export VAULT_SKIP_VERIFY=true
vault kv get kv/app
`},{"deploy.sh":`#!/bin/sh
vault login -tls-skip-verify -method=oidc
`},{"app.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  template:
    metadata:
      annotations:
        vault.hashicorp.com/agent-inject: "true"
        vault.hashicorp.com/tls-skip-verify: "true"
`},{"agent.hcl":`vault {
  address = "https://vault.corp:8200"
  tls_skip_verify = true
}
`}],good:[{"deploy.sh":`#!/bin/sh
export VAULT_CACERT=/etc/corp/ca.pem VAULT_SKIP_VERIFY=false
vault kv get kv/app
`},{"app.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  template:
    metadata:
      annotations:
        vault.hashicorp.com/tls-secret: vault-ca
        vault.hashicorp.com/ca-cert: /vault/tls/ca.crt
        vault.hashicorp.com/tls-skip-verify: "false"
`},{"deploy.sh":`#!/bin/sh
VAULT_ADDR=http://127.0.0.1:8200 vault status
`}]},expected:[`error deploy.sh:2:26-2:30
  | export VAULT_SKIP_VERIFY=true
  |                          ^^^^
  A client of Vault does not verify the certificate of Vault, so whoever answers in its name gets the token and hands out secrets of its own.
  do: Remove it, and name the CA: VAULT_CACERT=/etc/ssl/vault-ca.pem, or on pods
    yaml:
      vault.hashicorp.com/tls-secret: SECRET
      vault.hashicorp.com/ca-cert: /vault/tls/ca.crt
  verify: VAULT_CACERT=ca.pem vault status`,`error deploy.sh:2:13-2:29
  | vault login -tls-skip-verify -method=oidc
  |             ^^^^^^^^^^^^^^^^
  The vault command does not verify the certificate of Vault, so whoever answers in its name gets the token and hands out secrets of its own.
  do: Remove it, and name the CA: VAULT_CACERT=/etc/ssl/vault-ca.pem, or on pods
    yaml:
      vault.hashicorp.com/tls-secret: SECRET
      vault.hashicorp.com/ca-cert: /vault/tls/ca.crt
  verify: VAULT_CACERT=ca.pem vault status`,`error app.yaml:10:46-10:52
  |         vault.hashicorp.com/tls-skip-verify: "true"
  |                                              ^^^^^^
  about Deployment app
  The Vault Agent of Deployment app does not verify the certificate of Vault, so whoever answers in its name gets the token and hands out secrets of its own.
  do: Remove it, and name the CA: VAULT_CACERT=/etc/ssl/vault-ca.pem, or on pods
    yaml:
      vault.hashicorp.com/tls-secret: SECRET
      vault.hashicorp.com/ca-cert: /vault/tls/ca.crt
  verify: VAULT_CACERT=ca.pem vault status`,`error agent.hcl:3:21-3:25
  |   tls_skip_verify = true
  |                     ^^^^
  The Vault Agent does not verify the certificate of vault.corp:8200, so whoever answers in its name gets the token and hands out secrets of its own.
  do: Remove it, and name the CA: VAULT_CACERT=/etc/ssl/vault-ca.pem, or on pods
    yaml:
      vault.hashicorp.com/tls-secret: SECRET
      vault.hashicorp.com/ca-cert: /vault/tls/ca.crt
  verify: VAULT_CACERT=ca.pem vault status -address=https://vault.corp:8200`]},"webhook-cabundle-invalid":{citations:[{document:`Kubernetes API reference`,section:`WebhookClientConfig, caBundle`,says:`A PEM encoded CA bundle which will be used to validate the webhook's server certificate.`,url:`https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-webhook-configuration-v1/`},{document:`cert-manager documentation`,section:`CA Injector`,says:`cert-manager.io/inject-ca-from makes cainjector fill in the caBundle from a Certificate.`,url:`https://cert-manager.io/docs/concepts/ca-injector/`}],examples:{bad:[{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: shop
webhooks:
  - name: shop.corp
    clientConfig:
      service: {name: shop, namespace: web}
      caBundle: <base64 of <certificate CN=shop.corp.example.com, until 2027-06-01>>
`},{"crd.yaml":`apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: shops.corp
spec:
  conversion:
    strategy: Webhook
    webhook:
      clientConfig:
        service: {name: shop, namespace: web}
        caBundle: "not base64, certainly"
`}],good:[{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: shop
webhooks:
  - name: shop.corp
    clientConfig:
      service: {name: shop, namespace: web}
      caBundle: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`},{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: shop
  annotations:
    cert-manager.io/inject-ca-from: web/shop
webhooks:
  - name: shop.corp
    clientConfig:
      service: {name: shop, namespace: web}
      caBundle: Zm9vYmFyLW5vdC1hLWNhCg==
`},{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: shop
webhooks:
  - name: shop.corp
    clientConfig:
      service: {name: shop, namespace: web}
      caBundle: Cg==
`},{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: shop
webhooks:
  - name: shop.corp
    clientConfig:
      url: https://127.0.0.1:9001/admit
      caBundle: "__SHOP_WEBHOOK_CA__"
`}]},expected:[`error webhook.yaml:9:17-9:1005
  |       caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUI5akNDQVp1Z0F3SUJBZ0lJUkVSRVJFUkVRK293Q2dZ
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about ValidatingWebhookConfiguration shop
  The caBundle of ValidatingWebhookConfiguration shop holds only shop.corp.example.com, which is no CA, and is trusted only as long as the server presents just that, so the API server cannot verify what it calls.
  do: Put the CA of the webhook there (base64 -w0 ca.crt prints the value):
    yaml:
      caBundle: BASE64-OF-CA.CRT
  do: Or, with cert-manager, the annotation cert-manager.io/inject-ca-from: <namespace>/<Certificate>.
  verify: kubectl apply --dry-run=server of an object that the webhook is about.`,`error crd.yaml:11:19-11:42
  |         caBundle: "not base64, certainly"
  |                   ^^^^^^^^^^^^^^^^^^^^^^^
  about CustomResourceDefinition shops.corp
  The caBundle of CustomResourceDefinition shops.corp is not base64, so the API server cannot verify what it calls.
  do: Put the CA of the webhook there (base64 -w0 ca.crt prints the value):
    yaml:
      caBundle: BASE64-OF-CA.CRT
  do: Or, with cert-manager, the annotation cert-manager.io/inject-ca-from: <namespace>/<Certificate>.
  verify: kubectl apply --dry-run=server of an object that the webhook is about.`]},"webhook-cabundle-mismatch":{citations:[{document:`Kubernetes API reference`,section:`WebhookClientConfig, caBundle`,says:`A PEM encoded CA bundle which will be used to validate the webhook's server certificate.`,url:`https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-webhook-configuration-v1/`}],examples:{bad:[{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: <base64 of <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>>
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: web}
spec:
  selector: {app: hook}
  ports: [{port: 443}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: hook, namespace: web}
spec:
  template:
    metadata: {labels: {app: hook}}
    spec:
      containers: [{name: hook, image: hook}]
      volumes: [{name: tls, secret: {secretName: hook-tls}}]
---
apiVersion: v1
kind: Secret
metadata: {name: hook-tls, namespace: web}
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
`}],good:[{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: <base64 of <certificate O=Corp,CN=Webhook CA, until 2036-01-01>>
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: web}
spec:
  selector: {app: hook}
  ports: [{port: 443}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: hook, namespace: web}
spec:
  template:
    metadata: {labels: {app: hook}}
    spec:
      containers: [{name: hook, image: hook}]
      volumes: [{name: tls, secret: {secretName: hook-tls}}]
---
apiVersion: v1
kind: Secret
metadata: {name: hook-tls, namespace: web}
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
`},{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: <base64 of <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>, <certificate O=Corp,CN=Webhook CA, until 2036-01-01>>
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: web}
spec:
  selector: {app: hook}
  ports: [{port: 443}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: hook, namespace: web}
spec:
  template:
    metadata: {labels: {app: hook}}
    spec:
      containers: [{name: hook, image: hook}]
      volumes: [{name: tls, secret: {secretName: hook-tls}}]
---
apiVersion: v1
kind: Secret
metadata: {name: hook-tls, namespace: web}
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
`},{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
  annotations: {cert-manager.io/inject-ca-from: web/hook}
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: <base64 of <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>>
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: web}
spec:
  selector: {app: hook}
  ports: [{port: 443}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: hook, namespace: web}
spec:
  template:
    metadata: {labels: {app: hook}}
    spec:
      containers: [{name: hook, image: hook}]
      volumes: [{name: tls, secret: {secretName: hook-tls}}]
---
apiVersion: v1
kind: Secret
metadata: {name: hook-tls, namespace: web}
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
`},{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: <base64 of <certificate O=Partner,CN=Partner Root CA, until 2036-01-01>>
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: web}
spec:
  selector: {app: other}
  ports: [{port: 443}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: hook, namespace: web}
spec:
  template:
    metadata: {labels: {app: hook}}
    spec:
      containers: [{name: hook, image: hook}]
      volumes: [{name: tls, secret: {secretName: hook-tls}}]
---
apiVersion: v1
kind: Secret
metadata: {name: hook-tls, namespace: web}
stringData:
  tls.crt: |
    <certificate CN=hook.web.svc, until 2027-06-01>
`}]},expected:[`error webhook.yaml:9:17-9:821
  |       caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJqekNDQVRhZ0F3SUJBZ0lJUkVSRVJFUkVRL293Q2dZ
  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  about ValidatingWebhookConfiguration hook
  The caBundle of ValidatingWebhookConfiguration hook holds "Partner Root CA", but hook.web.svc serves tls.crt of Secret web/hook-tls, which "Webhook CA" issued: the API server refuses every call of it.
  do: Put the certificate of "Webhook CA" there (base64 -w0 ca.crt prints the value):
    yaml:
      caBundle: BASE64-OF-CA.CRT
  do: Or, with cert-manager, the annotation cert-manager.io/inject-ca-from: <namespace>/<Certificate>.
  verify: kubectl apply --dry-run=server of an object that the webhook is about.
  related webhook.yaml:33:5 the certificate that hook.web.svc serves`]},"dev-cluster-insecure-registry":{citations:[{document:`minikube documentation`,section:`Registries, Enabling Insecure Registries`,says:`--insecure-registry is handed to the container runtime when the cluster is created, and kept with it.`,url:`https://minikube.sigs.k8s.io/docs/handbook/registry/`},{document:`Colima documentation`,section:`Docker daemon configuration`,says:`What stands under docker in the profile is written to daemon.json of the virtual machine.`,url:`https://github.com/abiosoft/colima/blob/main/docs/FAQ.md`}],examples:{bad:[{"hack/cluster.sh":`#!/bin/sh
minikube start --insecure-registry reg.corp:5000 --cpus 4
`},{"colima.yaml":`cpu: 4
docker:
  insecure-registries: [reg.corp:5000]
`}],good:[{"hack/cluster.sh":`#!/bin/sh
install ca.crt ~/.minikube/certs/registry.crt
minikube start --embed-certs
`},{"hack/cluster.sh":`#!/bin/sh
minikube start --insecure-registry=localhost:5000
`},{"colima.yaml":`cpu: 4
docker:
  insecure-registries: []
`}]},expected:[`warning hack/cluster.sh:2:16-2:35
  | minikube start --insecure-registry reg.corp:5000 --cpus 4
  |                ^^^^^^^^^^^^^^^^^^^
  minikube does not verify the certificate of reg.corp:5000 and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.
  do: Put the CA into ~/.minikube/certs/ and run: minikube start --embed-certs
  verify: an image of reg.corp:5000 can be pulled in the cluster.`,`warning colima.yaml:3:25-3:38
  |   insecure-registries: [reg.corp:5000]
  |                         ^^^^^^^^^^^^^
  Colima does not verify the certificate of reg.corp:5000 and falls back to plain HTTP, so anyone on the way can replace the images pulled from it.
  do: Put the CA into /etc/docker/certs.d/reg.corp:5000/ca.crt of the machine.
  verify: an image of reg.corp:5000 can be pulled in the cluster.`]},"openshift-inject-bundle-nonempty":{citations:[{document:`OKD documentation`,section:`Configuring a custom PKI, Certificate injection using Operators`,says:`A ConfigMap with the label must be empty of data: the operator injects ca-bundle.crt and owns the rest.`,url:`https://docs.okd.io/latest/networking/configuring_network_settings/configuring-a-custom-pki.html`}],examples:{bad:[{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: trusted-ca
  labels:
    config.openshift.io/inject-trusted-cabundle: "true"
data:
  corp.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: trusted-ca
  labels:
    config.openshift.io/inject-trusted-cabundle: "true"
data: {}
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: trusted-ca
data:
  corp.crt: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}]},expected:[`warning ca.yaml:7:1-7:5
  | data:
  | ^^^^
  about ConfigMap trusted-ca
  OpenShift replaces the data of ConfigMap trusted-ca, because of its label config.openshift.io/inject-trusted-cabundle, so what the manifest puts there is lost.
  do: Remove data, or the label.
  verify: oc get configmap trusted-ca -o yaml shows ca-bundle.crt alone.`]},"openshift-insecure-registries":{citations:[{document:`openshift/api`,section:`config/v1, RegistrySources.insecureRegistries`,says:`Registries which do not have a valid TLS certificate or only support HTTP connections.`,url:`https://github.com/openshift/api/blob/master/config/v1/types_image.go`},{document:`openshift/api`,section:`image/v1, TagImportPolicy.insecure`,says:`If true, the server may bypass certificate verification or connect directly over HTTP during image import.`,url:`https://github.com/openshift/api/blob/master/image/v1/types.go`}],examples:{bad:[{"image.yaml":`apiVersion: config.openshift.io/v1
kind: Image
metadata:
  name: cluster
spec:
  registrySources:
    insecureRegistries: [reg.corp:5000, "*.corp"]
  allowedRegistriesForImport:
    - domainName: reg.corp
      insecure: true
`},{"stream.yaml":`apiVersion: image.openshift.io/v1
kind: ImageStream
metadata:
  name: app
spec:
  tags:
    - name: latest
      from: {kind: DockerImage, name: "reg.corp:5000/team/app:latest"}
      importPolicy: {insecure: true}
`},{"stream.yaml":`apiVersion: image.openshift.io/v1
kind: ImageStream
metadata:
  name: app
  annotations:
    openshift.io/image.insecureRepository: "true"
spec:
  dockerImageRepository: reg.corp/team/app
`}],good:[{"image.yaml":`apiVersion: config.openshift.io/v1
kind: Image
metadata:
  name: cluster
spec:
  additionalTrustedCA: {name: registry-cas}
  registrySources:
    insecureRegistries: []
`},{"stream.yaml":`apiVersion: image.openshift.io/v1
kind: ImageStream
metadata:
  name: app
spec:
  tags:
    - name: latest
      importPolicy: {insecure: false, scheduled: true}
`}]},expected:[`error image.yaml:7:26-7:39
  |     insecureRegistries: [reg.corp:5000, "*.corp"]
  |                          ^^^^^^^^^^^^^
  about Image cluster
  On nodes and in builds the certificate of reg.corp:5000 is not verified and plain HTTP is accepted, so anyone on the way can replace the images.
  do: Put the CA into a ConfigMap of namespace openshift-config and name it in spec.additionalTrustedCA:
    sh:
      oc create configmap registry-cas -n openshift-config --from-file=reg.corp..5000=ca.crt
      oc patch image.config.openshift.io/cluster --type=merge -p '{"spec":{"additionalTrustedCA":{"name":"registry-cas"}}}'
  verify: oc import-image of an image of reg.corp:5000 succeeds.

error image.yaml:7:41-7:49
  |     insecureRegistries: [reg.corp:5000, "*.corp"]
  |                                         ^^^^^^^^
  about Image cluster
  On nodes and in builds the certificate of any host in corp is not verified and plain HTTP is accepted, so anyone on the way can replace the images.
  do: Put the CA into a ConfigMap of namespace openshift-config and name it in spec.additionalTrustedCA:
    sh:
      oc create configmap registry-cas -n openshift-config --from-file=*.corp=ca.crt
      oc patch image.config.openshift.io/cluster --type=merge -p '{"spec":{"additionalTrustedCA":{"name":"registry-cas"}}}'
  verify: oc import-image of an image of *.corp succeeds.

error image.yaml:10:17-10:21
  |       insecure: true
  |                 ^^^^
  about Image cluster
  For image imports the certificate of reg.corp is not verified and plain HTTP is accepted, so anyone on the way can replace the images.
  do: Put the CA into a ConfigMap of namespace openshift-config and name it in spec.additionalTrustedCA:
    sh:
      oc create configmap registry-cas -n openshift-config --from-file=reg.corp=ca.crt
      oc patch image.config.openshift.io/cluster --type=merge -p '{"spec":{"additionalTrustedCA":{"name":"registry-cas"}}}'
  verify: oc import-image of an image of reg.corp succeeds.`,`error stream.yaml:9:32-9:36
  |       importPolicy: {insecure: true}
  |                                ^^^^
  about ImageStream app
  For ImageStream app the certificate of reg.corp:5000 is not verified and plain HTTP is accepted, so anyone on the way can replace the images.
  do: Put the CA into a ConfigMap of namespace openshift-config and name it in spec.additionalTrustedCA:
    sh:
      oc create configmap registry-cas -n openshift-config --from-file=reg.corp..5000=ca.crt
      oc patch image.config.openshift.io/cluster --type=merge -p '{"spec":{"additionalTrustedCA":{"name":"registry-cas"}}}'
  verify: oc import-image of an image of reg.corp:5000 succeeds.`,`error stream.yaml:6:44-6:50
  |     openshift.io/image.insecureRepository: "true"
  |                                            ^^^^^^
  about ImageStream app
  For ImageStream app the certificate of reg.corp is not verified and plain HTTP is accepted, so anyone on the way can replace the images.
  do: Put the CA into a ConfigMap of namespace openshift-config and name it in spec.additionalTrustedCA:
    sh:
      oc create configmap registry-cas -n openshift-config --from-file=reg.corp=ca.crt
      oc patch image.config.openshift.io/cluster --type=merge -p '{"spec":{"additionalTrustedCA":{"name":"registry-cas"}}}'
  verify: oc import-image of an image of reg.corp succeeds.`]},"openshift-registry-ca-key":{citations:[{document:`OKD documentation`,section:`Setting up additional trusted certificate authorities for builds`,says:`The key is the host name of the registry, with the port as ..5000; the ConfigMap is in openshift-config.`,url:`https://docs.okd.io/latest/cicd/builds/setting-up-trusted-ca.html`}],examples:{bad:[{"image.yaml":`apiVersion: config.openshift.io/v1
kind: Image
metadata:
  name: cluster
spec:
  additionalTrustedCA: {name: registry-cas}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: registry-cas
  namespace: openshift-config
data:
  reg.corp_5000: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"image.yaml":`apiVersion: config.openshift.io/v1
kind: Image
metadata:
  name: cluster
spec:
  additionalTrustedCA: {name: registry-cas}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: registry-cas
  namespace: openshift-config
data:
  registry.corp: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
---
apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  containers:
    - {name: app, image: "registry.corp:5000/team/app:1"}
`},{"image.yaml":`apiVersion: config.openshift.io/v1
kind: Image
metadata:
  name: cluster
spec:
  additionalTrustedCA: {name: registry-cas}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: registry-cas
  namespace: default
data:
  reg.corp: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`}],good:[{"image.yaml":`apiVersion: config.openshift.io/v1
kind: Image
metadata:
  name: cluster
spec:
  additionalTrustedCA: {name: registry-cas}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: registry-cas
  namespace: openshift-config
data:
  registry.corp: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
  registry.corp..5000: |
    <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
---
apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  containers:
    - {name: app, image: "registry.corp:5000/team/app:1"}
`},{"other.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: registry-cas
data:
  reg.corp_5000: x
`}]},expected:[`error image.yaml:14:3-14:16
  |   reg.corp_5000: |
  |   ^^^^^^^^^^^^^
  about ConfigMap openshift-config/registry-cas
  The CA under reg.corp_5000 is for no registry that is used; it should be under reg.corp..5000, so pulls from there fail.
  do: Name the host, with its port behind two dots:
    yaml:
      reg.corp..5000: |
        -----BEGIN CERTIFICATE----- …
  verify: oc debug node/<node> -- ls /host/etc/docker/certs.d`,`error image.yaml:14:3-14:16
  |   registry.corp: |
  |   ^^^^^^^^^^^^^
  about ConfigMap openshift-config/registry-cas
  The CA under registry.corp is for no registry that is used; it should be under registry.corp..5000, so pulls from there fail.
  do: Name the host, with its port behind two dots:
    yaml:
      registry.corp..5000: |
        -----BEGIN CERTIFICATE----- …
  verify: oc debug node/<node> -- ls /host/etc/docker/certs.d`,`error image.yaml:12:14-12:21
  |   namespace: default
  |              ^^^^^^^
  about ConfigMap default/registry-cas
  ConfigMap registry-cas holds the CAs of registries but is in namespace default, so OpenShift does not find it.
  do: Write namespace: openshift-config.
  verify: oc get configmap registry-cas -n openshift-config`]},"talos-ca-encoding":{citations:[{document:`Talos documentation`,section:`v1alpha1 Config, machine.registries.config.*.tls.ca`,says:`CA registry certificate to add to the list of trusted certificates; certificate should be base64-encoded.`,url:`https://www.talos.dev/latest/reference/configuration/v1alpha1/config/`},{document:`Talos documentation`,section:`RegistryTLSConfig.ca and TrustedRootsConfig.certificates`,says:`Certificates are PEM-encoded text in the documents of their own.`,url:`https://www.talos.dev/latest/reference/configuration/cri/registrytlsconfig/`}],examples:{bad:[{"talos/controlplane.yaml":`version: v1alpha1
machine:
  type: controlplane
  registries:
    config:
      reg.corp:5000:
        tls:
          ca: |-
            <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
cluster: {}
`},{"talos/registry.yaml":`apiVersion: v1alpha1
kind: RegistryTLSConfig
name: reg.corp:5000
ca: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
`}],good:[{"talos/controlplane.yaml":`version: v1alpha1
machine:
  type: controlplane
  registries:
    config:
      reg.corp:5000:
        tls:
          ca: <base64 of <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>>
cluster: {}
`},{"talos/roots.yaml":`apiVersion: v1alpha1
kind: TrustedRootsConfig
name: corp
certificates: |-
  <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
`},{"talos/registry.yaml.tmpl":`apiVersion: v1alpha1
kind: RegistryTLSConfig
name: reg.corp
ca: {{ .Values.registryCa }}
`}]},expected:[`error talos/controlplane.yaml:8:15-19:38
  |           ca: |-
  |               ^^
  The certificate for reg.corp:5000 is PEM text where machine.registries wants its base64, so Talos rejects it and pulls fail.
  do: Write the output of: base64 -w0 ca.crt
  verify: talosctl validate --mode metal --config <this file>`,`error talos/registry.yaml:4:5-4:789
  | ca: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJnekNDQVNxZ0F3SUJBZ0lJUkVSRVJFUkVRK2d3Q2dZSUtvWkl6ajBF
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The certificate for reg.corp:5000 is base64 where this document wants PEM text, so Talos does not load it and pulls fail.
  do: Write the output of: base64 -d, as a block scalar (ca: |-).
  verify: talosctl validate --mode metal --config <this file>`]},"talos-registry-insecure":{citations:[{document:`Talos documentation`,section:`RegistryTLSConfig, insecureSkipVerify`,says:`Skip TLS server certificate verification (not recommended); ca is added to the trusted CAs.`,url:`https://www.talos.dev/latest/reference/configuration/cri/registrytlsconfig/`},{document:`Talos documentation`,section:`v1alpha1 Config, machine.registries`,says:`config has the TLS settings by host, mirrors the endpoints; an endpoint is asked by its scheme.`,url:`https://www.talos.dev/latest/reference/configuration/v1alpha1/config/`}],examples:{bad:[{"talos/registry.yaml":`apiVersion: v1alpha1
kind: RegistryTLSConfig
name: reg.corp:5000
insecureSkipVerify: true
`},{"talos/controlplane.yaml":`version: v1alpha1
machine:
  type: controlplane
  registries:
    mirrors:
      docker.io:
        endpoints: ["http://mirror.corp:5000"]
    config:
      reg.corp:5000:
        tls: {insecureSkipVerify: true}
cluster: {}
`}],good:[{"talos/registry.yaml":`apiVersion: v1alpha1
kind: RegistryTLSConfig
name: reg.corp:5000
ca: |-
  <certificate O=Corp,CN=Corp Root CA, until 2036-01-01>
insecureSkipVerify: false
`},{"talos/mirror.yaml":`apiVersion: v1alpha1
kind: RegistryMirrorConfig
name: docker.io
endpoints:
  - url: https://mirror.corp:5000
`}]},expected:[`error talos/registry.yaml:4:21-4:25
  | insecureSkipVerify: true
  |                     ^^^^
  Talos does not verify the certificate of reg.corp:5000, so whoever answers in its name decides which images the node runs.
  do: Use https://, and give the CA of the registry:
    yaml:
      apiVersion: v1alpha1
      kind: RegistryTLSConfig
      name: reg.corp:5000
      ca: |-
        -----BEGIN CERTIFICATE----- …
  verify: talosctl image pull an image of it.`,`error talos/controlplane.yaml:10:35-10:39
  |         tls: {insecureSkipVerify: true}
  |                                   ^^^^
  Talos does not verify the certificate of reg.corp:5000, so whoever answers in its name decides which images the node runs.
  do: Use https://, and give the CA of the registry:
    yaml:
      apiVersion: v1alpha1
      kind: RegistryTLSConfig
      name: reg.corp:5000
      ca: |-
        -----BEGIN CERTIFICATE----- …
  verify: talosctl image pull an image of it.

error talos/controlplane.yaml:7:21-7:46
  |         endpoints: ["http://mirror.corp:5000"]
  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^
  Talos asks mirror.corp:5000 over plain HTTP for the images of docker.io, so anyone on the way can replace them.
  do: Use https://, and give the CA of the registry:
    yaml:
      apiVersion: v1alpha1
      kind: RegistryTLSConfig
      name: mirror.corp:5000
      ca: |-
        -----BEGIN CERTIFICATE----- …
  verify: talosctl image pull an image of it.`]}};async function r({rule:n,options:r},l){let{color:u}=t.F({...i(r),config:!1},l),d=n===void 0?t.et:[a(n)],m=t.A(u),h=r.format??`text`;return h===`json`?await l.out(`${JSON.stringify(n===void 0?d.map(g):_(c(d[0])),null,2)}\n`):h===`markdown`?await l.out(n===void 0?f(d):p(c(d[0]))):await l.out(n===void 0?o(d,m):s(d[0],m)),e.d.passed}function i({format:e,...t}){return t}function a(n){let r=t.et.find(e=>e.id===n);if(r!==void 0)return r;let i=e.o(n,t.et.map(e=>e.id));throw new e.u({message:`there is no rule ${n}`,hint:i??"`tlsgate rules` lists them"})}function o(e,t){let n=Math.max(...e.map(({id:e})=>e.length));return`${v(e).map(([e,r])=>[t.bold(e),...r.map(({id:e,level:r,summary:i})=>`  ${e.padEnd(n)}  ${t.level(r,r.padEnd(7))}  ${i}`)].join(`
`)).join(`

`)}\n\n${e.length} rules · tlsgate rules ID explains one\n`}function s(e,t){let{id:n,family:r,level:i,summary:a,why:o,fix:s,citations:f,controls:p=[],examples:m,expected:h}=c(e);return`${[`${t.bold(n)} ${t.dim(`(${r}, ${i})`)}`,a,``,`${t.bold(`Why:`)} ${o}`,`${t.bold(`Fix:`)} ${s}`,``,t.bold(`Sources:`),...f.map(e=>`  ${l(e)}`),...p.length===0?[]:[`${t.bold(`Controls:`)} ${p.join(`, `)}`],``,t.bold(`Bad:`),u(m.bad[0]),``,t.bold(`What tlsgate says about it:`),d(h[0]??``,2),``,t.bold(`Good:`),u(m.good[0])].join(`
`)}\n`}function c(e){return{...e,...n[e.id]}}function l({document:e,section:t,says:n,url:r}){return`${e}${t===void 0?``:`, ${t}`}: ${n}${r===void 0?``:` ${r}`}`}function u(e={}){return Object.entries(e).map(([e,t])=>`  ${e}\n${d(t.trimEnd(),4)}`).join(`
`)}function d(e,t){return e.replaceAll(/^(?=.)/gm,` `.repeat(t))}function f(e){return`${[`| Rule | Family | Level | Finds |`,`| --- | --- | --- | --- |`,...e.map(({id:e,family:t,level:n,summary:r})=>`| \`${e}\` | ${t} | ${n} | ${h(r)} |`)].join(`
`)}\n`}function p({id:e,family:t,level:n,summary:r,why:i,fix:a,citations:o,examples:s,expected:c}){return`${[`## ${e}`,``,`${r}. (${t}, ${n})`,``,i,``,a,``,...o.map(e=>`- ${l(e)}`),``,`### Bad`,``,...m(s.bad[0]),"````text",c[0]??``,"````",``,`### Good`,``,...m(s.good[0])].join(`
`)}\n`}function m(e={}){return Object.entries(e).flatMap(([e,t])=>[`\`${e}\``,``,"````",t.trimEnd(),"````",``])}function h(e){return e.replaceAll(`|`,`\\|`)}function g({id:e,family:t,level:n,summary:r}){return{id:e,family:t,level:n,summary:r}}function _({id:e,family:t,level:n,summary:r,why:i,fix:a,citations:o,controls:s=[],examples:c,expected:l}){return{id:e,family:t,level:n,summary:r,why:i,fix:a,citations:o,controls:s,examples:c,expected:l}}function v(e){let t=/* @__PURE__ */ new Map;for(let n of e)t.set(n.family,[...t.get(n.family)??[],n]);return[...t]}exports.runRules=r;