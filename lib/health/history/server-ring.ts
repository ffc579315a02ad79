import 'server-only'
import type { CheckRecord } from '../check-record'
import { ByteQueue } from './byte-queue'
import { letterAt, placeOf, worstOf } from './cell'
import { binOf } from './histogram'
import { wasAnswered } from './summary'
import { type State, stateOf, STATES } from './timeline'
import { HOUR, MINUTE } from './tiers'

/** So long it looks back: a day, and until the day before is surely rolled up. */
export const RING_MS = 26 * HOUR
const MINUTES = RING_MS / MINUTE
/** Numbers are kept by so long. */
const SLOT_MS = 5 * MINUTE
const SLOTS = RING_MS / SLOT_MS
/** Fields of a slot. Times are in hundredths of a second, which fit. */
const [CHECKS, FAILED, CHANGES, ANSWERS, UP, KNOWN] = [0, 1, 2, 3, 4, 5] as const
const FIELDS = 6
const TIME_UNIT_MS = 10
/** Of a slot's answers; beyond it each further one takes the place of another by chance, so that memory is bounded. */
const MOST_ANSWERS = 240

export interface RingSpan {
  from: number
  to: number
  bucketMs: number
}

export interface RingTotals {
  checks: number
  failed: number
  changes: number
  /** Milliseconds. */
  upMs: number
  knownMs: number
}

/** One server's last day in some eight kilobytes: a byte for each minute and each answer, a few numbers for each five. */
export class ServerRing {
  /** 0 for none, or the place of the state + 1. */
  readonly #minutes = new Uint8Array(MINUTES)
  readonly #numbers = new Uint16Array(SLOTS * FIELDS)
  readonly #answers = new ByteQueue()
  /** Of the newest minute, as it fills; it gets its byte when it is over, or asked for. */
  readonly #open = new Uint16Array(STATES.length)
  /** The newest slot and minute, counted from the epoch. */
  #slot = -1
  #minute = -1
  #last: CheckRecord | undefined
  /** Up to here time is counted, and no moment is counted twice. */
  #countedTo = 0

  /** By time, best; a late one is counted, and changes nothing of what held. */
  add(check: CheckRecord, random: () => number = Math.random): void {
    const { outcome, durationMs, at } = check
    const slot = Math.floor(at / SLOT_MS)
    if (!this.#reach(slot)) return
    const place = placeIn(slot, SLOTS) * FIELDS
    this.#count(place + CHECKS, 1)
    if (!wasAnswered(outcome)) this.#count(place + FAILED, 1)
    else if (durationMs !== null) this.#answer(slot, place, binOf(durationMs), random)
    if (this.#last && at < this.#last.at) return
    if (this.#last && this.#last.verdict !== check.verdict) this.#count(place + CHANGES, 1)
    this.catchUp(at)
    this.#last = check
    this.#countedTo = Math.max(this.#countedTo, at)
  }

  /** Counts the time up to now with what holds. */
  catchUp(now: number): void {
    const last = this.#last
    if (!last) return
    const to = Math.min(now, last.at + last.holdsMs)
    if (to <= this.#countedTo) return
    this.#hold(stateOf(last), Math.max(last.at, this.#countedTo), to)
    this.#countedTo = to
  }

  /** Of the newest check. */
  get lastAt(): number {
    return this.#last?.at ?? -Infinity
  }

  /** Adds each answer's bin of the span to `bins`; answers with the sums. To whole slots. */
  totals({ from, to }: Pick<RingSpan, 'from' | 'to'>, bins: Uint32Array): RingTotals {
    const totals = { checks: 0, failed: 0, changes: 0, upMs: 0, knownMs: 0 }
    const first = Math.max(this.#slot - SLOTS + 1, Math.floor(from / SLOT_MS))
    const last = Math.min(this.#slot, Math.ceil(to / SLOT_MS) - 1)
    const numbers = this.#numbers
    let answer = this.#answersBefore(first)
    for (let slot = first; slot <= last; slot += 1) {
      const place = placeIn(slot, SLOTS) * FIELDS
      totals.checks += numbers[place + CHECKS] ?? 0
      totals.failed += numbers[place + FAILED] ?? 0
      totals.changes += numbers[place + CHANGES] ?? 0
      totals.upMs += (numbers[place + UP] ?? 0) * TIME_UNIT_MS
      totals.knownMs += (numbers[place + KNOWN] ?? 0) * TIME_UNIT_MS
      const answers = Math.min(numbers[place + ANSWERS] ?? 0, MOST_ANSWERS)
      this.#answers.countInto(bins, answer, answers)
      answer += answers
    }
    return totals
  }

  /** A letter for each bucket of the span. */
  cells({ from, to, bucketMs }: RingSpan): string {
    this.#closeMinute()
    let cells = ''
    const counts = new Uint16Array(STATES.length)
    const oldest = this.#minute - MINUTES + 1
    for (let begin = from; begin < to; begin += bucketMs) {
      counts.fill(0)
      const end = Math.min(Math.ceil(Math.min(begin + bucketMs, to) / MINUTE), this.#minute + 1)
      const first = Math.max(Math.floor(begin / MINUTE), oldest)
      let place = placeIn(first, MINUTES)
      for (let minute = first; minute < end; minute += 1) {
        const state = this.#minutes[place] ?? 0
        if (state > 0) counts[state - 1] = (counts[state - 1] ?? 0) + 1
        place = place + 1 === MINUTES ? 0 : place + 1
      }
      cells += letterAt(worstOf(counts))
    }
    return cells
  }

  /** Bytes, about. */
  get size(): number {
    return MINUTES + this.#numbers.byteLength + this.#answers.capacity + 400
  }

  /** Makes room for that slot; false when it is longer ago than the ring looks back. */
  #reach(slot: number): boolean {
    if (slot === this.#slot) return true
    if (this.#slot === -1) this.#slot = slot
    if (slot <= this.#slot - SLOTS) return false
    for (let next = Math.max(this.#slot + 1, slot - SLOTS + 1); next <= slot; next += 1) {
      const place = placeIn(next, SLOTS) * FIELDS
      this.#answers.drop(Math.min(this.#numbers[place + ANSWERS] ?? 0, MOST_ANSWERS))
      this.#numbers.fill(0, place, place + FIELDS)
    }
    this.#slot = Math.max(this.#slot, slot)
    return true
  }

  /** `place`: of a slot's field. */
  #count(place: number, amount: number): void {
    this.#numbers[place] = Math.min(0xffff, (this.#numbers[place] ?? 0) + amount)
  }

  #answer(slot: number, numbers: number, bin: number, random: () => number): void {
    const known = this.#numbers[numbers + ANSWERS] ?? 0
    const begin =
      slot === this.#slot ? this.#answers.length - Math.min(known, MOST_ANSWERS) : this.#answersBefore(slot)
    if (known < MOST_ANSWERS) this.#answers.insert(begin + known, bin)
    else {
      // Vitter's Algorithm R: each of all that came has the same chance to be among those that are kept.
      const place = Math.floor(random() * (known + 1))
      if (place < MOST_ANSWERS) this.#answers.set(begin + place, bin)
    }
    this.#count(numbers + ANSWERS, 1)
  }

  /** How many answers are kept of slots that are older. */
  #answersBefore(slot: number): number {
    let answers = 0
    for (let older = this.#slot - SLOTS + 1; older < slot; older += 1)
      answers += Math.min(this.#numbers[placeIn(older, SLOTS) * FIELDS + ANSWERS] ?? 0, MOST_ANSWERS)
    return answers
  }

  #hold(state: State, from: number, to: number): void {
    // What held before the ring looks back is gone.
    for (let at = Math.max(from, to - RING_MS + SLOT_MS); at < to;) {
      const end = Math.min(to, (Math.floor(at / MINUTE) + 1) * MINUTE)
      this.#holdInMinute(state, at, end)
      at = end
    }
  }

  #holdInMinute(state: State, from: number, to: number): void {
    const slot = Math.floor(from / SLOT_MS)
    if (!this.#reach(slot)) return
    const minute = Math.floor(from / MINUTE)
    if (minute > this.#minute) this.#turnTo(minute)
    const place = placeOf(state)
    this.#open[place] = (this.#open[place] ?? 0) + (to - from)
    const units = Math.round(to / TIME_UNIT_MS) - Math.round(from / TIME_UNIT_MS)
    const isUp = state === 'healthy' || state === 'degraded'
    const numbers = placeIn(slot, SLOTS) * FIELDS
    if (isUp) this.#count(numbers + UP, units)
    if (isUp || state === 'unhealthy') this.#count(numbers + KNOWN, units)
  }

  #closeMinute(): void {
    if (this.#minute !== -1) this.#minutes[placeIn(this.#minute, MINUTES)] = worstOf(this.#open) + 1
  }

  #turnTo(minute: number): void {
    this.#closeMinute()
    const first = this.#minute === -1 ? minute : Math.max(this.#minute + 1, minute - MINUTES + 1)
    for (let next = first; next <= minute; next += 1) this.#minutes[placeIn(next, MINUTES)] = 0
    this.#minute = minute
    this.#open.fill(0)
  }
}

function placeIn(index: number, size: number): number {
  // Before the epoch there is nothing, but a ring that looks back from its first days asks.
  return ((index % size) + size) % size
}
