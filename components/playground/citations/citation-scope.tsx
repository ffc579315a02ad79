'use client'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import type { Citation, Evidence } from '@/lib/domain/chat'
import type { CitationMark } from '@/lib/kit/citation-marks'

export type NumberedPassage = Evidence['passages'][number]

interface AnswerScope {
  passages: ReadonlyMap<number, NumberedPassage>
  /** By where the mark stands and which number it is; empty until the answer has ended. */
  verdicts: ReadonlyMap<string, Citation>
  /** The passage that is pointed at, in the text or among the sources. */
  pointed: number | undefined
  point: (number: number | undefined) => void
}

interface TextScope {
  marks: readonly CitationMark[]
  /** Where this text begins in the answer's whole text. */
  offset: number
}

const AnswerContext = createContext<AnswerScope | undefined>(undefined)
const TextContext = createContext<TextScope | undefined>(undefined)

export function CitationScope({
  evidence,
  citations,
  children,
}: {
  evidence: Evidence | undefined
  citations: readonly Citation[]
  children: ReactNode
}) {
  const [pointed, point] = useState<number>()
  const scope = useMemo(
    () => ({
      passages: new Map(evidence?.passages.map((passage) => [passage.number, passage])),
      verdicts: new Map(citations.map((citation) => [`${citation.at} ${citation.number}`, citation])),
      pointed,
      point,
    }),
    [evidence, citations, pointed],
  )
  return <AnswerContext value={scope}>{children}</AnswerContext>
}

export function TextScope({ marks, offset, children }: TextScope & { children: ReactNode }) {
  const scope = useMemo(() => ({ marks, offset }), [marks, offset])
  return <TextContext value={scope}>{children}</TextContext>
}

/** Undefined outside of an answer: a tool's text, a document's. */
export function useAnswerScope(): AnswerScope | undefined {
  return useContext(AnswerContext)
}

export function useTextScope(): TextScope | undefined {
  return useContext(TextContext)
}
