import 'server-only'

const NUMBERED =
  /^\W*(?:table|tab\.|figure|fig\.|listing|tabelle|abbildung|abb\.|tableau|tabla|tabella|figura|tabela|таблица|рисунок)\s*[\dIVX]/iu

/** Whether a paragraph beside a table or figure is what names it: numbered, or short and ending with a colon. */
export function captionLike(text: string): boolean {
  const plain = text.trim()
  return plain.length < 300 && !plain.includes('\n\n') && (NUMBERED.test(plain) || /:\W*$/.test(plain))
}
