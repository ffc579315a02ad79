'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { amountWords } from '@/components/ui/number-words'
import type { FileText } from '@/lib/domain/api/config'
import { ProblemList } from '../problem-list'
import { loadTextDiff, ReviewDialog } from '../review/review-dialog'
import { NotLoaded } from './not-loaded'
import { useDraftCheck } from './use-draft-check'
import { useFileDraft } from './use-file-draft'
import { isConflict, useSaveFile } from './use-save-file'
import { useSchema } from './use-schema'

const CodeEditor = dynamic(() => import('./code-editor').catch(() => NotLoaded), {
  ssr: false,
  loading: () => <Skeleton className="m-4 h-64" />,
})

interface FileEditorProps {
  /** The file as it stands on disk; it may change while this is open. */
  file: FileText
  /** Where to begin. */
  line: number | undefined
  onClose: () => void
}

/** Edits a file: its problems as they arise, a look at what would change, and then the writing. */
export function FileEditor({ file, line, onClose }: FileEditorProps) {
  const { draft, start, isTouched, isElsewhere, change, take, drop } = useFileDraft(file)
  const [focus, setFocus] = useState(line === undefined ? undefined : { line })
  const [reviewing, setReviewing] = useState(false)
  /** What the draft would be given up for. */
  const [losing, setLosing] = useState<'close' | 'take'>()
  const schema = useSchema()
  // Now, so that a review needs nothing more from a Portolan that may not answer then.
  useEffect(() => void loadTextDiff(), [])
  const check = useDraftCheck(file.path, draft.text)
  const close = () => {
    drop()
    onClose()
  }
  const save = useSaveFile(file.path, close)
  const problems = check.data?.problems ?? []
  const errors = problems.filter(({ severity }) => severity === 'error').length

  return (
    <div>
      {isElsewhere && (
        <ChangedMeanwhile
          gone={file.version === null}
          onTake={() => setLosing('take')}
          onCompare={() => setReviewing(true)}
        />
      )}
      <div className="flex flex-wrap items-center justify-between gap-2 border-b px-4 py-2">
        <p role="status" className="text-muted-foreground min-w-0 flex-1 basis-56 text-xs wrap-anywhere">
          {check.isError
            ? `It could not be checked: ${check.error.message}${isTouched ? ' The draft is kept in this tab.' : ''}`
            : !check.data
              ? 'Checking'
              : errors > 0
                ? `${amountWords(errors, 'error')} to mend before it can be applied`
                : isTouched
                  ? 'Not applied yet; the draft is kept in this tab'
                  : 'Nothing changed yet'}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={isTouched ? () => setLosing('close') : close}>
            {isTouched ? 'Discard draft' : 'Close editor'}
          </Button>
          <Button size="sm" variant="primary" disabled={!isTouched} onClick={() => setReviewing(true)}>
            Review and apply
          </Button>
        </div>
      </div>
      <CodeEditor
        key={start.count}
        text={start.text}
        syntax={file.syntax}
        label={`Edit ${file.path}`}
        describedBy="editor-keys"
        problems={problems}
        schema={schema}
        focus={focus}
        onChange={change}
        onReview={() => setReviewing(true)}
      />
      {/* Below, so that the text stays where it is while they come and go. */}
      <ProblemList problems={problems} onFind={(found) => setFocus({ line: found })} />
      <p id="editor-keys" className="text-muted-foreground px-4 py-2 text-xs">
        Ctrl or Cmd S reviews. Ctrl Space proposes what may stand here. Tab indents; Escape, then Tab, leaves
        the editor. A value shown as dots is kept as it is stored: leave the dots and their letters, or write
        a new value.
      </p>
      <AlertDialog
        open={losing !== undefined}
        onOpenChange={(isOpen) => !isOpen && setLosing(undefined)}
        title="Discard the draft?"
        action="Discard draft"
        destructive
        onConfirm={losing === 'take' ? take : close}
      >
        What you wrote is in no file yet, and is lost.
      </AlertDialog>
      {reviewing && (
        <ReviewDialog
          file={file}
          draft={draft.text}
          title="Review changes"
          action={isElsewhere ? 'Apply mine over it' : 'Apply'}
          conflict={
            isElsewhere
              ? 'The file was changed by someone else since you began. Below, what is in the file now is compared with yours: what is struck out would be lost.'
              : undefined
          }
          error={save.error && !isConflict(save.error) ? save.error.message : undefined}
          applying={save.isPending}
          onApply={() => save.mutate({ text: draft.text, version: file.version })}
          onClose={() => {
            setReviewing(false)
            save.reset()
          }}
        />
      )}
    </div>
  )
}

interface ChangedMeanwhileProps {
  gone: boolean
  onTake: () => void
  onCompare: () => void
}

function ChangedMeanwhile({ gone, onTake, onCompare }: ChangedMeanwhileProps) {
  return (
    <div
      role="alert"
      className="bg-warn/10 text-warn flex flex-wrap items-center justify-between gap-2 border-b px-4 py-2"
    >
      <p>
        {gone ? 'The file has been removed' : 'The file was changed'} by someone else since this draft was
        begun.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={onCompare}>
          Compare both
        </Button>
        <Button size="sm" onClick={onTake}>
          Take the file’s
        </Button>
      </div>
    </div>
  )
}
