import { countWords } from '@/components/ui/number-words'
import type { Run } from '@/lib/domain/discovery'
import { cn } from '@/lib/kit/class-names'

const COUNTS = [
  ['found', 'Found'],
  ['added', 'Added'],
  ['changed', 'Changed'],
  ['removed', 'Removed'],
  ['shadowed', 'Shadowed'],
  ['held', 'Held'],
  ['errors', 'Errors'],
] as const

/** What a run came to, in seven numbers. */
export function RunCounts({ counts }: Pick<Run, 'counts'>) {
  return (
    <dl className="bg-border grid grid-cols-4 gap-px overflow-hidden rounded-md border sm:grid-cols-7">
      {COUNTS.map(([key, label]) => (
        <div key={key} className="bg-popover px-3 py-1.5 max-sm:first:col-span-2">
          <dt className="text-muted-foreground text-xs">{label}</dt>
          <dd
            className={cn(
              'text-base font-semibold',
              counts[key] === 0 && 'text-muted-foreground font-normal',
              key === 'errors' && counts.errors > 0 && 'text-bad',
            )}
          >
            {countWords(counts[key])}
          </dd>
        </div>
      ))}
    </dl>
  )
}
