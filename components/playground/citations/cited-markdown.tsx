'use client'
import { useMemo } from 'react'
import { withoutHalfMark, withSigns } from '@/lib/kit/citation-marks'
import { Markdown } from '../markdown'
import { TextScope } from './citation-scope'

/** A part of an answer whose citations can be opened; a mark that is half written waits until it is whole. */
export function CitedMarkdown({
  text,
  offset,
  isStreaming,
}: {
  text: string
  /** Where this part begins in the answer's whole text. */
  offset: number
  isStreaming: boolean
}) {
  const { text: signed, marks } = useMemo(
    () => withSigns(isStreaming ? withoutHalfMark(text) : text),
    [text, isStreaming],
  )
  return (
    <TextScope marks={marks} offset={offset}>
      <Markdown text={signed} isStreaming={isStreaming} />
    </TextScope>
  )
}
