'use client'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useId, useRef } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { amountWords } from '@/components/ui/number-words'
import { LookBadge } from '@/components/ui/state-badge'
import type { SourceView } from '@/lib/domain/discovery'
import { cn } from '@/lib/kit/class-names'
import { sourceLook } from '../discovery-words'
import { PartList } from './part-list'
import { SourceActions } from './source-actions'
import { SourceFacts } from './source-facts'
import { SwitchOn } from './switch-on'

interface SourceCardProps {
  source: SourceView
  /** Its place in the order of precedence, from 1. */
  rank: number
  /** A link led here: it is brought into sight and marked. */
  isSought: boolean
  onDryRun: (source: SourceView) => void
  isDryRunning: boolean
  onSettings: (id: string) => void
}

/** One source: what it is, how it fares, what it counts, and what can be done with it. */
export function SourceCard({ source, rank, isSought, onDryRun, isDryRunning, onSettings }: SourceCardProps) {
  const titleId = useId()
  const card = useRef<HTMLElement>(null)
  const isOff = source.state === 'off'
  const hasSettings = Object.keys((source.settings.schema.properties as object | undefined) ?? {}).length > 0
  const openSettings = hasSettings ? () => onSettings(source.id) : undefined

  useEffect(() => {
    if (isSought) card.current?.scrollIntoView({ block: 'center' })
  }, [isSought])

  return (
    <Card
      ref={card}
      aria-labelledby={titleId}
      data-source={source.id}
      className={cn('@container grid gap-3 p-4', isSought && 'outline-primary outline-2')}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="grid min-w-0 flex-1 basis-72 gap-0.5">
          <h3
            id={titleId}
            className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-1 text-sm font-semibold"
          >
            <span className="text-muted-foreground font-normal" title="Place in the order of precedence">
              {rank}
            </span>
            {source.title}
            <LookBadge look={sourceLook(source)} className="font-medium" />
            {(source.settings.problems?.length ?? 0) > 0 && (
              <Badge variant="warn" title={source.settings.problems?.join('\n')}>
                {amountWords(source.settings.problems?.length ?? 0, 'setting is wrong', 'settings are wrong')}
              </Badge>
            )}
            {source.counts.stale > 0 && <Badge variant="warn">Servers are stale</Badge>}
          </h3>
          <p className="text-muted-foreground text-pretty">{source.description}</p>
          {isOff && source.reason !== undefined && <p className="wrap-anywhere">{source.reason}</p>}
        </div>
        {source.id === 'manual' && (
          <Button size="sm" asChild>
            <Link href="/servers?register=form">
              <Plus aria-hidden />
              Register a server
            </Link>
          </Button>
        )}
        <SourceActions
          source={source}
          onDryRun={() => onDryRun(source)}
          isDryRunning={isDryRunning}
          onSettings={isOff ? undefined : openSettings}
        />
      </div>
      {!isOff && source.reason !== undefined && <Reason source={source} reason={source.reason} />}
      {isOff ? (
        <SwitchOn source={source} onSettings={openSettings} />
      ) : (
        <>
          <SourceFacts source={source} />
          <PartList title={source.title} parts={source.parts} />
        </>
      )}
    </Card>
  )
}

function Reason({ source, reason }: { source: SourceView; reason: string }) {
  if (source.state !== 'failing') return <p className="wrap-anywhere">{reason}</p>
  return <p className="border-bad/30 bg-bad/8 rounded-md border px-3 py-2 wrap-anywhere">{reason}</p>
}
