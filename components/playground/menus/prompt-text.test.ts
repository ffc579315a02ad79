import { describe, expect, it } from 'vitest'
import { promptText } from './prompt-text'

const said = (role: string, text: string) => ({ role, content: { type: 'text', text } })

describe('a filled prompt', () => {
  it('becomes the question as it is where the person says all of it', () => {
    expect(promptText([said('user', 'Review this'), said('user', 'and that')])).toBe(
      'Review this\n\nand that',
    )
  })

  it('says who speaks where others do too', () => {
    expect(promptText([said('user', 'Hello'), said('assistant', 'Yes?')])).toBe(
      'User: Hello\n\nAssistant: Yes?',
    )
  })

  it('holds the text of resources, and names what is no text', () => {
    const content = [
      { type: 'resource', resource: { uri: 'a', text: 'Lines' } },
      { type: 'image', data: 'AA', mimeType: 'image/png' },
    ]
    expect(promptText([{ role: 'user', content }])).toBe('Lines\n\n[image, left out]')
  })
})
