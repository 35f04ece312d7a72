import { findConfig } from "../ports/config.ts"
import { ruleNames } from "../rules/index.ts"
import type { Options } from "./options.ts"
import { resolve, type Settings, type Surroundings } from "./settings.ts"

/** The settings of a run by the files at hand: options, config and defaults together. */
export function settingsOf(options: Options, place: Surroundings): Settings {
  const found = options.config === false ? undefined : findConfig(place.cwd, options.config, ruleNames)
  return resolve(options, found, place)
}
