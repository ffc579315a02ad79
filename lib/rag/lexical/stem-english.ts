import 'server-only'

/**
 * Porter's English stemmer, the second ("Snowball English", https://snowballstem.org/algorithms/english/stemmer.html).
 * Takes lower-case ASCII letters; what else it is given comes back as it is.
 */
export function stemEnglish(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word
  const exception = EXCEPTIONS.get(word)
  if (exception !== undefined) return exception
  const marked = word.replace(/^y/, 'Y').replace(/([aeiouy])y/g, '$1Y')
  const r1 = regionStart(marked)
  const first = dropPlural(marked)
  if (FINISHED.has(first)) return first
  const regions = { r1, r2: nextRegion(marked, r1) }
  let stem = dropParticiple(first, regions)
  stem = stem.replace(/(?<=.[^aeiouy])[yY]$/, 'i')
  stem = replaceEnding(stem, STEP_2, regions)
  stem = replaceEnding(stem, STEP_3, regions)
  stem = dropSuffix(stem, regions)
  return dropFinal(stem, regions).toLowerCase()
}

interface Regions {
  r1: number
  r2: number
}

const EXCEPTIONS = new Map(
  Object.entries({
    skis: 'ski',
    skies: 'sky',
    dying: 'die',
    lying: 'lie',
    tying: 'tie',
    idly: 'idl',
    gently: 'gentl',
    ugly: 'ugli',
    early: 'earli',
    only: 'onli',
    singly: 'singl',
    sky: 'sky',
    news: 'news',
    howe: 'howe',
    atlas: 'atlas',
    cosmos: 'cosmos',
    bias: 'bias',
    andes: 'andes',
  }),
)
const FINISHED = new Set('inning outing canning herring earring proceed exceed succeed'.split(' '))

/** Endings with what takes their place, longest first; a condition looks at what stands before. */
type Ending = [ending: string, replacement: string, before?: RegExp | undefined, inR2?: boolean]
const STEP_2: Ending[] = [
  ['ational', 'ate'],
  ['ization', 'ize'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['entli', 'ent'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ousli', 'ous'],
  ['iviti', 'ive'],
  ['fulli', 'ful'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['bli', 'ble'],
  ['ogi', 'og', /l$/],
  ['li', '', /[cdeghkmnrt]$/],
]
const STEP_3: Ending[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ative', '', undefined, true],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
]
const STEP_4 = 'ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic'.split(' ')

function regionStart(word: string): number {
  const special = /^(gener|commun|arsen|past|univers|later|emerg|organ)/.exec(word)
  return special ? special[0].length : nextRegion(word, 0)
}

/** After the first consonant that follows a vowel. */
function nextRegion(word: string, from: number): number {
  const found = /[aeiouy][^aeiouy]/.exec(word.slice(from))
  return found ? from + found.index + 2 : word.length
}

function dropPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.length > 4 ? word.slice(0, -2) : word.slice(0, -1)
  if (/[us]s$/.test(word)) return word
  return /[aeiouy].+s$/.test(word) ? word.slice(0, -1) : word
}

function dropParticiple(word: string, { r1 }: Regions): string {
  const eed = /eed(ly)?$/.exec(word)
  if (eed) return eed.index >= r1 ? word.slice(0, eed.index + 2) : word
  const found = /(?:ed|edly|ing|ingly)$/.exec(word)
  if (!found || !/[aeiouy]/.test(word.slice(0, found.index))) return word
  const stem = word.slice(0, found.index)
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) return stem.slice(0, -1)
  return r1 >= stem.length && endsShort(stem) ? `${stem}e` : stem
}

/** In a short syllable: vowel between consonants, the last not w, x or Y; or at the word's beginning, vowel and consonant. */
function endsShort(stem: string): boolean {
  return /[^aeiouy][aeiouy][^aeiouywxY]$/.test(stem) || /^[aeiouy][^aeiouy]$/.test(stem) || stem === 'past'
}

function replaceEnding(word: string, endings: readonly Ending[], { r1, r2 }: Regions): string {
  const found = endings.find(([ending]) => word.endsWith(ending))
  if (!found) return word
  const [ending, replacement, before, inR2] = found
  const stem = word.slice(0, -ending.length)
  if (stem.length < (inR2 ? r2 : r1) || (before && !before.test(stem))) return word
  return stem + replacement
}

function dropSuffix(word: string, { r2 }: Regions): string {
  const suffix = STEP_4.find((ending) => word.endsWith(ending))
  if (suffix === undefined) return word
  const stem = word.slice(0, -suffix.length)
  if (stem.length < r2 || (suffix === 'ion' && !/[st]$/.test(stem))) return word
  return stem
}

function dropFinal(word: string, { r1, r2 }: Regions): string {
  const stem = word.slice(0, -1)
  if (word.endsWith('e') && (stem.length >= r2 || (stem.length >= r1 && !endsShort(stem)))) return stem
  if (word.endsWith('ll') && stem.length >= r2) return stem
  return word
}
