/** A place in an answer where it may cite: `[1]`, `[1, 2]`, `[1-3]`, `[^1]`, `【1】`, `【1†source】`. */
export interface CitationMark {
  /** UTF-16 offsets in the answer's text, of the opening bracket and behind the closing one. */
  at: number
  end: number
  numbers: number[]
}

/** A range longer than this is no citation. */
const MAX_RANGE = 20
const NUMBERS = String.raw`\d{1,3}(?:\s*[-–]\s*\d{1,3})?`
const LIST = String.raw`${NUMBERS}(?:\s*[,;]\s*${NUMBERS})*`
/**
 * Not behind a backslash or `!` (an image), and not before `(` or `:` at the start of a line (a link, its definition).
 * Only behind what is not a word in brackets: `[text][1]` is a link by reference.
 */
const MARK = new RegExp(
  String.raw`(?<![\\!])(?:\[\^?(${LIST})\](?!\()|【(${LIST})(?:†[^】\n]{0,80})?】)`,
  'gu',
)
const DEFINITION = /(?:^|\n)[ \t>]*$/u

/**
 * Every place that looks like a citation, in order. Whether it stands in code or in a link, where it is text, is seen
 * when the Markdown around it is read: until then each place is a candidate.
 */
export function findMarks(text: string): CitationMark[] {
  const marks: CitationMark[] = []
  for (const match of text.matchAll(MARK)) {
    const at = match.index
    const end = at + match[0].length
    const isDefinition = text[end] === ':' && DEFINITION.test(text.slice(Math.max(0, at - 200), at))
    const isReference =
      text[at - 1] === ']' && !marks.some((mark) => mark.end === at) && match[0].startsWith('[')
    const numbers = numbersOf(match[1] ?? match[2] ?? '')
    if (numbers.length > 0 && !isDefinition && !isReference) marks.push({ at, end, numbers })
  }
  return marks
}

function numbersOf(list: string): number[] {
  const numbers = list.split(/[,;]/).flatMap((item) => {
    const [first = 0, last = first] = item.split(/[-–]/).map(Number)
    if (last < first || last - first >= MAX_RANGE) return [0]
    return Array.from({ length: last - first + 1 }, (_, step) => first + step)
  })
  // Passages count from 1: `[0]` is an index of something else, and so is what stands beside it.
  return numbers.includes(0) ? [] : [...new Set(numbers)]
}

/** Characters that no text has of itself (private use), so that a mark passes through any Markdown parser whole. */
const OPEN = '\uE0C1'
const CLOSE = '\uE0C2'
/** What was written goes along, each character moved to where no parser sees a meaning in it. */
const HIDDEN_FROM = 0xf0000
const STRANGE = new RegExp(`[${OPEN}${CLOSE}\u{f0000}-\u{fffff}]`, 'gu')
const SIGN = new RegExp(`${OPEN}(\\d+)${CLOSE}([\u{f0000}-\u{fffff}]+)${CLOSE}`, 'gu')

export interface MarkedText {
  /** As the answer, each mark replaced by a sign for its place among `marks`. */
  text: string
  marks: CitationMark[]
}

/** A citation in a text with signs. */
export interface Sign {
  /** Its place among the marks. */
  index: number
  /** What the model wrote: `[1, 2]`. */
  written: string
}

/** Puts a sign in the place of each mark, which no Markdown parser takes for a link, or takes apart. */
export function withSigns(answer: string): MarkedText {
  const marks = findMarks(answer)
  let text = ''
  let from = 0
  marks.forEach(({ at, end }, index) => {
    const hidden = Array.from({ length: end - at }, (_, place) =>
      String.fromCodePoint(HIDDEN_FROM + answer.charCodeAt(at + place)),
    )
    text += `${answer.slice(from, at).replace(STRANGE, '')}${OPEN}${index}${CLOSE}${hidden.join('')}${CLOSE}`
    from = end
  })
  return { text: text + answer.slice(from).replace(STRANGE, ''), marks }
}

/** What a text with signs consists of: words, and citations. */
export function splitSigns(text: string): (string | Sign)[] {
  const pieces: (string | Sign)[] = []
  let from = 0
  for (const match of text.matchAll(SIGN)) {
    if (match.index > from) pieces.push(text.slice(from, match.index))
    pieces.push({ index: Number(match[1]), written: shown(match[2] ?? '') })
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push(text.slice(from))
  return pieces
}

/** The text as the model wrote it, where a mark is no citation: in code, in a link. */
export function withoutSigns(text: string): string {
  return text.replace(SIGN, (_, __, hidden: string) => shown(hidden))
}

function shown(hidden: string): string {
  return Array.from(hidden, (one) =>
    String.fromCharCode((one.codePointAt(0) ?? HIDDEN_FROM) - HIDDEN_FROM),
  ).join('')
}

/** The text without a mark at its end that is only half written, so that nothing jumps while an answer streams in. */
export function withoutHalfMark(text: string): string {
  return text.replace(/(?:\[\^?|【)[\d,;\s–-]{0,40}(?:†[^】\n]{0,80})?$/u, '')
}
