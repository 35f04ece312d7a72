export interface CertificateList { readonly der: Uint8Array }
