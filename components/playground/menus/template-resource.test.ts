import { describe, expect, it } from 'vitest'
import { resourceOf, templateFields } from './template-resource'

const found = {
  server: 'notes',
  template: { uriTemplate: 'note://{place}/{day}{?page}', name: 'day', title: 'Notes of a day' },
}

describe('a template of resources', () => {
  it('asks for each of its variables, and needs those of the path', () => {
    expect(templateFields(found)).toEqual([
      { name: 'place', required: true },
      { name: 'day', required: true },
      { name: 'page', required: false },
    ])
  })

  it('becomes a resource that is called by its values', () => {
    expect(resourceOf(found, { place: 'São Tomé', day: 'monday', page: '' })).toEqual({
      server: 'notes',
      uri: 'note://S%C3%A3o%20Tom%C3%A9/monday',
      name: 'Notes of a day: São Tomé, monday',
    })
  })
})
