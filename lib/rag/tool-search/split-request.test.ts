import { describe, expect, it } from 'vitest'
import { partsOf } from './split-request'

describe('partsOf', () => {
  it('has none for a request of one part', () => {
    expect(partsOf('What is the weather in Paris?')).toEqual([])
    expect(partsOf('')).toEqual([])
  })

  it('splits sentences, steps and lines', () => {
    expect(partsOf('Find the newest paper on bees, then translate it. Save it as a PDF!')).toEqual([
      ...['Find the newest paper on bees', 'translate it.', 'Save it as a PDF!'],
    ])
    expect(partsOf('- convert the video\n- send it to Anna')).toEqual([
      '- convert the video',
      '- send it to Anna',
    ])
  })

  it('splits Chinese and Japanese at their own full stops', () => {
    expect(partsOf('请帮我查找北京明天的天气情况。然后把结果保存到一个文件里面。')).toHaveLength(2)
  })

  it('leaves out what is too short to say anything, and what is said twice', () => {
    expect(partsOf('Thanks! List all files here. List all files here. Ok.')).toEqual([])
  })

  it('has eight at most, and takes no encoded data for words', () => {
    const many = Array.from({ length: 40 }, (_, at) => `Please do step number ${at}.`).join(' ')
    expect(partsOf(many)).toHaveLength(8)
    expect(
      partsOf(`Describe this picture: ${'iVBORw0KGgoAAA'.repeat(1_000)}. Then name its painter.`),
    ).toEqual([...['Describe this picture:', 'name its painter.']])
  })
})
