import { describe, expect, it } from 'vitest'
import { nearTools } from './near-tools'

const east = Float32Array.of(1, 0)
const north = Float32Array.of(0, 1)
const group = (...places: number[]) => ({ places, tools: [] })

describe('nearTools', () => {
  it('lifts the tools of servers that are nearer than most, and leaves those alone whose server says nothing', () => {
    const near = nearTools(
      { whole: east, parts: [] },
      { tools: [north, north, north], servers: [east, north, undefined] },
      [group(0), group(1), group(2)],
    )
    expect(near.values).toEqual([0.25, -0.25, 0])
    expect(near.fromServer).toEqual([0.25, -0.25, 0])
  })

  it('finds a tool by the one part of a request that it is for', () => {
    const asked = {
      whole: east,
      parts: [
        { text: 'Go north', vector: north },
        { text: 'Go east', vector: east },
      ],
    }
    const near = nearTools(asked, { tools: [north, east], servers: [undefined] }, [group(0, 1)])
    expect(near.values).toEqual([0.5, 1])
    expect([near.nearestPart(0), near.nearestPart(1)]).toEqual(['Go north', 'Go east'])
  })

  it('says nothing of a tool without a vector', () => {
    const near = nearTools({ whole: east, parts: [] }, { tools: [undefined], servers: [undefined] }, [
      group(0),
    ])
    expect(near.values).toEqual([null])
  })
})
