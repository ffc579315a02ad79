'use client'
import Link from 'next/link'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { countWords } from '@/components/ui/number-words'
import { serverUrl } from '@/components/ui/server-url'

const SHOWN = 24

export function ServerLinks({ label, names }: { label: string; names: readonly string[] }) {
  const [all, setAll] = useState(false)
  if (names.length === 0) return null
  const shown = all ? names : names.slice(0, SHOWN)
  return (
    <ul
      aria-label={label}
      className="flex max-h-40 flex-wrap items-center gap-1 overflow-y-auto border-b px-4 py-2.5"
    >
      {shown.map((name) => (
        <li key={name} className="min-w-0">
          <Badge asChild variant="neutral" className="hover:bg-accent h-6">
            <Link href={serverUrl(name)} prefetch={false}>
              <span className="truncate">{name}</span>
            </Link>
          </Badge>
        </li>
      ))}
      {names.length > shown.length && (
        <li>
          <Button variant="link" size="sm" onClick={() => setAll(true)}>
            {countWords(names.length - shown.length)} more
          </Button>
        </li>
      )}
    </ul>
  )
}
