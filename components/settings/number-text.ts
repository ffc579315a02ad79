import { countWords } from '@/components/ui/number-words'

export interface NumberRange {
  from: number
  to: number
  isWhole: boolean
}

/** A number as it is typed, with a point or a comma; undefined where it is none of the range. */
export function readNumber(text: string, { from, to, isWhole }: NumberRange): number | undefined {
  const plain = text.trim().replace(',', '.')
  const value = Number(plain)
  if (plain === '' || !Number.isFinite(value) || (isWhole && !Number.isInteger(value))) return undefined
  return value < from || value > to ? undefined : value
}

/** "A whole number from 1 to 1,000": what is asked for instead. */
export function rangeWords({ from, to, isWhole }: NumberRange): string {
  return `${isWhole ? 'A whole number' : 'A number'} from ${countWords(from)} to ${countWords(to)}`
}
