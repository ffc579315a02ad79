/** What a database can keep as text: without NUL, and without halves of surrogate pairs. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed()
}
