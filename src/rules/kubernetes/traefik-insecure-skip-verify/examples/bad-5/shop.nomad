service {
  tags = ["traefik.enable=true", "traefik.http.serverstransports.a.insecureskipverify=true"]
}
