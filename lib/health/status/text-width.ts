import 'server-only'

/** Widths of Verdana at 11 px, in tenths of a pixel, from the space (32) to the tilde (126). */
const WIDTHS = [
  39, 43, 51, 90, 70, 118, 80, 30, 50, 50, 70, 90, 40, 50, 40, 50, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 50,
  50, 90, 90, 90, 60, 110, 75, 75, 77, 85, 70, 63, 85, 83, 46, 50, 76, 61, 93, 82, 87, 66, 87, 76, 75, 68, 81,
  75, 109, 75, 68, 75, 50, 50, 50, 90, 70, 70, 66, 69, 57, 69, 66, 39, 69, 70, 30, 38, 65, 30, 107, 70, 67,
  69, 69, 47, 57, 43, 70, 65, 90, 65, 65, 58, 70, 50, 70, 90,
]
const FIRST = 32
/** Letters of other scripts are about square. */
const OTHER = 110

/** How wide a text is in a badge, in pixels. */
export function textWidth(text: string): number {
  let tenths = 0
  for (const letter of text) tenths += WIDTHS[(letter.codePointAt(0) ?? 0) - FIRST] ?? OTHER
  return tenths / 10
}
