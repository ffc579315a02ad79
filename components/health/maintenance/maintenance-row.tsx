import { Pencil, Trash2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import type { Look } from '@/components/ui/state-look'
import type { MaintenanceWindow } from '@/lib/domain/incident'
import { scheduleWords, scopeWords, spanWords } from './schedule-words'

const NOW: Look = { word: 'In maintenance', tone: 'busy', shape: 'square' }
const PLANNED: Look = { word: 'Planned', tone: 'off', shape: 'ring' }
const OVER: Look = { word: 'Over', tone: 'off', shape: 'square' }

interface MaintenanceRowProps {
  window: MaintenanceWindow
  onEdit: () => void
  onRemove: () => void
}

/** One window: what for, of whom, when, and how it is now. */
export function MaintenanceRow({ window, onEdit, onRemove }: MaintenanceRowProps) {
  const { title, now, next, schedule } = window
  return (
    <li className="flex items-start gap-3 px-4 py-2.5">
      <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 md:grid-cols-[8.5rem_minmax(0,1fr)_minmax(0,20rem)]">
        <LookBadge look={now ? NOW : next ? PLANNED : OVER} className="self-start" />
        <div className="min-w-0">
          <p className="font-medium wrap-anywhere">{title}</p>
          <p className="text-muted-foreground wrap-anywhere">{scopeWords(window)}</p>
        </div>
        <div className="text-muted-foreground min-w-0 text-xs leading-5">
          <p className="wrap-anywhere">{scheduleWords(schedule)}</p>
          {now && (
            <p className="text-foreground">
              ends <RelativeTime at={now.to} />
            </p>
          )}
          {!now && next && (
            <p>
              begins <RelativeTime at={next.from} />
              {schedule.kind === 'recurring' && `: ${spanWords(next)}`}
            </p>
          )}
        </div>
      </div>
      <div className="flex gap-1">
        <Button size="icon-sm" variant="ghost" aria-label={`Change ${title}`} title="Change" onClick={onEdit}>
          <Pencil aria-hidden />
        </Button>
        <Button
          size="icon-sm"
          variant="ghost"
          aria-label={`Remove ${title}`}
          title="Remove"
          onClick={onRemove}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
    </li>
  )
}
