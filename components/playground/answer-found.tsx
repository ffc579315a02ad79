'use client'
import { FileText } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { amountWords } from '@/components/ui/number-words'
import type { Evidence, Offer } from '@/lib/domain/chat'
import type { NumberedPassage } from './citations/citation-scope'
import { MarkedText } from './citations/marked-text'
import { bestSentences, fromBest, placeHref, titleOf, whereWords } from './citations/passage-words'
import { ScoreWords } from './citations/score-words'
import { FoundTools } from './answer-found-tools'

/** The answer where no model is set: the best passages, by document, their sentences marked, and tools to call by hand. */
export function AnswerFound({ evidence, offer }: { evidence: Evidence; offer: Offer | undefined }) {
  const groups = [...Map.groupBy(evidence.passages, ({ document }) => document.id).values()]
  return (
    <div className="grid gap-4">
      {groups.length === 0 ? (
        <p className="text-muted-foreground text-sm text-pretty">
          No passage of a document fits these words.{' '}
          <Link href="/documents" className="text-primary underline underline-offset-2">
            Add documents
          </Link>
          , or try the words that they would use.
        </p>
      ) : (
        <p className="text-muted-foreground text-sm">
          {amountWords(evidence.passages.length, 'passage')} of {amountWords(groups.length, 'document')},
          nearest first. No model has read them.
        </p>
      )}
      {groups.map((passages) => (
        <DocumentGroup key={passages[0]?.document.id} passages={passages} />
      ))}
      {offer && <FoundTools ranking={offer.ranking ?? []} />}
    </div>
  )
}

function DocumentGroup({ passages }: { passages: NumberedPassage[] }) {
  const [first] = passages
  if (!first) return null
  return (
    <section aria-label={titleOf(first)} className="bg-card grid overflow-hidden rounded-lg border">
      <h3 className="flex min-w-0 items-center gap-1.5 border-b px-3 py-2 text-sm font-medium">
        <FileText className="text-muted-foreground size-3.5 shrink-0" aria-hidden />
        <Link href={`/documents/${first.document.id}`} className="min-w-0 truncate hover:underline">
          {titleOf(first)}
        </Link>
        <span className="text-muted-foreground ml-auto shrink-0 text-xs font-normal">
          {amountWords(passages.length, 'passage')}
        </span>
      </h3>
      <ol className="divide-y">
        {passages.map((passage) => (
          <FoundPassage key={passage.number} passage={passage} />
        ))}
      </ol>
    </section>
  )
}

const LONG = 600

function FoundPassage({ passage }: { passage: NumberedPassage }) {
  const [isOpen, setOpen] = useState(false)
  const sentences = bestSentences(passage.text, passage.marks)
  const isLong = passage.text.length > LONG
  const whole = { text: passage.text, marks: passage.marks, sentences }
  const where = whereWords(passage)
  return (
    <li className="grid gap-1.5 px-3 py-2.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-xs">
        <span className="text-muted-foreground min-w-0">
          <span className="text-primary font-medium">[{passage.number}]</span> {where}
        </span>
        <Link href={placeHref(passage)} className="text-primary underline underline-offset-2">
          Open in the document
        </Link>
      </div>
      <MarkedText
        {...(isLong && !isOpen ? fromBest(passage.text, whole) : whole)}
        isCode={passage.kind === 'code'}
        {...(isLong && !isOpen && { className: 'line-clamp-6' })}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <ScoreWords scores={passage.scores} ranks={passage.ranks} />
        {isLong && (
          <Button size="sm" variant="ghost" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Show less' : 'Show all of it'}
          </Button>
        )}
      </div>
    </li>
  )
}
