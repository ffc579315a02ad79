'use client'
import { useDebounced } from '@/components/shell/use-debounced'
import type { MaintenanceWindow } from '@/lib/domain/incident'
import { messageOf } from '@/lib/kit/app-error'
import { type MaintenanceDraft, scheduleErrorsOf, scheduleOf } from './draft'
import { spanWords } from './schedule-words'
import { usePreview } from './use-maintenance'

const TYPING_MS = 300

interface SchedulePreviewProps {
  draft: MaintenanceDraft
  window: MaintenanceWindow | undefined
}

/** The next five spans of what the form says now, or what is wrong with it. */
export function SchedulePreview({ draft, window }: SchedulePreviewProps) {
  const isWhole = Object.keys(scheduleErrorsOf(draft)).length === 0
  // As a text, so that the same schedule is not asked for anew with each letter of the title.
  const text = useDebounced(isWhole ? JSON.stringify(scheduleOf(draft, window)) : '', TYPING_MS)
  const preview = usePreview(text === '' ? undefined : (JSON.parse(text) as ReturnType<typeof scheduleOf>))
  if (draft.kind === 'once' && !preview.isError) return null
  return (
    <section aria-label="The next spans" className="bg-muted/50 grid gap-1 rounded-md border px-3 py-2">
      <h3 className="text-muted-foreground text-xs font-medium">Next, by your clock</h3>
      <div role="status" className="min-h-25">
        {preview.isError && isWhole ? (
          <p className="text-bad wrap-anywhere">{messageOf(preview.error)}</p>
        ) : !isWhole ? (
          <p className="text-muted-foreground">Say when it begins and how long it lasts.</p>
        ) : (
          <ol>
            {preview.data?.map((span) => (
              <li key={span.from}>{spanWords(span)}</li>
            ))}
          </ol>
        )}
      </div>
    </section>
  )
}
