import 'server-only'

/** What one statement may take of the embedded database, which has one thread for all, in ms. */
const WANTED_MS = { least: 20, most: 60 }
const SMALLEST = 1
const LARGEST = 128
export const FIRST_PIECE = 8

/** How many rows the next statement writes, by how long the last took: its work grows with the index. */
export function nextPiece(size: number, tookMs: number): number {
  if (tookMs > WANTED_MS.most) return Math.max(SMALLEST, Math.floor(size / 2))
  return tookMs < WANTED_MS.least ? Math.min(LARGEST, size * 2) : size
}
