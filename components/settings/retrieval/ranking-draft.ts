import { type RankSettings, rankSettingsSchema } from '@/lib/domain/retrieval'
import { type NumberRange, rangeWords, readNumber } from '../number-text'

type SwitchName = 'rerank' | 'mergeNeighbours'
type NumberName = Exclude<keyof RankSettings, SwitchName>

export interface NumberField extends NumberRange {
  name: NumberName
  label: string
  hint: string
  /** Left empty it is off. */
  isOptional?: true
}

export interface SwitchField {
  name: SwitchName
  label: string
  hint: string
}

export interface FieldGroup {
  title: string
  numbers: readonly NumberField[]
  switches: readonly SwitchField[]
}

/** All that can be set, as a person is told of it. */
export const GROUPS: readonly FieldGroup[] = [
  {
    title: 'Two rankings become one',
    switches: [],
    numbers: [
      {
        ...{ name: 'lexicalWeight', label: 'Weight of words', from: 0, to: 10, isWhole: false },
        hint: 'How much the ranking by words (BM25) counts: names, codes and exact terms. 0 leaves it out.',
      },
      {
        ...{ name: 'vectorWeight', label: 'Weight of meaning', from: 0, to: 10, isWhole: false },
        hint: 'How much the ranking by vectors counts: the same said otherwise. 0 leaves it out.',
      },
      {
        ...{ name: 'candidates', label: 'Candidates', from: 10, to: 1_000, isWhole: true },
        hint: 'How many passages of each ranking are joined. More finds more, and takes longer. Tools are all joined.',
      },
      {
        ...{ name: 'fusionK', label: 'Evenness (k)', from: 1, to: 1_000, isWhole: true },
        hint: 'Of reciprocal rank fusion, by which passages are joined. Low: the first places of each ranking decide. High: being in both does.',
      },
    ],
  },
  {
    title: 'What an answer gets',
    switches: [
      {
        name: 'mergeNeighbours',
        label: 'Join neighbours',
        hint: 'Passages that follow each other in a document become one, which takes one place.',
      },
    ],
    numbers: [
      {
        ...{ name: 'limit', label: 'Passages', from: 1, to: 50, isWhole: true },
        hint: 'How many an answer gets at most.',
      },
      {
        ...{ name: 'tokenLimit', label: 'Tokens of passages', from: 100, to: 100_000, isWhole: true },
        hint: 'Of all of them together. The best is taken however long it is.',
      },
      {
        ...{ name: 'diversity', label: 'Diversity', from: 0, to: 1, isWhole: false },
        hint: '0 takes the best, whatever they say. Towards 1 it rather takes something else than more of the same.',
      },
      {
        ...{ name: 'minScore', label: 'Lowest score', from: -1_000, to: 1_000, isWhole: false },
        isOptional: true,
        hint: 'What is below is not taken. It is held against the score that decides, which depends on what takes part: BM25, cosine, fused or the reranker’s. Empty: no floor.',
      },
    ],
  },
  {
    title: 'Reranker',
    switches: [
      {
        name: 'rerank',
        label: 'Rerank',
        hint: 'Whether the reranker, if one is set, puts the first candidates in an order of its own.',
      },
    ],
    numbers: [
      {
        ...{ name: 'rerankTop', label: 'Reranked candidates', from: 1, to: 200, isWhole: true },
        hint: 'How many it reads. Its time grows with each.',
      },
    ],
  },
  {
    title: 'Tools of a turn',
    switches: [],
    numbers: [
      {
        ...{ name: 'toolLimit', label: 'Tools', from: 1, to: 128, isWhole: true },
        hint: 'How many a model is offered, beside one that finds the others.',
      },
      {
        ...{ name: 'toolTokenLimit', label: 'Tokens of tools', from: 500, to: 200_000, isWhole: true },
        hint: 'Of all their definitions together.',
      },
    ],
  },
]

/** Numbers as typed. */
export type RankingDraft = Record<NumberName, string> & Record<SwitchName, boolean>
export type RankingErrors = Partial<Record<NumberName, string>>

export function draftOf(settings: RankSettings): RankingDraft {
  const numbers = GROUPS.flatMap((group) =>
    group.numbers.map(({ name }) => [name, settings[name] === null ? '' : String(settings[name])] as const),
  )
  const { rerank, mergeNeighbours } = settings
  // One of each name.
  return { ...(Object.fromEntries(numbers) as Record<NumberName, string>), rerank, mergeNeighbours }
}

/** The settings, or what is wrong with each field. */
export function readDraft(draft: RankingDraft): { value: RankSettings } | { errors: RankingErrors } {
  const errors: RankingErrors = {}
  const numbers: Partial<Record<NumberName, number | null>> = {}
  for (const field of GROUPS.flatMap((group) => group.numbers)) {
    const { name, isOptional } = field
    const text = draft[name]
    const value = readNumber(text, field)
    if (text.trim() === '' && isOptional) numbers[name] = null
    else if (value === undefined) errors[name] = rangeWords(field)
    else numbers[name] = value
  }
  if (numbers.lexicalWeight === 0 && numbers.vectorWeight === 0) {
    errors.lexicalWeight = 'One of the two weights must be more than 0, or nothing is ever found'
  }
  if (Object.keys(errors).length > 0) return { errors }
  const { rerank, mergeNeighbours } = draft
  return { value: rankSettingsSchema.parse({ ...numbers, rerank, mergeNeighbours }) }
}

export function isSame(one: RankingDraft, other: RankingDraft): boolean {
  const bare = (draft: RankingDraft) =>
    JSON.stringify(Object.entries(draft).sort(([a], [b]) => (a < b ? -1 : 1)))
  return bare(one) === bare(other)
}
