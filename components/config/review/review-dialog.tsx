'use client'
import dynamic from 'next/dynamic'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Skeleton } from '@/components/ui/skeleton'
import type { FileText } from '@/lib/domain/api/config'
import { ProblemList } from '../problem-list'
import { NotLoaded } from '../editor/not-loaded'
import { useDraftCheck } from '../editor/use-draft-check'
import { ServerChanges } from './server-changes'

export const loadTextDiff = () => import('./text-diff').catch(() => NotLoaded)

const TextDiff = dynamic(loadTextDiff, {
  ssr: false,
  loading: () => <Skeleton className="h-40" />,
})

interface ReviewDialogProps {
  /** The file as it stands now. */
  file: FileText
  draft: string
  title: string
  /** What the button does: "Apply", "Restore". */
  action: string
  /** Set when the file is another than the one the draft was made from. */
  conflict?: string | undefined
  error?: string | undefined
  applying: boolean
  onApply: () => void
  onClose: () => void
}

/** What would be written and what it would change, before it is. */
export function ReviewDialog(props: ReviewDialogProps) {
  const { file, draft, title, action, conflict, error, applying, onApply, onClose } = props
  const check = useDraftCheck(file.path, draft)
  const problems = check.data?.problems ?? []
  const isBroken = problems.some(({ severity }) => severity === 'error')
  const isSame = draft === file.text && file.version !== null
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-3xl">
        <DialogHeader>
          <DialogTitle>{title}</DialogTitle>
          <DialogDescription className="wrap-anywhere">{file.path}</DialogDescription>
        </DialogHeader>
        {conflict && (
          <p role="alert" className="bg-warn/10 text-warn rounded-md px-3 py-2">
            {conflict}
          </p>
        )}
        {error && (
          <p role="alert" className="bg-bad/10 text-bad rounded-md px-3 py-2 wrap-anywhere">
            {error}
          </p>
        )}
        <section aria-label="Text" className="min-w-0 overflow-hidden rounded-md border">
          {isSame ? (
            <p className="text-muted-foreground px-3 py-2">The text is the same as in the file.</p>
          ) : (
            <TextDiff before={file.text} after={draft} syntax={file.syntax} label="Changes of the text" />
          )}
        </section>
        <section aria-label="Servers" aria-busy={!check.isSettled} className="grid min-w-0 gap-1.5">
          <h3 className="text-sm font-semibold">Servers</h3>
          {check.data ? (
            <>
              {problems.length > 0 && (
                <div className="rounded-md border">
                  <ProblemList problems={problems} />
                </div>
              )}
              <ServerChanges {...check.data} />
            </>
          ) : check.isError ? (
            <p className="text-bad">{check.error.message}</p>
          ) : (
            <Skeleton className="h-8" />
          )}
        </section>
        <DialogFooter>
          <Button onClick={onClose}>Back</Button>
          <Button
            variant="primary"
            disabled={applying || isBroken || isSame || !check.isSettled || !check.data}
            onClick={onApply}
          >
            {action}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
