'use client'
import { Trash2 } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Remembered } from '@/lib/domain/api/approvals'

interface RememberedListProps {
  remembered: readonly Remembered[]
  onForget: (id: string) => void
}

/** What was allowed for the rest of a conversation, and the way to be asked again. */
export function RememberedList({ remembered, onForget }: RememberedListProps) {
  return (
    <section aria-labelledby="remembered" className="grid gap-2 p-4">
      <h3 id="remembered" className="text-sm font-medium">
        Allowed in a conversation
      </h3>
      {remembered.length === 0 ? (
        <p className="text-muted-foreground text-sm">No conversation lets a tool run without asking.</p>
      ) : (
        <ul aria-label="Allowed in a conversation" className="divide-y">
          {remembered.map(({ id, conversation, title, pattern, createdAt }) => (
            <li key={id} className="flex min-w-0 items-center gap-3 py-1.5">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-mono text-sm" title={pattern}>
                  {pattern}
                </span>
                <span className="text-muted-foreground flex min-w-0 gap-1 text-xs">
                  <Link
                    href={`/playground/${conversation}`}
                    className="text-primary min-w-0 truncate underline-offset-4 hover:underline"
                  >
                    {title}
                  </Link>
                  <span className="shrink-0">
                    · <RelativeTime at={createdAt} />
                  </span>
                </span>
              </span>
              <Button
                size="icon-sm"
                variant="ghost"
                aria-label={`Ask again for ${pattern} in ${title}`}
                onClick={() => onForget(id)}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
