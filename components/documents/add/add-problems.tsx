import { FailedItems } from '@/components/ui/failed-items'
import type { QueuedDocuments } from '@/lib/domain/api/documents'
import { messageOf } from '@/lib/kit/app-error'

/** Why nothing was added, or what of it was not. */
export function AddProblems({ error, answer }: { error: Error | null; answer: QueuedDocuments | undefined }) {
  if (error !== null) {
    return (
      <p role="alert" className="text-bad text-sm wrap-anywhere">
        {messageOf(error)}
      </p>
    )
  }
  if (answer === undefined || answer.refused.length === 0) return null
  return (
    <div role="alert" className="grid gap-1">
      <p className="text-bad text-sm">Not taken:</p>
      <FailedItems
        items={answer.refused.map(({ name, message }, at) => ({
          key: `${at} ${name}`,
          name,
          error: { message },
        }))}
      />
    </div>
  )
}
