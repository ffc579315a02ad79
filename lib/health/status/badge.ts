import 'server-only'
import { textWidth } from './text-width'

/** White text on these has a contrast of at least 4.5 to 1. */
const COLOURS = {
  good: '#1a7f37',
  fair: '#8a5d00',
  bad: '#c4232d',
  neutral: '#57606a',
  accent: '#0b63c5',
} as const
export type BadgeTone = keyof typeof COLOURS

export interface Badge {
  label: string
  message: string
  tone: BadgeTone
}

const HEIGHT = 20
const PADDING = 6
/** Of a label that a stranger may choose. */
const LONGEST = 60

/** An SVG of two fields, as wide as their texts. Labels are text whatever they hold. */
export function badgeSvg(badge: Badge): string {
  const [label, message] = [plain(badge.label), plain(badge.message)]
  const [left, right] = [boxOf(label), boxOf(message)]
  const width = left.box + right.box
  const title = escapeXml(label === '' ? message : `${label}: ${message}`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left.box}" height="${HEIGHT}" fill="#3d444d"/>`,
    `<rect x="${left.box}" width="${right.box}" height="${HEIGHT}" fill="${COLOURS[badge.tone]}"/></g>`,
    `<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">`,
    textAt(label, PADDING, left.text),
    textAt(message, left.box + PADDING, right.text),
    `</g></svg>`,
  ].join('')
}

function boxOf(text: string): { text: number; box: number } {
  const width = Math.ceil(textWidth(text))
  return { text: width, box: text === '' ? 0 : width + 2 * PADDING }
}

/** `textLength` keeps it in its field where the font is another one. */
function textAt(text: string, x: number, width: number): string {
  return text === '' ? '' : `<text x="${x}" y="14" textLength="${width}">${escapeXml(text)}</text>`
}

/** On one line, and nothing that XML forbids. */
function plain(text: string): string {
  const line = text
    // eslint-disable-next-line no-control-regex -- control characters, halves of pairs and non-characters are what is to go
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const letters = Array.from(line)
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : line
}

function escapeXml(text: string): string {
  return text.replaceAll(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
