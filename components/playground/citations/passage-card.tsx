'use client'
import { FileText } from 'lucide-react'
import Link from 'next/link'
import type { Citation } from '@/lib/domain/chat'
import type { FoundPassage } from '@/lib/domain/retrieval'
import { MarkedText } from './marked-text'
import { placeHref, titleOf, whereWords } from './passage-words'
import { ScoreWords } from './score-words'

/** A passage in full with the words that count marked, and the way to its place in its document. */
export function PassageCard({
  passage,
  citation,
}: {
  passage: FoundPassage & { number?: number }
  citation?: Citation | undefined
}) {
  const where = whereWords(passage)
  return (
    <div className="grid gap-2">
      <div className="grid gap-0.5">
        <p className="flex min-w-0 items-center gap-1.5 text-sm font-medium">
          <FileText className="text-muted-foreground size-3.5 shrink-0" aria-hidden />
          <span className="min-w-0 truncate" title={passage.document.name}>
            {titleOf(passage)}
          </span>
        </p>
        {where !== '' && <p className="text-muted-foreground text-xs wrap-anywhere">{where}</p>}
      </div>
      {citation?.verdict === 'doubtful' && <Doubt citation={citation} />}
      <MarkedText
        text={passage.text}
        marks={citation?.marks ?? passage.marks}
        isCode={passage.kind === 'code'}
      />
      <div className="flex flex-wrap items-center justify-between gap-2 text-xs">
        <ScoreWords scores={passage.scores} ranks={passage.ranks} />
        <Link href={placeHref(passage)} className="text-primary underline underline-offset-2">
          Open in the document
        </Link>
      </div>
    </div>
  )
}

function Doubt({ citation: { lacking, shared } }: { citation: Citation }) {
  return (
    <div className="border-warn bg-warn/5 rounded-md border border-dashed px-2.5 py-2 text-xs text-pretty">
      <p>
        <strong className="text-warn font-medium">Doubtful.</strong>{' '}
        {shared.length === 0
          ? 'This passage has none of the sentence’s key words.'
          : 'This passage has too little of what the sentence says.'}{' '}
        It may still be right, in other words: read it.
      </p>
      {lacking.length > 0 && (
        <p className="text-muted-foreground mt-1 wrap-anywhere">Not in the passage: {lacking.join(', ')}</p>
      )}
    </div>
  )
}
