const e=require("./terminal.js"),t=require("./scan.js"),n={"acme-staging-in-production":{citations:[{document:`Let's Encrypt documentation: Staging Environment`,says:`The staging environment's roots are not in browser and client trust stores.`,url:`https://letsencrypt.org/docs/staging-environment/`},{document:`cert-manager documentation: ACME`,section:`Private Key Reference`,says:`The account is registered with the key in privateKeySecretRef; each server has accounts of its own.`,url:`https://cert-manager.io/docs/configuration/acme/`}],examples:{bad:[{"issuers.yaml":`apiVersion: cert-manager.io/v1
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
`,"apps/production/certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: «staging»
    kind: ClusterIssuer
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
      name: «letsencrypt-account»
    solvers:
      - http01:
          ingress:
            ingressClassName: nginx
`}],good:[{"issuers.yaml":`apiVersion: cert-manager.io/v1
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
`,"apps/test/certificate.yaml":`apiVersion: cert-manager.io/v1
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
`}]}},"cert-manager-annotation-typo":{citations:[{document:`cert-manager pkg/apis/certmanager/v1/types.go`,section:`annotation keys`,says:`The annotations that cert-manager reads, letter by letter.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/certmanager/v1/types.go`},{document:`cert-manager documentation: Annotations`,section:`Annotations`,says:`The list of all annotations.`,url:`https://cert-manager.io/docs/reference/annotations/`},{document:`cert-manager documentation: Annotated Ingress resource`,section:`kubernetes.io/tls-acme`,says:`It needs a default issuer in the ingress-shim's configuration.`,url:`https://cert-manager.io/docs/usage/ingress/`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    «cert-manager.io/clusterissuer»: letsencrypt
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
    «certmanager.k8s.io/cluster-issuer»: letsencrypt
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
    «acme.cert-manager.io/http01-ingress-class-name»: nginx
    «acme.cert-manager.io/http01-edit-inplace»: "true"
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
    «cert-manager.io/cluster_issuer»: letsencrypt
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    «kubernetes.io/tls-acme»: "true"
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`,"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
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
`}]}},"certificate-refs":{citations:[{document:`cert-manager internal/apis/certmanager/validation/certificate.go`,section:`ValidateCertificateSpec`,says:`at least one of commonName, dnsNames, emailSANs, ipAddresses, otherNames, or uriSANs must be set.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/certificate.go`},{document:`cert-manager pkg/apis/meta/v1/types.go`,section:`IssuerReference.kind`,says:`The kind defaults to Issuer, which is looked up in the Certificate's own namespace.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/meta/v1/types.go`},{document:`cert-manager pkg/controller/certificate-shim/sync.go`,section:`issuerForIngressLike`,says:`both "cert-manager.io/issuer" and "cert-manager.io/cluster-issuer" may not be set.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/controller/certificate-shim/sync.go`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: «letsencrypt»
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
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef:
    name: «letsencrypt-prod»
    kind: ClusterIssuer
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
«spec»:
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
  secretName: «shop-tls»
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: ca, kind: ClusterIssuer}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/issuer: a
    «cert-manager.io/cluster-issuer»: b
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
`,"ca.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: ca-tls
  isCA: «true»
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
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
      secretName: «shop-tls»
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
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: other, kind: ClusterIssuer}
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
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [shop.corp.example.com]
  issuerRef: {name: pca, kind: AWSPCAIssuer, group: awspca.cert-manager.io}
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
`}]}},"certificate-rotation-policy":{citations:[{document:`cert-manager documentation: Release 1.18`,section:`Breaking change`,says:`The default of rotationPolicy became Always; before, it was Never.`,url:`https://cert-manager.io/docs/releases/release-notes/release-notes-1.18/`},{document:`cert-manager pkg/apis/certmanager/v1/types_certificate.go`,section:`CertificatePrivateKey.rotationPolicy`,says:`If set to Never, a private key will only be generated if one does not already exist.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/certmanager/v1/types_certificate.go`}],examples:{bad:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
  privateKey:
    rotationPolicy: «Never»
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  «secretName»: a
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`,"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cert-manager
spec:
  chart:
    spec:
      chart: cert-manager
      version: v1.16.2
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
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`,"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cert-manager
spec:
  chart:
    spec:
      chart: cert-manager
      version: v1.19.0
`}]}},"certificate-spec-times":{citations:[{document:`cert-manager internal/apis/certmanager/validation/certificate.go`,section:`ValidateDuration`,says:`duration must be greater than renewBefore and at least 1h, renewBefore at least 5m; only one form of renewBefore.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/certificate.go`},{document:`cert-manager pkg/apis/certmanager/v1/const.go`,section:`DefaultCertificateDuration`,says:`90 days (2160h) where it is not set.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/certmanager/v1/const.go`},{document:`Go documentation: time.ParseDuration`,says:`Valid units are "ns", "us", "ms", "s", "m", "h": there are no days.`,url:`https://pkg.go.dev/time#ParseDuration`}],examples:{bad:[{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: 24h
  renewBefore: «24h»
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: «90d»
  renewBefore: «15d»
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: «30m»
  renewBefore: «1m»
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
  renewBeforePercentage: «25»
  dnsNames: [a.corp.example.com]
  issuerRef: {name: ca}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: ca
    cert-manager.io/duration: «30 days»
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
          ingress: {ingressClassName: nginx}
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a
  duration: «8760h»
  dnsNames: [a.corp.example.com]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
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
`}]}},"haproxy-shared-acme-backend":{citations:[{document:`cert-manager pkg/issuer/acme/http/http.go`,section:`Check`,says:`The self-check passes after five answers of 200 in a row (requiredPasses), two seconds apart.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/issuer/acme/http/http.go`},{document:`HAProxy Configuration Manual`,section:`use_backend`,says:`The first matching use_backend rule wins; default_backend is taken when none has matched.`,url:`https://docs.haproxy.org/3.0/configuration.html#4.2-use_backend`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
`,"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
  server cilium «10.1.0.61:80» check
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
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
  server cilium «10.1.0.61:80» check
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
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
`},{"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"haproxy.cfg":`frontend http
  bind *:80
  default_backend web
backend web
  server a 10.1.0.59:30080
  server b 10.1.0.59:30081
`}]}},"host-served-by-two-controllers":{citations:[{document:`cert-manager pkg/issuer/acme/http/http.go`,section:`Check`,says:`The challenge must answer 200 five times in a row, at the address that the name resolves to.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/issuer/acme/http/http.go`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
`,"class.yaml":`apiVersion: networking.k8s.io/v1
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
    - «shop.corp.example.com»
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
    - host: «shop.corp.example.com»
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
`}]}},"http01-blocked-path":{citations:[{document:`cert-manager pkg/apis/acme/v1/types.go`,section:`SolverIdentificationLabelKey`,says:`Solver pods have the label acme.cert-manager.io/http01-solver: "true"; they listen on port 8089.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types.go`},{document:`cert-manager documentation: HTTP01`,section:`ingressTemplate`,says:`The added annotations override those of cert-manager, whitelist-source-range among them.`,url:`https://cert-manager.io/docs/configuration/acme/http01/`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
    mode: «STRICT»
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
  name: «default-deny»
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
                  «nginx.ingress.kubernetes.io/whitelist-source-range»: 10.0.0.0/8
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
`,"policy.yaml":`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: other
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
                  nginx.ingress.kubernetes.io/whitelist-source-range: 0.0.0.0/0,::/0
`}]}},"http01-class-conflict":{citations:[{document:`cert-manager internal/apis/certmanager/validation/issuer.go`,section:`ValidateACMEIssuerChallengeSolverHTTP01IngressConfig`,says:`only one of 'ingressClassName', 'name' or 'class' should be specified.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/issuer.go`},{document:`cert-manager internal/apis/certmanager/validation/issuer.go`,section:`ValidateACMEIssuerChallengeSolverConfig`,says:`may not specify more than one solver type in a single solver.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/issuer.go`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
            «ingressClassName»: nginx
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
            ingressClassName: «azure/application-gateway»
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
          «gatewayHTTPRoute»: {parentRefs: [{name: a, kind: Gateway}]}
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
        «dns01»:
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
      - «http01»: {}
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
      - «selector»:
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
`}]}},"http01-class-mismatch":{citations:[{document:`cert-manager pkg/apis/acme/v1/types_issuer.go`,section:`CertificateDNSNameSelector`,says:`dnsNames take precedence over dnsZones, the more specific zone over the less, then the most matching labels.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types_issuer.go`},{document:`cert-manager documentation: Annotations`,section:`acme.cert-manager.io/http01-ingress-ingressclassname`,says:`An Ingress can name the class that its challenges are solved with.`,url:`https://cert-manager.io/docs/reference/annotations/`}],examples:{bad:[{"classes.yaml":`apiVersion: networking.k8s.io/v1
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
    acme.cert-manager.io/http01-ingress-ingressclassname: «traefik»
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
            ingressClassName: «nginx»
`,"classes.yaml":`apiVersion: networking.k8s.io/v1
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
            ingressClassName: «nginx»
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
`}]}},"http01-edit-in-place-conflict":{citations:[{document:`cert-manager pkg/controller/acmeorders/util.go`,section:`applyIngressParameterAnnotationOverrides`,says:`may not specify more than one of: name, class, ingressClassName override annotations.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/controller/acmeorders/util.go`},{document:`cert-manager documentation: HTTP01`,section:`name`,says:`This mode should be avoided with ingress controllers that expose a single IP for all ingress resources.`,url:`https://cert-manager.io/docs/configuration/acme/http01/`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    «acme.cert-manager.io/http01-edit-in-place»: "true"
    acme.cert-manager.io/http01-ingress-class: nginx
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
    cert-manager.io/cluster-issuer: letsencrypt
    «acme.cert-manager.io/http01-edit-in-place»: "true"
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
  tls:
    - hosts: [shop.corp.example.com]
      secretName: shop-tls
`,"api.yaml":`apiVersion: networking.k8s.io/v1
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
`}]}},"http01-gateway-incomplete":{citations:[{document:`cert-manager documentation: HTTP01`,section:`Configuring the HTTP-01 Gateway API solver`,says:"The Gateway must have a listener on port 80; from another namespace, it must be configured with `from: All`.",url:`https://cert-manager.io/docs/configuration/acme/http01/`},{document:`cert-manager pkg/controller/acmeorders/util.go`,section:`applyGatewayAPIAnnotationParentRefOverride`,says:`must specify parentRefs either through annotations or solver config.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/controller/acmeorders/util.go`},{document:`cert-manager documentation: Gateway`,section:`Enable the Gateway API support`,says:`The support has to be switched on in the controller's configuration.`,url:`https://cert-manager.io/docs/usage/gateway/`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
                name: «public»
                namespace: gateways
`,"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
          «gatewayHTTPRoute»: {}
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
                name: «public»
                namespace: gateways
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
                name: «public»
                namespace: gateways
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
          «gatewayHTTPRoute»:
            parentRefs:
              - kind: Gateway
                name: public
                namespace: gateways
`,"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
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
          gatewayHTTPRoute:
            parentRefs:
              - kind: Gateway
                name: public
                namespace: gateways
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
`,"cert-manager.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
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
`,"gateway.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
`}]}},"http01-no-class-multi-controller":{citations:[{document:`cert-manager documentation: HTTP01`,section:`class`,says:`Without a class, all ingress controllers installed in the cluster will serve traffic for the challenge solver.`,url:`https://cert-manager.io/docs/configuration/acme/http01/`}],examples:{bad:[{"cert-manager/issuer.yaml":`apiVersion: cert-manager.io/v1
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
          «ingress»: {}
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
`}]}},"http01-self-check-skipped":{citations:[{document:`cert-manager pkg/apis/acme/v1/types_issuer.go`,section:`waitInsteadOfSelfCheck`,says:`cert-manager skips its self-check, waits, and then asks the ACME server to validate.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types_issuer.go`},{document:`cert-manager internal/apis/certmanager/validation/issuer.go`,section:`ValidateACMEIssuerChallengeSolverConfig`,says:`waitInsteadOfSelfCheck must not be negative.`,url:`https://github.com/cert-manager/cert-manager/blob/master/internal/apis/certmanager/validation/issuer.go`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
        waitInsteadOfSelfCheck: «30s»
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
        waitInsteadOfSelfCheck: «-5s»
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
`}]}},"http01-unknown-class":{citations:[{document:`cert-manager pkg/apis/acme/v1/types_issuer.go`,section:`ACMEChallengeSolverHTTP01Ingress`,says:"`ingressClassName` is set on the Ingress that is made for the challenge.",url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types_issuer.go`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
            ingressClassName: «public-nginx»
`,"class.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
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
`,"class.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
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
            ingressClassName: traefik
`,"class.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: k8s.io/ingress-nginx
`,"release.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: traefik
spec:
  chart:
    spec:
      chart: traefik
`}]}},"http01-unreachable-name":{citations:[{document:`CA/Browser Forum Baseline Requirements`,section:`4.2.2`,says:`CAs shall not issue certificates containing internal names.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`RFC 6761`,section:`6`,says:`test, invalid, localhost and example are special-use names, which the public DNS does not delegate.`,url:`https://www.rfc-editor.org/rfc/rfc6761#section-6`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: a-tls
  dnsNames:
    - shop.corp.example.com
    - «shop.web.svc.cluster.local»
    - «shop»
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
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
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
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
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
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
`}]}},"http01-wildcard":{citations:[{document:`cert-manager pkg/apis/acme/v1/types_issuer.go`,section:`ACMEChallengeSolver`,says:`It is not possible to obtain certificates for wildcard domain names using the HTTP01 challenge mechanism.`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/apis/acme/v1/types_issuer.go`},{document:`RFC 8555`,section:`7.1.3`,says:`A wildcard identifier is proven by its base domain; public servers offer dns-01 for it and nothing else.`,url:`https://www.rfc-editor.org/rfc/rfc8555#section-7.1.3`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
  namespace: web
spec:
  secretName: wild-tls
  dnsNames:
    - corp.example.com
    - «"*.corp.example.com"»
  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
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
      - selector:
          dnsZones: [corp.example.com]
        dns01:
          route53: {region: eu-central-1}
`,"certificate.yaml":`apiVersion: cert-manager.io/v1
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
`}]}},"ingress-class-both-forms":{citations:[{document:`Kubernetes pkg/apis/networking/validation`,section:`ValidateIngressCreate`,says:`annotations.kubernetes.io/ingress.class: "can not be set when the class field is also set".`,url:`https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go`},{document:`Kubernetes documentation: Ingress`,section:`Deprecated annotation`,says:`The newer ingressClassName field replaces the annotation.`,url:`https://kubernetes.io/docs/concepts/services-networking/ingress/#deprecated-annotation`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    «kubernetes.io/ingress.class»: nginx
spec:
  ingressClassName: nginx
  rules:
    - host: shop.corp.example.com
`},{"values.yaml":`ingress:
  enabled: true
  className: nginx
  annotations:
    «kubernetes.io/ingress.class»: nginx
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
  «ingressClassName»: cilium
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
`}]}},"ingressclass-multiple-defaults":{citations:[{document:`Kubernetes documentation: Ingress`,section:`Default IngressClass`,says:`If more than one class is marked as the default, Ingress objects without an ingressClassName cannot be created.`,url:`https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class`},{document:`traefik-helm-chart values.yaml`,section:`ingressClass`,says:`ingressClass.enabled and ingressClass.isDefaultClass are true unless they are set.`,url:`https://github.com/traefik/traefik-helm-chart/blob/master/traefik/values.yaml`}],examples:{bad:[{"nginx.yaml":`apiVersion: networking.k8s.io/v1
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
    ingressclass.kubernetes.io/is-default-class: «"true"»
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
      chart: «traefik»
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
  name: «shop»
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
`},{"clusters/one/nginx.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
  annotations:
    ingressclass.kubernetes.io/is-default-class: "true"
spec:
  controller: k8s.io/ingress-nginx
`,"clusters/one/kustomization.yaml":`resources: [nginx.yaml]
`,"clusters/two/traefik.yaml":`apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: traefik
  annotations:
    ingressclass.kubernetes.io/is-default-class: "true"
spec:
  controller: traefik.io/ingress-controller
`,"clusters/two/kustomization.yaml":`resources: [traefik.yaml]
`}]}},"lb-shared-controllers-generic":{citations:[{document:`cert-manager pkg/issuer/acme/http/http.go`,section:`Check`,says:`The self-check passes after five answers of 200 in a row (requiredPasses).`,url:`https://github.com/cert-manager/cert-manager/blob/master/pkg/issuer/acme/http/http.go`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
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
`,"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
`,"nginx/nginx.conf":`http {
  upstream web {
    server 10.1.0.59:80;
    server «10.1.0.61:80»;
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
`,"keepalived.conf":`virtual_server 10.1.0.10 80 {
  lb_algo rr
  lb_kind NAT
  protocol TCP
  real_server 10.1.0.59 80 {
    weight 1
  }
  real_server «10.1.0.66» 80 {
    weight 1
  }
}
`},{"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
          - url: «http://10.1.0.61:80»
`},{"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
      targets: [10.1.0.59, «10.1.0.61»]
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
`,"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
`},{"nginx.yaml":`apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
spec:
  type: LoadBalancer
  loadBalancerIP: 10.1.0.59
`,"cilium.yaml":`apiVersion: gateway.networking.k8s.io/v1
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
`}]}},"ansible-ca-copy-without-update":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`update-ca-trust(8)`,says:`Files placed in /etc/pki/ca-trust/source/anchors take effect once update-ca-trust has run.`,url:`https://www.mankier.com/8/update-ca-trust`},{document:`Ansible documentation, Handlers`,says:`A handler runs when a task notifies it by exactly its name, or a topic that it listens to.`,url:`https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_handlers.html`}],examples:{bad:[{"site.yml":`- hosts: all
  tasks:
    - name: Install the CA
      ansible.builtin.copy:
        src: corp.crt
        dest: «/usr/local/share/ca-certificates/corp.crt»
`},{"roles/ca/tasks/main.yml":`- ansible.builtin.copy:
    src: corp.crt
    dest: «/etc/pki/ca-trust/source/anchors/corp.crt»
  notify: Update trust
`,"roles/ca/handlers/main.yml":`- name: Update the trust store
  ansible.builtin.command: update-ca-trust
`},{"site.yml":`- hosts: all
  tasks:
    - command: update-ca-certificates
    - copy: «src=corp.crt dest=/usr/local/share/ca-certificates/corp.crt»
`}],good:[{"roles/ca/tasks/main.yml":`- ansible.builtin.copy:
    src: corp.crt
    dest: /etc/pki/ca-trust/source/anchors/corp.crt
  notify: Update trust
`,"roles/ca/handlers/main.yml":`- name: Update the trust store
  ansible.builtin.command: update-ca-trust
  listen: Update trust
`},{"site.yml":`- hosts: all
  tasks:
    - block:
        - copy:
            src: corp.crt
            dest: /usr/local/share/ca-certificates/corp.crt
          register: ca
        - command: update-ca-certificates
          when: ca.changed
`},{"roles/ca/tasks/main.yml":`- import_tasks: copy.yml
- command: update-ca-certificates
`,"roles/ca/tasks/copy.yml":`- copy:
    src: corp.crt
    dest: /usr/local/share/ca-certificates/corp.crt
`}]}},"ca-bundle-contains-private-key":{citations:[{document:`Kubernetes documentation`,section:`ConfigMaps`,says:`ConfigMap does not provide secrecy or encryption.`,url:`https://kubernetes.io/docs/concepts/configuration/configmap/`}],examples:{bad:[{"trust/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    ⟦end-entity⟧
    «⟦end-entity.key⟧»
`},{"certs/server.crt":`⟦end-entity⟧
«⟦end-entity.key⟧»
`}],good:[{"trust/ca.pem":`⟦root⟧
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: tls}
stringData:
  tls-combined.pem: |
    ⟦end-entity.key⟧
    ⟦end-entity⟧
`}]}},"ca-does-not-sign-server":{citations:[{document:`RFC 5280`,section:`6.1`,says:`A path begins with a certificate that a trust anchor issued, and each certificate issues the next.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1`},{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`Any .crt file in the directory of a registry is a CA root that its server certificate is verified with.`,url:`https://docs.docker.com/engine/security/certificates/`}],examples:{bad:[{"nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`«⟦other-root⟧»
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    ⟦registry+intermediate⟧
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`},{"nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`«⟦other-root⟧»
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: tls}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦registry+intermediate⟧
`},{"flux/charts.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec:
  url: https://registry.corp.example.com/charts
  certSecretRef: {name: «corp-ca»}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: flux-system}
stringData:
  ca.crt: |
    ⟦other-root⟧
---
apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    ⟦registry+intermediate⟧
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`}],good:[{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: shop, namespace: shop}
spec:
  host: registry.corp.example.com
  to: {kind: Service, name: shop}
  tls:
    termination: reencrypt
    certificate: |
      ⟦registry⟧
    caCertificate: |
      ⟦intermediate⟧
    destinationCACertificate: |
      ⟦other-root⟧
`},{"nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`⟦root⟧
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    ⟦registry+intermediate⟧
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`},{"nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`⟦other-root⟧
`,"nodes/etc/docker/certs.d/registry.corp.example.com/new.crt":`⟦root⟧
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    ⟦registry+intermediate⟧
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`},{"prod/nodes/etc/docker/certs.d/registry.corp.example.com/ca.crt":`⟦other-root⟧
`,"staging/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: registry-tls, namespace: registry}
stringData:
  tls.crt: |
    ⟦registry+intermediate⟧
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: registry, namespace: registry}
spec:
  tls: [{hosts: [registry.corp.example.com], secretName: registry-tls}]
`}]}},"ca-env-kind-mismatch":{citations:[{document:`Go crypto/x509, root_unix.go`,says:`SSL_CERT_FILE names a file and SSL_CERT_DIR a list of directories separated by colons; what cannot be read as such is passed over.`,url:`https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
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
              value: «/ssl»
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
              value: «/ssl/ca.crt»
          volumeMounts:
            - name: ca
              mountPath: /ssl/ca.crt
              subPath: ca.crt
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`},{"app/values.yaml":`env:
  SSL_CERT_DIR: «"/etc/ssl/certs;/corp"»
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
`}]}},"ca-env-path-not-mounted":{citations:[{document:`Go crypto/x509, root_unix.go`,says:`A file that SSL_CERT_FILE names and that cannot be read is passed over without an error.`,url:`https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go`},{document:`Kubernetes, Volumes`,says:`A volume is seen in a container only at the paths of its volumeMounts.`,url:`https://kubernetes.io/docs/concepts/storage/volumes/`}],examples:{bad:[{"external-dns/values.yaml":`provider: aws
policy: sync
env:
  - name: SSL_CERT_FILE
    value: «/ssl/ca.crt»
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
              value: «/ssl/ca.crt»
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
              value: «/ssl/ca.pem»
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
    ⟦root⟧
`},{"base/kustomization.yaml":`resources: [api.yaml]
`,"base/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
`,"prod/kustomization.yaml":`resources: [../base]
patches:
  - path: ca.yaml
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
              value: «/ssl/ca.crt»
`},{"base/kustomization.yaml":`resources: [api.yaml]
patches:
  - target: {kind: Deployment, name: api}
    patch: |
      - op: add
        path: /spec/template/spec/containers/0/env
        value:
          - name: SSL_CERT_FILE
            value: «/ssl/ca.crt»
`,"base/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/corp/api:1
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
`},{"base/kustomization.yaml":`resources: [api.yaml]
`,"base/api.yaml":`apiVersion: apps/v1
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
    ⟦root⟧
`}]}},"ca-expired":{citations:[{document:`RFC 5280`,section:`6.1.3 (a)(2)`,says:`Path validation fails when the current time is outside the validity of any certificate of the path.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3`}],examples:{bad:[{"trust/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    «⟦expired-root⟧»
`},{"trust/ca-bundle.pem":`⟦root⟧
«⟦expired-root⟧»
`}],good:[{"trust/ca-bundle.pem":`⟦root⟧
⟦other-root⟧
`},{"certs/server.pem":`⟦expired⟧
`}]}},"ca-expiring":{citations:[{document:`RFC 5280`,section:`4.1.2.5`,says:`The validity period ends at notAfter, inclusive.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5`}],examples:{bad:[{"trust/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    «⟦lint/ca/expiring⟧»
`}],good:[{"trust/ca-bundle.pem":`⟦root⟧
⟦other-root⟧
`},{"certs/server.pem":`⟦expiring⟧
`}]}},"ca-pem-glued-or-indented":{citations:[{document:`RFC 7468`,section:`2`,says:`The boundaries stand on lines of their own, five hyphens on both sides.`,url:`https://www.rfc-editor.org/rfc/rfc7468#section-2`},{document:`Go`,section:`encoding/pem, Decode`,says:`A block begins at the start of a line; what does not is passed over, without an error.`,url:`https://pkg.go.dev/encoding/pem#Decode`}],examples:{bad:[{"trust/ca-bundle.pem":`-----BEGIN CERTIFICATE-----
⟦root|body⟧
«-----END CERTIFICATE-----»-----BEGIN CERTIFICATE-----
⟦other-root|body⟧
-----END CERTIFICATE-----
`},{"trust/ca.pem":`  «-----BEGIN CERTIFICATE-----»
  ⟦root|body⟧
  -----END CERTIFICATE-----
`},{"trust/ca.pem":`«-----BEGIN TRUSTED CERTIFICATE-----»
⟦root|body⟧
-----END TRUSTED CERTIFICATE-----
`},{"trust/ca.pem":`«–––––BEGIN CERTIFICATE–––––»
⟦root|body⟧
–––––END CERTIFICATE–––––
`}],good:[{"trust/ca-bundle.pem":`⟦root⟧
⟦other-root⟧
`},{"trust/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    ⟦root⟧
`},{"trust/ca.json":`{"ca": "-----BEGIN CERTIFICATE-----\\nMIIB…\\n-----END CERTIFICATE-----\\n"}
`}]}},"ca-store-der":{citations:[{document:`update-ca-certificates(8)`,says:`The certificates must be in PEM format; each .crt file is appended to the bundle as it is.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: «/usr/local/share/ca-certificates/corp.crt»
    encoding: b64
    content: ⟦root|der64⟧
runcmd:
  - update-ca-certificates
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    encoding: b64
    content: ⟦root|base64⟧
  - path: /etc/pki/ca-trust/source/anchors/corp.crt
    encoding: b64
    content: ⟦root|der64⟧
runcmd:
  - update-ca-certificates
  - update-ca-trust
`}]}},"ca-store-intermediate-only":{citations:[{document:`openssl-verification-options(1)`,section:`-partial_chain`,says:`Only with this option may a chain end at a trusted certificate that is not self-signed.`,url:`https://docs.openssl.org/3.0/man1/openssl-verification-options/`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      «⟦intermediate⟧»
runcmd:
  - update-ca-certificates
`},{"roles/ca/tasks/main.yml":`- copy:
    src: issuing.crt
    dest: /usr/local/share/ca-certificates/
- command: update-ca-certificates
`,"roles/ca/files/issuing.crt":`«⟦intermediate⟧»
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/issuing.crt
    content: |
      ⟦intermediate⟧
  - path: /usr/local/share/ca-certificates/root.crt
    content: |
      ⟦root⟧
runcmd:
  - update-ca-certificates
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/sectigo.crt
    content: |
      ⟦public-intermediate⟧
runcmd:
  - update-ca-certificates
`},{"etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`[host."https://registry.corp.example.com"]
ca = "ca.pem"
`,"etc/containerd/certs.d/registry.corp.example.com/ca.pem":`⟦intermediate⟧
`}]}},"ca-store-leaf":{citations:[{document:`RFC 5280`,section:`4.2.1.9`,says:`Only a certificate whose basic constraints say cA may be used to verify the signatures of other certificates.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9`},{document:`openssl-verification-options(1)`,section:`Trust anchors`,says:`Without -partial_chain, a certificate that is not self-signed is no trust anchor.`,url:`https://docs.openssl.org/3.0/man1/openssl-verification-options/`},{document:`Go crypto/x509, Certificate.Verify`,says:`A certificate that is itself in the pool of roots is accepted as it stands.`,url:`https://pkg.go.dev/crypto/x509#Certificate.Verify`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/repo.crt
    content: |
      «⟦registry⟧»
runcmd:
  - update-ca-certificates
`},{"user-data.yaml":`#cloud-config
ca_certs:
  trusted:
    - |
      «⟦registry⟧»
`},{Dockerfile:`FROM ubi9
COPY server.pem /etc/pki/ca-trust/source/anchors/
RUN update-ca-trust
`,"server.pem":`«⟦registry⟧»
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    «⟦registry⟧»
`},{"etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`[host."https://registry.corp.example.com"]
ca = "registry.pem"
`,"etc/containerd/certs.d/registry.corp.example.com/registry.pem":`«⟦registry⟧»
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/repo.crt
    content: |
      ⟦root⟧
runcmd:
  - update-ca-certificates
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    ⟦self-signed⟧
`},{"certs/ca.pem":`⟦registry⟧
`}]}},"ca-store-lost-in-multistage":{citations:[{document:`Docker documentation, Multi-stage builds`,says:`Each FROM begins a new stage; only what is copied from another stage is in the final image.`,url:`https://docs.docker.com/build/building/multi-stage/`}],examples:{bad:[{Dockerfile:`FROM debian:12 AS certs
RUN apt-get update && apt-get install -y ca-certificates
COPY corp.crt «/usr/local/share/ca-certificates/corp.crt»
RUN update-ca-certificates
FROM gcr.io/distroless/base-debian12
COPY app /app
`},{Dockerfile:`FROM golang:1.25 AS build
COPY corp.crt «/usr/local/share/ca-certificates/corp.crt»
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
`}]}},"ca-store-missing-package":{citations:[{document:`Debian packages, ca-certificates`,says:`The program is part of this package, which the base images of Debian, Ubuntu and Alpine leave out.`,url:`https://packages.debian.org/bookworm/all/ca-certificates/filelist`},{document:`Alpine packages, ca-certificates`,says:`The base image has ca-certificates-bundle only, without update-ca-certificates.`,url:`https://pkgs.alpinelinux.org/package/edge/main/x86_64/ca-certificates`}],examples:{bad:[{Dockerfile:`FROM debian:12-slim
COPY corp.crt /usr/local/share/ca-certificates/
RUN «update-ca-certificates»
`},{Dockerfile:`FROM alpine:3.22
RUN apk add --no-cache curl
COPY corp.crt /usr/local/share/ca-certificates/
RUN «update-ca-certificates»
`},{Dockerfile:`FROM gcr.io/distroless/static-debian12
COPY corp.crt /usr/local/share/ca-certificates/
RUN «update-ca-certificates»
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
`}]}},"ca-store-multi-cert-file":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`openssl-rehash(1)`,says:`A file that does not hold exactly one certificate or CRL is skipped with a warning, and gets no hash link.`,url:`https://docs.openssl.org/3.0/man1/openssl-rehash/`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: «/usr/local/share/ca-certificates/corp.crt»
    content: |
      ⟦root+other-root⟧
runcmd:
  - update-ca-certificates
`},{"install.sh":`#!/bin/sh
cat root.crt issuing.crt > «/usr/local/share/ca-certificates/corp.crt»
update-ca-certificates
`},{Dockerfile:`FROM python:3.14-slim
COPY corp.crt «/usr/local/share/ca-certificates/corp.crt»
RUN update-ca-certificates
`,"corp.crt":`⟦root+other-root⟧
`}],good:[{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
COPY certs/ /usr/local/share/ca-certificates/
RUN update-ca-certificates
`,"certs/root.crt":`⟦root⟧
`,"certs/other.crt":`⟦other-root⟧
`},{Dockerfile:`FROM ubi9
COPY corp.crt /etc/pki/ca-trust/source/anchors/
RUN update-ca-trust
`,"corp.crt":`⟦root+other-root⟧
`}]}},"ca-store-no-update-command":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`update-ca-trust(8)`,says:`Files placed in /etc/pki/ca-trust/source/anchors take effect once update-ca-trust has run.`,url:`https://www.mankier.com/8/update-ca-trust`}],examples:{bad:[{Dockerfile:`FROM python:3.14-slim
RUN update-ca-certificates
COPY «corp.crt» /usr/local/share/ca-certificates/
`},{Dockerfile:`FROM ubi9
COPY corp.crt «/etc/pki/ca-trust/source/anchors/corp.crt»
`},{"bootstrap/user-data.yaml":`#cloud-config
bootcmd:
  - update-ca-certificates
write_files:
  - path: «/usr/local/share/ca-certificates/corp.crt»
    content: |
      ⟦root⟧
`},{"install.sh":`#!/bin/sh
set -e
sudo cp «corp.crt» /usr/local/share/ca-certificates/
sudo systemctl restart containerd
`},{"cluster.yaml":`apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfigTemplate
metadata:
  name: workers
spec:
  template:
    spec:
      files:
        - path: «/usr/local/share/ca-certificates/corp.crt»
          content: |
            ⟦root⟧
      preKubeadmCommands:
        - systemctl restart containerd
`},{"main.tf":`resource "null_resource" "node" {
  provisioner "file" {
    source      = "corp.crt"
    destination = «"/usr/local/share/ca-certificates/corp.crt"»
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
      ⟦root⟧
ca_certs:
  trusted:
    - |
      ⟦other-root⟧
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
            source: data:;base64,⟦root|base64⟧
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
`}]}},"ca-store-public-intermediate":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`The server sends its certificate followed by those that certify it; only the trust anchor may be left out.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`},{document:`Mozilla, CA/Intermediate Certificates`,says:`Public CAs replace their intermediate certificates without notice; they are not to be pinned.`,url:`https://wiki.mozilla.org/CA/Intermediate_Certificates`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/SectigoPublicServerAuthenticationCA.crt
    content: |
      «⟦public-intermediate⟧»
runcmd:
  - update-ca-certificates
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      ⟦root⟧
runcmd:
  - update-ca-certificates
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: tls}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦public-intermediate⟧
`}]}},"ca-store-wrong-distro":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`update-ca-trust(8)`,says:`Files placed in /etc/pki/ca-trust/source/anchors take effect once update-ca-trust has run.`,url:`https://www.mankier.com/8/update-ca-trust`},{document:`cloud-init source, cc_ca_certs.py`,section:`DISTRO_OVERRIDES`,says:`Each family has its own directory and its own command: anchors and update-ca-trust on Red Hat, ca-certificates and update-ca-certificates on Debian and Alpine, pki/trust/anchors on SUSE.`,url:`https://github.com/canonical/cloud-init/blob/main/cloudinit/config/cc_ca_certs.py`}],examples:{bad:[{Dockerfile:`FROM registry.access.redhat.com/ubi9/ubi-minimal
COPY corp.crt «/usr/local/share/ca-certificates/corp.crt»
RUN «update-ca-certificates»
`},{Dockerfile:`FROM alpine:3.22
RUN apk add --no-cache ca-certificates
COPY corp.crt «/etc/pki/ca-trust/source/anchors/corp.crt»
`},{"install.sh":`#!/bin/sh
cp corp.crt /usr/local/share/ca-certificates/corp.crt
«update-ca-trust extract»
`},{"roles/ca/tasks/main.yml":`- copy:
    src: corp.crt
    dest: «/usr/local/share/ca-certificates/corp.crt»
  when: ansible_os_family == "RedHat"
- command: update-ca-trust
  when: ansible_os_family == "RedHat"
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: «/etc/ssl/certs/ca-certificates.crt»
    append: true
    content: |
      ⟦root⟧
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
`}]}},"ca-store-wrong-extension":{citations:[{document:`update-ca-certificates(8)`,says:`Certificates with a .crt extension below /usr/local/share/ca-certificates are included as trusted; each file should hold one.`,url:`https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html`},{document:`Debian source, ca-certificates: sbin/update-ca-certificates`,says:`The local directory is searched with find -name '*.crt'; the case counts.`,url:`https://salsa.debian.org/debian/ca-certificates/-/blob/master/sbin/update-ca-certificates`}],examples:{bad:[{Dockerfile:`FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates
COPY «corp.pem» /usr/local/share/ca-certificates/
RUN update-ca-certificates
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: «/usr/local/share/ca-certificates/corp.CRT»
    content: |
      ⟦root⟧
runcmd:
  - update-ca-certificates
`},{"install.sh":`#!/bin/sh
sudo cp «certs/corp.cer» /usr/local/share/ca-certificates
sudo update-ca-certificates
`},{"roles/ca/tasks/main.yml":`- ansible.builtin.copy:
    src: corp.pem
    dest: «/usr/local/share/ca-certificates/corp.pem»
- ansible.builtin.command: update-ca-certificates
`},{"rootfs/usr/local/share/ca-certificates/corp.pem":`«⟦root⟧»
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
`,"certs/root.crt":`⟦root⟧
`,"certs/README":`What is here
`}]}},"ca-weak":{citations:[{document:`NIST SP 800-131A Rev. 2`,section:`3`,says:`RSA and DSA keys of less than 2048 bits are disallowed for making signatures.`,url:`https://doi.org/10.6028/NIST.SP.800-131Ar2`},{document:`RFC 5280`,section:`4.2.1.3`,says:`keyCertSign is asserted when the key verifies signatures on certificates.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3`},{document:`Go release notes`,section:`Go 1.23, crypto/x509`,says:`ParseCertificate rejects serial numbers that are negative.`,url:`https://go.dev/doc/go1.23#cryptox509pkgcryptox509`}],examples:{bad:[{"trust/ca.pem":`«⟦lint/ca/rsa-1024⟧»
`},{"trust/ca.pem":`«⟦lint/ca/version-1⟧»
`},{"trust/ca-bundle.pem":`⟦root⟧
«⟦lint/ca/usage-lacks-sign⟧»
`}],good:[{"trust/ca.pem":`⟦root⟧
`},{"trust/ca.pem":`⟦sha1-root⟧
`},{"certs/server.pem":`⟦weak-rsa⟧
`}]}},"cloud-init-bad-header":{citations:[{document:`cloud-init documentation, User data formats`,section:`Cloud config data`,says:`Cloud-config is recognised by its first line, #cloud-config; user data of an unknown type is not processed.`,url:`https://docs.cloud-init.io/en/latest/explanation/format.html`}],examples:{bad:[{"bootstrap/user-data.yaml":`# Nodes trust our CA
«ca_certs»:
  trusted:
    - |
      ⟦root⟧
`},{"bootstrap/cloud-init.yaml":`# cloud-config
«ca_certs»:
  trusted:
    - |
      ⟦root⟧
`}],good:[{"bootstrap/user-data.yaml":`#cloud-config
# Nodes trust our CA
ca_certs:
  trusted:
    - |
      ⟦root⟧
`},{"bootstrap/user-data.yaml":`## template: jinja
#cloud-config
ca_certs:
  trusted:
    - |
      ⟦root⟧
`},{"user-data.yaml.tmpl":`%{ if ca != "" }
#cloud-config
ca_certs:
  trusted: []
%{ endif }
`},{"node.yaml":`# A part of a multipart message
ca_certs:
  trusted:
    - |
      ⟦root⟧
runcmd:
  - [systemctl, restart, containerd]
`,"main.tf":`data "cloudinit_config" "node" {
  part {
    content_type = "text/cloud-config"
    content      = file("node.yaml")
  }
}
`}]}},"cloud-init-ca-certs":{citations:[{document:`cloud-init source, cc_ca_certs.py`,says:`ca-certs and remove-defaults are deprecated since 22.1, and ca-certs is ignored beside ca_certs; each item of trusted becomes one file.`,url:`https://github.com/canonical/cloud-init/blob/main/cloudinit/config/cc_ca_certs.py`},{document:`cloud-init documentation, CA Certificates`,says:`remove_defaults removes the CAs that the system came with; certificates are given as PEM in a list.`,url:`https://docs.cloud-init.io/en/latest/reference/modules.html#ca-certificates`}],examples:{bad:[{"user-data.yaml":`#cloud-config
«ca-certs»:
  trusted:
    - |
      ⟦root⟧
ca_certs:
  trusted:
    - |
      ⟦other-root⟧
`},{"user-data.yaml":`#cloud-config
ca_certs: «[/etc/ssl/corp.pem]»
`},{"user-data.yaml":`#cloud-config
ca_certs:
  trusted:
    - «/etc/ssl/corp.pem»
`},{"user-data.yaml":`#cloud-config
ca_certs:
  trusted:
    - |
      «⟦root+other-root⟧»
`},{"user-data.yaml":`#cloud-config
«ca-certs»:
  «remove-defaults»: true
  trusted:
    - |
      ⟦root⟧
`}],good:[{"user-data.yaml":`#cloud-config
ca_certs:
  trusted:
    - |
      ⟦root⟧
    - |
      ⟦other-root⟧
`},{"user-data.yaml":`#cloud-config
ca_certs:
  remove_defaults: false
  trusted:
    - \${corp_ca}
`}]}},"cm-secret-ca-content":{citations:[{document:`Kubernetes documentation`,section:`Secrets, Editing and restrictions on data`,says:`The values of data are base64; stringData takes them as they are.`,url:`https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data`},{document:`Flux source-controller`,section:`HelmRepository, Cert secret reference`,says:`ca.crt of the Secret holds the CA certificate in PEM.`,url:`https://fluxcd.io/flux/components/source/helmrepositories/#cert-secret-reference`}],examples:{bad:[{"ca.yaml":`apiVersion: v1
kind: Secret
metadata: {name: ca}
data:
  ca.crt: |
    «⟦root⟧»
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  «ca.crt»: ⟦root|base64⟧
`},{"ca.yaml":`apiVersion: v1
kind: Secret
metadata: {name: ca}
data:
  «ca.crt»: ⟦root|der64⟧
`},{"repository.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: corp, namespace: flux-system}
spec:
  url: https://charts.corp
  certSecretRef: {name: «corp-ca»}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: flux-system}
stringData:
  ca.pem: |
    ⟦root⟧
`}],good:[{"ca.yaml":`apiVersion: v1
kind: Secret
metadata: {name: ca}
stringData:
  ca.crt: |
    ⟦root⟧
`},{"ca.yaml":`apiVersion: v1
kind: Secret
metadata: {name: ca}
data:
  ca.crt: ⟦root|base64⟧
`},{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data:
  ca.crt: |
    ⟦root⟧
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
    ⟦root⟧
`}]}},"consumer-not-reloaded":{citations:[{document:`Kubernetes documentation, Secrets`,section:`Using Secrets as environment variables`,says:`A container does not see an update of a Secret that it consumes as an environment variable unless it is restarted.`,url:`https://kubernetes.io/docs/concepts/configuration/secret/`},{document:`Kubernetes documentation, Volumes`,section:`Using subPath`,says:`A container that mounts a ConfigMap or Secret by subPath does not receive its updates.`,url:`https://kubernetes.io/docs/concepts/storage/volumes/`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
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
              subPath: «ca.crt»
      volumes:
        - name: ca
          configMap: {name: corp-ca}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    ⟦root⟧
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
                configMapKeyRef: {name: corp-ca, key: «ca.crt»}
`,"deploy/ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: corp-ca
data:
  ca.crt: |
    ⟦root⟧
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
    ⟦root⟧
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
    ⟦root⟧
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
`}]}},"env-ca-path-dangling":{citations:[{document:`Go crypto/x509, root_unix.go`,says:`A file that SSL_CERT_FILE names and that cannot be read is passed over without an error.`,url:`https://cs.opensource.google/go/go/+/master:src/crypto/x509/root_unix.go`},{document:`Node.js documentation, NODE_EXTRA_CA_CERTS`,says:`A warning is printed once when the file is missing or malformed; errors are otherwise ignored.`,url:`https://nodejs.org/api/cli.html#node_extra_ca_certsfile`}],examples:{bad:[{Dockerfile:`FROM node:24
COPY app /app
ENV NODE_EXTRA_CA_CERTS=«/certs/corp.pem»
`},{Dockerfile:`FROM python:3.14-slim
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
ENV REQUESTS_CA_BUNDLE=«/etc/ssl/certs/corp-bundle.crt»
`},{".github/workflows/ci.yml":`on: push
jobs:
  test:
    runs-on: ubuntu-latest
    env:
      NODE_EXTRA_CA_CERTS: «certs/corp.pem»
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
`,"certs/corp.pem":`⟦root⟧
`}]}},"env-ca-replaces-public-roots":{citations:[{document:`Requests documentation, SSL Cert Verification`,says:`REQUESTS_CA_BUNDLE names the bundle that is used in place of the one that comes with it.`,url:`https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification`},{document:`cert-manager, trust-manager`,says:`A Bundle with useDefaultCAs puts the public CAs beside one's own.`,url:`https://cert-manager.io/docs/trust/trust-manager/`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
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
              value: «/ssl/ca.crt»
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
    ⟦root⟧
`},{Dockerfile:`FROM python:3.14
COPY corp.pem /certs/corp.pem
ENV PIP_CERT=«/certs/corp.pem»
`,"corp.pem":`⟦root⟧
`},{"compose.yaml":`services:
  api:
    image: python:3.14
    environment:
      CURL_CA_BUNDLE: «/certs/corp.pem»
    volumes:
      - ./corp.pem:/certs/corp.pem:ro
`,"corp.pem":`⟦root⟧
`}],good:[{Dockerfile:`FROM node:24
COPY corp.pem /certs/corp.pem
ENV NODE_EXTRA_CA_CERTS=/certs/corp.pem
`,"corp.pem":`⟦root⟧
`},{Dockerfile:`FROM hashicorp/vault:1.20
COPY corp.pem /certs/corp.pem
ENV VAULT_CACERT=/certs/corp.pem
`,"corp.pem":`⟦root⟧
`}]}},"external-dns-aws-ca-bundle-crash":{citations:[{document:`external-dns issue 5666`,says:`With AWS_CA_BUNDLE set, external-dns exits with “HTTPClient, has no WithTransportOptions”; mended by commit 6bda906b7 in v0.19.0.`,url:`https://github.com/kubernetes-sigs/external-dns/issues/5666`}],examples:{bad:[{"deploy/external-dns.yaml":`apiVersion: apps/v1
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
            - name: «AWS_CA_BUNDLE»
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
          image: registry.k8s.io/external-dns/external-dns@sha256:0000000000000000000000000000000000000000000000000000000000000000
          args: [--provider=aws]
          env:
            - name: AWS_CA_BUNDLE
              value: /ssl/ca.crt
`}]}},"external-dns-coredns-env":{citations:[{document:`external-dns source, provider/coredns/coredns.go`,says:`TLS is configured from ETCD_CA_FILE, ETCD_CERT_FILE, ETCD_KEY_FILE and ETCD_TLS_INSECURE when the first entry of ETCD_URLS begins with https.`,url:`https://github.com/kubernetes-sigs/external-dns`}],examples:{bad:[{"external-dns/values.yaml":`provider: coredns
policy: sync
env:
  - name: ETCD_URLS
    value: http://etcd:2379,https://etcd-b:2379
  - name: ETCD_CA_FILE
    value: «/ssl/ca.crt»
`},{"external-dns/values.yaml":`provider: coredns
policy: sync
extraArgs:
  - «--tls-ca=/ssl/ca.crt»
`},{"external-dns/values.yaml":`provider: coredns
policy: sync
env:
  - name: ETCD_URLS
    value: https://etcd:2379
  - name: ETCD_TLS_INSECURE
    value: «"true"»
`}],good:[{"external-dns/values.yaml":`provider: coredns
policy: sync
env:
  - name: ETCD_URLS
    value: https://etcd:2379
  - name: ETCD_CA_FILE
    value: /ssl/ca.crt
`}]}},"external-dns-skip-verify":{citations:[{document:`external-dns source, pkg/apis/externaldns/types.go`,says:`--pdns-skip-tls-verify, --rfc2136-skip-tls-verify and --pihole-tls-skip-verify turn certificate validation off.`,url:`https://github.com/kubernetes-sigs/external-dns`}],examples:{bad:[{"external-dns/values.yaml":`provider: pdns
policy: sync
extraArgs:
  - «--pdns-skip-tls-verify»
`},{"external-dns/values.yaml":`provider: pdns
policy: sync
extraArgs:
  - «--pdns-server=http://pdns.corp.example.com:8081»
`},{"external-dns/values.yaml":`provider: rfc2136
policy: sync
extraArgs:
  - «--rfc2136-insecure»
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
`}]}},"external-dns-tls-ca-ignored":{citations:[{document:`external-dns source, provider/pdns/pdns.go and provider/rfc2136/rfc2136.go`,says:`The TLSCA option is read by these two providers only.`,url:`https://github.com/kubernetes-sigs/external-dns`},{document:`external-dns issue 4694`,says:`A CA given by --tls-ca is not used for Route 53; the image's own bundle is.`,url:`https://github.com/kubernetes-sigs/external-dns/issues/4694`}],examples:{bad:[{"deploy/external-dns.yaml":`apiVersion: apps/v1
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
            - «--tls-ca=/ssl/ca.crt»
`},{"external-dns/values.yaml":`provider:
  name: aws
sources: [service]
extraArgs:
  - «--tls-ca=/ssl/ca.crt»
`},{"external-dns/values.yaml":`provider: cloudflare
policy: sync
extraArgs:
  «tls-ca»: /ssl/ca.crt
`},{"external-dns/values.yaml":`provider: rfc2136
policy: sync
extraArgs:
  - «--tls-ca=/ssl/ca.crt»
`},{"compose.yaml":`services:
  dns:
    image: registry.k8s.io/external-dns/external-dns:v0.15.1
    command: --provider=aws «--tls-ca=/ssl/ca.crt»
`},{"base/kustomization.yaml":`resources: [external-dns.yaml]
`,"base/external-dns.yaml":`apiVersion: apps/v1
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
`,"gov/kustomization.yaml":`resources: [../base]
patches:
  - target: {kind: Deployment, name: external-dns}
    patch: |
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: «--tls-ca=/ssl/ca.crt»
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
`}]}},"external-dns-webhook-trust-scope":{citations:[{document:`external-dns chart, templates/deployment.yaml`,says:`The webhook provider is a container of its own, with provider.webhook.env and provider.webhook.extraVolumeMounts.`,url:`https://github.com/kubernetes-sigs/external-dns/tree/master/charts/external-dns`}],examples:{bad:[{"external-dns/values.yaml":`provider:
  name: webhook
  webhook:
    image:
      repository: ghcr.io/corp/dns-webhook
policy: sync
env:
  - name: «SSL_CERT_FILE»
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
`}]}},"java-truststore-env":{citations:[{document:`Java Secure Socket Extension (JSSE) Reference Guide`,section:`The default trust store`,says:`If javax.net.ssl.trustStore is set, that file is used, and neither jssecacerts nor cacerts is.`,url:`https://docs.oracle.com/en/java/javase/21/security/java-secure-socket-extension-jsse-reference-guide.html`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
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
              value: «-Xmx1g -Djavax.net.ssl.trustStore=/ssl/corp.jks»
`},{Dockerfile:`FROM eclipse-temurin:21
ENV JAVA_OPTS=«"-Djavax.net.ssl.trustStore=/ssl/corp.p12"»
`}],good:[{Dockerfile:`FROM eclipse-temurin:21
RUN keytool -importcert -noprompt -cacerts -storepass changeit -alias corp -file /tmp/corp.crt
ENV JAVA_OPTS="-Djavax.net.ssl.trustStore=/opt/java/openjdk/lib/security/cacerts"
`}]}},"mount-ca-near-miss":{citations:[{document:`external-dns issue 5672`,says:`A CA was mounted at /etc/ssl/certs/ca-certificate.crt, without the s.`,url:`https://github.com/kubernetes-sigs/external-dns/issues/5672`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
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
              mountPath: «/etc/ssl/certs/ca-certificate.crt»
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
`}]}},"mount-replaces-ca-bundle":{citations:[{document:`Kubernetes, Volumes: using subPath`,says:`A subPath mount puts one file of a volume in the place of a file of the image.`,url:`https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath`},{document:`cert-manager, trust-manager`,says:`A Bundle with useDefaultCAs puts the public CAs beside one's own.`,url:`https://cert-manager.io/docs/trust/trust-manager/`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
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
              mountPath: «/etc/ssl/certs/ca-certificates.crt»
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
    ⟦root⟧
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
    ⟦root⟧
`}]}},"mount-shadows-ca-directory":{citations:[{document:`Kubernetes, Volumes: using subPath`,says:`A mounted volume hides what the image has at the mount path; subPath mounts a single file of it.`,url:`https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath`}],examples:{bad:[{"deploy/api.yaml":`apiVersion: apps/v1
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
              mountPath: «/etc/ssl/certs»
      volumes:
        - name: ca
          configMap: {name: corp-ca}
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
`}]}},"private-registry-without-ca":{citations:[{document:`containerd documentation, docs/hosts.md`,says:`The settings of certs.d, the CA among them, are looked up for each registry host.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`Docker documentation, Verify repository client with certificates`,says:`A custom certificate is configured in a directory of the name of the registry's host.`,url:`https://docs.docker.com/engine/security/certificates/`}],examples:{bad:[{"nodes/etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`server = "https://registry.corp.example.com"
[host."https://registry.corp.example.com"]
ca = "ca.crt"
`,"nodes/etc/containerd/certs.d/registry.corp.example.com/ca.crt":`⟦root⟧
`,"deploy/api.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          image: «repo.corp.example.com:11000/api:1»
        - name: web
          image: registry.corp.example.com/web:1
`}],good:[{"nodes/etc/containerd/certs.d/registry.corp.example.com/hosts.toml":`server = "https://registry.corp.example.com"
[host."https://registry.corp.example.com"]
ca = "ca.crt"
`,"nodes/etc/containerd/certs.d/registry.corp.example.com/ca.crt":`⟦root⟧
`,"registry/tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: tls}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦registry+intermediate⟧
`,"deploy/api.yaml":`apiVersion: apps/v1
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
`}]}},"runtime-not-restarted-after-ca":{citations:[{document:`Go crypto/x509, root.go`,says:`The pool of system roots is loaded once per process.`,url:`https://cs.opensource.google/go/go/+/master:src/crypto/x509/root.go`},{document:`containerd documentation, docs/hosts.md`,says:`Only what stands below certs.d is read anew without a restart.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`}],examples:{bad:[{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/corp.crt
    content: |
      ⟦root⟧
runcmd:
  - «update-ca-certificates»
`,"nodes/etc/rancher/k3s/registries.yaml":`mirrors:
  registry.corp.example.com:
    endpoint: [https://registry.corp.example.com]
`},{"nodes/install-ca.sh":`#!/bin/sh
systemctl restart containerd
cp corp.crt /usr/local/share/ca-certificates/
«update-ca-certificates»
`},{"nodes/bootstrap.sh":`#!/bin/sh
cp corp.crt /usr/local/share/ca-certificates/
«update-ca-certificates»
`},{"site.yml":`- hosts: k8s_workers
  tasks:
    - copy:
        src: corp.crt
        dest: /usr/local/share/ca-certificates/corp.crt
    - command: «update-ca-certificates»
`},{"bootstrap/user-data.yaml":`#cloud-config
write_files:
  - path: /usr/local/share/ca-certificates/repo.crt
    content: |
      ⟦root⟧
runcmd:
  - «update-ca-certificates»
`},{"registries.sh":`#!/bin/sh
install -m 600 registries.yaml «/etc/rancher/k3s/registries.yaml»
`,"mirror.sh":`#!/bin/sh
echo 'mirrors:' > /etc/rancher/k3s/registries.yaml
echo '  docker.io:' >> «/etc/rancher/k3s/registries.yaml»
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
      ⟦root⟧
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
      ⟦root⟧
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
`}]}},"terraform-userdata-ca":{citations:[{document:`Terraform language, indent function`,says:`indent adds spaces to all lines of a text but the first; an interpolation by itself does not.`,url:`https://developer.hashicorp.com/terraform/language/functions/indent`},{document:`YAML 1.2.2`,section:`8.1.1.1`,says:`A block scalar ends at the first line that is less indented than its content.`,url:`https://yaml.org/spec/1.2.2/#8111-block-indentation-indicator`}],examples:{bad:[{"main.tf":`resource "aws_instance" "node" {
  user_data = <<-EOF
    #cloud-config
    write_files:
      - path: /usr/local/share/ca-certificates/corp.crt
        content: |
          «\${file("corp.crt")}»
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
      «\${tls_self_signed_cert.root.cert_pem}»
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
`}]}},"certificate-access-information-critical":{citations:[{document:`RFC 5280`,section:`4.2.2.1`,says:`Conforming CAs must mark this extension as non-critical.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1`}],examples:{bad:[{"certs/server.pem":`«⟦lint/access-critical⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-basic-constraints-nonconforming":{citations:[{document:`RFC 5280`,section:`4.2.1.9`,says:`basicConstraints of a CA that certifies keys is critical; a path length stands only beside cA and keyCertSign.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.6`,says:`basicConstraints of a server certificate is critical if present.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`⟦lint/ca/constraints-not-critical-leaf⟧
«⟦lint/ca/constraints-not-critical⟧»
`},{"certs/server.pem":`«⟦lint/path-length⟧»
`},{"certs/server.pem":`«⟦lint/public/constraints-not-critical⟧»
`}],good:[{"certs/server.pem":`⟦lint/ca/good-leaf⟧
⟦lint/ca/good⟧
`},{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-ca-key-usage-missing":{citations:[{document:`RFC 5280`,section:`4.2.1.3`,says:`Conforming CAs include keyUsage in certificates whose keys validate signatures on other certificates, with keyCertSign.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`⟦lint/ca/no-usage-leaf⟧
«⟦lint/ca/no-usage⟧»
`},{"certs/issuer.pem":`«⟦lint/ca/usage-lacks-sign⟧»
`}],good:[{"certs/server.pem":`⟦lint/ca/good-leaf⟧
⟦lint/ca/good⟧
`}]}},"certificate-common-name-not-in-san":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.4.3`,says:`If present, the common name is one of the names of subjectAltName, character for character.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/common-name-elsewhere⟧»
`}],good:[{"certs/server.pem":`⟦lint/public/good⟧
`},{"certs/server.pem":`⟦lint/years⟧
`}]}},"certificate-common-name-present":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.1`,says:`For domain-validated certificates the common name is NOT RECOMMENDED.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/common-name⟧»
`}],good:[{"certs/server.pem":`⟦lint/public/good⟧
`},{"certs/server.pem":`⟦lint/years⟧
`}]}},"certificate-duplicate-extension":{citations:[{document:`RFC 5280`,section:`4.2`,says:`A certificate must not include more than one instance of an extension.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2`}],examples:{bad:[{"certs/server.pem":`«⟦lint/extension-twice⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-duplicate-name":{citations:[{document:`RFC 5280`,section:`4.2.1.6`,says:`subjectAltName lists the identities that are bound to the key.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6`}],examples:{bad:[{"certs/server.pem":`«⟦lint/duplicate-name⟧»
`}],good:[{"certs/server.pem":`⟦lint/years⟧
`}]}},"certificate-extended-key-usage-critical":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.6`,says:`extendedKeyUsage of a server certificate must not be critical.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/purpose-critical⟧»
`}],good:[{"certs/server.pem":`⟦lint/public/good⟧
`}]}},"certificate-extension-malformed":{citations:[{document:`RFC 5280`,section:`4.2`,says:`A system rejects a certificate with a critical extension that it does not recognise or cannot process.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2`}],examples:{bad:[{"certs/server.pem":`«⟦lint/names-none⟧»
`},{"certs/server.pem":`«⟦lint/extension-unknown⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-internal-name":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.12`,says:`No internal name and no reserved IP address may be in a certificate.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/internal-name⟧»
`},{"certs/server.pem":`«⟦lint/public/reserved-address⟧»
`}],good:[{"certs/server.pem":`⟦lint/public/good⟧
`},{"certs/server.pem":`⟦lint/internal-name⟧
`}]}},"certificate-issuer-url-missing":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.7`,says:`authorityInfoAccess should hold the URL of the issuing CA's certificate.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/no-issuer-url⟧»
`}],good:[{"certs/server.pem":`⟦lint/public/good⟧
`},{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-key-cert-sign-without-ca":{citations:[{document:`RFC 5280`,section:`4.2.1.9`,says:`If cA is not asserted, keyCertSign must not be asserted.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.11`,says:`A server certificate asserts neither keyCertSign nor cRLSign.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`«⟦lint/may-sign⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-key-identifier-missing":{citations:[{document:`RFC 5280`,section:`4.2.1.1`,says:`keyIdentifier of authorityKeyIdentifier is in all certificates that are not self-signed, subjectKeyIdentifier in all CAs.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`«⟦lint/no-authority-key⟧»
`},{"certs/server.pem":`⟦lint/ca/no-key-identifier-leaf⟧
«⟦lint/ca/no-key-identifier⟧»
`}],good:[{"certs/server.pem":`⟦lint/ca/good-leaf⟧
⟦lint/ca/good⟧
`},{"certs/server.pem":`⟦self-signed⟧
`}]}},"certificate-key-usage-not-critical":{citations:[{document:`RFC 5280`,section:`4.2.1.3`,says:`When present, conforming CAs SHOULD mark this extension as critical.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3`}],examples:{bad:[{"certs/server.pem":`«⟦lint/usage-not-critical⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-key-usage-unfit":{citations:[{document:`RFC 5280`,section:`4.2.1.12`,says:`If both keyUsage and extendedKeyUsage are there, the certificate is only used for a purpose consistent with both.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12`},{document:`RFC 8813`,section:`3`,says:`A certificate with an id-ecPublicKey key must not assert keyEncipherment or dataEncipherment.`,url:`https://www.rfc-editor.org/rfc/rfc8813#section-3`}],examples:{bad:[{"certs/server.pem":`«⟦lint/usage-unfit⟧»
`},{"certs/server.pem":`«⟦lint/usage-empty⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`},{"certs/server.pem":`⟦lint/no-purpose⟧
`}]}},"certificate-name-constraints-nonconforming":{citations:[{document:`RFC 5280`,section:`4.2.1.10`,says:`The extension is used only in a CA certificate, and conforming CAs mark it as critical.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10`}],examples:{bad:[{"certs/server.pem":`«⟦lint/constraints-on-leaf⟧»
`},{"certs/server.pem":`⟦lint/ca/names-not-critical-leaf⟧
«⟦lint/ca/names-not-critical⟧»
`}],good:[{"certs/server.pem":`⟦lint/ca/good-leaf⟧
⟦lint/ca/good⟧
`}]}},"certificate-name-malformed":{citations:[{document:`RFC 5280`,section:`4.2.1.6`,says:`A dNSName is in the preferred name syntax: labels of letters, digits and hyphens, of at most 63 octets.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6`},{document:`RFC 9525`,section:`6.3`,says:`A wildcard is the whole leftmost label, and nothing but it.`,url:`https://www.rfc-editor.org/rfc/rfc9525#section-6.3`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.12`,says:`A dNSName has no underscore since 2019-04-01.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/wildcard-partial⟧»
`},{"certs/server.pem":`«⟦lint/wildcard-inner⟧»
`},{"certs/server.pem":`«⟦lint/url⟧»
`},{"certs/server.pem":`«⟦lint/name-empty⟧»
`},{"certs/server.pem":`«⟦lint/public/underscore⟧»
`}],good:[{"certs/server.pem":`⟦wildcard⟧
`},{"certs/server.pem":`⟦lint/underscore⟧
`},{"certs/server.pem":`⟦lint/years⟧
`}]}},"certificate-policies-missing":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.9`,says:`certificatePolicies holds one of the reserved policy identifiers.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/no-policies⟧»
`}],good:[{"certs/server.pem":`⟦lint/public/good⟧
`},{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-rejected-by-clients":{citations:[{document:`RFC 5280`,section:`4.1`,says:`A certificate follows the profile: fields, encodings and criticality as it says.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1`},{document:`RFC 5280`,section:`6.1`,says:`A path is valid only if name constraints, path lengths, policies and purposes of every CA in it allow the certificate.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1`}],examples:{bad:[{"certs/server.pem":`«⟦lint/policy-twice⟧»
`},{"certs/server.pem":`«⟦lint/key-identifier-critical⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`},{"certs/server.pem":`⟦lint/rsa-2048⟧
`},{"certs/server.pem":`⟦lint/sha1⟧
`}]}},"certificate-revocation-information-missing":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.11.2`,says:`A server certificate that is not short-lived has a CRL distribution point or an OCSP URL.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/no-revocation⟧»
`}],good:[{"certs/server.pem":`⟦lint/public/good⟧
`},{"certs/server.pem":`⟦lint/public/short-lived⟧
`},{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-serial-number-invalid":{citations:[{document:`RFC 5280`,section:`4.1.2.2`,says:`The serial number is a positive integer of at most 20 octets.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2`},{document:`Go release notes`,section:`Go 1.23, crypto/x509`,says:`ParseCertificate rejects serial numbers that are negative.`,url:`https://go.dev/doc/go1.23#cryptox509pkgcryptox509`}],examples:{bad:[{"certs/server.pem":`«⟦lint/serial-negative⟧»
`},{"certs/server.pem":`«⟦lint/serial-long⟧»
`},{"certs/server.pem":`«⟦lint/serial-zero⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-server-auth-missing":{citations:[{document:`RFC 5280`,section:`4.2.1.12`,says:`If the extension is present, the certificate is only used for one of the purposes indicated.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.10`,says:`A server certificate has id-kp-serverAuth.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`Apple Support`,section:`HT210176, Requirements for trusted certificates in iOS 13 and macOS 10.15`,says:`TLS server certificates issued after 2019-07-01 must contain an ExtendedKeyUsage extension with id-kp-serverAuth.`,url:`https://support.apple.com/en-us/103769`}],examples:{bad:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
stringData:
  tls.crt: |
    «⟦lint/wrong-purpose⟧»
  tls.key: ""
`},{"certs/server.pem":`«⟦lint/public/no-purpose⟧»
`},{"certs/server.pem":`«⟦lint/no-purpose⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`},{"certs/server.pem":`⟦lint/client⟧
`}]}},"certificate-signature-algorithm-mismatch":{citations:[{document:`RFC 5280`,section:`4.1.1.2`,says:`signatureAlgorithm contains the same algorithm as the signature field of what is signed.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.1.2`}],examples:{bad:[{"certs/server.pem":`«⟦lint/algorithm-mismatch⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-subject-empty":{citations:[{document:`RFC 5280`,section:`4.1.2.6`,says:`If the subject is empty, subjectAltName is critical.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.6`},{document:`Python documentation`,section:`ssl, create_default_context`,says:`Since 3.13 the default context verifies with VERIFY_X509_STRICT, which makes OpenSSL check this demand of RFC 5280.`,url:`https://docs.python.org/3/library/ssl.html#ssl.create_default_context`}],examples:{bad:[{"certs/server.pem":`«⟦lint/subject-empty⟧»
`}],good:[{"certs/server.pem":`⟦lint/years⟧
`}]}},"certificate-time-encoding":{citations:[{document:`RFC 5280`,section:`4.1.2.5`,says:`Dates through the year 2049 are encoded as UTCTime, later ones as GeneralizedTime.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5`}],examples:{bad:[{"certs/server.pem":`«⟦lint/time-encoding⟧»
`}],good:[{"certs/server.pem":`⟦lint/years⟧
`}]}},"certificate-uncommon-curve":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`6.1.5`,says:`EC keys are on P-256, P-384 or P-521.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`RFC 8446`,section:`4.2.7`,says:`TLS 1.3 names secp256r1, secp384r1, secp521r1, x25519 and x448, and no other curves.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.2.7`}],examples:{bad:[{"certs/server.pem":`«⟦lint/secp256k1⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`},{"certs/server.pem":`⟦lint/ed25519⟧
`}]}},"certificate-unique-identifier":{citations:[{document:`RFC 5280`,section:`4.1.2.8`,says:`Conforming CAs do not issue certificates with unique identifiers.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.8`}],examples:{bad:[{"certs/server.pem":`«⟦lint/unique-identifier⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`}]}},"certificate-uri-name":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.2.7.12`,says:`subjectAltName of a server certificate holds dNSName and iPAddress entries only.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/uri⟧»
`}],good:[{"certs/server.pem":`⟦lint/spiffe⟧
`},{"certs/server.pem":`⟦lint/public/good⟧
`}]}},"certificate-validity-inverted":{citations:[{document:`RFC 5280`,section:`4.1.2.5`,says:`The validity period runs from notBefore through notAfter, inclusive.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5`}],examples:{bad:[{"certs/server.pem":`«⟦lint/inverted⟧»
`}],good:[{"certs/server.pem":`⟦lint/years⟧
`}]}},"certificate-validity-too-long":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`6.3.2`,says:`Server certificates issued from 2020-09-01 have at most 398 days, from 2026-03-15 at most 200, from 2027-03-15 at most 100, from 2029-03-15 at most 47 (ballot SC-081v3).`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`Apple Support`,section:`HT211025, About upcoming limits on trusted certificates`,says:`TLS server certificates issued on or after 2020-09-01 under a preinstalled root must not be valid for more than 398 days.`,url:`https://support.apple.com/en-us/102028`},{document:`Apple Support`,section:`HT210176, Requirements for trusted certificates in iOS 13 and macOS 10.15`,says:`TLS server certificates issued after 2019-07-01, under any root, must be valid for 825 days or fewer.`,url:`https://support.apple.com/en-us/103769`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/years⟧»
`},{"certs/server.pem":`«⟦lint/public/days-250⟧»
`},{"certs/server.pem":`«⟦lint/decade⟧»
`}],good:[{"certs/server.pem":`⟦lint/public/good⟧
`},{"certs/server.pem":`⟦lint/public/days-380⟧
`},{"certs/server.pem":`⟦lint/years⟧
`}]}},"certificate-version-outdated":{citations:[{document:`RFC 5280`,section:`4.1.2.1`,says:`When extensions are used, as they must be for names, the version is 3.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.1`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`7.1.1`,says:`Certificates are version 3.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/version-1⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`},{"certs/ca.pem":`⟦lint/ca/version-1⟧
`}]}},"certificate-weak-key":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`6.1.5`,says:`RSA keys have at least 2048 bits; EC keys are on P-256, P-384 or P-521.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`},{document:`NIST SP 800-131A Rev. 2`,section:`3`,says:`RSA and DSA keys of less than 2048 bits are disallowed for making signatures.`,url:`https://doi.org/10.6028/NIST.SP.800-131Ar2`},{document:`OpenSSL`,section:`SSL_CTX_set_security_level`,says:`Security level 2, the default since 3.2, wants RSA and DSA keys of at least 2048 bits.`,url:`https://docs.openssl.org/3.2/man3/SSL_CTX_set_security_level/`}],examples:{bad:[{"certs/server.pem":`«⟦weak-rsa⟧»
`},{"certs/server.pem":`«⟦lint/rsa-exponent⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`},{"certs/server.pem":`⟦lint/rsa-2048⟧
`},{"certs/server.pem":`⟦lint/ed25519⟧
`}]}},"certificate-weak-signature":{citations:[{document:`RFC 9155`,section:`1`,says:`MD5 and SHA-1 are not used in the signatures of TLS.`,url:`https://www.rfc-editor.org/rfc/rfc9155`},{document:`Go release notes`,section:`Go 1.18, crypto/x509`,says:`crypto/x509 rejects certificates that are signed with SHA-1, except self-signed ones.`,url:`https://go.dev/doc/go1.18#sha1`}],examples:{bad:[{"certs/server.pem":`«⟦lint/sha1⟧»
`},{"certs/server.pem":`«⟦lint/md5⟧»
`}],good:[{"certs/server.pem":`⟦lint/sha1-self-signed⟧
`},{"certs/server.pem":`⟦end-entity⟧
`},{"certs/ca-bundle.pem":`⟦sha1-root⟧
`}]}},"certificate-wildcard-public-suffix":{citations:[{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`3.2.2.6`,says:`A CA refuses a wildcard left of a public suffix unless the applicant controls all of it.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"certs/server.pem":`«⟦lint/public/public-suffix⟧»
`}],good:[{"certs/server.pem":`⟦lint/public/good⟧
`},{"certs/server.pem":`⟦wildcard⟧
`}]}},"leaf-host-mismatch":{citations:[{document:`RFC 9525`,section:`6.3`,says:`The client compares the host with each name of the certificate; a wildcard stands for exactly one label.`,url:`https://www.rfc-editor.org/rfc/rfc9525#section-6.3`},{document:`Kubernetes documentation`,section:`Ingress, TLS`,says:`The hosts of the tls section need to match those that the certificate in the Secret names.`,url:`https://kubernetes.io/docs/concepts/services-networking/ingress/#tls`}],examples:{bad:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    «⟦end-entity⟧»
    ⟦intermediate⟧
  tls.key: ""
`,"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls:
    - hosts: [cart.corp.example.com]
      secretName: shop
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
    «⟦wildcard⟧»
  tls.key: ""
`},{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: shop}
spec:
  host: cart.corp.example.com
  tls:
    certificate: |
      «⟦end-entity⟧»
`}],good:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦end-entity⟧
    ⟦intermediate⟧
  tls.key: ""
`,"ingress.yaml":`apiVersion: networking.k8s.io/v1
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
    ⟦wildcard⟧
  tls.key: ""
`}]}},"leaf-without-san":{citations:[{document:`RFC 9525`,section:`6.3`,says:`The client matches the names of subjectAltName; the common name is not used.`,url:`https://www.rfc-editor.org/rfc/rfc9525#section-6.3`},{document:`Go release notes`,section:`Go 1.15, crypto/x509`,says:`The common name is no longer taken for a host name where there are no subject alternative names.`,url:`https://go.dev/doc/go1.15#commonname`}],examples:{bad:[{"certs/server.pem":`«⟦no-san⟧»
⟦intermediate⟧
`},{"certificate.yaml":`apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: shop
spec:
  secretName: shop-tls
  commonName: «shop.corp»
  issuerRef: {name: corp}
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`},{"certs/robot.pem":`⟦lint/client⟧
`},{"certs/ca.pem":`⟦root⟧
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
`}]}},"tls-private-key-committed":{citations:[{document:`Kubernetes documentation`,section:`Good practices for Kubernetes Secrets, Avoid sharing Secret manifests`,says:`A Secret in a manifest, encoded as base64, is available to everyone who can read the manifest: base64 is no encryption.`,url:`https://kubernetes.io/docs/concepts/security/secrets-good-practices/`},{document:`CA/Browser Forum Baseline Requirements for TLS Server Certificates`,section:`4.9.1.1`,says:`A CA revokes a certificate within 24 hours of evidence that its private key was compromised.`,url:`https://cabforum.org/working-groups/server/baseline-requirements/requirements/`}],examples:{bad:[{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦end-entity⟧
  tls.key: |
    «⟦end-entity.key⟧»
`},{"certs/server.key":`«⟦direct.key⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
`},{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦end-entity⟧
  tls.key: ""
`},{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
stringData:
  tls.key: |
    -----BEGIN PRIVATE KEY-----
    <your key>
    -----END PRIVATE KEY-----
`},{"notes.yaml":`# -----BEGIN PRIVATE KEY-----
# MIGH
# -----END PRIVATE KEY-----
key: vault:secret/tls#key
`}]}},"chain-broken-link":{citations:[{document:`RFC 5280`,section:`6.1`,says:`For every certificate of a path but the last, its subject is the issuer of the next.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1`}],examples:{bad:[{"certs/server.pem":`⟦end-entity⟧
«⟦root⟧»
`},{"certs/server.pem":`⟦end-entity⟧
«⟦other-intermediate⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
⟦root⟧
`},{"certs/server.pem":`⟦direct⟧
⟦root⟧
`}]}},"chain-ca-not-ca":{citations:[{document:`RFC 5280`,section:`6.1.4 (k)–(n)`,says:`The issuer must be a CA by its basic constraints, within its path length, and its key usage, if present, must allow keyCertSign.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.4`}],examples:{bad:[{"certs/server.pem":`⟦under-non-ca⟧
«⟦non-ca⟧»
⟦root⟧
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
⟦root⟧
`}]}},"chain-duplicate-or-extra":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`The list holds the sender's certificate and the chain that supports it; implementations should be ready for extraneous certificates.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`}],examples:{bad:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
«⟦intermediate⟧»
`},{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
⟦root⟧
«⟦other-root⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
⟦root⟧
`},{"certs/ca-bundle.pem":`⟦root⟧
⟦other-root⟧
⟦root⟧
`}]}},"chain-expired":{citations:[{document:`RFC 5280`,section:`6.1.3 (a)(2)`,says:`Path validation fails when the current time is outside the validity of any certificate of the path.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3`}],examples:{bad:[{"certs/server.pem":`«⟦expired⟧»
⟦intermediate⟧
`},{"certs/server.pem":`⟦under-expired⟧
«⟦expired-intermediate⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`},{"deploy/notes.yaml":`# ⟦expired⟧
`},{"lib/other_cacerts.txt":`# What we trusted then.
⟦expired⟧
`},{"lib/anchors.pem":`⟦root⟧
⟦other-root⟧
⟦service-root⟧
⟦self-signed⟧
`}]}},"chain-expiring":{citations:[{document:`RFC 5280`,section:`4.1.2.5`,says:`The validity period ends at notAfter, inclusive.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5`}],examples:{bad:[{"certs/server.pem":`«⟦expiring⟧»
⟦intermediate⟧
`},{"certs/server.pem":`«⟦almost-expired⟧»
⟦intermediate⟧
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`},{"certs/server.pem":`⟦expired⟧
`}]}},"chain-key-mismatch":{citations:[{document:`Kubernetes documentation`,section:`Secrets, TLS Secrets`,says:`tls.crt and tls.key must both be there; the API server does not check that they match.`,url:`https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets`},{document:`Go`,section:`crypto/tls, X509KeyPair`,says:`Loading fails when the private key does not match the public key of the first certificate.`,url:`https://pkg.go.dev/crypto/tls#X509KeyPair`}],examples:{bad:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    «⟦end-entity⟧»
    ⟦intermediate⟧
  tls.key: |
    ⟦direct.key⟧
`},{"certs/server.crt":`«⟦end-entity⟧»
⟦intermediate⟧
`,"certs/server.key":`⟦direct.key⟧
`},{"tls.yaml":`apiVersion: v1
kind: «Secret»
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦end-entity⟧
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦end-entity⟧
    «⟦end-entity.key⟧»
  tls.key: |
    ⟦end-entity.key⟧
`},{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata:
  name: shop
spec:
  host: shop.corp.example.com
  tls:
    certificate: |
      «⟦end-entity⟧»
    key: |
      ⟦direct.key⟧
`}],good:[{"certs/server.crt":`⟦end-entity⟧
⟦intermediate⟧
`,"certs/server.key":`⟦end-entity.key⟧
`},{"certs/server.crt":`⟦intermediate⟧
⟦end-entity⟧
`,"certs/server.key":`⟦end-entity.key⟧
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦end-entity⟧
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
`}]}},"chain-not-yet-valid":{citations:[{document:`RFC 5280`,section:`6.1.3 (a)(2)`,says:`Path validation fails when the current time is before notBefore.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3`}],examples:{bad:[{"certs/server.pem":`«⟦not-yet-valid⟧»
⟦intermediate⟧
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`}]}},"chain-root-missing":{citations:[{document:`Alauda Container Platform, model download troubleshooting`,says:`tls.crt of dex.tls holds the server certificate, the intermediates and the root, in this order, the root last.`},{document:`RFC 5280`,section:`6.1.1`,says:`Path validation begins with a trust anchor.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.1`}],examples:{bad:[{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
stringData:
  tls.crt: |
    ⟦end-entity⟧
    «⟦intermediate⟧»
`}],good:[{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
stringData:
  tls.crt: |
    ⟦end-entity⟧
    ⟦intermediate⟧
    ⟦root⟧
`},{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`}]}},"chain-root-not-self-signed":{citations:[{document:`RFC 5280`,section:`3.2`,says:`A self-signed certificate is a self-issued one whose signature verifies with the public key in it.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-3.2`}],examples:{bad:[{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
stringData:
  tls.crt: |
    ⟦under-rolled⟧
    «⟦rolled-root⟧»
`}],good:[{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
stringData:
  tls.crt: |
    ⟦end-entity⟧
    ⟦intermediate⟧
    ⟦root⟧
`}]}},"chain-root-superfluous":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`A certificate that specifies a trust anchor may be omitted from the chain.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`}],examples:{bad:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
«⟦root⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`},{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
stringData:
  tls.crt: |
    ⟦end-entity⟧
    ⟦intermediate⟧
    ⟦root⟧
`},{"certs/server.pem":`⟦self-signed⟧
`}]}},"chain-signature-mismatch":{citations:[{document:`RFC 5280`,section:`6.1.3`,says:`The signature on the certificate must verify with the public key of its issuer.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3`}],examples:{bad:[{"certs/server.pem":`⟦end-entity⟧
«⟦impostor⟧»
⟦root⟧
`},{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
«⟦impostor-root⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦impostor⟧
⟦intermediate⟧
⟦root⟧
`}]}},"chain-too-short":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`The sender's certificate comes first, and each following one directly certifies the one before; only the trust anchor may be left out.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`}],examples:{bad:[{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop
  namespace: web
type: kubernetes.io/tls
stringData:
  tls.crt: |
    «⟦end-entity⟧»
  tls.key: ""
`,"certs/issuing-ca.pem":`⟦intermediate⟧
`},{"platform/dex-tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: dex.tls
  namespace: cpaas-system
type: kubernetes.io/tls
stringData:
  tls.crt: |
    «⟦self-signed⟧»
  tls.key: ""
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`},{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
⟦root⟧
`},{"certs/server.pem":`⟦direct⟧
`,"certs/root-ca.pem":`⟦root⟧
`},{"certs/server.pem":`⟦self-signed⟧
`},{"certs/robot.pem":`⟦client⟧
`,"certs/issuing-ca.pem":`⟦intermediate⟧
`}]}},"chain-wrong-order":{citations:[{document:`RFC 8446`,section:`4.4.2`,says:`The sender's certificate MUST come first; each following certificate SHOULD directly certify the one before it.`,url:`https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2`},{document:`RFC 5246`,section:`7.4.2`,says:`Each following certificate MUST directly certify the one preceding it.`,url:`https://www.rfc-editor.org/rfc/rfc5246#section-7.4.2`}],examples:{bad:[{"certs/server.pem":`«⟦intermediate⟧»
⟦end-entity⟧
`},{"certs/server.pem":`⟦end-entity⟧
«⟦root⟧»
⟦intermediate⟧
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`},{"certs/ca-bundle.pem":`⟦root⟧
⟦intermediate⟧
⟦other-root⟧
`}]}},"secret-copies-diverge":{citations:[{document:`Kubernetes documentation`,section:`Secrets, Using Secrets`,says:`A Secret can only be used by Pods of its own namespace, so a certificate that several use is copied.`,url:`https://kubernetes.io/docs/concepts/configuration/secret/`}],examples:{bad:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦lint/years⟧
  tls.key: ""
---
apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: edge}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    «⟦lint/rsa-2048⟧»
  tls.key: ""
`}],good:[{"tls.yaml":`apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: web}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦lint/years⟧
  tls.key: ""
---
apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: edge}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦lint/years⟧
  tls.key: ""
---
apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: lab}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    ⟦self-signed⟧
  tls.key: ""
`}]}},"ansible-validate-certs-off":{citations:[{document:`Ansible`,section:`ansible.builtin.uri, validate_certs`,says:`If false, certificates are not validated; this should only be used on personally controlled sites.`,url:`https://docs.ansible.com/ansible/latest/collections/ansible/builtin/uri_module.html#parameter-validate_certs`},{document:`Ansible`,section:`Windows Remote Management, ansible_winrm_server_cert_validation`,says:`ignore skips the validation of the certificate of the host that is managed.`,url:`https://docs.ansible.com/ansible/latest/os_guide/windows_winrm.html`}],examples:{bad:[{"tasks/main.yml":`- name: Call the API
  ansible.builtin.uri:
    url: https://api.corp.example.com/v1
    validate_certs: «no»
`},{"playbook.yml":`- hosts: all
  tasks:
    - name: Fetch
      get_url: «url=https://dl.corp.example.com/x dest=/tmp/x validate_certs=no»
`},{"playbook.yml":`- hosts: all
  module_defaults:
    group/k8s:
      validate_certs: «false»
  tasks: []
`},{"roles/a/tasks/main.yml":`- name: Fetch
  get_url:
    url: https://dl.corp.example.com/x
    dest: /tmp/x
    validate_certs: «"{{ fetch_validate_certs }}"»
`,"roles/a/defaults/main.yml":`fetch_validate_certs: false
`},{"tasks/main.yml":`- name: Fetch
  get_url:
    url: https://dl.corp.example.com/{{ version }}/x
    dest: /tmp/x
    validate_certs: «no»
`},{"galaxy.sh":`ansible-galaxy install -r requirements.yml «--ignore-certs»
`},{"group_vars/windows.yml":`ansible_connection: winrm
ansible_winrm_server_cert_validation: «ignore»
`}],good:[{"tasks/main.yml":`- name: Call the API
  ansible.builtin.uri:
    url: https://api.corp.example.com/v1
    ca_path: /etc/ssl/corp-ca.pem
    validate_certs: true
`},{"roles/a/tasks/main.yml":`- name: Fetch
  get_url:
    url: https://dl.corp.example.com/x
    validate_certs: "{{ fetch_validate_certs }}"
`,"roles/a/defaults/main.yml":`fetch_validate_certs: true
`},{"tasks/main.yml":`- name: Wait for ourselves
  uri:
    url: https://localhost:6443/healthz
    validate_certs: false
`},{"tasks/main.yml":`- name: Fetch
  get_url:
    url: https://dl.corp.example.com/x
    validate_certs: "{{ fetch_validate_certs | default(true) }}"
`}]}},"cmd-curl-insecure":{citations:[{document:`curl(1)`,section:`-k, --insecure`,says:`Without it curl verifies every TLS connection before it is used; with it the step is skipped and the transfer goes on.`,url:`https://curl.se/docs/manpage.html#-k`},{document:`curl: SSL certificate verification`,says:`A private CA is given with --cacert, the CURL_CA_BUNDLE variable, or by adding it to the system's store.`,url:`https://curl.se/docs/sslcerts.html`}],examples:{bad:[{"install.sh":`curl «-fsSLk» https://get.corp.example.com/install | sh
`},{Dockerfile:`FROM debian:12
RUN curl «--insecure» -o tool.tgz https://dl.corp.example.com/tool.tgz && tar xf tool.tgz
`},{"sync.sh":`CURL_OPTS=-k
curl «$CURL_OPTS» -u bot:$PASSWORD https://api.corp.example.com/sync
`},{"deploy.sh":`bash -c "curl «-k» https://api.corp.example.com/"
`},{Makefile:`tools:
	@curl -sSL «-k» https://dl.corp.example.com/tools.tgz | tar xz -C $(BIN)
`},{"fetch.sh":`curl «-k» -o data.csv http://files.corp.example.com/data.csv
`},{".gitlab-ci.yml":`build:
  script:
    - curl «--insecure» https://artifacts.corp.example.com/x -o x
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
`}]}},"cmd-kube-insecure":{citations:[{document:`kubectl reference`,section:`--insecure-skip-tls-verify`,says:`The server's certificate is not checked for validity; this makes the HTTPS connections insecure.`,url:`https://kubernetes.io/docs/reference/kubectl/generated/kubectl_options/`},{document:`helm/helm`,section:`pkg/cli/environment.go, AddFlags`,says:`--kube-insecure-skip-tls-verify is kubectl's option for the API server that Helm talks to.`,url:`https://github.com/helm/helm/blob/main/pkg/cli/environment.go`},{document:`Talos`,section:`The insecure flag`,says:`It skips the verification of the node, which in maintenance mode has only a self-signed certificate, and is wrong afterwards.`,url:`https://docs.siderolabs.com/talos/v1.12/configure-your-talos-cluster/system-configuration/insecure`}],examples:{bad:[{"deploy.sh":`kubectl «--insecure-skip-tls-verify» apply -f app.yaml
`},{"login.sh":`oc login «--insecure-skip-tls-verify=true» https://api.ocp.corp.example.com:6443
`},{"deploy.sh":`helm upgrade app ./chart «--kube-insecure-skip-tls-verify»
`},{"login.sh":`argocd login argocd.corp.example.com «--insecure» --username ci
`},{"job.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: bitnami/kubectl
      command: [kubectl, «--insecure-skip-tls-verify», get, pods]
`},{"deploy.sh":`kubectl --kubeconfig "$KUBECONFIG_PROD" «--insecure-skip-tls-verify» apply -f http://localhost/app.yaml
`},{"talos.sh":`talosctl apply-config «--insecure» -n 10.0.0.5 -f node.yaml
`}],good:[{Makefile:`deploy:
	kubectl --insecure-skip-tls-verify=$(SKIP) apply -f k8s/
`},{"deploy.sh":`kubectl --insecure-skip-tls-verify=false get pods
`},{"login.sh":`oc login --certificate-authority=ca.crt https://api.ocp.corp.example.com:6443
`},{"config.sh":`kubectl config set-cluster prod --certificate-authority=ca.crt --embed-certs
`},{"talos.sh":`talosctl apply-config --insecure -n 10.0.0.5 --cert-fingerprint xA9a1t2d= -f node.yaml
`},{"grep.sh":`grep -r insecure-skip-tls-verify docs
`}]}},"cmd-pkgmgr-tls-off":{citations:[{document:`pip`,section:`--trusted-host`,says:`Marks a host as trusted even though it has no valid HTTPS, or none at all.`,url:`https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host`},{document:`apt-transport-https(1)`,section:`Server security`,says:`Verify-Peer and Verify-Host turn off the check of the certificate and of the host name.`,url:`https://manpages.debian.org/bookworm/apt/apt-transport-https.1.en.html`},{document:`apt-secure(8)`,says:`--allow-unauthenticated and trusted=yes install packages that nobody signed.`,url:`https://manpages.debian.org/bookworm/apt/apt-secure.8.en.html`},{document:`dnf.conf(5)`,section:`sslverify`,says:`With it false the certificates of the remote hosts are not verified.`,url:`https://dnf.readthedocs.io/en/latest/conf_ref.html`},{document:`npm`,section:`strict-ssl`,says:`Whether to do SSL key validation when making requests to the registry via HTTPS.`,url:`https://docs.npmjs.com/cli/using-npm/config#strict-ssl`}],examples:{bad:[{Dockerfile:`FROM python:3.12
RUN pip install «--trusted-host» pypi.corp.example.com -i https://pypi.corp.example.com/simple app
`},{"setup.sh":`npm config set «strict-ssl» false
`},{Dockerfile:`FROM debian:12
RUN apt-get -o «Acquire::https::Verify-Peer=false» update && apt-get install -y «--allow-unauthenticated» curl
`},{"setup.sh":`echo «'deb [trusted=yes] https://deb.corp.example.com stable main'» > /etc/apt/sources.list.d/corp.list
`},{Dockerfile:`FROM rockylinux:9
RUN dnf install -y «--setopt=sslverify=false» curl
`},{Dockerfile:`FROM alpine:3
RUN apk add «--allow-untrusted» app.apk
`},{"setup.sh":`conda config --set «ssl_verify» false
composer config --global «disable-tls» true
`}],good:[{Dockerfile:`FROM python:3.12
RUN pip install --cert /certs/ca.crt -i https://pypi.corp.example.com/simple app
`},{"setup.sh":`npm config set cafile /certs/ca.crt
npm config set strict-ssl true
`},{"setup.sh":`# pip install --trusted-host pypi.corp.example.com app
echo pip install --trusted-host x
`},{"setup.sh":`apt-get -o Acquire::https::CAInfo=/certs/ca.crt update
yum install --setopt=sslverify=1 x
`}]}},"cmd-registry-client-insecure":{citations:[{document:`skopeo-copy(1)`,section:`--src-tls-verify, --dest-tls-verify`,says:`With false the registry's certificate is not verified, and HTTP is tried as well.`,url:`https://github.com/containers/skopeo/blob/main/docs/skopeo-copy.1.md`},{document:`google/go-containerregistry`,section:`cmd/crane/cmd/root.go, --insecure`,says:`--insecure allows references to be fetched without TLS, and turns off the verification of certificates.`,url:`https://github.com/google/go-containerregistry/blob/main/cmd/crane/cmd/root.go`},{document:`Helm`,section:`helm pull --insecure-skip-tls-verify, --plain-http`,says:`Skips the checks of the chart's server certificate, or uses HTTP without TLS.`,url:`https://helm.sh/docs/helm/helm_pull/`},{document:`containerd/nerdctl`,section:`docs/registry.md, --insecure-registry`,says:`Skips the verification of certificates and falls back to plain HTTP.`,url:`https://github.com/containerd/nerdctl/blob/main/docs/registry.md`}],examples:{bad:[{"copy.sh":`skopeo copy «--dest-tls-verify=false» docker://a/b docker://reg.corp.example.com:5000/b
`},{"push.sh":`podman push «--tls-verify=false» reg.corp.example.com/app
`},{"pull.sh":`helm pull oci://reg.corp.example.com/charts/app «--insecure-skip-tls-verify»
`},{"run.sh":`podman run --rm «--tls-verify=false» reg.corp.example.com/acme/app serve
`},{"login.sh":`helm registry login reg.corp.example.com «--insecure» -u ci
`},{"copy.sh":`crane cp a/b reg.corp.example.com:5000/b «--insecure»
`},{"pull.sh":`ctr -n k8s.io images pull «-k» reg.corp.example.com/app:1
`},{"oras.sh":`oras push «--plain-http» reg.corp.example.com/x:1 a.txt
`},{"sign.sh":`cosign sign «--allow-insecure-registry» reg.corp.example.com/app
`},{"set.sh":`regctl registry set «--tls» disabled reg.corp.example.com
`},{"bundle.sh":`imgpkg push «--registry-verify-certs=false» -b reg.corp.example.com/app -f .
`},{"job.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: alpine/helm:3
      args: [pull, "oci://reg.corp.example.com/app", «"--plain-http"»]
`}],good:[{"copy.sh":`skopeo copy --dest-cert-dir /certs docker://a/b docker://reg.corp.example.com:5000/b
`},{"push.sh":`podman push --tls-verify reg.corp.example.com/app
buildah push --tls-verify=true x
`},{"pull.sh":`helm pull oci://reg.corp.example.com/charts/app --ca-file ca.crt
`},{"values.sh":`helm upgrade app ./chart --set insecure=true
helm template x --insecure-skip-tls-verify=false
`},{"run.sh":`podman run --rm quay.io/acme/mover --tls-verify=false registry.local/app
`},{"docs.sh":`echo podman pull --tls-verify=false reg.corp.example.com/x
`}]}},"cmd-shell-verify-first-cert-only":{citations:[{document:`openssl-verify(1)`,section:`certificates`,says:`Each file is one certificate to verify: further certificates in it are not looked at.`,url:`https://docs.openssl.org/master/man1/openssl-verify/`}],examples:{bad:[{"check.sh":`openssl verify -CAfile ca.crt «fullchain.pem»
`},{"check.sh":`openssl verify «ca-bundle.crt»
`}],good:[{"check.sh":`openssl verify -CAfile ca-bundle.crt server.crt
`},{"check.sh":`openssl verify -CAfile root.crt -untrusted chain.pem server.crt
`}]}},"cmd-trust-on-first-use":{citations:[{document:`RFC 5280`,section:`6.1.1 (d)`,says:`Path validation starts from trust anchor information, which is an input and is taken to be trustworthy.`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-6.1.1`},{document:`openssl-s_client(1)`,section:`-showcerts`,says:`Shows what the server sent, in its order, and does not verify it; the handshake goes on after errors.`,url:`https://docs.openssl.org/master/man1/openssl-s_client/`}],examples:{bad:[{"trust.sh":`«openssl s_client -connect reg.corp.example.com:443 -showcerts» </dev/null | sed -n '/BEGIN/,/END/p' > /usr/local/share/ca-certificates/reg.crt
update-ca-certificates
`},{"trust.sh":`«openssl s_client -connect reg.corp.example.com:443» </dev/null | openssl x509 > /tmp/reg.crt
sudo cp /tmp/reg.crt /etc/pki/ca-trust/source/anchors/
sudo update-ca-trust
`},{Dockerfile:`FROM debian:12
RUN «curl -k https://pki.corp.example.com/ca.crt -o /usr/local/share/ca-certificates/corp.crt» && update-ca-certificates
`},{"java.sh":`«keytool -printcert -rfc -sslserver git.corp.example.com» > git.pem
keytool -importcert -file git.pem -keystore cacerts -noprompt
`},{Dockerfile:`FROM debian:12
RUN «openssl s_client -connect reg.corp.example.com:443» </dev/null | openssl x509 -out /tmp/reg.crt
RUN cp /tmp/reg.crt /usr/local/share/ca-certificates/
`},{"tasks/main.yml":`- «community.crypto.get_certificate»:
    host: reg.corp.example.com
    port: 443
  register: reg
- copy:
    content: '{{ reg.cert }}'
    dest: /etc/pki/ca-trust/source/anchors/reg.crt
`},{"fetch.sh":`«openssl s_client -connect git.corp.example.com:443» </dev/null > /tmp/git.pem
export GIT_SSL_CAINFO=/tmp/git.pem
`}],good:[{"trust.sh":`openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 -noout -enddate
`},{"trust.sh":`openssl s_client -connect reg.corp.example.com:443 </dev/null | openssl x509 > reg.crt
openssl x509 -in reg.crt -noout -fingerprint -sha256 | grep -q "$PINNED" || exit 1
cp reg.crt /usr/local/share/ca-certificates/
`},{"trust.sh":`curl -fsSL https://pki.corp.example.com/ca.crt -o /usr/local/share/ca-certificates/corp.crt
update-ca-certificates
`},{"trust.sh":`cp certs/corp.crt /usr/local/share/ca-certificates/
update-ca-certificates
`}]}},"cmd-wget-insecure":{citations:[{document:`GNU Wget manual`,section:`2.8 HTTPS (SSL/TLS) Options, --no-check-certificate`,says:`Neither the certificate is checked against the authorities at hand nor the host name against the certificate.`,url:`https://www.gnu.org/software/wget/manual/html_node/HTTPS-_0028SSL_002fTLS_0029-Options.html`},{document:`BusyBox`,section:`networking/wget.c`,says:`Its own TLS code says "note: TLS certificate validation not implemented" and goes on.`,url:`https://git.busybox.net/busybox/tree/networking/wget.c`}],examples:{bad:[{"install.sh":`wget -qO- «--no-check-certificate» https://get.corp.example.com/install | bash
`},{"fetch.sh":`wget «--no-check-certificate» https://dl.corp.example.com/data.csv
`},{Dockerfile:`FROM busybox:1.37
RUN «wget https://dl.corp.example.com/tool»
`}],good:[{"install.sh":`wget --ca-certificate=corp-ca.crt https://get.corp.example.com/install
`},{"help.sh":`echo 'use wget --no-check-certificate https://x.corp.example.com'
`},{"probe.sh":`wget -q --no-check-certificate https://127.0.0.1:8443/healthz
`},{Dockerfile:`FROM alpine:3.20
RUN wget https://dl.corp.example.com/tool
`}]}},"env-git-ssl-no-verify":{citations:[{document:`git/git`,section:`http.c, http_init()`,says:`GIT_SSL_NO_VERIFY is only asked for its presence: any value, even false or none, turns the verification off.`,url:`https://github.com/git/git/blob/master/http.c`},{document:`git-config(1)`,section:`http.sslVerify, http.<url>.*`,says:`Whether to verify the certificate when fetching or pushing over HTTPS; may be set for one URL.`,url:`https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslVerify`}],examples:{bad:[{"sync.yaml":`apiVersion: v1
kind: Pod
metadata: {name: sync}
spec:
  containers:
    - name: sync
      image: alpine/git
      env:
        - name: GIT_SSL_NO_VERIFY
          value: «"true"»
`},{Dockerfile:`FROM alpine/git
RUN git config --global http.sslVerify «false»
`},{"clone.sh":`git -c «http.sslVerify=false» clone https://git.corp.example.com/a.git
`},{"clone.sh":`GIT_SSL_NO_VERIFY=«1» git clone https://git.corp.example.com/a.git
`},{".gitlab-ci.yml":`variables:
  GIT_SSL_NO_VERIFY: «"false"»
build:
  script: [make]
`},{"clone.sh":`git config http.https://git.corp.example.com.sslVerify «false»
`},{"clone.sh":`git clone «http://bot:$TOKEN@git.corp.example.com/a.git»
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
`}]}},"env-node-tls-reject-unauthorized":{citations:[{document:`Node.js`,section:`Command-line API, NODE_TLS_REJECT_UNAUTHORIZED=value`,says:`If value equals '0', certificate validation is disabled for TLS connections; its use is strongly discouraged.`,url:`https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue`},{document:`Node.js`,section:`Command-line API, NODE_EXTRA_CA_CERTS=file`,says:`The well known root CAs are extended with the extra certificates in the file, which is read once at the start.`,url:`https://nodejs.org/api/cli.html#node_extra_ca_certsfile`}],examples:{bad:[{Dockerfile:`FROM node:24
ENV NODE_TLS_REJECT_UNAUTHORIZED=«0»
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: node:24
      env:
        - name: NODE_TLS_REJECT_UNAUTHORIZED
          value: «"0"»
`},{"compose.yaml":`services:
  web:
    image: node:24
    environment:
      - NODE_TLS_REJECT_UNAUTHORIZED=«0»
`},{".github/workflows/ci.yml":`on: push
env:
  NODE_TLS_REJECT_UNAUTHORIZED: «0»
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: npm ci
`},{"start.sh":`NODE_TLS_REJECT_UNAUTHORIZED=«0» node server.js
`},{"run.sh":`export NODE_TLS_REJECT_UNAUTHORIZED="«\${NODE_TLS_REJECT_UNAUTHORIZED:-0}»"
node server.js
`},{Jenkinsfile:`pipeline {
  environment {
    NODE_TLS_REJECT_UNAUTHORIZED = '«0»'
  }
}
`},{".env":`NODE_TLS_REJECT_UNAUTHORIZED=«false»
`}],good:[{Dockerfile:`FROM node:24
ENV NODE_EXTRA_CA_CERTS=/certs/ca.pem NODE_TLS_REJECT_UNAUTHORIZED=1
`},{"values.yaml":`extraEnv:
  - name: NODE_TLS_REJECT_UNAUTHORIZED
    value: "{{ .Values.reject }}"
`},{"notes.yaml":`description: set NODE_TLS_REJECT_UNAUTHORIZED=0 to break everything
`}]}},"env-python-tls-off":{citations:[{document:`PEP 493`,section:`Feature: environment based configuration`,says:`PYTHONHTTPSVERIFY=0 disables the verification by default, in Python 2.7.12 and newer 2.7 only.`,url:`https://peps.python.org/pep-0493/`},{document:`psf/requests`,section:`pull request 6074, in 2.28.0`,says:`Until then an empty REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE became verify='', which verifies nothing; now it counts as not set.`,url:`https://github.com/psf/requests/commit/79f60274f7e461b8fd2f579e741f748438d7eadb`},{document:`pip`,section:`--trusted-host, and its variable and setting`,says:`Marks a host as trusted even though it has no valid HTTPS, or none at all.`,url:`https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host`},{document:`uv`,section:`UV_INSECURE_HOST`,says:`Equivalent to --allow-insecure-host: HTTPS connections to the host are not verified.`,url:`https://docs.astral.sh/uv/reference/environment/#uv_insecure_host`},{document:`conda`,section:`Settings, ssl_verify`,says:`False turns the verification of HTTPS requests off; a path names a bundle of CA certificates.`,url:`https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html`}],examples:{bad:[{Dockerfile:`FROM python:3.12
ENV PYTHONHTTPSVERIFY=«0»
`},{".gitlab-ci.yml":`variables:
  CURL_CA_BUNDLE: «""»
test:
  script: [pytest]
`},{Dockerfile:`FROM python:3.12
ARG PIP_TRUSTED_HOST=«pypi.corp.example.com»
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env: [{name: UV_INSECURE_HOST, value: «pypi.corp.example.com»}]
`},{".condarc":`channels: [defaults]
ssl_verify: «false»
`}],good:[{Dockerfile:`FROM python:3.12
ENV PIP_CERT=/certs/ca.pem REQUESTS_CA_BUNDLE=/certs/ca.pem PYTHONHTTPSVERIFY=1
`},{"compose.yaml":`services:
  a:
    image: b
    environment:
      - CURL_CA_BUNDLE
`},{".condarc":`ssl_verify: /certs/ca.pem
`}]}},"env-tls-off-other":{citations:[{document:`Go`,section:`Environment variables, GOINSECURE`,says:`Modules whose paths match may be fetched over HTTP and from servers whose certificates are not verified; the checksum database still applies.`,url:`https://go.dev/ref/mod#environment-variables`},{document:`npm`,section:`strict-ssl`,says:`Whether to do SSL key validation when making requests to the registry via HTTPS.`,url:`https://docs.npmjs.com/cli/using-npm/config#strict-ssl`},{document:`Yarn`,section:`enableStrictSsl, unsafeHttpWhitelist`,says:`False makes it ignore certificate errors; the list names hosts that plain HTTP is allowed for.`,url:`https://yarnpkg.com/configuration/yarnrc`},{document:`PostgreSQL`,section:`libpq, SSL Support, Client Verification of Server Certificates`,says:`Only verify-ca and verify-full protect against an impostor; require alone does not.`,url:`https://www.postgresql.org/docs/current/libpq-ssl.html`},{document:`Consul`,section:`CONSUL_HTTP_SSL_VERIFY`,says:`A boolean that says whether the certificate of the server is verified; api/api.go takes what it cannot parse for false.`,url:`https://developer.hashicorp.com/consul/commands#consul_http_ssl_verify`}],examples:{bad:[{Dockerfile:`FROM golang:1.26
ENV GOINSECURE=«git.corp.example.com/*»
`},{Dockerfile:`FROM node:24
ENV NPM_CONFIG_STRICT_SSL=«false»
`},{"app.yaml":`apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: b
      env:
        - {name: CONSUL_HTTP_SSL_VERIFY, value: «"false"»}
        - {name: APP_TLS_SKIP_VERIFY, value: «"true"»}
`},{".gitlab-ci.yml":`build:
  variables:
    MAVEN_OPTS: «-Xmx1g -Dmaven.wagon.http.ssl.insecure=true»
  script: [mvn package]
`},{".yarnrc.yml":`enableStrictSsl: «false»
`},{"sync.sh":`aws s3 sync . s3://bucket --endpoint-url https://s3.corp.example.com «--no-verify-ssl»
`},{".env":`PGSSLMODE=«require»
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
`}]}},"github-actions-tls-off":{citations:[{document:`docker/setup-buildx-action`,section:`buildkitd-config-inline`,says:`The text is the buildkitd.toml of the builder, in which a registry can be insecure or plain HTTP.`,url:`https://github.com/docker/setup-buildx-action#inputs`},{document:`redhat-actions/push-to-registry`,section:`tls-verify`,says:`Verify TLS certificates when contacting the registry; true by default.`,url:`https://github.com/redhat-actions/push-to-registry#action-inputs`},{document:`redhat-actions/oc-login`,section:`insecure_skip_tls_verify`,says:`If true, the certificate of the cluster's API server is not checked.`,url:`https://github.com/redhat-actions/oc-login#action-inputs`}],examples:{bad:[{".github/workflows/a.yml":`on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/setup-buildx-action@v3
        with:
          buildkitd-config-inline: |
            [registry."reg.corp.example.com:5000"]
              insecure = «true»
`},{".github/workflows/a.yml":`on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: redhat-actions/push-to-registry@v2
        with:
          registry: reg.corp.example.com/team
          tls-verify: «false»
`},{".github/workflows/a.yml":`on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: redhat-actions/oc-login@v1
        with:
          openshift_server_url: https://api.ocp.corp.example.com:6443
          insecure_skip_tls_verify: «true»
`},{"action.yml":`name: a
runs:
  using: composite
  steps:
    - uses: corp/deploy@v1
      with:
        skip-tls-verify: «'true'»
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
`}]}},"terraform-provider-insecure":{citations:[{document:`Terraform Kubernetes provider`,section:`insecure`,says:`Whether the server should be accessed without verifying the TLS certificate.`,url:`https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs`},{document:`Terraform vSphere provider`,section:`allow_unverified_ssl`,says:`Disables the verification of the server's certificate; it should be used with caution.`,url:`https://registry.terraform.io/providers/hashicorp/vsphere/latest/docs`},{document:`Terraform http provider`,section:`data http, insecure`,says:`Disables the verification of the server's certificate chain and host name.`,url:`https://registry.terraform.io/providers/hashicorp/http/latest/docs/data-sources/http`}],examples:{bad:[{"main.tf":`provider "kubernetes" {
  host     = "https://api.corp.example.com:6443"
  insecure = «true»
}
`},{"main.tf":`provider "helm" {
  kubernetes {
    host     = "https://api.corp.example.com:6443"
    insecure = «true»
  }
}
`},{"main.tf":`provider "helm" {
  kubernetes = {
    insecure = «true»
  }
}
`},{"main.tf":`provider "vsphere" {
  vsphere_server       = "vc.corp.example.com"
  allow_unverified_ssl = «true»
}
`},{"main.tf":`provider "portainer" {
  endpoint        = "https://apps.corp.example.com"
  skip_ssl_verify = «true»
}
`},{"main.tf":`terraform {
  backend "http" {
    address                = "https://state.corp.example.com/a"
    skip_cert_verification = «true»
  }
}
`},{"main.tf":`data "http" "ca" {
  url      = "https://pki.corp.example.com/ca.pem"
  insecure = «true»
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
`}]}},"containerd-config-deprecated-registry":{citations:[{document:`containerd internal/cri/config/config.go`,section:`Registry`,says:"`mirrors`, `configs` and `auths` are deprecated: use `config_path` instead.",url:`https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go`},{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:`registry.mirrors and registry.configs have been deprecated.`,url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`},{document:`containerd RELEASES.md`,section:`Deprecated config properties`,says:`The removal of registry.mirrors, registry.configs and registry.auths is announced.`,url:`https://github.com/containerd/containerd/blob/main/RELEASES.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.«mirrors»."docker.io"]
  endpoint = ["https://m.corp"]
`}],good:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors]
`}]}},"containerd-config-mirror-http":{citations:[{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"`registry.mirrors` is deprecated in favour of `config_path`; the scheme of an endpoint decides on TLS.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  endpoint = ["https://m.corp", «"http://m.corp"»]
`},{"etc/containerd/config.toml":`[plugins.cri.registry.mirrors."reg.corp:5000"]
  endpoint = [«"http://reg.corp:5000"»]
`}],good:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  endpoint = ["https://m.corp"]
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.snapshotter.v1.stargz".registry.mirrors."docker.io"]
  endpoint = ["http://m.corp"]
`}]}},"containerd-config-mirrors-with-config-path":{citations:[{document:`containerd internal/cri/config/config.go`,section:`ValidateImageConfig`,says:'"`mirrors` cannot be set when `config_path` is provided" is an error of the plugin.',url:`https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go`},{document:`containerd pkg/cri/config/config.go (release 1.7)`,section:`ValidatePluginConfig`,says:'containerd 1.x also refuses "`configs.tls` cannot be set when `config_path` is provided".',url:`https://github.com/containerd/containerd/blob/release/1.7/pkg/cri/config/config.go`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
  [plugins."io.containerd.grpc.v1.cri".registry.«mirrors»."docker.io"]
    endpoint = ["https://m.corp"]
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".«tls»]
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
`}]}},"containerd-config-path-unset":{citations:[{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"The CRI plugin reads hosts.toml files below the `config_path` of its registry table.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`},{document:`containerd internal/cri/config/config.go`,section:`DefaultImageConfig`,says:`Only late 2.x releases have a default, /etc/containerd/certs.d:/etc/docker/certs.d; before, it is empty.`,url:`https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go`}],examples:{bad:[{"files/etc/containerd/config.toml":`version = 2
[plugins.«"io.containerd.grpc.v1.cri"»]
  sandbox_image = "registry.k8s.io/pause:3.10"
`,"files/etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = «"/etc/containerd/hosts.d"»
`,"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = «""»
`,"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`}],good:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d:/etc/docker/certs.d"
`,"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
`},{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "overlayfs"
`,"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
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
`}]}},"containerd-config-plaintext-auth":{citations:[{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"`registry.configs.*.auth` is deprecated and stores secrets unencrypted; imagePullSecrets take precedence.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".auth]
  username = "robot"
  password = «"hunter2-Kx81"»
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.auths."https://reg.corp"]
  auth = «"cm9ib3Q6aHVudGVyMg=="»
`}],good:[{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".auth]
  username = ""
  password = ""
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".auth]
  password = "{{ password }}"
  identitytoken = "<token>"
`}]}},"containerd-config-registry-tls-removed":{citations:[{document:`containerd internal/cri/config/config.go`,section:`RegistryConfig`,says:"All that is left of a registry's table is `auth`: `tls` was removed in containerd 2.0.",url:`https://github.com/containerd/containerd/blob/main/internal/cri/config/config.go`},{document:`containerd cmd/containerd/server/config/config.go`,section:`Decode`,says:`A key without a field is dropped with the warning "Ignoring unknown key in TOML for plugin".`,url:`https://github.com/containerd/containerd/blob/main/cmd/containerd/server/config/config.go`},{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"`registry.configs` is deprecated; TLS settings of a registry belong into a hosts.toml below `config_path`.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.cri.v1.images".registry.configs."reg.corp:5000".«tls»]
  ca_file = "/etc/ssl/corp.pem"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp:5000".«tls»]
  ca_file = "/etc/ssl/corp.pem"
`,"group_vars/all/containerd.yml":`containerd_version: 2.1.4
`},{"kind.yaml":`kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    image: kindest/node:v1.35.0
containerdConfigPatches:
  - |-
    [plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".«tls»]
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
`}]}},"containerd-config-registry-tls-skip":{citations:[{document:`containerd docs/cri/registry.md`,section:`Configure Image Registry`,says:"`registry.configs` is deprecated; TLS settings of a registry belong into a hosts.toml below `config_path`.",url:`https://github.com/containerd/containerd/blob/main/docs/cri/registry.md`},{document:`containerd/cri docs/registry.md (release 1.4)`,section:`Configure Registry TLS Communication`,says:"`insecure_skip_verify` skips the registry's certificate verification.",url:`https://github.com/containerd/cri/blob/release/1.4/docs/registry.md`}],examples:{bad:[{"etc/containerd/config.toml":`version = 2

[plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp:5000".tls]
  insecure_skip_verify = «true»
`},{"etc/containerd/config.toml":`[plugins.cri.registry.configs."reg.corp:5000".tls]
  insecure_skip_verify = «true»
`},{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.cri.v1.images".registry.configs."reg.corp:5000".tls]
  insecure_skip_verify = «true»
`},{"kind.yaml":`kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
containerdConfigPatches:
  - |-
    [plugins."io.containerd.grpc.v1.cri".registry.configs."reg.corp".tls]
      insecure_skip_verify = «true»
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
`}]}},"containerd-config-wrong-plugin-key":{citations:[{document:`containerd docs/hosts.md`,section:`CRI`,says:`containerd 2.x: version 3 and io.containerd.cri.v1.images; containerd 1.x: version 2 and io.containerd.grpc.v1.cri.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd plugins/cri/images/plugin.go`,section:`configMigration`,says:`The registry table of io.containerd.grpc.v1.cri is taken over only from files of a version below 3.`,url:`https://github.com/containerd/containerd/blob/main/plugins/cri/images/plugin.go`}],examples:{bad:[{"etc/containerd/config.toml":`version = 3
[plugins."io.containerd.grpc.v1.cri".«registry»]
  config_path = "/etc/containerd/certs.d"
`},{"etc/containerd/config.toml":`version = 2
[plugins."io.containerd.cri.v1.images".«registry»]
  config_path = "/etc/containerd/certs.d"
`},{"etc/containerd/config.toml":`[plugins."io.containerd.grpc.v1.cri".«registry»]
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
`}]}},"containerd-hosts-ca-and-skip":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`tlsConfigFromHost`,says:"`skip_verify` sets InsecureSkipVerify; the roots that `ca` adds are then never used.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/reg.corp:8443/hosts.toml":`[host."https://reg.corp:8443"]
  «ca» = "ca.crt"
  skip_verify = true
`,"certs.d/reg.corp:8443/ca.crt":`⟦root⟧
`}],good:[{"certs.d/reg.corp:8443/hosts.toml":`[host."https://reg.corp:8443"]
  ca = "ca.crt"
`,"certs.d/reg.corp:8443/ca.crt":`⟦root⟧
`},{"certs.d/reg.corp:8443/hosts.toml":`[host."https://a.corp"]
ca = "/ca.crt"
[host."https://b.corp"]
skip_verify = true
`}]}},"containerd-hosts-ca-missing":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`tlsConfigFromHost`,says:`A CA file that cannot be read is an error: "unable to read CA cert".`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`loadHostDir`,says:"The `.crt` files of the directory are read only where there is no hosts.toml, or an empty one.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd docs/hosts.md`,section:`Content Description`,says:"All paths may be absolute or relative to the `hosts.toml` file.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`}],examples:{bad:[{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = «"corp.crt"»
`},{"files/etc/containerd/certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  ca = ["ca.crt", «"/etc/containerd/certs.d/reg.corp/old.crt"»]
`,"files/etc/containerd/certs.d/reg.corp/ca.crt":`⟦root⟧
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = «"ca.crt"»
`,"certs.d/reg.corp/ca.crt":`paste the CA here
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  client = [["client.cert", «"client.key"»]]
`,"certs.d/reg.corp/client.cert":`⟦client⟧
`},{"certs.d/reg.corp/hosts.toml":`server = «"https://reg.corp"»
`,"certs.d/reg.corp/ca.crt":`⟦root⟧
`}],good:[{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"
`,"certs.d/docker.io/old.crt":`⟦root⟧
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = "corp.crt"
`,"certs.d/reg.corp/corp.crt":`⟦root⟧
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = "/etc/ssl/certs/corp.pem"
`},{"etc/containerd/certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = "/etc/ssl/certs/corp.pem"
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
client = [["client.pem", ""]]
`,"certs.d/reg.corp/client.pem":`⟦client⟧
⟦client.key⟧
`},{"node.yaml":`#cloud-config
write_files:
  - path: /etc/containerd/certs.d/reg.corp/hosts.toml
    content: |
      server = "https://reg.corp"
      ca = "corp.crt"
`}]}},"containerd-hosts-default-insecure":{citations:[{document:`containerd docs/hosts.md`,section:`Registry Host Namespace`,says:"The `_default` namespace is used as a fallback, if no other namespace matches.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd docs/hosts.md`,section:`skip_verify field`,says:"`skip_verify` skips verifications of the registry's certificate chain and host name when set to `true`.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`}],examples:{bad:[{"etc/containerd/certs.d/_default/hosts.toml":`server = «"http://mirror.corp:5000"»
`},{"etc/containerd/certs.d/_default/hosts.toml":`[host."https://mirror.corp"]
  capabilities = ["pull"]
  skip_verify = «true»
`},{"etc/containerd/certs.d/_default/hosts.toml":`skip_verify = «true»
`}],good:[{"etc/containerd/certs.d/_default/hosts.toml":`server = "https://mirror.corp"
ca = "mirror.crt"
`},{"etc/containerd/certs.d/reg.corp/hosts.toml":`server = "http://reg.corp"
`}]}},"containerd-hosts-dir-name":{citations:[{document:`containerd docs/hosts.md`,section:`Port Handling in Registry Host`,says:"For `myregistry.io:5000` it reads myregistry.io_5000_, myregistry.io:5000, _default.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`HostDirFromRoot`,says:`The host of the image reference, as it is written there, is the name of the directory.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/reg.corp/hosts.toml":`server = «"https://reg.corp:11000"»
ca = "/ca.crt"
`,"app.yaml":`apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  containers:
    - name: a
      image: reg.corp:11000/app:1
`},{"certs.d/https:__reg.corp/hosts.toml":`«server» = "https://reg.corp"
`},{"certs.d/reg.corp/team/hosts.toml":`«server» = "https://reg.corp"
`},{"certs.d/Reg.Corp/hosts.toml":`«server» = "https://reg.corp"
`}],good:[{"certs.d/reg.corp:11000/hosts.toml":`server = "https://reg.corp:11000"
`},{"certs.d/reg.corp_11000_/hosts.toml":`server = "https://reg.corp:11000"
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp:443"
`},{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"
[host."https://m.corp:5000"]
capabilities = ["pull"]
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp:11000"
`,"app.yaml":`apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  containers:
    - name: a
      image: reg.corp/app:1
`},{"certs.d/{{ item.host }}/hosts.toml":`server = "https://reg.corp"
`}]}},"containerd-hosts-http-tls-mix":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`ConfigureHosts`,says:`For http with TLS settings and a port other than 80, HTTPS is tried first and any TLS error leads to plain HTTP.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/docker.io/hosts.toml":`[host."http://m.corp:5000"]
  «ca» = "m.crt"
`},{"certs.d/reg.corp:5000/hosts.toml":`server = "http://reg.corp:5000"
«client» = "client.pem"
`}],good:[{"certs.d/docker.io/hosts.toml":`[host."https://m.corp:5000"]
  ca = "m.crt"
`},{"certs.d/docker.io/hosts.toml":`[host."http://m.corp:80"]
  ca = "m.crt"
`},{"certs.d/docker.io/hosts.toml":`[host."http://m.corp:5000"]
  capabilities = ["pull"]
`}]}},"containerd-hosts-invalid":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`loadHostDir`,says:`A file that cannot be decoded is logged, and the certificate files of the directory are used instead.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`parseHostConfig`,says:"An unknown capability, and a `ca` or `client` of another type, are errors.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/reg.corp:11000/hosts.toml":`server = «https://reg.corp:11000»
[host."https://reg.corp:11000"]
skip_verify = true
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  skip_verify = «"true"»
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  capabilities = ["pull", «"list"»]
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
ca = «true»
dial_timeout = «"30"»
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  capabilities = ["pull", «"referrers"»]
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  client = [«["a.pem", "b.key", "c.key"]»]
`}],good:[{"certs.d/reg.corp:11000/hosts.toml":`server = "https://reg.corp:11000"
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  capabilities = ["Pull", "resolve", "push"]
  ca = ["a.crt"]
  client = [["a.cert", "a.key"], ["b.pem", ""]]
  dial_timeout = "1m30s"
  [host."https://reg.corp".header]
    x-team = ["a"]
`,"certs.d/reg.corp/a.crt":`⟦root⟧
`},{"templates/certs.d/reg.corp/hosts.toml.j2":`server = {{ registry_url }}
`}]}},"containerd-hosts-plain-http":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`parseHostConfig`,says:`The scheme is taken from the URL, and a host without capabilities has all of them.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd docs/hosts.md`,section:`capabilities field`,says:`Resolving must be considered a trusted operation and only done by a trusted host.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`Kubespray`,section:`roles/container-engine/containerd/templates/hosts.toml.j2`,says:"`host`, `skip_verify` and `ca` of every item of `containerd_registries_mirrors` become those of a hosts.toml.",url:`https://github.com/kubernetes-sigs/kubespray/blob/master/roles/container-engine/containerd/templates/hosts.toml.j2`}],examples:{bad:[{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"

[host.«"http://10.2.0.9:5000"»]
  capabilities = ["pull", "resolve"]
`},{"certs.d/reg.corp:5000/hosts.toml":`server = «"http://reg.corp:5000"»
`},{"certs.d/docker.io/hosts.toml":`[host.«"http://mirror.corp"»]
  capabilities = ["pull"]
`},{"inventory/prod/group_vars/all/containerd.yml":`containerd_registries_mirrors:
  - prefix: reg.corp
    mirrors:
      - host: «http://reg.corp:5000»
`}],good:[{"certs.d/docker.io/hosts.toml":`[host."https://10.2.0.9:5000"]
  ca = "mirror.crt"
`},{"certs.d/reg.corp/hosts.toml":`server = "reg.corp"
`},{"certs.d/_default/hosts.toml":`server = "http://mirror.corp"
`}]}},"containerd-hosts-server-after-host":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`hostFileConfig`,says:"A host table has neither `server` nor `host`; unknown keys are dropped in silence.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`containerd docs/hosts.md`,section:`host field(s)`,says:`Recursion is not supported in the specification of host mirror namespaces.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`TOML v1.0.0`,section:`Table`,says:`Under a table header, and until the next header or the end of file, are the keys of that table.`,url:`https://toml.io/en/v1.0.0#table`}],examples:{bad:[{"certs.d/docker.io/hosts.toml":`[host."https://m.corp"]
  capabilities = ["pull"]

«server» = "https://registry-1.docker.io"
`},{"certs.d/docker.io/hosts.toml":`[host."https://m.corp"]
  capabilities = ["pull"]
  [host."https://m.corp".«host»."https://n.corp"]
    capabilities = ["pull"]
`}],good:[{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"

[host."https://m.corp"]
  capabilities = ["pull"]
`}]}},"containerd-hosts-skip-verify":{citations:[{document:`containerd docs/hosts.md`,section:`skip_verify field`,says:"`skip_verify` skips verifications of the registry's certificate chain and host name when set to `true`.",url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`tlsConfigFromHost`,says:"`ca` is added to the system's roots, so a private CA needs no `skip_verify`.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`},{document:`Kubespray`,section:`roles/container-engine/containerd/templates/hosts.toml.j2`,says:"`host`, `skip_verify` and `ca` of every item of `containerd_registries_mirrors` become those of a hosts.toml.",url:`https://github.com/kubernetes-sigs/kubespray/blob/master/roles/container-engine/containerd/templates/hosts.toml.j2`}],examples:{bad:[{"nodes/etc/containerd/certs.d/reg.corp:8443/hosts.toml":`[host."https://reg.corp:8443"]
  capabilities = ["pull", "resolve"]
  skip_verify = «true»
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
skip_verify = «true»
`},{"deploy/registry.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: registry
data:
  hosts.toml: |
    server = "https://reg.corp:5000"
    skip_verify = «true»
`},{"inventory/prod/group_vars/all/containerd.yml":`containerd_registries_mirrors:
  - prefix: reg.corp
    mirrors:
      - host: https://reg.corp
        skip_verify: «true»
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
`}]}},"containerd-hosts-unknown-key":{citations:[{document:`containerd core/remotes/docker/config/hosts.go`,section:`hostFileConfig`,says:`The file is decoded without strictness: keys outside of the struct are dropped in silence.`,url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/reg.corp/hosts.toml":`[«hosts»."https://reg.corp"]
  ca = "reg.crt"
`},{"certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  «insecure_skip_verify» = true
  «retries» = 3
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
«ca_file» = "/etc/ssl/corp.pem"
`},{"certs.d/reg.corp/hosts.toml":`server = "https://reg.corp"
«proxy» = "http://proxy.corp"
`},{"certs.d/reg.corp/hosts.toml":`host.«"https://reg.corp"».ca = "/etc/ssl/corp.pem"
`},{"certs.d/reg.corp/hosts.toml":`[host]
«"https://reg.corp"» = {ca = "/etc/ssl/corp.pem"}
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
`}]}},"containerd-mirror-can-resolve":{citations:[{document:`containerd docs/hosts.md`,section:`capabilities field`,says:`A public mirror should never be trusted to do a resolve action.`,url:`https://github.com/containerd/containerd/blob/main/docs/hosts.md`},{document:`containerd core/remotes/docker/config/hosts.go`,section:`parseHostConfig`,says:"A host without `capabilities` can pull, resolve and push.",url:`https://github.com/containerd/containerd/blob/main/core/remotes/docker/config/hosts.go`}],examples:{bad:[{"certs.d/docker.io/hosts.toml":`server = "https://registry-1.docker.io"
[host."https://hub.mirror.corp"]
  capabilities = ["pull", «"resolve"»]
`},{"certs.d/quay.io/hosts.toml":`[host.«"https://hub.mirror.corp"»]
  ca = "/m.crt"
`}],good:[{"certs.d/docker.io/hosts.toml":`[host."https://hub.mirror.corp"]
  capabilities = ["pull"]
`},{"certs.d/docker.io/hosts.toml":`[host."https://registry-1.docker.io"]
  capabilities = ["pull", "resolve"]
`},{"certs.d/reg.corp:5000/hosts.toml":`[host."https://reg.corp:5000"]
  capabilities = ["pull", "resolve"]
`}]}},"nerdctl-insecure-registry":{citations:[{document:`nerdctl docs/config.md`,section:`Properties`,says:"`insecure_registry` in nerdctl.toml is `--insecure-registry` for every command; `hosts_dir` lists certs.d directories.",url:`https://github.com/containerd/nerdctl/blob/main/docs/config.md`},{document:`nerdctl docs/registry.md`,section:`Using insecure registry`,says:"`--insecure-registry` skips the verification of certificates and falls back to plain HTTP.",url:`https://github.com/containerd/nerdctl/blob/main/docs/registry.md`}],examples:{bad:[{"etc/nerdctl/nerdctl.toml":`namespace = "k8s.io"
insecure_registry = «true»
`}],good:[{"etc/nerdctl/nerdctl.toml":`insecure_registry = false
hosts_dir = ["/etc/containerd/certs.d"]
`},{"nerdctl.toml.j2":`insecure_registry = {{ insecure }}
`}]}},"containers-policy-accept-anything":{citations:[{document:`containers-policy.json(5)`,says:`It is strongly recommended to set the default policy to reject and then to allow transports and scopes as desired.`,url:`https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md`}],examples:{bad:[{"etc/containers/policy.json":`{
  "default": [{ "type": "reject" }],
  "transports": { "docker": { "reg.corp:5000": [{ "type": «"insecureAcceptAnything"» }] } }
}
`},{"etc/containers/policy.json":`{ "default": [{ "type": «"insecureAcceptAnything"» }] }
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
`}]}},"containers-policy-invalid":{citations:[{document:`containers-policy.json(5)`,says:`Unrecognized, duplicated or otherwise invalid fields cause the entire file to be rejected.`,url:`https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md`,section:`Format`}],examples:{bad:[{"etc/containers/policy.json":`«{ "transports": { "docker": { "": [{ "type": "reject" }] } } }»
`},{"etc/containers/policy.json":`{ "default": [{ "type": "reject" }], "transports": {}, «"comment"»: "" }
`},{"etc/containers/policy.json":`{
  "default": [{ "type": «"rejected"» }],
  "transports": { "docker": { "reg.corp": [{ "type": "sigstoreSigned", «"keypath"»: "/corp.pub" }] } }
}
`},{"etc/containers/policy.json":`{ "default": «[]», "transports": {} }
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
`}]}},"crio-insecure-registries":{citations:[{document:`cri-o/cri-o`,section:`docs/crio.conf.5.md, insecure_registries`,says:`The option is deprecated and no longer effective; registries.conf holds these settings.`,url:`https://github.com/cri-o/cri-o/blob/main/docs/crio.conf.5.md`}],examples:{bad:[{"etc/crio/crio.conf.d/10-registries.conf":`[crio.image]
insecure_registries = [«"reg.corp:5000"»]
`},{"group_vars/all/cri-o.yml":`crio_insecure_registries:
  - «10.0.0.0/24»
`}],good:[{"etc/crio/crio.conf":`[crio.image]
insecure_registries = []
`},{"etc/crio/crio.conf":`[crio.image]
pause_image = "registry.k8s.io/pause:3.10"
`,"etc/containers/certs.d/reg.corp:5000/ca.crt":`⟦root⟧
`}]}},"registries-conf-insecure":{citations:[{document:`containers-registries.conf(5)`,section:`Per-namespace settings, insecure`,says:`If it is true, unencrypted HTTP as well as TLS connections with untrusted certificates are allowed.`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`}],examples:{bad:[{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp:5000"
insecure = «true»
`},{"etc/containers/registries.conf.d/corp.conf":`[[registry]]
prefix = "*.corp"
insecure = «true»
`}],good:[{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp:5000"
`,"etc/containers/certs.d/reg.corp:5000/ca.crt":`⟦root⟧
`},{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp:5000"
insecure = false
`},{"etc/containers/registries.conf":`unqualified-search-registries = ["docker.io"]
`}]}},"registries-conf-invalid":{citations:[{document:`containers/image`,section:`pkg/sysregistriesv2, loadConfigFile and postProcessRegistries`,says:`Mixed versions, URI schemes, empty locations and conflicting settings make the whole configuration invalid.`,url:`https://github.com/containers/image/blob/main/pkg/sysregistriesv2/system_registries_v2.go`},{document:`containers-registries.conf(5)`,says:`Locations and prefixes are host[:port] with an optional path; a wildcard stands only at the front: *.example.com`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`}],examples:{bad:[{"etc/containers/registries.conf":`[[registry]]
location = «"https://reg.corp:5000"»
`},{"etc/containers/registries.conf":`unqualified-search-registries = ["docker.io"]

[registries.«insecure»]
registries = ["reg.corp"]
`},{"etc/containers/registries.conf":`[[registry]]
location = "docker.io"
«skip_verify» = true

[[registry.mirror]]
location = "mirror.corp"
pull-from-mirror = «"tags"»
`},{"etc/containers/registries.conf":`[[registry]]
prefix = «"reg.*.corp"»
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
`}]}},"registries-conf-mirror-insecure":{citations:[{document:`containers-registries.conf(5)`,section:`Per-namespace settings, insecure`,says:`If it is true, unencrypted HTTP as well as TLS connections with untrusted certificates are allowed.`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`},{document:`containers-registries.conf(5)`,section:`Remapping and mirroring registries, mirror`,says:`Each mirror has a location and an insecure of its own.`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`}],examples:{bad:[{"etc/containers/registries.conf":`[[registry]]
location = "docker.io"

[[registry.mirror]]
location = "mirror.corp:5000/hub"
insecure = «true»
`},{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp"
insecure = true

[[registry.mirror]]
location = «"mirror.corp:5000"»
`}],good:[{"etc/containers/registries.conf":`[[registry]]
location = "docker.io"

[[registry.mirror]]
location = "mirror.corp:5000/hub"
`,"etc/containers/certs.d/mirror.corp:5000/ca.crt":`⟦root⟧
`},{"etc/containers/registries.conf":`[[registry]]
location = "reg.corp:5000/team"
insecure = true

[[registry.mirror]]
location = "mirror.corp:5000"
insecure = false
`}]}},"registries-conf-v1-insecure":{citations:[{document:`containers-registries.conf(5)`,section:`Version 1 format, deprecated`,says:`The list of registries.insecure means the same as insecure in the current format.`,url:`https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md`}],examples:{bad:[{"etc/containers/registries.conf":`[registries.insecure]
registries = [«'reg.corp:5000'»]
`}],good:[{"etc/containers/registries.conf":`[registries.search]
registries = ['docker.io']
[registries.insecure]
registries = []
`},{"etc/containers/registries.conf.j2":`[registries.insecure]
registries = ['{{ registry }}']
`}]}},"skopeo-sync-tls-verify":{citations:[{document:`skopeo-sync(1)`,section:`YAML file content, used as source for --src yaml`,says:`tls-verify and cert-dir are set for each registry; tls-verify is true by default.`,url:`https://github.com/containers/skopeo/blob/main/docs/skopeo-sync.1.md`}],examples:{bad:[{"sync.yaml":`reg.corp:5000:
  tls-verify: «false»
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
`}]}},"buildkitd-mirror-not-inherited":{citations:[{document:`moby/buildkit`,section:`util/resolver/resolver.go, NewRegistryConfig`,says:`The options of a mirror are taken from the table that is named after the mirror's host.`,url:`https://github.com/moby/buildkit/blob/master/util/resolver/resolver.go`}],examples:{bad:[{"buildkitd.toml":`[registry."docker.io"]
  mirrors = [«"m.corp:5000"»]
  ca = ["/etc/buildkit/certs/corp.pem"]
`},{"buildkitd.toml":`[registry."docker.io"]
  mirrors = [«"m.corp/hub"»]
  http = true
`}],good:[{"buildkitd.toml":`[registry."docker.io"]
  mirrors = ["m.corp:5000/hub"]

[registry."m.corp:5000"]
  ca = ["/etc/buildkit/certs/corp.pem"]
`},{"buildkitd.toml":`[registry."docker.io"]
  mirrors = ["m.corp:5000"]
`}]}},"buildkitd-registry-http":{citations:[{document:`BuildKit documentation`,section:`buildkitd.toml`,says:`A registry table takes http, insecure, ca and keypair; ca is added to the CAs of the system.`,url:`https://github.com/moby/buildkit/blob/master/docs/buildkitd.toml.md`},{document:`moby/buildkit`,section:`util/resolver/resolver.go, fillInsecureOpts`,says:`With http and insecure together, unverified HTTPS is tried first and plain HTTP after it.`,url:`https://github.com/moby/buildkit/blob/master/util/resolver/resolver.go`}],examples:{bad:[{"buildkitd.toml":`[registry."reg.corp:5000"]
  http = «true»
`},{"buildkitd.toml":`[registry."reg.corp:5000"]
  http = «true»
  insecure = true
`}],good:[{"buildkitd.toml":`[registry."reg.corp:5000"]
  ca = ["/etc/buildkit/certs/corp.pem"]
`},{"buildkitd.toml":`[registry."reg.corp:5000"]
  http = false
`},{"buildkitd.toml.tmpl":`[registry."{{ .Registry }}"]
  http = {{ .PlainHttp }}
`}]}},"buildkitd-registry-insecure":{citations:[{document:`BuildKit documentation`,section:`buildkitd.toml`,says:`A registry table takes http, insecure, ca and keypair; ca is added to the CAs of the system.`,url:`https://github.com/moby/buildkit/blob/master/docs/buildkitd.toml.md`}],examples:{bad:[{"buildkitd.toml":`[registry."reg.corp:5000"]
  insecure = «true»
`},{"buildkit.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: buildkitd
data:
  buildkitd.toml: |
    [registry."reg.corp:5000"]
      insecure = «true»
`}],good:[{"buildkitd.toml":`[registry."reg.corp:5000"]
  ca = ["/etc/buildkit/certs/corp.pem"]
`},{"buildkitd.toml":`[registry."reg.corp:5000"]
  insecure = false
`},{"buildkitd.toml":`insecure-entitlements = ["network.host"]
[registry."docker.io"]
  mirrors = ["m.corp"]
`}]}},"certsd-dir-name":{citations:[{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`The directory is named after the registry as images name it: with its port if they do, without if not.`,url:`https://docs.docker.com/engine/security/certificates/`},{document:`containers-certs.d(5)`,says:`Files that end in .crt are CAs; those that end in .cert and .key are a client's certificate and key.`,url:`https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md`}],examples:{bad:[{"etc/docker/certs.d/https:__registry.corp/ca.crt":`«⟦root⟧»
`},{"etc/docker/certs.d/registry.corp/ca.crt":`«⟦root⟧»
`,"compose.yaml":`services:
  app:
    image: registry.corp:5000/team/app:1
`},{"etc/containers/certs.d/registry.corp:443/ca.crt":`«⟦root⟧»
`,"compose.yaml":`services:
  app:
    image: registry.corp/team/app:1
`}],good:[{"etc/docker/certs.d/registry.corp:5000/ca.crt":`⟦root⟧
`,"compose.yaml":`services:
  app:
    image: registry.corp:5000/team/app:1
`},{"etc/docker/certs.d/registry.corp/ca.crt":`⟦root⟧
`},{"etc/containerd/certs.d/registry.corp_5000_/ca.crt":`⟦root⟧
`},{"etc/docker/certs.d/registry.corp/ca.crt":`⟦root⟧
`,"etc/docker/certs.d/registry.corp:5000/ca.crt":`⟦root⟧
`,"compose.yaml":`services:
  app:
    image: registry.corp:5000/team/app:1
`}]}},"certsd-leaf-as-ca":{citations:[{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`A .crt file is a CA, a .cert file with its .key is a client certificate; nothing else is read.`,url:`https://docs.docker.com/engine/security/certificates/`},{document:`Go documentation`,section:`crypto/x509, VerifyOptions.Roots`,says:`Roots is the set of trusted root certificates the leaf needs to chain up to; a certificate in it is one itself.`,url:`https://pkg.go.dev/crypto/x509#VerifyOptions`}],examples:{bad:[{"etc/docker/certs.d/reg.corp:5000/ca.crt":`«⟦registry⟧»
`},{"etc/docker/certs.d/reg.corp:5000/ca.crt":`«⟦self-signed⟧»
`}],good:[{"etc/docker/certs.d/reg.corp:5000/ca.crt":`⟦root⟧
`},{"etc/docker/certs.d/reg.corp:5000/ca.crt":`⟦intermediate+root⟧
`},{"etc/containerd/certs.d/reg.corp:5000/ca.crt":`⟦registry⟧
`,"etc/containerd/certs.d/reg.corp:5000/hosts.toml":`server = "https://reg.corp:5000"
ca = "ca.crt"
`},{"etc/docker/certs.d/reg.corp:5000/client.cert":`⟦client⟧
`,"etc/docker/certs.d/reg.corp:5000/client.key":`⟦client.key⟧
`}]}},"certsd-wrong-extension":{citations:[{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`A .crt file is a CA, a .cert file with its .key is a client certificate; nothing else is read.`,url:`https://docs.docker.com/engine/security/certificates/`},{document:`containers-certs.d(5)`,says:`Files that end in .crt are CAs; those that end in .cert and .key are a client's certificate and key.`,url:`https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md`}],examples:{bad:[{"etc/docker/certs.d/reg.corp:5000/ca.pem":`«⟦root⟧»
`},{"etc/docker/certs.d/reg.corp:5000/ca.cert":`«⟦root⟧»
`},{"etc/containers/certs.d/reg.corp/corp.cer":`«⟦root⟧»
`},{Dockerfile:`FROM docker:27-dind
COPY corp.pem «/etc/docker/certs.d/reg.corp:5000/corp.pem»
`}],good:[{"etc/docker/certs.d/reg.corp:5000/ca.crt":`⟦root⟧
`},{"etc/docker/certs.d/reg.corp:5000/client.cert":`⟦client⟧
`,"etc/docker/certs.d/reg.corp:5000/client.key":`⟦client.key⟧
`,"etc/docker/certs.d/reg.corp:5000/ca.crt":`⟦root⟧
`},{"install.sh":`#!/bin/sh
install -m 644 ca.pem /etc/docker/certs.d/reg.corp/ca.crt
cp client.* /etc/docker/certs.d/reg.corp/
`},{"install.sh":`#!/bin/sh
cp ca.pem /etc/containerd/certs.d/reg.corp/ca.pem
cat > /etc/containerd/certs.d/reg.corp/hosts.toml <<EOF
[host."https://reg.corp"]
  ca = "ca.pem"
EOF
`},{"etc/containerd/certs.d/reg.corp/hosts.toml":`[host."https://reg.corp"]
  ca = "corp.pem"
`,"etc/containerd/certs.d/reg.corp/corp.pem":`⟦root⟧
`}]}},"docker-daemon-insecure-cidr":{citations:[{document:`moby/moby`,section:`daemon/pkg/registry/config.go, isSecureIndex`,says:`A registry is insecure if its name resolves to an address in one of the listed networks.`,url:`https://github.com/moby/moby/blob/master/daemon/pkg/registry/config.go`},{document:`CIS Docker Benchmark 1.5.0`,section:`2.5`,says:`Ensure insecure registries are not used.`}],examples:{bad:[{"etc/docker/daemon.json":`{ "insecure-registries": [«"10.0.0.0/8"»] }
`},{"etc/docker/daemon.json":`{ "insecure-registries": ["reg.corp:5000", «"192.168.4.0/24"», «"::/0"»] }
`}],good:[{"etc/docker/daemon.json":`{ "insecure-registries": ["127.0.0.0/8", "::1/128"] }
`},{"etc/docker/daemon.json":`{ "insecure-registries": [], "bip": "10.200.0.1/24" }
`}]}},"docker-daemon-insecure-format":{citations:[{document:`moby/moby`,section:`daemon/pkg/registry/config.go, loadInsecureRegistries`,says:`http:// and https:// are removed with a warning; any other scheme, and what is no host[:port], is an error.`,url:`https://github.com/moby/moby/blob/master/daemon/pkg/registry/config.go`},{document:`Docker documentation`,section:`dockerd, Daemon configuration file`,says:`The following directives don't match any configuration option: the daemon does not start.`,url:`https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file`}],examples:{bad:[{"etc/docker/daemon.json":`{ «"insecureRegistries"»: ["reg.corp:5000"] }
`},{"etc/docker/daemon.json":`{ "insecure-registries": [«"reg.corp:5000/team"», «"oci://reg.corp"»] }
`},{"etc/docker/daemon.json":`{ "insecure-registries": [«"http://reg.corp:5000"»] }
`}],good:[{"install.sh":`IP=$(hostname -I)
cat <<EOF > /etc/docker/daemon.json
{ "insecure-registries": ["$IP:5000"] }
EOF
`},{"etc/docker/daemon.json":`{ "insecure-registries": ["reg.corp:5000", "10.0.0.0/8", "[2001:db8::1]:5000"] }
`},{"etc/docker/daemon.json":`{ "registry-mirrors": ["https://mirror.corp"] }
`}]}},"docker-daemon-insecure-registry":{citations:[{document:`Docker Engine API`,section:`RegistryServiceConfig`,says:`Insecure registries accept HTTP and/or accept HTTPS with certificates from unknown CAs.`,url:`https://docs.docker.com/reference/api/engine/`},{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`The CA of a registry belongs in /etc/docker/certs.d/<host[:port]>/ca.crt.`,url:`https://docs.docker.com/engine/security/certificates/`}],examples:{bad:[{"etc/docker/daemon.json":`{ "insecure-registries": [«"reg.corp:5000"»] }
`},{"etc/docker/daemon.json":`{
  "insecure-registries": [
    «"http://reg.corp"»,
    "127.0.0.1:5000"
  ]
}
`},{"group_vars/all/docker.yml":`docker_insecure_registries:
  - «reg.corp:5000»
`},{"group_vars/all.yml":`docker_daemon_options:
  insecure-registries: [«reg.corp:5000»]
`}],good:[{"group_vars/all/docker.yml":`docker_insecure_registries: []
`},{"etc/docker/daemon.json":`{ "log-driver": "json-file" }
`,"etc/docker/certs.d/reg.corp:5000/ca.crt":`⟦root⟧
`},{"etc/docker/daemon.json":`{ "insecure-registries": [] }
`},{"etc/docker/daemon.json":`{ "insecure-registries": ["127.0.0.1:5000", "localhost:5000", "127.0.0.0/8"] }
`},{"etc/docker/daemon.json.tmpl":`{ "insecure-registries": ["{{ .Registry }}"] }
`}]}},"docker-daemon-mirror-http":{citations:[{document:`moby/moby`,section:`daemon/pkg/registry/config.go, ValidateMirror`,says:`A mirror is an http:// or https:// URL without user, query or fragment; the scheme decides how it is asked.`,url:`https://github.com/moby/moby/blob/master/daemon/pkg/registry/config.go`},{document:`Docker documentation`,section:`Registry as a pull-through cache`,says:`The mirror is asked for every image of Docker Hub before the Hub itself.`,url:`https://docs.docker.com/docker-hub/image-library/mirror/`}],examples:{bad:[{"etc/docker/daemon.json":`{ "registry-mirrors": [«"http://mirror.corp:5000"»] }
`},{"etc/docker/daemon.json":`{ "registry-mirrors": [«"mirror.corp:5000"»] }
`}],good:[{"etc/docker/daemon.json":`{ "registry-mirrors": ["https://mirror.corp:5000"] }
`},{"etc/docker/daemon.json":`{ "registry-mirrors": [] }
`},{"etc/docker/daemon.json.j2":`{ "registry-mirrors": ["{{ mirror }}"] }
`}]}},"docker-tcp-without-tls":{citations:[{document:`Docker documentation`,section:`Protect the Docker daemon socket, Use TLS`,says:`With tlsverify the daemon only accepts clients that a trusted CA has signed; with tls alone it asks for none.`,url:`https://docs.docker.com/engine/security/protect-access/`},{document:`Docker Official Image docker`,section:`TLS`,says:`Since 19.03 dind makes its certificates in DOCKER_TLS_CERTDIR; an empty value turns TLS off.`,url:`https://hub.docker.com/_/docker`}],examples:{bad:[{"etc/docker/daemon.json":`{ "hosts": [«"tcp://0.0.0.0:2375"»] }
`},{"etc/docker/daemon.json":`{ "hosts": [«"tcp://10.1.2.3:2376"»], "tls": true }
`},{"compose.yaml":`services:
  dind:
    image: docker:27-dind
    environment:
      DOCKER_TLS_CERTDIR: «""»
`},{"ci.sh":`#!/bin/sh
export DOCKER_HOST=«tcp://build.corp:2375»
docker build .
`},{"start.sh":`#!/bin/sh
dockerd «-H» tcp://0.0.0.0:2375
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
`}]}},"dockerd-flag-insecure-registry":{citations:[{document:`Docker Engine API`,section:`RegistryServiceConfig`,says:`Insecure registries accept HTTP and/or accept HTTPS with certificates from unknown CAs.`,url:`https://docs.docker.com/reference/api/engine/`},{document:`Docker documentation`,section:`Verify repository client with certificates`,says:`The CA of a registry belongs in /etc/docker/certs.d/<host[:port]>/ca.crt.`,url:`https://docs.docker.com/engine/security/certificates/`}],examples:{bad:[{".gitlab-ci.yml":`build:
  image: docker:27
  services:
    - name: docker:27-dind
      command: [«"--insecure-registry=reg.corp:5000"»]
  script:
    - docker build .
`},{"etc/default/docker":`DOCKER_OPTS="«--insecure-registry reg.corp:5000»"
`},{"start.sh":`#!/bin/sh
dockerd «--insecure-registry=10.0.0.0/8» &
`},{"compose.yaml":`services:
  dind:
    image: docker:27-dind
    command: [«"--insecure-registry=reg.corp:5000"»]
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
`}]}},"kaniko-insecure-flag":{citations:[{document:`GoogleContainerTools/kaniko`,section:`README, Additional Flags`,says:`The --insecure flags use plain HTTP, the --skip-tls-verify flags ignore certificates; testing only.`,url:`https://github.com/GoogleContainerTools/kaniko#additional-flags`},{document:`GoogleContainerTools/kaniko`,section:`README, Flag --registry-certificate`,says:`It names the certificate with which to verify a given registry: my.registry.url=/path/to/the/certificate.cert`,url:`https://github.com/GoogleContainerTools/kaniko#flag---registry-certificate`}],examples:{bad:[{Jenkinsfile:`pipeline {
  stages {
    stage('Image') {
      steps {
        sh """
          /kaniko/executor --context=. \\
            --destination=reg.corp.net/\${env.JOB_NAME}:$TAG \\
            «--skip-tls-verify»
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
            - «--skip-tls-verify»
            - «--insecure-registry=reg.corp:5000»
`},{"build.sh":`#!/bin/sh
/kaniko/executor --context . --destination reg.corp/app:1 «--insecure»
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
`}]}},"registry-private-ip-http-fallback":{citations:[{document:`google/go-containerregistry`,section:`pkg/name/registry.go, Scheme`,says:`Addresses of RFC 1918, and names in .local, are taken for registries that may speak plain HTTP.`,url:`https://github.com/google/go-containerregistry/blob/main/pkg/name/registry.go`},{document:`google/go-containerregistry`,section:`pkg/v1/remote/transport/ping.go`,says:`Where the scheme is http, HTTPS and HTTP are both tried, and the first that answers is used.`,url:`https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/transport/ping.go`}],examples:{bad:[{"push.sh":`#!/bin/sh
crane push app.tar «10.1.2.3:5000/team/app:1»
`},{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
spec:
  url: «oci://192.168.4.5:5000/manifests»
`}],good:[{"push.sh":`#!/bin/sh
crane push app.tar reg.corp:5000/team/app:1
docker push 10.1.2.3:5000/team/app:1
`},{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
spec:
  url: oci://reg.corp:5000/manifests
`}]}},"argo-workflows-artifact-insecure":{citations:[{document:`Argo Workflows documentation`,section:`Field Reference, S3Artifact and GitArtifact`,says:`insecure connects with TLS off; insecureSkipTLS disables verification; insecureIgnoreHostKey that of SSH host keys.`,url:`https://argo-workflows.readthedocs.io/en/latest/fields/#s3artifact`}],examples:{bad:[{"workflow.yaml":`apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: build
spec:
  templates:
    - name: build
      inputs:
        artifacts:
          - name: source
            git: {repo: https://git.corp/app.git, insecureSkipTLS: «true»}
      outputs:
        artifacts:
          - name: result
            s3: {endpoint: s3.corp, bucket: results, insecure: «true»}
`},{"controller.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: workflow-controller-configmap
data:
  artifactRepository: |
    s3:
      endpoint: s3.corp
      insecure: «true»
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
`}]}},"argocd-cluster-tls-insecure":{citations:[{document:`Argo CD documentation`,section:`Declarative Setup, Clusters`,says:`tlsClientConfig.insecure: the server is accessed without verifying its TLS certificate; caData is its CA.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters`}],examples:{bad:[{"cluster.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: prod
  labels:
    argocd.argoproj.io/secret-type: cluster
stringData:
  name: prod
  server: https://k8s.corp:6443
  config: |
    {"tlsClientConfig": {"insecure": «true»}}
`},{"values.yaml":`configs:
  clusterCredentials:
    prod:
      server: https://k8s.corp:6443
      config:
        tlsClientConfig: {insecure: «true»}
`}],good:[{"cluster.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: prod
  labels:
    argocd.argoproj.io/secret-type: cluster
stringData:
  server: https://k8s.corp:6443
  config: |
    {"tlsClientConfig": {"insecure": false, "caData": "⟦root|base64⟧"}}
`},{"other.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: app
stringData:
  config: |
    {"tlsClientConfig": {"insecure": true}}
`}]}},"argocd-internal-plaintext":{citations:[{document:`Argo CD documentation`,section:`TLS configuration, Disabling TLS to argocd-repo-server`,says:`Plain text between the components is meant for a mesh or sidecar proxy that encrypts it.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/tls/#disabling-tls-to-argocd-repo-server`},{document:`Argo CD documentation`,section:`Ingress Configuration`,says:`The API server runs with --insecure where an ingress controller terminates TLS in front of it.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/ingress/`}],examples:{bad:[{"params.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cmd-params-cm
data:
  server.repo.server.plaintext: «"true"»
`},{"values.yaml":`configs:
  params:
    server.insecure: «true»
`}],good:[{"params.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cmd-params-cm
data:
  server.repo.server.plaintext: "false"
`},{"values.yaml":`configs:
  params:
    server.insecure: false
`}]}},"argocd-oidc-skip-verify":{citations:[{document:`Argo CD documentation`,section:`argocd-cm.yaml, oidc.tls.insecure.skip.verify`,says:`It disables TLS verification of the OIDC provider; use rootCA in oidc.config for a private CA.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/`}],examples:{bad:[{"argocd-cm.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
data:
  oidc.tls.insecure.skip.verify: «"true"»
`},{"values.yaml":`configs:
  cm:
    oidc.tls.insecure.skip.verify: «true»
`}],good:[{"argocd-cm.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
data:
  oidc.tls.insecure.skip.verify: "false"
  oidc.config: |
    issuer: https://id.corp
    rootCA: |
      ⟦root⟧
`},{"values.yaml":`configs:
  cm:
    oidc.tls.insecure.skip.verify: {{ .Values.lab }}
`}]}},"argocd-repo-insecure":{citations:[{document:`Argo CD documentation`,section:`argocd-repositories.yaml`,says:`insecure: ignore validity of the server's TLS certificate; for SSH, do not perform a host key check.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-repositories-yaml/`},{document:`Argo CD documentation`,section:`Declarative Setup, Repositories using self-signed TLS certificates`,says:`The certificate or CA of a host belongs in the ConfigMap argocd-tls-certs-cm, under the name of the host.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories-using-self-signed-tls-certificates-or-are-signed-by-custom-ca`}],examples:{bad:[{"repository.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: apps
  labels:
    argocd.argoproj.io/secret-type: repository
stringData:
  url: https://git.corp/platform/apps.git
  insecure: «"true"»
`},{"values.yaml":`configs:
  repositories:
    charts:
      url: «http://charts.corp»
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
    ⟦root⟧
`},{"repository.yaml":`apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: apps
spec:
  target:
    template:
      data: {url: "{{ .url }}", insecure: "{{ .insecure }}"}
`}]}},"argocd-tls-certs-key":{citations:[{document:`Argo CD documentation`,section:`Declarative Setup, Repositories using self-signed TLS certificates`,says:`The key is the host name only, without scheme, port or path; the value is PEM.`,url:`https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories-using-self-signed-tls-certificates-or-are-signed-by-custom-ca`}],examples:{bad:[{"certs.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data:
  «https://git.corp»: |
    ⟦root⟧
`},{"values.yaml":`configs:
  tls:
    certificates:
      «git.corp:8443»: |
        ⟦root⟧
`},{"certs.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data:
  «git.corp»: /certs/ca.crt
`}],good:[{"certs.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data:
  git.corp: |
    ⟦root⟧
`},{"certs.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data: {}
`}]}},"flux-insecure-no-effect":{citations:[{document:`Flux documentation`,section:`Helm Repositories, Insecure`,says:`The field is only taken into account if .spec.type is set to oci.`,url:`https://fluxcd.io/flux/components/source/helmrepositories/#insecure`}],examples:{bad:[{"charts.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: charts
spec:
  url: https://charts.corp
  insecure: «true»
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
`}]}},"flux-source-http-url":{citations:[{document:`Flux documentation`,section:`Git Repositories, URL`,says:`The URL is an HTTP/S or SSH one; the transport is as safe as the scheme.`,url:`https://fluxcd.io/flux/components/source/gitrepositories/#url`},{document:`fluxcd/source-controller`,section:`internal/controller/gitrepository_controller.go`,says:`Credentials over HTTP are only sent because the client is told WithInsecureCredentialsOverHTTP.`,url:`https://github.com/fluxcd/source-controller/blob/main/internal/controller/gitrepository_controller.go`}],examples:{bad:[{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: apps
spec:
  url: «http://git.corp/platform/apps.git»
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
`}]}},"flux-source-insecure":{citations:[{document:`Flux documentation`,section:`OCI Repositories, Insecure`,says:`spec.insecure allows connecting to an insecure (HTTP) container registry server.`,url:`https://fluxcd.io/flux/components/source/ocirepositories/#insecure`},{document:`fluxcd/source-controller`,section:`internal/controller/ocirepository_controller.go, transport`,says:`With insecure and without certSecretRef, the certificate of the registry is not verified.`,url:`https://github.com/fluxcd/source-controller/blob/main/internal/controller/ocirepository_controller.go`}],examples:{bad:[{"apps.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: flux-system
spec:
  url: oci://reg.corp:5000/manifests/apps
  insecure: «true»
`},{"bucket.yaml":`apiVersion: source.toolkit.fluxcd.io/v1
kind: Bucket
metadata:
  name: apps
spec:
  endpoint: s3.corp
  insecure: «true»
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
`}]}},"gitlab-ci-tls-off":{citations:[{document:`GitLab documentation`,section:`Self-signed certificates or custom Certification Authorities`,says:`tls-ca-file is a setting of [[runners]]; the runner hands the CA to its jobs.`,url:`https://docs.gitlab.com/runner/configuration/tls-self-signed/`},{document:`GitLab documentation`,section:`Advanced configuration, The [runners.docker] section, tls_verify`,says:`Enable or disable TLS verification of connections to the Docker daemon.`,url:`https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnersdocker-section`}],examples:{bad:[{".gitlab-ci.yml":`variables:
  GIT_SSL_NO_VERIFY: «"1"»

build:
  script: [make]
`},{"runner/config.toml":`[[runners]]
  url = "https://gitlab.corp"
  executor = "docker"
  [runners.docker]
    host = "tcp://build.corp:2376"
    tls_verify = «false»
    «tls-ca-file» = "/etc/gitlab-runner/ca.pem"
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
`}]}},"harbor-tls-off":{citations:[{document:`goharbor/harbor-helm`,section:`values.yaml, trivy.insecure and persistence.imageChartStorage`,says:`insecure skips verifying registry certificates; skipverify skips SSL verification of the S3 service.`,url:`https://github.com/goharbor/harbor-helm/blob/main/values.yaml`}],examples:{bad:[{"values.yaml":`externalURL: https://harbor.corp
trivy:
  enabled: true
  insecure: «true»
persistence:
  imageChartStorage:
    type: s3
    s3: {regionendpoint: https://s3.corp, skipverify: «true»}
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
`}]}},"helm-repo-http":{citations:[{document:`Helm documentation`,section:`The Chart Repository Guide`,says:`A chart repository is an HTTP server; helm verifies what https:// ones send, and nothing of the others.`,url:`https://helm.sh/docs/topics/chart_repository/`}],examples:{bad:[{"chart/Chart.yaml":`apiVersion: v2
name: app
version: 1.0.0
dependencies:
  - name: db
    version: 1.0.0
    repository: «http://charts.corp»
`},{"install.sh":`#!/bin/sh
helm repo add corp «http://charts.corp/stable»
`},{"app.yaml":`apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
spec:
  source: {repoURL: «"http://charts.corp"», chart: app, targetRevision: 1.0.0}
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
`}]}},"helmfile-tls-off":{citations:[{document:`helmfile/helmfile`,section:`pkg/state/state.go, RepositorySpec, HelmSpec and ReleaseSpec`,says:`Repositories take skipTLSVerify and caFile; helmDefaults and releases take insecureSkipTLSVerify and plainHttp.`,url:`https://github.com/helmfile/helmfile/blob/main/pkg/state/state.go`}],examples:{bad:[{"helmfile.yaml":`repositories:
  - name: corp
    url: https://charts.corp
    skipTLSVerify: «true»
  - name: old
    url: «http://charts.old.corp»
releases:
  - name: app
    chart: corp/app
    insecureSkipTLSVerify: «true»
`},{"helmfile.yaml":`repositories:
  - name: corp
    url: https://charts.corp
    «insecureSkipTLSVerify»: true
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
`}]}},"jenkins-tls-off":{citations:[{document:`Jenkins Kubernetes plugin`,section:`KubernetesCloud, skipTlsVerify`,says:`Disable https certificate check.`,url:`https://plugins.jenkins.io/kubernetes/`}],examples:{bad:[{"jenkins.yaml":`jenkins:
  clouds:
    - kubernetes:
        name: prod
        serverUrl: https://k8s.corp:6443
        skipTlsVerify: «true»
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
`}]}},"renovate-insecure-registry":{citations:[{document:`Renovate documentation`,section:`Configuration Options, hostRules, insecureRegistry`,says:`It allows Renovate to connect to an insecure Docker registry that is HTTP only; it is not recommended.`,url:`https://docs.renovatebot.com/configuration-options/#insecureregistry`}],examples:{bad:[{"renovate.json":`{ "hostRules": [{ "matchHost": "reg.corp:5000", "insecureRegistry": «true» }] }
`}],good:[{"renovate.json":`{ "hostRules": [{ "matchHost": "reg.corp:5000", "insecureRegistry": false }] }
`},{"renovate.json":`{ "extends": ["config:recommended"], "registryAliases": { "r": "reg.corp" } }
`}]}},"tekton-task-tls-off":{citations:[{document:`Tekton Catalog`,section:`task/buildah, parameter TLSVERIFY`,says:`Verify the TLS on the registry endpoint (for push/pull to a non-TLS registry).`,url:`https://github.com/tektoncd/catalog/tree/main/task/buildah`},{document:`Tekton Catalog`,section:`task/git-clone, parameter sslVerify`,says:`Set the http.sslVerify global git config; setting this to false is not advised unless you are sure to trust the repository.`,url:`https://github.com/tektoncd/catalog/tree/main/task/git-clone`}],examples:{bad:[{"run.yaml":`apiVersion: tekton.dev/v1
kind: TaskRun
metadata:
  name: build
spec:
  taskRef: {name: buildah}
  params:
    - name: IMAGE
      value: reg.corp/app
    - name: TLSVERIFY
      value: «"false"»
`},{"task.yaml":`apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: clone
spec:
  params:
    - name: sslVerify
      description: Whether to verify; "false" is not advised
      default: «"false"»
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
`}]}},"ignore-expired":{citations:[{document:`NIST SP 800-53 Rev. 5`,section:`CA-5`,says:`A weakness that is accepted for now is documented with the date by which it is dealt with.`,url:`https://csrc.nist.gov/projects/cprt/catalog#/cprt/framework/version/SP_800_53_5_1_1/home?element=CA-5`}],examples:{bad:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # «tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2026-11-20 reason="lab"»
      insecure_skip_verify: true
`}],good:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2027-01-31 reason="lab"
      insecure_skip_verify: true
`}]}},"ignore-invalid":{citations:[{document:`NIST SP 800-53 Rev. 5`,section:`CA-5`,says:`A weakness that is accepted for now is documented with the date by which it is dealt with.`,url:`https://csrc.nist.gov/projects/cprt/catalog#/cprt/framework/version/SP_800_53_5_1_1/home?element=CA-5`}],examples:{bad:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # «tlsgate-ignore[k3s-registry-insecure-skip-verify]»
      insecure_skip_verify: true
`}],good:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2027-01-31 reason="lab"
      insecure_skip_verify: true
`}]}},"ignore-unused":{citations:[{document:`ESLint, Configure Rules`,section:`Report unused eslint-disable comments`,says:`A disable comment that is no longer needed is reported, so that it cannot hide a later fault.`,url:`https://eslint.org/docs/latest/use/configure/rules#report-unused-eslint-disable-comments`}],examples:{bad:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # «tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2027-01-31 reason="lab"»
      ca_file: /etc/ssl/corp.crt
`}],good:[{"registries.yaml":`configs:
  registry.corp.internal:
    tls:
      # tlsgate-ignore[k3s-registry-insecure-skip-verify] until=2027-01-31 reason="lab"
      insecure_skip_verify: true
`}]}},"input-malformed":{citations:[{document:`RFC 7468`,section:`2`,says:`A certificate in text is base64 of its DER between a BEGIN and an END line with the same label.`,url:`https://www.rfc-editor.org/rfc/rfc7468#section-2`},{document:`RFC 5280`,section:`4.1`,says:`A certificate is encoded with the distinguished encoding rules (DER).`,url:`https://www.rfc-editor.org/rfc/rfc5280#section-4.1`}],examples:{bad:[{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: shop-tls
  namespace: shop
type: kubernetes.io/tls
stringData:
  tls.crt: |
    «-----BEGIN CERTIFICATE-----»
    MIIB0zCCAXmgAwIBAgIISEREREQQA+swCgYIKoZIzj0EAwIwLDEVMBMGA1UEAxMM
    Q29ycCBSb290IENBMRMwEQYDVQQKEwpDb3JwIEx0ZC4wHhcNMjYwMTAxMDAwMDAw
    -----END CERTIFICATE-----
`},{"nodes/registries.yaml":`mirrors:
  reg.corp:
    endpoint:
    - https://reg.corp
 «configs: {»
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
data:
  tls.crt: "«-----BEGIN CERTIFICATE-----»\\nMIIBkTCB+wIJAKHHIG11hKOJMA0GCSqGSIb3DQEBBQUAMA0xCzAJBgNVBAMMAmNh"
  tls.key: ""
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
data:
  tls.crt: |
    «⟦end-entity+intermediate⟧»
  tls.key: ""
`},{"tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
stringData:
  «tls.crt»: |
    -----BEGIN CERTIFICATE REQUEST-----
    MIIBITCBywIBADBhMQswCQYDVQQGEwJOTzESMBAGA1UECAwJVGVzdGxhbmQxEDAO
    -----END CERTIFICATE REQUEST-----
`},{"certs/server.crt":`«»<!DOCTYPE html>
<html><head><title>404 Not Found</title></head></html>
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`},{"certs/server.crt":`# Put the certificate of the server here.
`},{"deploy/tls.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: tls
type: kubernetes.io/tls
stringData:
  tls.crt: |
    -----BEGIN CERTIFICATE-----
    <paste the certificate here>
    -----END CERTIFICATE-----
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
`}]}},"input-not-checked":{citations:[{document:`git-lfs specification`,section:`The Pointer`,says:`In place of a large file, Git holds a text that names its size and hash.`,url:`https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer`},{document:`Git`,section:`gitsubmodules`,says:`A submodule is a repository embedded in another; the outer one records its commit and not its files.`,url:`https://git-scm.com/docs/gitsubmodules`},{document:`Git`,section:`git-sparse-checkout`,says:`A sparse checkout marks files in the index that the working tree need not hold.`,url:`https://git-scm.com/docs/git-sparse-checkout`}],examples:{bad:[{"certs/store.p12":`«»version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
`},{"deploy/tls.sealed.yaml":`apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: tls
spec:
  encryptedData:
    «tls.crt»: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq
    tls.key: AgBy8hCM8Cr
`},{"certs/server.crt":`«»$ANSIBLE_VAULT;1.1;AES256
36643662646437376134
`},{"modules/platform":`«»⟦submodule⟧`},{"clusters/edge/tls.yaml":`«»⟦sparse⟧`},{"checkout/charts":`«»⟦repository⟧`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`},{"deploy/token.sealed.yaml":`apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: token
spec:
  encryptedData:
    token: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq
`}]}},"input-password-unknown":{citations:[{document:`RFC 7292`,section:`3.1`,says:`The parts of a PKCS#12 may be encrypted with a password.`,url:`https://www.rfc-editor.org/rfc/rfc7292#section-3.1`}],examples:{bad:[{"certs/store.pem":`«⟦locked-store⟧»
`}],good:[{"certs/server.pem":`⟦end-entity⟧
⟦intermediate⟧
`}]}},"input-too-large":{citations:[{document:`tlsgate`,section:`tlsgate scan --help`,says:`Files over --max-file-size are not read; those that look relevant are told.`}],examples:{bad:[{"certs/bundle.pem":`«»⟦too-large⟧`},{"dumps/all.yaml":`«»⟦too-large⟧`}],good:[{"media/intro.mp4":`⟦too-large⟧`}]}},"input-unreadable":{citations:[{document:`tlsgate`,section:`README, What is checked`,says:`A file that should have been checked and cannot be read is a finding, never a silent pass.`}],examples:{bad:[{"deploy/ingress.yaml":`«»⟦unreadable⟧`},{"media/intro.bin":`«»⟦unreadable⟧`}],good:[{"deploy/tls.crt":`⟦end-entity⟧
⟦intermediate⟧
`}]}},"k3s-managed-containerd-file":{citations:[{document:`k3s pkg/agent/containerd/config.go`,section:`writeContainerdConfig`,says:`config.toml is rendered from a template at every start.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`},{document:`k3s pkg/agent/containerd/config.go`,section:`cleanContainerdHosts`,says:`Directories of registries that registries.yaml configures are deleted first.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`},{document:`k3s pkg/agent/containerd/config.go`,section:`warnMissingRegistryAuth`,says:`A template that does not extend the base template loses the registries' auth.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"var/lib/rancher/k3s/agent/etc/containerd/config.toml":`«version» = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      ca_file: /x.pem
`,"var/lib/rancher/k3s/agent/etc/containerd/certs.d/reg.corp/hosts.toml":`«server» = "https://reg.corp"
`},{"playbook.yml":`- hosts: nodes
  tasks:
    - name: containerd
      ansible.builtin.copy:
        src: config.toml
        dest: «/var/lib/rancher/rke2/agent/etc/containerd/config.toml»
`},{"setup.sh":`#!/bin/sh
cp config.toml «/var/lib/rancher/k3s/agent/etc/containerd/config.toml»
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      username: robot
`,"var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl":`«version» = 2
root = "{{ .NodeConfig.Containerd.Root }}"
[plugins."io.containerd.grpc.v1.cri"]
  enable_selinux = {{ .NodeConfig.SELinux }}
`}],good:[{"var/lib/rancher/k3s/agent/etc/containerd/config-v3.toml.tmpl":`{{ template "base" . }}

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.crun]
  runtime_type = "io.containerd.runc.v2"
`,"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      username: robot
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
`}]}},"k3s-registry-client-cert-unpaired":{citations:[{document:`rancher/wharfie pkg/registries`,section:`getTLSConfigForHost`,says:`"cert file was specified, but no corresponding key file was specified" is an error.`,url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      «cert_file»: /etc/ssl/client.pem
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      cert_file:
      «key_file»: /etc/ssl/client.key
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
`}]}},"k3s-registry-config-key":{citations:[{document:`k3s pkg/agent/containerd/config.go`,section:`configForHost`,says:`Settings are looked up by the host of the endpoint's URL, without scheme and path.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`},{document:`rancher/wharfie pkg/registries`,section:`getTLSConfigForHost`,says:`The key is compared with the host, as it is written.`,url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`},{document:`K3s documentation: Private Registry Configuration`,section:`Default Endpoint Fallback`,says:`<REGISTRY> is the registry hostname and optional port.`,url:`https://docs.k3s.io/installation/private-registry`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`configs:
  «"https://reg.corp"»:
    tls:
      ca_file: /x.pem
`},{"etc/rancher/rke2/registries.yaml":`mirrors:
  «reg.corp/team»:
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
`}]}},"k3s-registry-config-unmatched":{citations:[{document:`k3s pkg/agent/containerd/config.go`,section:`getHostConfigs`,says:`Each endpoint gets the config whose key is the host of its URL, with its port.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`},{document:`k3s pkg/agent/containerd/config.go`,section:`configForHost`,says:`docker.io and registry-1.docker.io stand for one another.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp:5000]
configs:
  «m.corp»:
    tls:
      ca_file: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:
    endpoint: [https://reg.corp]
configs:
  «registry.corp»:
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
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp]
configs:
  reg.corp:
    tls:
      ca_file: /x.pem
`,"app.yaml":`apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  containers:
    - name: a
      image: reg.corp/app:1
`}]}},"k3s-registry-http-endpoint":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Without TLS`,says:`http:// has to be written for an endpoint without TLS, otherwise it defaults to https.`,url:`https://docs.k3s.io/installation/private-registry`},{document:`k3s pkg/agent/containerd/config.go`,section:`normalizeEndpointAddress`,says:`Without a scheme, localhost on an odd port is dialled over http.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint:
      - «"http://reg.corp:5000"»
      - https://registry-1.docker.io
`},{"etc/rancher/rke2/registries.yaml":`mirrors:
  docker.io:
    endpoint: [«localhost:5000»]
`},{"node.sh":`f=/etc/rancher/k3s/registries.yaml
echo 'mirrors:' > $f
echo '  docker.io:' >> $f
echo '    endpoint: [«http://reg.corp:5000»]' >> $f
`}],good:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint:
      - "https://reg.corp:5000"
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [http://127.0.0.1:6001]
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [reg.corp:5000]
`}]}},"k3s-registry-insecure-skip-verify":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Configs`,says:"`insecure_skip_verify` defines if TLS verification should be skipped for the registry.",url:`https://docs.k3s.io/installation/private-registry`},{document:`rancher/wharfie pkg/registries`,section:`getTLSConfigForHost`,says:"`ca_file` is added to the system's roots: a private CA needs no insecure_skip_verify.",url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  "reg.corp:11000":
    endpoint:
      - "https://reg.corp:11000"
configs:
  "reg.corp:11000":
    tls:
      insecure_skip_verify: «true»
`},{"nodes/registries.yaml":`configs: {reg.corp: {tls: {insecure_skip_verify: «yes»}}}
`},{"k3d.yaml":`apiVersion: k3d.io/v1alpha5
kind: Simple
registries:
  config: |
    configs:
      reg.corp:
        tls:
          insecure_skip_verify: «true»
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
`}]}},"k3s-registry-misplaced-tls":{citations:[{document:`rancher/wharfie pkg/registries`,section:`GetPrivateRegistries`,says:`The file is decoded without strictness: a key in the wrong place is dropped in silence.`,url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`},{document:`K3s documentation: Private Registry Configuration`,section:`Configs`,says:`The configs section defines the TLS and credential configuration for each mirror.`,url:`https://docs.k3s.io/installation/private-registry`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:5000:
    endpoint: [https://reg.corp:5000]
    «tls»:
      ca_file: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    «ca_file»: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:
    endpoint: [https://reg.corp]
«tls»:
  ca_file: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    «endpoint»: [https://m.corp]
`}],good:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:5000:
    endpoint: [https://reg.corp:5000]
configs:
  reg.corp:5000:
    tls:
      ca_file: /x.pem
`}]}},"k3s-registry-plaintext-auth":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Configs`,says:"`password` is the user password of the private registry, `auth` its authentication token: in plain text.",url:`https://docs.k3s.io/installation/private-registry`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      username: robot
      password: «S3cr3t!-81»
`},{"etc/rancher/rke2/registries.yaml":`configs:
  reg.corp:
    auth:
      auth: «cm9ib3Q6UzNjcjN0IQ==»
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
`}]}},"k3s-registry-redundant-mirror":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Rewrites`,says:`Mirror endpoints that match the default endpoint are ignored.`,url:`https://docs.k3s.io/installation/private-registry`},{document:`k3s pkg/agent/containerd/config.go`,section:`endpointURLEqual`,says:`The last endpoint is compared with https://<registry>/v2.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  "reg.corp:11000":
    endpoint:
      - «"https://reg.corp:11000"»
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:
    endpoint: [«https://reg.corp/v2»]
`}],good:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  reg.corp:
    endpoint: [https://reg.corp:443]
    rewrite: {a: b}
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp, https://registry-1.docker.io]
`}]}},"k3s-registry-unknown-key":{citations:[{document:`rancher/wharfie pkg/registries`,section:`GetPrivateRegistries`,says:`The file is decoded without strictness: unknown keys are dropped in silence.`,url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`},{document:`rancher/wharfie pkg/registries`,section:`getAuthenticatorForHost`,says:"The credentials are username, password, auth and identity_token; there is no `token`.",url:`https://github.com/rancher/wharfie/blob/master/pkg/registries/registries.go`},{document:`k3s pkg/agent/containerd/config.go`,section:`setupContainerdConfig`,says:`An error of the decoder, as of a string where a list belongs, ends the start of the agent.`,url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    auth:
      «token»: abc
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    «endpoints»: [https://m.corp]
    «rewrites»: {}
configs:
  m.corp:
    tls:
      «insecureSkipVerify»: true
      «caFile»: /x.pem
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: [https://m.corp]
«config»:
  m.corp:
    tls: {}
`},{"etc/rancher/k3s/registries.yaml":`mirrors:
  docker.io:
    endpoint: «https://m.corp»
`},{"etc/rancher/k3s/registries.yaml":`configs:
  reg.corp:
    tls:
      ca_file: «[/x.pem]»
      insecure_skip_verify: «"true"»
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
`}]}},"k3s-registry-wildcard-insecure":{citations:[{document:`K3s documentation: Private Registry Configuration`,section:`Wildcard Support`,says:`The default configuration is used for every registry that has no specific entry.`,url:`https://docs.k3s.io/installation/private-registry`},{document:`k3s pkg/agent/containerd/config.go`,section:`getHostConfigs`,says:'The entry "*" becomes containerd\'s `_default` directory.',url:`https://github.com/k3s-io/k3s/blob/main/pkg/agent/containerd/config.go`}],examples:{bad:[{"etc/rancher/k3s/registries.yaml":`mirrors:
  "*":
    endpoint:
      - "https://m.corp:5000"
configs:
  "*":
    tls:
      insecure_skip_verify: «true»
`}],good:[{"etc/rancher/k3s/registries.yaml":`configs:
  "*":
    tls:
      ca_file: /etc/ssl/corp/root.pem
`},{"registries.yaml.j2":`configs:
  "*":
    tls:
      insecure_skip_verify: {{ insecure }}
`}]}},"acme-issuer-skip-tls-verify":{citations:[{document:`cert-manager API reference`,section:`ACMEIssuer, skipTLSVerify`,says:`Requests to the ACME server will not have the TLS certificate chain validated; mutually exclusive with caBundle.`,url:`https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEIssuer`}],examples:{bad:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: internal
spec:
  acme:
    server: https://acme.corp/directory
    skipTLSVerify: «true»
    privateKeySecretRef: {name: internal-account}
`}],good:[{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: internal
spec:
  acme:
    server: https://acme.corp/directory
    caBundle: ⟦root|base64⟧
    privateKeySecretRef: {name: internal-account}
`},{"issuer.yaml":`apiVersion: cert-manager.io/v1
kind: Issuer
metadata:
  name: letsencrypt
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    skipTLSVerify: false
`}]}},"apiservice-insecure-skip-tls":{citations:[{document:`Kubernetes API reference`,section:`APIService v1, spec.insecureSkipTLSVerify`,says:`Disables TLS certificate verification when communicating with this server. This is strongly discouraged.`,url:`https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/api-service-v1/`}],examples:{bad:[{"metrics.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
spec:
  group: metrics.k8s.io
  version: v1beta1
  service: {name: metrics-server, namespace: kube-system}
  insecureSkipTLSVerify: «true»
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
`}]}},"apiservice-insecure-with-cabundle":{citations:[{document:`kubernetes/kube-aggregator`,section:`pkg/apis/apiregistration/validation/validation.go`,says:`insecureSkipTLSVerify may not be true if caBundle is present, nor on an APIService without a service.`,url:`https://github.com/kubernetes/kube-aggregator/blob/master/pkg/apis/apiregistration/validation/validation.go`}],examples:{bad:[{"metrics.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
spec:
  service: {name: metrics-server, namespace: kube-system}
  insecureSkipTLSVerify: «true»
  caBundle: ⟦root|base64⟧
`},{"local.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1.apps
spec:
  group: apps
  version: v1
  insecureSkipTLSVerify: «true»
`}],good:[{"metrics.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
spec:
  service: {name: metrics-server, namespace: kube-system}
  caBundle: ⟦root|base64⟧
`},{"patch.yaml":`apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
spec:
  service: {name: metrics-server, namespace: kube-system}
  insecureSkipTLSVerify: false
  caBundle: ⟦root|base64⟧
`}]}},"gateway-backend-insecure-skip-verify":{citations:[{document:`Envoy Gateway API reference`,section:`BackendTLSSettings, insecureSkipVerify`,says:`It indicates whether the upstream's certificate verification should be skipped.`,url:`https://gateway.envoyproxy.io/docs/api/extension_types/#backendtlssettings`}],examples:{bad:[{"backend.yaml":`apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata:
  name: storage
spec:
  endpoints:
    - fqdn: {hostname: storage.corp, port: 443}
  tls: {insecureSkipVerify: «true»}
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
`}]}},"gateway-backendtls-invalid":{citations:[{document:`Gateway API reference`,section:`BackendTLSPolicyValidation`,says:`Exactly one of caCertificateRefs and wellKnownCACertificates must be set, and hostname is required.`,url:`https://gateway-api.sigs.k8s.io/reference/spec/#backendtlspolicyvalidation`}],examples:{bad:[{"policy.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: shop
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  validation: «{hostname: shop.web.svc}»
`},{"policy.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: shop
  namespace: web
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  validation:
    hostname: shop.web.svc
    caCertificateRefs: [{group: "", kind: ConfigMap, name: «shop-ca»}]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-ca
  namespace: web
data:
  root.crt: |
    ⟦root⟧
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
    ⟦root⟧
`},{"overlay/patch.yaml":`apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: shop
spec:
  validation: {hostname: shop.corp}
`}]}},"haproxy-server-verify-none":{citations:[{document:`HAProxy Configuration Manual`,section:`5.2, verify [none|required]`,says:`With none, the server's certificate is not verified; it is open to man-in-the-middle attacks.`,url:`https://docs.haproxy.org/3.0/configuration.html#5.2-verify`},{document:`haproxy/haproxy`,section:`src/ssl_sock.c`,says:`verify is enabled by default but no CA file specified: the configuration is refused.`,url:`https://github.com/haproxy/haproxy/blob/master/src/ssl_sock.c`}],examples:{bad:[{"haproxy.cfg":`backend shop
  server a 10.0.0.1:443 ssl verify «none»
`},{"haproxy.cfg":`global
  ssl-server-verify «none»
`},{"haproxy.cfg":`global
  maxconn 100
backend shop
  server a shop.corp:443 «ssl» check
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
`}]}},"imagepullsecret-committed":{citations:[{document:`Kubernetes documentation`,section:`Good practices for Kubernetes Secrets, Avoid sharing Secret manifests`,says:`A Secret in a manifest, encoded as base64, is available to everyone who can read the manifest: base64 is no encryption.`,url:`https://kubernetes.io/docs/concepts/security/secrets-good-practices/`},{document:`Docker documentation`,section:`docker login, Credential stores`,says:`Without a credential store, the auth of config.json is the user and password in base64.`,url:`https://docs.docker.com/reference/cli/docker/login/#credential-stores`}],examples:{bad:[{"regcred.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: regcred
type: kubernetes.io/dockerconfigjson
stringData:
  «.dockerconfigjson»: '{"auths": {"reg.corp:5000": {"username": "ci", "password": "correct horse battery"}}}'
`},{"regcred.yaml":`apiVersion: v1
kind: Secret
metadata:
  name: regcred
type: kubernetes.io/dockerconfigjson
data:
  «.dockerconfigjson»: eyJhdXRocyI6eyJyZWcuY29ycCI6eyJhdXRoIjoiWTJrNlkyOXljbVZqZEMxb2IzSnpaUT09In19fQ==
`},{"ci/.docker/config.json":`{"auths": {«"reg.corp"»: {"auth": "Y2k6Y29ycmVjdC1ob3JzZQ=="}}}
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
`},{"ci/.docker/config.json":`{"auths": {"reg.corp": {}}, "credsStore": "pass"}
`},{"ci/.docker/config.json":`{"auths": {"reg.corp": {"auth": "\${REGISTRY_AUTH}"}}}
`},{"ci/.docker/config.json":`{"auths": {"reg.corp": {"auth": "dXNlcjp5b3VyLXBhc3N3b3Jk"}}}
`}]}},"ingress-auth-tls-weak":{citations:[{document:`ingress-nginx documentation`,section:`Annotations, Client Certificate Authentication`,says:`off requests no client certificate; optional_no_ca does not fail if the certificate is not signed by the CA.`,url:`https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#client-certificate-authentication`}],examples:{bad:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: admin
  annotations:
    nginx.ingress.kubernetes.io/auth-tls-secret: web/clients-ca
    nginx.ingress.kubernetes.io/auth-tls-verify-client: «optional_no_ca»
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
`}]}},"ingress-nginx-proxy-ssl-verify-ignored":{citations:[{document:`kubernetes/ingress-nginx`,section:`internal/ingress/annotations/proxyssl/main.go, Parse`,says:`Without proxy-ssl-secret no other proxy-ssl annotation is read; a verify that is not on or off counts as off.`,url:`https://github.com/kubernetes/ingress-nginx/blob/main/internal/ingress/annotations/proxyssl/main.go`}],examples:{bad:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: HTTPS
    nginx.ingress.kubernetes.io/proxy-ssl-verify: «"on"»
`},{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/proxy-ssl-secret: web/shop-ca
    nginx.ingress.kubernetes.io/proxy-ssl-verify: «"true"»
`},{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/proxy-ssl-secret: «pki/shop-ca»
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
`}]}},"ingress-nginx-upstream-unverified":{citations:[{document:`ingress-nginx documentation`,section:`Annotations, Backend Certificate Authentication`,says:`proxy-ssl-verify enables or disables verification of the proxied HTTPS server certificate (default: off).`,url:`https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-certificate-authentication`}],examples:{bad:[{"ingress.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: «HTTPS»
spec:
  rules:
    - host: shop.corp
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 443}}}}
`},{"values.yaml":`ingress:
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: «"GRPCS"»
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
`}]}},"istio-dr-credentialname-sidecar":{citations:[{document:`Istio API reference`,section:`Destination Rule, ClientTLSSettings, credentialName`,says:`The field is applicable at sidecars only if the DestinationRule has a workloadSelector specified.`,url:`https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings`}],examples:{bad:[{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: payments
spec:
  host: payments.corp
  trafficPolicy:
    tls: {mode: MUTUAL, credentialName: «payments-client»}
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
`}]}},"istio-dr-insecure-skip-verify":{citations:[{document:`Istio API reference`,section:`Destination Rule, ClientTLSSettings, insecureSkipVerify`,says:`The proxy skips verifying the CA signature and SAN for the server certificate of the host.`,url:`https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings`}],examples:{bad:[{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: payments
spec:
  host: payments.corp
  trafficPolicy:
    tls:
      mode: SIMPLE
      insecureSkipVerify: «true»
`},{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: payments
spec:
  host: payments.corp
  trafficPolicy:
    portLevelSettings:
      - port: {number: 443}
        tls: {mode: «DISABLE»}
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
`}]}},"istio-dr-simple-no-ca":{citations:[{document:`Istio API reference`,section:`Destination Rule, ClientTLSSettings, caCertificates`,says:`If omitted, the proxy verifies the server's certificate with the operating system's CA certificates.`,url:`https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings`},{document:`Istio documentation`,section:`Analysis messages, NoServerCertificateVerificationDestinationLevel (IST0128)`,says:`Without caCertificates, releases that do not use the operating system's CAs verify nothing.`,url:`https://istio.io/latest/docs/reference/config/analysis/ist0128/`}],examples:{bad:[{"rule.yaml":`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: db
spec:
  host: db.data.svc.cluster.local
  trafficPolicy:
    tls: {mode: «SIMPLE»}
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
`}]}},"kubeadm-unsafe-discovery":{citations:[{document:`Kubernetes documentation`,section:`kubeadm join, Token-based discovery without CA pinning`,says:`This mode relies only on the symmetric token; it weakens the kubeadm security model.`,url:`https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-join/#token-based-discovery-without-ca-pinning`}],examples:{bad:[{"join.yaml":`apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken:
    apiServerEndpoint: k8s.corp:6443
    token: abcdef.0123456789abcdef
    unsafeSkipCAVerification: «true»
`},{"join.sh":`#!/bin/sh
kubeadm join k8s.corp:6443 --token $TOKEN «--discovery-token-unsafe-skip-ca-verification»
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
`}]}},"kubeconfig-ca-conflict":{citations:[{document:`kubernetes/client-go`,section:`transport/transport.go, TLSConfigFor`,says:`Specifying a root certificates file with the insecure flag is not allowed.`,url:`https://github.com/kubernetes/client-go/blob/master/transport/transport.go`}],examples:{bad:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority: ca.crt
      insecure-skip-tls-verify: «true»
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
`}]}},"kubeconfig-ca-invalid":{citations:[{document:`Kubernetes documentation`,section:`kubeconfig (v1), Cluster, certificate-authority-data`,says:`It contains PEM-encoded certificate authority certificates; as bytes in YAML, they are written in base64.`,url:`https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/`}],examples:{bad:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: «bm90LWEtY2VydGlmaWNhdGU=»
`},{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: «⟦end-entity|base64⟧»
`},{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: «http://k8s.corp:8080»
`}],good:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: ⟦root|base64⟧
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
`}]}},"kubeconfig-insecure-skip-tls":{citations:[{document:`Kubernetes documentation`,section:`kubeconfig (v1), Cluster`,says:`InsecureSkipTLSVerify skips the validity check for the server's certificate. This will make your HTTPS connections insecure.`,url:`https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/`}],examples:{bad:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      insecure-skip-tls-verify: «true»
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
          insecure-skip-tls-verify: «true»
`}],good:[{kubeconfig:`apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://k8s.corp:6443
      certificate-authority-data: ⟦root|base64⟧
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
`}]}},"metrics-server-kubelet-insecure":{citations:[{document:`kubernetes-sigs/metrics-server`,section:`README, Configuration, --kubelet-insecure-tls`,says:`Do not verify the CA of serving certificates presented by Kubelets. For testing purposes only.`,url:`https://github.com/kubernetes-sigs/metrics-server#configuration`},{document:`Kubernetes documentation`,section:`Certificate Management with kubeadm, Enabling signed kubelet serving certificates`,says:`serverTLSBootstrap makes kubelets request their certificate from the cluster's CA; somebody must approve it.`,url:`https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#kubelet-serving-certs`}],examples:{bad:[{"metrics-server.yaml":`apiVersion: apps/v1
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
            - «--kubelet-insecure-tls»
`},{"release.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: metrics-server
spec:
  values:
    args:
      - «--kubelet-insecure-tls»
`},{"install.sh":`#!/bin/sh
helm install ms metrics-server/metrics-server --set «args={--kubelet-insecure-tls}»
`},{"patch.sh":`kubectl -n kube-system patch deployment metrics-server --type=json -p '[
  {"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "«--kubelet-insecure-tls»"}
]'
`},{"patch.yaml":`- op: add
  path: /spec/template/spec/containers/0/args/-
  value: «--kubelet-insecure-tls»
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
  value: «--kubelet-insecure-tls»
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
`}]}},"observability-tls-off":{citations:[{document:`Grafana documentation`,section:`Provisioning, data sources, jsonData.tlsSkipVerify`,says:`It controls whether a client verifies the server's certificate chain and host name.`,url:`https://grafana.com/docs/grafana/latest/administration/provisioning/#json-data`},{document:`OpenTelemetry Collector documentation`,section:`TLS Configuration Settings`,says:`insecure disables client transport security; insecure_skip_verify leaves it on and verifies no certificate.`,url:`https://github.com/open-telemetry/opentelemetry-collector/blob/main/config/configtls/README.md`},{document:`Traefik documentation`,section:`Observability, metrics.otlp.grpc.insecure`,says:`Lets it send to the collector without a secured protocol; the same setting is there for logs and traces.`,url:`https://doc.traefik.io/traefik/reference/install-configuration/observability/metrics/`},{document:`Elastic documentation`,section:`Configure SSL, verification_mode`,says:`none performs no verification of the server's certificate; it disables many of the benefits of TLS.`,url:`https://www.elastic.co/docs/reference/beats/filebeat/configuration-ssl`}],examples:{bad:[{"datasources.yaml":`apiVersion: 1
datasources:
  - name: logs
    url: https://loki.corp
    jsonData: {tlsSkipVerify: «true»}
`},{"collector.yaml":`receivers: {otlp: {}}
exporters:
  otlp:
    endpoint: traces.corp:4317
    tls: {insecure: «true»}
`},{"collector.yaml":`receivers: {otlp: {}}
exporters:
  otlp/agent:
    endpoint: agent.observability.svc.cluster.local:4317
    tls::insecure: «true»
`},{"traefik.toml":`[providers.rest]
  insecure = true

[tracing.otlp.grpc]
  endpoint = "traces.corp:4317"
  insecure = «true»
`},{"values.yaml":`trace:
  provider: otel
  otel:
    endpoint: traces.corp:4318
    insecure: «true»
`},{"collector.yaml":`apiVersion: opentelemetry.io/v1alpha1
kind: OpenTelemetryCollector
metadata: {name: gateway}
spec:
  config: |
    exporters:
      otlp:
        endpoint: traces.corp:4317
        tls:
          insecure_skip_verify: «true»
`},{"filebeat.yml":`output.elasticsearch:
  hosts: ["https://logs.corp:9200"]
  ssl.verification_mode: «none»
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
`}]}},"openshift-route-insecure-edge":{citations:[{document:`OpenShift API reference`,section:`Route, spec.tls.insecureEdgeTerminationPolicy`,says:`Allow: traffic is sent to the server on the insecure port; Redirect sends clients to the secure port.`,url:`https://docs.okd.io/latest/rest_api/network_apis/route-route-openshift-io-v1.html`}],examples:{bad:[{"route.yaml":`apiVersion: route.openshift.io/v1
kind: Route
metadata:
  name: shop
spec:
  host: shop.corp
  to: {kind: Service, name: shop}
  tls:
    termination: edge
    insecureEdgeTerminationPolicy: «Allow»
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
`}]}},"prometheus-tls-insecure":{citations:[{document:`Prometheus documentation`,section:`Configuration, tls_config`,says:`insecure_skip_verify: disable validation of the server certificate.`,url:`https://prometheus.io/docs/prometheus/latest/configuration/configuration/#tls_config`},{document:`Prometheus Operator API reference`,section:`SafeTLSConfig, insecureSkipVerify`,says:`Disable target certificate validation.`,url:`https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.SafeTLSConfig`}],examples:{bad:[{"monitor.yaml":`apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: shop
spec:
  endpoints:
    - port: https
      scheme: https
      tlsConfig: {insecureSkipVerify: «true»}
`},{"prometheus.yml":`scrape_configs: []
remote_write:
  - url: https://metrics.corp/write
    tls_config:
      insecure_skip_verify: «true»
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
`}]}},"tls-secret-undefined":{citations:[{document:`Kubernetes documentation`,section:`Ingress, TLS`,says:`Referencing this secret in an Ingress tells the Ingress controller to secure the channel from the client to the load balancer using TLS.`,url:`https://kubernetes.io/docs/concepts/services-networking/ingress/#tls`},{document:`Gateway API`,section:`GatewayTLSConfig, certificateRefs`,says:`References to a resource that does not exist must set ResolvedRefs to False on the listener, with the reason InvalidCertificateRef.`,url:`https://gateway-api.sigs.k8s.io/reference/spec/#listenertlsconfig`}],examples:{bad:[{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: web}
spec:
  tls:
    - hosts: [shop.corp.example.com]
      secretName: «shop-tsl»
---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: web}
stringData:
  tls.crt: |
    ⟦end-entity+intermediate⟧
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
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
`,"release.yaml":`apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: certificates}
spec: {chart: {spec: {chart: certificates}}}
`},{"shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
`,"setup.sh":`#!/bin/sh
kubectl create secret tls shop-tls --cert=tls.crt --key=tls.key
`},{"chart/Chart.yaml":`name: shop
`,"chart/templates/shop.yaml":`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.corp.example.com], secretName: shop-tls}]
`}]}},"traefik-insecure-skip-verify":{citations:[{document:`Traefik documentation`,section:`Routing, ServersTransport, insecureSkipVerify`,says:`It disables SSL certificate verification; rootCAs is the set of CAs to verify self-signed certificates with.`,url:`https://doc.traefik.io/traefik/reference/routing-configuration/http/load-balancing/serverstransport/`}],examples:{bad:[{"transport.yaml":`apiVersion: traefik.io/v1alpha1
kind: ServersTransport
metadata:
  name: shop
spec:
  insecureSkipVerify: «true»
`},{"traefik.toml":`[entryPoints.web]
  address = ":80"

[serversTransport]
  insecureSkipVerify = «true»
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
          args: [--api, «--serversTransport.insecureSkipVerify=true», «--tracing.otlp.grpc.tls.insecureSkipVerify»]
`},{"labels.yml":`- «"traefik.http.middlewares.sso.forwardauth.tls.insecureskipverify=true"»
- traefik.enable=true
`},{"shop.nomad":`service {
  tags = ["traefik.enable=true", «"traefik.http.serverstransports.a.insecureskipverify=true"»]
}
`},{"group_vars/all.yml":`proxy:
  middlewares:
    sso: {forwardAuth: {tls: {insecureSkipVerify: «true»}}}
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
`}]}},"vault-skip-verify":{citations:[{document:`Vault documentation`,section:`Commands, VAULT_SKIP_VERIFY`,says:`Do not verify Vault's presented certificate before communicating with it. Not recommended.`,url:`https://developer.hashicorp.com/vault/docs/commands#vault_skip_verify`},{document:`Vault documentation`,section:`Agent Injector annotations, vault.hashicorp.com/tls-skip-verify`,says:`If true, the Vault Agent skips verification of Vault's certificate. Not recommended in production.`,url:`https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations`}],examples:{bad:[{"deploy.sh":`#!/bin/sh
export VAULT_SKIP_VERIFY=«true»
vault kv get kv/app
`},{"deploy.sh":`#!/bin/sh
vault login «-tls-skip-verify» -method=oidc
`},{"app.yaml":`apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  template:
    metadata:
      annotations:
        vault.hashicorp.com/agent-inject: "true"
        vault.hashicorp.com/tls-skip-verify: «"true"»
`},{"agent.hcl":`vault {
  address = "https://vault.corp:8200"
  tls_skip_verify = «true»
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
`}]}},"webhook-cabundle-invalid":{citations:[{document:`Kubernetes API reference`,section:`WebhookClientConfig, caBundle`,says:`A PEM encoded CA bundle which will be used to validate the webhook's server certificate.`,url:`https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-webhook-configuration-v1/`},{document:`cert-manager documentation`,section:`CA Injector`,says:`cert-manager.io/inject-ca-from makes cainjector fill in the caBundle from a Certificate.`,url:`https://cert-manager.io/docs/concepts/ca-injector/`}],examples:{bad:[{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: shop
webhooks:
  - name: shop.corp
    clientConfig:
      service: {name: shop, namespace: web}
      caBundle: «⟦end-entity|base64⟧»
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
        caBundle: «"not base64, certainly"»
`}],good:[{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: shop
webhooks:
  - name: shop.corp
    clientConfig:
      service: {name: shop, namespace: web}
      caBundle: ⟦root|base64⟧
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
`}]}},"webhook-cabundle-mismatch":{citations:[{document:`Kubernetes API reference`,section:`WebhookClientConfig, caBundle`,says:`A PEM encoded CA bundle which will be used to validate the webhook's server certificate.`,url:`https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-webhook-configuration-v1/`}],examples:{bad:[{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: «⟦other-root|base64⟧»
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
    ⟦service⟧
`}],good:[{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: ⟦service-root|base64⟧
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
    ⟦service⟧
`},{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: ⟦other-root+service-root|base64⟧
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
    ⟦service⟧
`},{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
  annotations: {cert-manager.io/inject-ca-from: web/hook}
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: ⟦other-root|base64⟧
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
    ⟦service⟧
`},{"webhook.yaml":`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: hook
webhooks:
  - name: hook.corp
    clientConfig:
      service: {name: hook, namespace: web}
      caBundle: ⟦other-root|base64⟧
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
    ⟦service⟧
`}]}},"dev-cluster-insecure-registry":{citations:[{document:`minikube documentation`,section:`Registries, Enabling Insecure Registries`,says:`--insecure-registry is handed to the container runtime when the cluster is created, and kept with it.`,url:`https://minikube.sigs.k8s.io/docs/handbook/registry/`},{document:`Colima documentation`,section:`Docker daemon configuration`,says:`What stands under docker in the profile is written to daemon.json of the virtual machine.`,url:`https://github.com/abiosoft/colima/blob/main/docs/FAQ.md`}],examples:{bad:[{"hack/cluster.sh":`#!/bin/sh
minikube start «--insecure-registry» reg.corp:5000 --cpus 4
`},{"colima.yaml":`cpu: 4
docker:
  insecure-registries: [«reg.corp:5000»]
`}],good:[{"hack/cluster.sh":`#!/bin/sh
install ca.crt ~/.minikube/certs/registry.crt
minikube start --embed-certs
`},{"hack/cluster.sh":`#!/bin/sh
minikube start --insecure-registry=localhost:5000
`},{"colima.yaml":`cpu: 4
docker:
  insecure-registries: []
`}]}},"openshift-inject-bundle-nonempty":{citations:[{document:`OKD documentation`,section:`Configuring a custom PKI, Certificate injection using Operators`,says:`A ConfigMap with the label must be empty of data: the operator injects ca-bundle.crt and owns the rest.`,url:`https://docs.okd.io/latest/networking/configuring_network_settings/configuring-a-custom-pki.html`}],examples:{bad:[{"ca.yaml":`apiVersion: v1
kind: ConfigMap
metadata:
  name: trusted-ca
  labels:
    config.openshift.io/inject-trusted-cabundle: "true"
«data»:
  corp.crt: |
    ⟦root⟧
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
    ⟦root⟧
`}]}},"openshift-insecure-registries":{citations:[{document:`openshift/api`,section:`config/v1, RegistrySources.insecureRegistries`,says:`Registries which do not have a valid TLS certificate or only support HTTP connections.`,url:`https://github.com/openshift/api/blob/master/config/v1/types_image.go`},{document:`openshift/api`,section:`image/v1, TagImportPolicy.insecure`,says:`If true, the server may bypass certificate verification or connect directly over HTTP during image import.`,url:`https://github.com/openshift/api/blob/master/image/v1/types.go`}],examples:{bad:[{"image.yaml":`apiVersion: config.openshift.io/v1
kind: Image
metadata:
  name: cluster
spec:
  registrySources:
    insecureRegistries: [«reg.corp:5000», «"*.corp"»]
  allowedRegistriesForImport:
    - domainName: reg.corp
      insecure: «true»
`},{"stream.yaml":`apiVersion: image.openshift.io/v1
kind: ImageStream
metadata:
  name: app
spec:
  tags:
    - name: latest
      from: {kind: DockerImage, name: "reg.corp:5000/team/app:latest"}
      importPolicy: {insecure: «true»}
`},{"stream.yaml":`apiVersion: image.openshift.io/v1
kind: ImageStream
metadata:
  name: app
  annotations:
    openshift.io/image.insecureRepository: «"true"»
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
`}]}},"openshift-registry-ca-key":{citations:[{document:`OKD documentation`,section:`Setting up additional trusted certificate authorities for builds`,says:`The key is the host name of the registry, with the port as ..5000; the ConfigMap is in openshift-config.`,url:`https://docs.okd.io/latest/cicd/builds/setting-up-trusted-ca.html`}],examples:{bad:[{"image.yaml":`apiVersion: config.openshift.io/v1
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
  «reg.corp_5000»: |
    ⟦root⟧
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
  «registry.corp»: |
    ⟦root⟧
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
  namespace: «default»
data:
  reg.corp: |
    ⟦root⟧
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
    ⟦root⟧
  registry.corp..5000: |
    ⟦root⟧
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
`}]}},"talos-ca-encoding":{citations:[{document:`Talos documentation`,section:`v1alpha1 Config, machine.registries.config.*.tls.ca`,says:`CA registry certificate to add to the list of trusted certificates; certificate should be base64-encoded.`,url:`https://www.talos.dev/latest/reference/configuration/v1alpha1/config/`},{document:`Talos documentation`,section:`RegistryTLSConfig.ca and TrustedRootsConfig.certificates`,says:`Certificates are PEM-encoded text in the documents of their own.`,url:`https://www.talos.dev/latest/reference/configuration/cri/registrytlsconfig/`}],examples:{bad:[{"talos/controlplane.yaml":`version: v1alpha1
machine:
  type: controlplane
  registries:
    config:
      reg.corp:5000:
        tls:
          ca: «|-
            ⟦root⟧»
cluster: {}
`},{"talos/registry.yaml":`apiVersion: v1alpha1
kind: RegistryTLSConfig
name: reg.corp:5000
ca: «⟦root|base64⟧»
`}],good:[{"talos/controlplane.yaml":`version: v1alpha1
machine:
  type: controlplane
  registries:
    config:
      reg.corp:5000:
        tls:
          ca: ⟦root|base64⟧
cluster: {}
`},{"talos/roots.yaml":`apiVersion: v1alpha1
kind: TrustedRootsConfig
name: corp
certificates: |-
  ⟦root⟧
`},{"talos/registry.yaml.tmpl":`apiVersion: v1alpha1
kind: RegistryTLSConfig
name: reg.corp
ca: {{ .Values.registryCa }}
`}]}},"talos-registry-insecure":{citations:[{document:`Talos documentation`,section:`RegistryTLSConfig, insecureSkipVerify`,says:`Skip TLS server certificate verification (not recommended); ca is added to the trusted CAs.`,url:`https://www.talos.dev/latest/reference/configuration/cri/registrytlsconfig/`},{document:`Talos documentation`,section:`v1alpha1 Config, machine.registries`,says:`config has the TLS settings by host, mirrors the endpoints; an endpoint is asked by its scheme.`,url:`https://www.talos.dev/latest/reference/configuration/v1alpha1/config/`}],examples:{bad:[{"talos/registry.yaml":`apiVersion: v1alpha1
kind: RegistryTLSConfig
name: reg.corp:5000
insecureSkipVerify: «true»
`},{"talos/controlplane.yaml":`version: v1alpha1
machine:
  type: controlplane
  registries:
    mirrors:
      docker.io:
        endpoints: [«"http://mirror.corp:5000"»]
    config:
      reg.corp:5000:
        tls: {insecureSkipVerify: «true»}
cluster: {}
`}],good:[{"talos/registry.yaml":`apiVersion: v1alpha1
kind: RegistryTLSConfig
name: reg.corp:5000
ca: |-
  ⟦root⟧
insecureSkipVerify: false
`},{"talos/mirror.yaml":`apiVersion: v1alpha1
kind: RegistryMirrorConfig
name: docker.io
endpoints:
  - url: https://mirror.corp:5000
`}]}}};async function r({rule:n,options:r},l){let{color:u}=t.k({...i(r),config:!1},l),d=await t.Z(),m=n===void 0?d:[a(n,d)],h=t.E(u),v=r.format??`text`;return v===`json`?await l.out(`${JSON.stringify(n===void 0?m.map(g):_(c(m[0])),null,2)}\n`):v===`markdown`?await l.out(n===void 0?f(m):p(c(m[0]))):await l.out(n===void 0?o(m,h):s(m[0],h)),e.u.passed}function i({format:e,...t}){return t}function a(t,n){let r=n.find(e=>e.id===t);if(r!==void 0)return r;let i=e.a(t,n.map(e=>e.id));throw new e.l({message:`there is no rule ${t}`,hint:i??"`tlsgate rules` lists them"})}function o(e,t){let n=Math.max(...e.map(({id:e})=>e.length));return`${v(e).map(([e,r])=>[t.bold(e),...r.map(({id:e,level:r,summary:i})=>`  ${e.padEnd(n)}  ${t.level(r,r.padEnd(7))}  ${i}`)].join(`
`)).join(`

`)}\n\n${e.length} rules · tlsgate rules ID explains one\n`}function s(e,t){let{id:n,family:r,level:i,summary:a,why:o,fix:s,citations:d,controls:f=[],examples:p}=c(e);return`${[`${t.bold(n)} ${t.dim(`(${r}, ${i})`)}`,a,``,`${t.bold(`Why:`)} ${o}`,`${t.bold(`Fix:`)} ${s}`,``,t.bold(`Sources:`),...d.map(e=>`  ${l(e)}`),...f.length===0?[]:[`${t.bold(`Controls:`)} ${f.join(`, `)}`],``,t.bold(`Bad (between the marks stands what the finding points at):`),u(p.bad[0]),``,t.bold(`Good:`),u(p.good[0])].join(`
`)}\n`}function c(e){return{...e,...n[e.id]}}function l({document:e,section:t,says:n,url:r}){return`${e}${t===void 0?``:`, ${t}`}: ${n}${r===void 0?``:` ${r}`}`}function u(e){return Object.entries(e).map(([e,t])=>`  ${e}\n${d(t).replaceAll(/^/gm,`    `)}`).join(`
`)}function d(e){return e.trimEnd().replaceAll(/⟦([^⟧|]+)(?:\|(\w+))?⟧/g,(e,t,n)=>t.endsWith(`.key`)?`<private key of ${t.slice(0,-4)}>`:`<certificate ${t}${n===void 0?``:`, ${n}`}>`)}function f(e){return`${[`| Rule | Family | Level | Finds |`,`| --- | --- | --- | --- |`,...e.map(({id:e,family:t,level:n,summary:r})=>`| \`${e}\` | ${t} | ${n} | ${h(r)} |`)].join(`
`)}\n`}function p({id:e,family:t,level:n,summary:r,why:i,fix:a,citations:o,examples:s}){return`${[`## ${e}`,``,`${r}. (${t}, ${n})`,``,i,``,a,``,...o.map(e=>`- ${l(e)}`),``,`### Bad`,``,...m(s.bad[0]),`### Good`,``,...m(s.good[0])].join(`
`)}\n`}function m(e){return Object.entries(e).flatMap(([e,t])=>[`\`${e}\``,``,"````",d(t),"````",``])}function h(e){return e.replaceAll(`|`,`\\|`)}function g({id:e,family:t,level:n,summary:r}){return{id:e,family:t,level:n,summary:r}}function _({id:e,family:t,level:n,summary:r,why:i,fix:a,citations:o,controls:s=[],examples:c}){return{id:e,family:t,level:n,summary:r,why:i,fix:a,citations:o,controls:s,examples:c}}function v(e){let t=/* @__PURE__ */ new Map;for(let n of e)t.set(n.family,[...t.get(n.family)??[],n]);return[...t]}exports.runRules=r;