import type { Look } from '@/components/ui/state-look'
import { amountWords } from '@/components/ui/number-words'
import {
  type Document,
  type DocumentKind,
  type DocumentState,
  type Passage,
  UNFINISHED_STATES,
} from '@/lib/domain/document'
import { assertNever } from '@/lib/kit/assert-never'

export const KIND_WORDS: Record<DocumentKind, string> = {
  markdown: 'Markdown',
  text: 'Text',
  html: 'HTML',
  pdf: 'PDF',
  docx: 'Word',
  pptx: 'PowerPoint',
  xlsx: 'Excel',
  csv: 'CSV',
  json: 'JSON',
  code: 'Code',
}

export const STATE_LOOKS: Record<DocumentState, Look> = {
  queued: { word: 'Queued', tone: 'off', shape: 'ring' },
  fetching: { word: 'Fetching', tone: 'busy', shape: 'arc' },
  extracting: { word: 'Reading', tone: 'busy', shape: 'arc' },
  chunking: { word: 'Cutting', tone: 'busy', shape: 'arc' },
  indexing: { word: 'Indexing', tone: 'busy', shape: 'arc' },
  embedding: { word: 'Embedding', tone: 'busy', shape: 'arc' },
  ready: { word: 'Ready', tone: 'ok', shape: 'disc' },
  failed: { word: 'Failed', tone: 'bad', shape: 'cross' },
  cancelled: { word: 'Cancelled', tone: 'off', shape: 'square' },
}

/** Those in which something is still to happen. */
const UNDER_WAY: ReadonlySet<DocumentState> = new Set(UNFINISHED_STATES)

export function isUnderWay(state: DocumentState): boolean {
  return UNDER_WAY.has(state)
}

/** The folders of a dropped file, and its own name. */
export function nameParts(name: string): { folder: string; base: string } {
  const at = name.lastIndexOf('/') + 1
  return { folder: name.slice(0, at), base: name.slice(at) }
}

/** `PDF, 12 pages`, `Excel, 3 sheets`. */
export function kindWords({ kind, pages }: Pick<Document, 'kind' | 'pages'>): string {
  if (pages === null) return KIND_WORDS[kind]
  const unit = kind === 'xlsx' ? 'sheet' : kind === 'pptx' ? 'slide' : 'page'
  return `${KIND_WORDS[kind]}, ${amountWords(pages, unit)}`
}

/** Where it came from, when it was not uploaded. */
export function originWords({ origin }: Pick<Document, 'origin'>): string | null {
  switch (origin.kind) {
    case 'upload':
      return null
    case 'url':
      return `from ${origin.url}`
    case 'resource':
      return `from ${origin.server}${origin.kept ? `, ${upkeepWords(origin.upkeep)}` : ''}`
    default:
      return assertNever(origin)
  }
}

type Upkeep = Extract<Document['origin'], { kind: 'resource' }>['upkeep']

/** `kept up to date by subscription`, `… every 10 minutes`, `… every 5 minutes as the server says`. */
function upkeepWords(upkeep: Upkeep): string {
  if (!upkeep) return 'kept up to date'
  if (upkeep.by === 'subscription') return 'kept up to date by subscription'
  return `kept up to date every ${spanWords(upkeep.everyMs)}${upkeep.told ? ' as the server says' : ''}`
}

function spanWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes === 1) return 'minute'
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}

/** `page 3`, `sheet Tides`, `slide 2`, `lines 12 to 40`: how a person finds a passage in the file. */
export function placeWords({ place }: Pick<Passage, 'place'>, kind: DocumentKind): string {
  if (place.sheet !== undefined) return `sheet ${place.sheet}`
  if (place.page !== undefined) return `${kind === 'pptx' ? 'slide' : 'page'} ${place.page}`
  if (place.lines === undefined) return ''
  const [first, last] = place.lines
  return first === last ? `line ${first}` : `lines ${first} to ${last}`
}

/** The address of a document, at a span of its text. */
export function documentHref(id: string, span?: { start: number; end: number }): string {
  return span === undefined ? `/documents/${id}` : `/documents/${id}?start=${span.start}&end=${span.end}`
}
