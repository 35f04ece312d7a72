import { classesAt, controllersAt, controllersOf } from "../../controllers/controllers.ts"
import { yaml } from "../../model/help.ts"
import { rule } from "../rule.ts"
import {
  about,
  certManagerDoc,
  classOf,
  inDocument,
  issuersOf,
  objectText,
  placed,
  verifyChallenge,
} from "./issuers.shared.ts"
import { requestsFor } from "./requests.shared.ts"

export const http01NoClassMultiController = rule({
  id: "http01-no-class-multi-controller",
  family: "acme",
  level: "error",
  summary: "An HTTP-01 solver names no ingress class, where several controllers run",
  citations: [
    certManagerDoc(
      "HTTP01",
      "class",
      "Without a class, all ingress controllers installed in the cluster will serve traffic for the challenge solver.",
      "configuration/acme/http01/",
    ),
  ],
  why: "Each controller takes the challenge's Ingress for its own, or only the default class does: the name may resolve to another, and the certificate stays pending.",
  fix: "Name the class whose controller the names resolve to: ingressClassName.",

  on: "repository",
  *check(inventory, { options }) {
    const controllers = controllersOf(inventory, options.controllers)
    for (const found of issuersOf(inventory)) {
      const { document } = found
      for (const solver of found.solvers) {
        const entry = solver.ingress
        if (entry === undefined || classOf(entry.value) !== undefined) continue
        const requests = requestsFor(found, solver, inventory)
        if (requests.length > 0 && requests.every(({ override }) => override !== undefined)) continue
        const near = [...controllersAt(controllers, document.path, inventory).values()]
        const classes = classesAt(controllers.classes, document.path, inventory)
        const standard = classes.filter(({ isDefault }) => isDefault)
        const only = standard.length === 1 ? standard[0] : undefined
        const names = near.map(({ controller }) => controller)
        const takers =
          only !== undefined
            ? `only the default class ${only.name} serves its challenges`
            : `whoever takes Ingresses without a class serves its challenges`
        const fate = names.length > 1 ? `of ${names.join(", ")}, ${takers}` : takers
        yield {
          message: `The HTTP-01 solver of ${objectText(document)} names no ingress class: ${fate}, whichever controller a name resolves to.`,
          help: [
            {
              do: "Name the class whose controller the names resolve to:",
              copy: yaml("http01:", "  ingress:", `    ingressClassName: ${(only ?? classes[0])?.name ?? "nginx"}`),
              verify: verifyChallenge,
            },
          ],
          at: placed(document, entry.key, inventory),
          level: inDocument(
            near.length > 1 ? "error" : near.length === 1 && only !== undefined ? "notice" : "warning",
            document,
          ),
          related: near.flatMap(({ by, at }) => (at === undefined ? [] : [{ message: `a controller: ${by}`, at }])),
          ...about(document),
          identity: `solver ${solver.index}`,
        }
      }
    }
  },
})
