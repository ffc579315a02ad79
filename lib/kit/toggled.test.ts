import { describe, expect, it } from 'vitest'
import { toggled } from './toggled'

describe('toggled', () => {
  it('adds what is not there, at the end', () => {
    expect(toggled(['b'], 'a')).toEqual(['b', 'a'])
  })

  it('takes away what is there, and leaves the rest in its order', () => {
    expect(toggled(['c', 'a', 'b'], 'a')).toEqual(['c', 'b'])
  })

  it('leaves the list that it is given as it is', () => {
    const values = ['a']
    toggled(values, 'a')
    toggled(values, 'b')
    expect(values).toEqual(['a'])
  })
})
