import 'server-only'
import { stemmer as arabic } from '@orama/stemmers/arabic'
import { stemmer as armenian } from '@orama/stemmers/armenian'
import { stemmer as bulgarian } from '@orama/stemmers/bulgarian'
import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as finnish } from '@orama/stemmers/finnish'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as greek } from '@orama/stemmers/greek'
import { stemmer as hindi } from '@orama/stemmers/indian'
import { stemmer as hungarian } from '@orama/stemmers/hungarian'
import { stemmer as indonesian } from '@orama/stemmers/indonesian'
import { stemmer as irish } from '@orama/stemmers/irish'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as lithuanian } from '@orama/stemmers/lithuanian'
import { stemmer as nepali } from '@orama/stemmers/nepali'
import { stemmer as norwegian } from '@orama/stemmers/norwegian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as romanian } from '@orama/stemmers/romanian'
import { stemmer as russian } from '@orama/stemmers/russian'
import { stemmer as serbian } from '@orama/stemmers/serbian'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stemmer as tamil } from '@orama/stemmers/tamil'
import { stemmer as turkish } from '@orama/stemmers/turkish'
import { stemmer as ukrainian } from '@orama/stemmers/ukrainian'
import { stemEnglish } from './stem-english'

/** By ISO 639-1. English is ours: the package's makes `connec` of `connections`. */
const STEMMERS: Record<string, (word: string) => string> = {
  ...{ ar: arabic, bg: bulgarian, da: danish, de: german, el: greek, en: stemEnglish, es: spanish },
  // Its own plural rule sees `connexion` and `connexions` as different words.
  fr: (word) => french(word.length > 4 ? word.replace(/s$/, '') : word),
  ...{ fi: finnish, ga: irish, hi: hindi, hu: hungarian, hy: armenian, id: indonesian, it: italian },
  ...{ lt: lithuanian, nb: norwegian, ne: nepali, nl: dutch, nn: norwegian, no: norwegian, pt: portuguese },
  ...{ ro: romanian, ru: russian, sr: serbian, sv: swedish, ta: tamil, tr: turkish, uk: ukrainian },
}
/** Longer words are no words. */
const LONGEST = 40
const REMEMBERED = 50_000

const remembered = new Map<string, Map<string, string>>()

/** The stem of a folded word; as it is where the language (ISO 639-1; English without one) has no stemmer here. */
export function stem(word: string, language: string | null | undefined): string {
  if (word.length < 3 || word.length > LONGEST) return word
  const code = language ?? 'en'
  const stemmer = STEMMERS[code]
  if (!stemmer) return word
  let known = remembered.get(code)
  if (!known || known.size > REMEMBERED) remembered.set(code, (known = new Map<string, string>()))
  let found = known.get(word)
  if (found === undefined) known.set(word, (found = stemmer(word) || word))
  return found
}
