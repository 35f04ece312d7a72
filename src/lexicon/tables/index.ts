import type { Row } from "../row.ts"
import { cloud } from "./cloud.table.ts"
import { databases } from "./databases.table.ts"
import { identity } from "./identity.table.ts"
import { languages } from "./languages.table.ts"
import { mail } from "./mail.table.ts"
import { messaging } from "./messaging.table.ts"
import { observability } from "./observability.table.ts"
import { registries } from "./registries.table.ts"
import { servers } from "./servers.table.ts"
import { storage } from "./storage.table.ts"

/** Every row, the particular before the general. */
export const rows: readonly Row[] = [
  ...identity,
  ...mail,
  ...messaging,
  ...observability,
  ...storage,
  ...cloud,
  ...registries,
  ...languages,
  ...servers,
  ...databases,
]
