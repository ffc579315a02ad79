'use client'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { countWords, listWords } from '@/components/ui/number-words'
import { serverUrl } from '@/components/ui/server-url'
import { TONE_CLASSES, type Tone } from '@/components/ui/state-look'
import type { Reload } from '@/lib/domain/api/config'
import { cn } from '@/lib/kit/class-names'

interface Change {
  sign: '+' | '~' | '−'
  word: string
  tone: Tone
  name: string
  fields?: readonly string[]
}

const SHOWN = 12

/** What a reload did, server by server. */
export function ChangeList({ changes }: { changes: Reload['changes'] }) {
  const [all, setAll] = useState(false)
  const rows = rowsOf(changes)
  const shown = all ? rows : rows.slice(0, SHOWN)
  if (rows.length === 0) return null
  return (
    <ul aria-label="Changes by server" className="grid max-h-80 gap-0.5 overflow-y-auto">
      {shown.map((row) => (
        <li key={`${row.word}:${row.name}`} className="flex min-w-0 items-baseline gap-2 leading-6">
          <span aria-hidden className={cn('w-3 text-center font-mono font-medium', TONE_CLASSES[row.tone])}>
            {row.sign}
          </span>
          <ServerName row={row} />
          <span className="text-muted-foreground min-w-0 text-xs leading-5 wrap-anywhere">
            {row.word}
            {row.fields && row.fields.length > 0 && `: ${listWords(row.fields, 6)}`}
          </span>
        </li>
      ))}
      {rows.length > shown.length && (
        <li>
          <Button variant="link" size="sm" className="px-0" onClick={() => setAll(true)}>
            Show {countWords(rows.length - shown.length)} more
          </Button>
        </li>
      )}
    </ul>
  )
}

/** A name is told whole before what changed of it is. */
const NAME = 'max-w-3/5 shrink-0 truncate font-medium'

function ServerName({ row }: { row: Change }) {
  // What is gone has no page to lead to.
  if (row.sign === '−') return <span className={NAME}>{row.name}</span>
  return (
    <Link
      href={serverUrl(row.name)}
      prefetch={false}
      className={`${NAME} leading-6 underline-offset-4 hover:underline`}
    >
      {row.name}
    </Link>
  )
}

function rowsOf({ added, changed, removed }: Reload['changes']): Change[] {
  return [
    ...added.map((name): Change => ({ sign: '+', word: 'added', tone: 'ok', name })),
    ...changed.map(({ name, fields }): Change => ({
      sign: '~',
      word: 'changed',
      tone: 'warn',
      name,
      fields,
    })),
    ...removed.map((name): Change => ({ sign: '−', word: 'removed', tone: 'bad', name })),
  ]
}
