import 'server-only'
import type { ServerGroup } from './server-groups'
import type { FleetVectors } from './tool-vectors'

/** What a tool gains or loses by how much nearer its server is to the request than servers are on average. */
const SERVER_SHARE = 0.5

/** Vectors of a request, and of its parts if it asks for several things. */
export interface AskedVectors {
  whole: Float32Array
  parts: readonly { text: string; vector: Float32Array }[]
}

export interface Nearness {
  /** In the order of the tools; null where a tool has no vector yet. */
  values: (number | null)[]
  /** What of each comes from the server. */
  fromServer: number[]
  /** The part of the request that a tool is nearest to. */
  nearestPart: (at: number) => string | undefined
}

/**
 * How near tools are to a request: the cosine, averaged with that of the part that is nearest, for a task of several
 * steps needs a tool for each; and their server's share, as tools are found by what surrounds them too (after
 * Tool-to-Agent Retrieval, Lumer et al., 2025). Where a server says nothing of itself, it neither helps nor harms.
 */
export function nearTools(
  asked: AskedVectors,
  vectors: FleetVectors,
  groups: readonly ServerGroup[],
): Nearness {
  const fromServer = sharesOfServers(asked.whole, vectors.servers, groups, vectors.tools.length)
  const parts = vectors.tools.map((vector) => vector && nearestOf(asked.parts, vector))
  const values = vectors.tools.map((vector, at) => {
    if (!vector) return null
    const whole = cosine(asked.whole, vector)
    const part = parts[at]
    return (part ? (whole + part.near) / 2 : whole) + (fromServer[at] ?? 0)
  })
  return { values, fromServer, nearestPart: (at) => parts[at]?.text }
}

function nearestOf(
  parts: AskedVectors['parts'],
  vector: Float32Array,
): { text: string; near: number } | undefined {
  let best: { text: string; near: number } | undefined
  for (const part of parts) {
    const near = cosine(part.vector, vector)
    if (!best || near > best.near) best = { text: part.text, near }
  }
  return best
}

function sharesOfServers(
  whole: Float32Array,
  vectors: FleetVectors['servers'],
  groups: readonly ServerGroup[],
  tools: number,
): number[] {
  const near = vectors.map((vector) => vector && cosine(whole, vector))
  const told = near.filter((one) => one !== undefined)
  const average = told.reduce((sum, one) => sum + one, 0) / (told.length || 1)
  const shares = new Array<number>(tools).fill(0)
  for (const [group, { places }] of groups.entries()) {
    for (const at of places) shares[at] = SERVER_SHARE * ((near[group] ?? average) - average)
  }
  return shares
}

/** Vectors have length 1, so the product is the cosine. */
function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}
