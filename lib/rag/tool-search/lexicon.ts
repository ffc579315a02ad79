import 'server-only'
import { termsOf } from '../lexical/terms-of'

/**
 * Words that those who ask and those who name tools use for one another. General English of programs and offices, no
 * tool's or server's own name: what a thesaurus would say, kept to what changes what a tool can be called.
 */
const SYNONYMS = `
  add create generate make new produce build
  save store write export
  read load open view
  delete remove erase drop
  update edit modify change
  search find query lookup discover
  list enumerate browse
  run execute launch invoke
  send post deliver
  download fetch retrieve
  fetch scrape crawl
  convert transform
  merge combine join concatenate
  split divide separate
  compare diff difference
  calculate compute calculator math arithmetic
  summarize summary overview digest
  translate translation
  analyze analysis statistics
  recommend recommendation suggest
  draw paint sketch render
  plot chart graph diagram visualize
  schedule calendar appointment meeting event
  email mail inbox
  message chat conversation
  note memo
  task todo reminder
  issue bug ticket
  repository repo
  commit changelog history
  folder directory
  picture image photo painting illustration
  video movie film clip
  audio sound music song
  document doc
  presentation powerpoint ppt slide deck
  spreadsheet excel workbook sheet
  table grid
  database sql
  website webpage web site online internet
  browser navigate
  screenshot capture
  news headline
  trend trending popular hot rank top
  paper article publication
  location place address map geocode
  route direction navigation commute
  train rail railway
  flight airline
  hotel lodging accommodation rental stay
  restaurant food dining
  recipe dish meal cook ingredient
  weather forecast temperature climate
  stock share equity ticker
  crypto cryptocurrency coin token
  currency exchange
  price cost quote
  buy shop purchase
  order checkout
  invoice payment billing
  customer client contact
  user account profile
  time clock now today
  tomorrow today yesterday date
  random choose pick
  log trace
  container docker
  cluster kubernetes pod
  metric monitoring
  package dependency library module
  code program script
  museum art artwork exhibit
  game match player
  health medical clinical disease treatment
  definition encyclopedia
`

/** What a file is called by those who name tools, by its ending. */
const FORMATS: Record<string, string> = {
  ...{ md: 'markdown', txt: 'text', log: 'text', csv: 'csv table', tsv: 'csv table' },
  ...{ xls: 'excel spreadsheet', xlsx: 'excel spreadsheet', ods: 'spreadsheet' },
  ...{ doc: 'word document', docx: 'word document', odt: 'document', rtf: 'document', pdf: 'pdf document' },
  ...{ ppt: 'powerpoint presentation', pptx: 'powerpoint presentation', odp: 'presentation' },
  ...{ png: 'image', jpg: 'image', jpeg: 'image', gif: 'image', webp: 'image', svg: 'image', bmp: 'image' },
  ...{ wav: 'audio', mp3: 'audio', flac: 'audio', ogg: 'audio', m4a: 'audio' },
  ...{ mp4: 'video', mov: 'video', avi: 'video', mkv: 'video', webm: 'video' },
  ...{ htm: 'html', html: 'html', xml: 'xml', json: 'json', yaml: 'yaml', yml: 'yaml', toml: 'toml' },
  ...{
    zip: 'archive',
    tar: 'archive',
    gz: 'archive',
    sql: 'sql database',
    db: 'database',
    sqlite: 'database',
  },
  ...{ py: 'code', js: 'code', ts: 'code', java: 'code', go: 'code', rs: 'code', c: 'code', cpp: 'code' },
  ...{ sh: 'code shell', ipynb: 'notebook', bib: 'text', eml: 'email', ics: 'calendar' },
}

/** Politeness and talk around a wish: in a question they say nothing of what a tool should do. */
const TALK = `help tell want need know think let like give show sure say ask try thank thanks hello hi kindly provide
  include including use using based example please interested looking going good best well also etc`

const oneTermOf = (word: string): string => termsOf(word)[0]?.term ?? word

const TALK_TERMS = new Set(TALK.split(/\s+/).map(oneTermOf))
const RELATED = relatedOf(SYNONYMS)

export function isTalk(term: string): boolean {
  return TALK_TERMS.has(term)
}

/** Terms that may stand for this one. */
export function relatedTerms(term: string): ReadonlySet<string> {
  return RELATED.get(term) ?? NONE
}

const NONE: ReadonlySet<string> = new Set()

/** The words for a file of this ending, without its dot; undefined for an ending that is none known. */
export function formatOf(ending: string): string | undefined {
  return FORMATS[ending.toLowerCase()]
}

function relatedOf(text: string): Map<string, Set<string>> {
  const related = new Map<string, Set<string>>()
  for (const line of text.trim().split('\n')) {
    const terms = line.trim().split(/\s+/).map(oneTermOf)
    for (const term of terms) {
      const known = related.get(term) ?? new Set()
      for (const other of terms) if (other !== term) known.add(other)
      related.set(term, known)
    }
  }
  return related
}
