import { describe, expect, it } from 'vitest'
import { stemEnglish } from './stem-english'

/** From the sample vocabulary beside the algorithm's description. */
const SAMPLES = `consign consign, consigned consign, consigning consign, consignment consign, consist consist,
  consisted consist, consistency consist, consistent consist, consistently consist, consisting consist, consists consist,
  consolation consol, consolations consol, consolatory consolatori, console consol, consoled consol, consoles consol,
  consolidate consolid, consolidated consolid, consolidating consolid, consoling consol, consolingly consol,
  consonant conson, consort consort, consorted consort, conspicuous conspicu, conspicuously conspicu,
  conspiracy conspiraci, conspirator conspir, conspirators conspir, conspire conspir, constable constabl,
  constance constanc, constancy constanc, constant constant, knack knack, knackeries knackeri, knacks knack,
  knag knag, knave knave, knaves knave, knavish knavish, kneaded knead, kneading knead, knee knee, kneel kneel,
  kneeled kneel, kneeling kneel, knees knee, knell knell, knelt knelt, knew knew, knick knick, knif knif,
  knife knife, knight knight, knightly knight, knights knight, knit knit, knits knit, knitted knit, knitting knit,
  knives knive, knob knob, knobs knob, knock knock, knocked knock, knocker knocker, knocking knock, knots knot`
  .split(',')
  .map((pair) => pair.trim().split(' ') as [string, string])

describe('the English stemmer', () => {
  it.each(SAMPLES)('makes of %s: %s', (word, expected) => {
    expect(stemEnglish(word)).toBe(expected)
  })

  it.each([
    ['connections', 'connected'],
    ['retries', 'retry'],
    ['servers', 'server'],
    ['queries', 'query'],
    ['indexing', 'indexes'],
    ['policies', 'policy'],
    ['databases', 'database'],
    ['running', 'runs'],
    ['tokenization', 'tokenize'],
    ['hoping', 'hope'],
    ['flying', 'flies'],
  ])('takes %s and %s for one word', (one, other) => {
    expect(stemEnglish(one)).toBe(stemEnglish(other))
  })

  it.each(['news', 'proceed', 'sky', 'ab', '2.4.0', 'naïve'])('leaves %s as it is', (word) => {
    expect(stemEnglish(word)).toBe(word)
  })
})
