'use client'
import Link from 'next/link'
import { useSources } from '@/components/shell/use-sources'
import { amountWords } from '@/components/ui/number-words'
import { LookBadge } from '@/components/ui/state-badge'
import type { Look } from '@/components/ui/state-look'
import type { SourceView } from '@/lib/domain/discovery'

/** What discovery wants of a person: a word on held servers, a look at sources that fail. */
export function useDiscoveryNeeds() {
  const sources = useSources().data ?? []
  return {
    held: sources.reduce((sum, source) => sum + source.counts.held, 0),
    failing: sources.filter((source) => source.state === 'failing' || failingPart(source)),
  }
}

export function DiscoveryAttention() {
  const { held, failing } = useDiscoveryNeeds()
  if (held === 0 && failing.length === 0) return null
  return (
    <ul className="border-b py-1.5">
      {held > 0 && (
        <li className="flex items-center justify-between gap-3 px-4 py-1.5">
          <Link href="/discovery?tab=held" className="min-w-0 font-medium underline-offset-4 hover:underline">
            {amountWords(held, 'server')}
          </Link>
          <LookBadge
            look={{ word: held === 1 ? 'Waits for you' : 'Wait for you', tone: 'warn', shape: 'diamond' }}
          />
        </li>
      )}
      {failing.map((source) => (
        <FailingSource key={source.id} source={source} />
      ))}
    </ul>
  )
}

const FAILING: Look = { word: 'Failing', tone: 'bad', shape: 'cross' }
const PARTLY: Look = { word: 'Partly failing', tone: 'warn', shape: 'triangle' }

function FailingSource({ source }: { source: SourceView }) {
  const isWhole = source.state === 'failing'
  const part = failingPart(source)
  const reason = isWhole ? source.reason : [part?.name, part?.detail].filter(Boolean).join(': ')
  return (
    <li className="grid gap-0.5 px-4 py-1.5">
      <div className="flex min-w-0 items-center justify-between gap-3">
        <Link
          href={`/discovery?source=${encodeURIComponent(source.id)}`}
          className="truncate font-medium underline-offset-4 hover:underline"
        >
          {source.title}
        </Link>
        <LookBadge look={isWhole ? FAILING : PARTLY} className="shrink-0" />
      </div>
      {reason && <p className="text-muted-foreground line-clamp-2 text-xs wrap-anywhere">{reason}</p>}
    </li>
  )
}

function failingPart({ parts }: SourceView) {
  return parts.find((part) => part.state === 'failing')
}
