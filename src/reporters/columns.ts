/** The columns that a text takes in a terminal or a fixed-width block. */
export function columns(text: string): number {
  let sum = 0
  for (const character of text) sum += wide.test(character) ? 2 : combining.test(character) ? 0 : 1
  return sum
}

/** A text filled up to a width, or cut to it. */
export function padded(text: string, width: number): string {
  let shown = text
  if (columns(text) > width) {
    shown = ""
    for (const character of text) {
      if (columns(shown) + columns(character) > width - 1) break
      shown += character
    }
    shown += "…"
  }
  return shown + " ".repeat(width - columns(shown))
}

const combining = /\p{M}/u

/** Characters drawn two columns wide (Unicode UAX #11, the blocks in use). */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
