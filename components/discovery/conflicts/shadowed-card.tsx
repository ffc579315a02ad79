'use client'
import Link from 'next/link'
import { useId } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { fieldWords } from '@/components/ui/field-words'
import { serverUrl } from '@/components/ui/server-url'
import type { ConflictView } from '@/lib/domain/discovery'
import { FieldName } from '../field-name'

type Shadowed = Extract<ConflictView, { kind: 'shadowed' }>

interface ShadowedCardProps {
  conflict: Shadowed
  titleOf: (source: string) => string
  isSettable: (source: string) => boolean
  onSettings: (source: string) => void
}

/** Two sources that declare one server: both values, which one is in use, why, and what can be done. */
export function ShadowedCard({ conflict, titleOf, isSettable, onSettings }: ShadowedCardProps) {
  const titleId = useId()
  const { name, differences } = conflict
  const winner = titleOf(conflict.winner)
  const shadowed = titleOf(conflict.shadowed)
  return (
    <Card aria-labelledby={titleId} className="@container grid gap-3 p-4">
      <div className="grid gap-0.5">
        <h3 id={titleId} className="text-sm font-semibold wrap-anywhere">
          <Link
            href={`${serverUrl(name)}?tab=provenance`}
            prefetch={false}
            className="underline-offset-4 hover:underline"
          >
            {name}
          </Link>
        </h3>
        <p className="text-muted-foreground text-pretty">
          Declared twice. What “{winner}” says is in use, because it stands higher in the order of precedence;
          if it goes, what “{shadowed}” says takes over.
        </p>
      </div>
      <div className="overflow-hidden rounded-md border">
        <div className="bg-muted/60 grid grid-cols-2 border-b text-xs @xl:grid-cols-[12rem_1fr_1fr]">
          <span className="px-3 py-2 @max-xl:hidden" />
          <Side title={winner} origin={conflict.winnerOrigin} isWinner />
          <Side title={shadowed} origin={conflict.shadowedOrigin} isWinner={false} />
        </div>
        {differences.length === 0 ? (
          <p className="text-muted-foreground px-3 py-2">Both say the same.</p>
        ) : (
          <dl className="divide-y">
            {differences.map((difference) => (
              <div key={difference.field} className="grid grid-cols-2 @xl:grid-cols-[12rem_1fr_1fr]">
                <dt className="text-muted-foreground px-3 py-1.5 font-mono text-xs wrap-anywhere @max-xl:col-span-2 @max-xl:pb-0">
                  <FieldName field={difference.field} />
                </dt>
                <Value text={fieldWords(difference.field, difference.winner, titleOf)} />
                <Value text={fieldWords(difference.field, difference.shadowed, titleOf)} />
              </div>
            ))}
          </dl>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" asChild>
          <Link href={serverUrl(name)} prefetch={false}>
            Open {name}
          </Link>
        </Button>
        {[conflict.winner, conflict.shadowed].filter(isSettable).map((id) => (
          <Button key={id} size="sm" variant="ghost" onClick={() => onSettings(id)}>
            Settings of {titleOf(id)}
          </Button>
        ))}
        {conflict.winner !== 'manual' && (
          <Button size="sm" variant="ghost" asChild>
            <Link href="/servers?register=form">Register it by hand, which goes first</Link>
          </Button>
        )}
      </div>
    </Card>
  )
}

function Side({ title, origin, isWinner }: { title: string; origin: string | undefined; isWinner: boolean }) {
  return (
    <div className="grid min-w-0 content-start gap-0.5 px-3 py-2">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm font-medium">
        {title}
        <Badge variant={isWinner ? 'ok' : 'outline'}>{isWinner ? 'In use' : 'Shadowed'}</Badge>
      </p>
      {origin !== undefined && <code className="text-muted-foreground wrap-anywhere">{origin}</code>}
    </div>
  )
}

function Value({ text }: { text: string }) {
  return (
    <dd className="px-3 py-1.5 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
      {text === '' ? <span className="text-muted-foreground font-sans">not set</span> : text}
    </dd>
  )
}
