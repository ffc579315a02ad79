import type { Shape, Tone } from '../state-look'

/** Words, a server to link to, or a name to set in code. */
export type Part = string | { server: string } | { code: string }

export interface Sentence {
  parts: readonly Part[]
  /** The reason, or what there is to know besides. */
  detail?: string | undefined
  tone: Tone
  shape: Shape
}
