import { describe, expect, it } from 'vitest'
import { keyOf, NO_KEY, originOf, urlError } from './service-draft'

describe('the key of a service as it is typed', () => {
  it('is left out while nobody touches it, so that the stored one stays', () => {
    expect(keyOf(NO_KEY)).toEqual({})
    expect(keyOf({ apiKey: '  ', isKeyRemoved: false })).toEqual({})
  })

  it('is sent empty to have the stored one forgotten, and as typed otherwise', () => {
    expect(keyOf({ apiKey: '', isKeyRemoved: true })).toEqual({ apiKey: '' })
    expect(keyOf({ apiKey: ' sk-1 ', isKeyRemoved: true })).toEqual({ apiKey: 'sk-1' })
  })
})

describe('the address of a service as it is typed', () => {
  it.each(['http://127.0.0.1:8000/v1', ' https://models.example.org '])('may be %j', (url) => {
    expect(urlError(url)).toBeUndefined()
  })

  it.each(['models.example.org/v1', 'ftp://models.example.org', 'http://'])('may not be %j', (url) => {
    expect(urlError(url)).toContain('http:// or https://')
  })

  it('is asked for where it is missing', () => {
    expect(urlError(' ')).toContain('Give the address')
  })

  it('belongs to a key by its origin, whatever the path', () => {
    expect(originOf('https://models.example.org/v1')).toBe(originOf('https://models.example.org/v2'))
    expect(originOf('nowhere')).toBeUndefined()
    expect(originOf(undefined)).toBeUndefined()
  })
})
