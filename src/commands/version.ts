import manifest from "../../package.json" with { type: "json" }

/** Of the product, as package.json has it. */
export const version: string = manifest.version
