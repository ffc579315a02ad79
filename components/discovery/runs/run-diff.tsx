'use client'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Input } from '@/components/ui/input'
import { amountWords, countWords } from '@/components/ui/number-words'
import { serverUrl } from '@/components/ui/server-url'
import type { RunDetail } from '@/lib/domain/discovery'
import { FieldChanges } from './field-changes'
import { filterDiff, listedIn } from './filter-diff'

/** From so many servers on, a field to find one is worth its place. */
const MANY = 15

interface RunDiffProps {
  run: RunDetail
  titleOf: (source: string) => string
}

/** What a run changed, or a dry run would change, server by server. */
export function RunDiff({ run, titleOf }: RunDiffProps) {
  const [words, setWords] = useState('')
  const listed = listedIn(run.diff)
  const isSame = run.state === 'succeeded' && listed === run.diff.shadowed.length && !hasCounted(run)
  if (listed === 0) return isSame ? <Unchanged isDry={run.dryRun} /> : null
  const diff = filterDiff(run.diff, words)
  const isDry = run.dryRun
  return (
    <section aria-label="Changes" className="grid gap-4">
      {isSame && <Unchanged isDry={isDry} />}
      {listed > MANY && (
        <Input
          type="search"
          aria-label="Find a server among the changes"
          placeholder="Find a server"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
      {words.trim() !== '' && listedIn(diff) === 0 && (
        <p role="status" className="text-muted-foreground">
          No server among the changes has these words.
        </p>
      )}
      <Part
        title={isDry ? 'Would be added' : 'Added'}
        total={run.counts.added + run.diff.added.filter(({ held }) => held).length}
        listed={run.diff.added.length}
        items={diff.added}
        draw={({ name, target, held }) => (
          <div className="flex items-baseline justify-between gap-3">
            <p className="min-w-0">
              <Name name={name} isLink={!isDry && !held} mark="+" tone="text-ok" />
              <span className="text-muted-foreground block pl-4 font-mono text-xs wrap-anywhere">
                {target}
              </span>
            </p>
            {held && <Badge variant="warn">{isDry ? 'would be held' : 'held'}</Badge>}
          </div>
        )}
      />
      <Part
        title={isDry ? 'Would be changed' : 'Changed'}
        total={run.counts.changed}
        listed={run.diff.changed.length}
        items={diff.changed}
        draw={({ name, fields }) => (
          <div className="grid gap-1.5">
            <Name name={name} isLink mark="~" tone="text-busy" />
            {fields.length > 0 && <FieldChanges name={name} fields={fields} titleOf={titleOf} />}
          </div>
        )}
      />
      <Part
        title={isDry ? 'Would be removed' : 'Removed'}
        total={run.counts.removed}
        listed={run.diff.removed.length}
        items={diff.removed}
        draw={({ name, target }) => (
          <p>
            <Name name={name} isLink={isDry} mark="−" tone="text-bad" />
            <span className="text-muted-foreground block pl-4 font-mono text-xs wrap-anywhere">{target}</span>
          </p>
        )}
      />
      <Part
        title={isDry ? 'Would be shadowed' : 'Shadowed'}
        total={run.counts.shadowed}
        listed={run.diff.shadowed.length}
        items={diff.shadowed}
        draw={({ name, winner }) => (
          <p className="flex flex-wrap gap-x-2">
            <Name name={name} isLink mark="◦" tone="text-muted-foreground" />
            <span className="text-muted-foreground">by {titleOf(winner)}</span>
          </p>
        )}
      />
    </section>
  )
}

function hasCounted({ counts }: RunDetail): boolean {
  return counts.added + counts.changed + counts.removed > 0
}

function Unchanged({ isDry }: { isDry: boolean }) {
  return (
    <p className="text-muted-foreground">
      {isDry ? 'A run would change nothing: all is as it was found.' : 'Nothing changed: all was as before.'}
    </p>
  )
}

interface PartProps<T> {
  title: string
  /** How many there are; more than are listed where the list was cut. */
  total: number
  listed: number
  items: readonly T[]
  draw: (item: T) => ReactNode
}

function Part<T extends { name: string }>({ title, total, listed, items, draw }: PartProps<T>) {
  if (items.length === 0) return null
  return (
    <section aria-label={title} className="grid gap-1.5">
      <h3 className="text-sm font-semibold">
        {title}{' '}
        <span className="text-muted-foreground font-normal">{countWords(Math.max(total, listed))}</span>
      </h3>
      <ul className="divide-y rounded-md border">
        {items.map((item) => (
          <li
            key={item.name}
            className="px-3 py-1.5 [contain-intrinsic-size:auto_2.5rem] [content-visibility:auto]"
          >
            {draw(item)}
          </li>
        ))}
      </ul>
      {total > listed && (
        <p className="text-muted-foreground text-xs">
          The first {amountWords(listed, 'server')} are listed; {countWords(total - listed)} more are counted.
        </p>
      )}
    </section>
  )
}

function Name({ name, isLink, mark, tone }: { name: string; isLink: boolean; mark: string; tone: string }) {
  return (
    <span className="inline-flex min-w-0 items-baseline gap-1.5 font-medium">
      <span aria-hidden className={`w-2.5 shrink-0 text-center font-mono ${tone}`}>
        {mark}
      </span>
      {isLink ? (
        <Link
          href={serverUrl(name)}
          prefetch={false}
          className="wrap-anywhere underline-offset-4 hover:underline"
        >
          {name}
        </Link>
      ) : (
        <span className="wrap-anywhere">{name}</span>
      )}
    </span>
  )
}
