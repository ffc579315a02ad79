import type { QueuedDocuments } from '@/lib/domain/api/documents'

export type Upload = { key: number; name: string; size: number } & UploadState
export type UploadState =
  | { state: 'waiting' }
  | { state: 'sending'; share: number }
  | { state: 'queued'; document: string }
  | { state: 'known'; document: string }
  | { state: 'refused'; why: string }

/** What the answer says of the one file that was sent. */
export function outcomeOf({ queued, known, refused }: QueuedDocuments): UploadState {
  const [taken] = queued
  if (taken !== undefined) return { state: 'queued', document: taken.id }
  const [there] = known
  if (there !== undefined) return { state: 'known', document: there.id }
  return { state: 'refused', why: refused[0]?.message ?? 'It was not taken, and nobody said why' }
}

export interface UploadTally {
  total: number
  over: number
  refused: Extract<Upload, { state: 'refused' }>[]
  known: number
  /** Of all bytes, 0 to 1. */
  share: number
}

export function tallyOf(uploads: readonly Upload[]): UploadTally {
  const isOver = ({ state }: Upload) => state !== 'waiting' && state !== 'sending'
  const bytes = uploads.reduce((sum, { size }) => sum + size, 0)
  const sent = uploads.reduce((sum, one) => {
    if (one.state === 'sending') return sum + one.size * one.share
    return sum + (isOver(one) ? one.size : 0)
  }, 0)
  return {
    total: uploads.length,
    over: uploads.filter(isOver).length,
    refused: uploads.filter((one) => one.state === 'refused'),
    known: uploads.filter(({ state }) => state === 'known').length,
    share: bytes === 0 ? (uploads.every(isOver) ? 1 : 0) : sent / bytes,
  }
}
