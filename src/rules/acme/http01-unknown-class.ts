import { classesAt, controllersAt, controllersOf } from "../../controllers/controllers.ts"
import { controllerOfClassName } from "../../controllers/names.ts"
import { yaml } from "../../model/help.ts"
import { isTemplated } from "../levels.ts"
import { rule } from "../rule.ts"
import {
  about,
  certManagerCode,
  classOf,
  inDocument,
  issuersOf,
  objectText,
  placed,
  verifyChallenge,
} from "./issuers.shared.ts"

export const http01UnknownClass = rule({
  id: "http01-unknown-class",
  family: "acme",
  level: "warning",
  summary: "An HTTP-01 solver names an ingress class that nothing in the repository provides",
  citations: [
    certManagerCode(
      "pkg/apis/acme/v1/types_issuer.go",
      "ACMEChallengeSolverHTTP01Ingress",
      "`ingressClassName` is set on the Ingress that is made for the challenge.",
    ),
  ],
  why: "No controller takes the challenge's Ingress, so nothing answers, and the certificate stays pending.",
  fix: "Name one of the classes that are there.",

  on: "repository",
  *check(inventory, { options }) {
    const controllers = controllersOf(inventory, options.controllers)
    for (const { document, solvers } of issuersOf(inventory)) {
      const classes = classesAt(controllers.classes, document.path, inventory)
      if (classes.length === 0) continue
      const installed = controllersAt(controllers, document.path, inventory)
      for (const { ingress, index } of solvers) {
        const chosen = ingress === undefined ? undefined : classOf(ingress.value)
        if (chosen?.value.kind !== "scalar" || chosen.key.value === "name" || isTemplated(chosen.value)) continue
        const name = chosen.value.value
        // No class can be called that: http01-class-conflict says so.
        if (name.includes("/")) continue
        const usual = controllerOfClassName(name)
        if (classes.some((known) => known.name === name) || (usual !== undefined && installed.has(usual))) continue
        const known = [...new Set(classes.map((one) => one.name))]
        yield {
          message: `${objectText(document)} solves challenges with the ingress class ${name}, which nothing here provides (there are ${known.join(", ")}): no controller may take the challenge.`,
          help: [
            {
              do: "Name a class that is there:",
              copy: yaml(`ingressClassName: ${known[0]}`),
              verify: "kubectl get ingressclass",
            },
            { do: "See that the challenge passes.", verify: verifyChallenge },
          ],
          at: placed(document, chosen.value, inventory),
          level: inDocument("warning", document),
          ...about(document),
          identity: `solver ${index} ${name}`,
        }
      }
    }
  },
})
