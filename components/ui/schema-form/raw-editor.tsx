'use client'
import { Label } from '../label'
import { Textarea } from '../textarea'

interface RawEditorProps {
  id: string
  text: string
  onTextChange: (text: string) => void
  /** Why there is no form. */
  note?: string | undefined
  problem?: string | undefined
  isDisabled: boolean
}

/** Arguments as JSON text. */
export function RawEditor({ id, text, onTextChange, note, problem, isDisabled }: RawEditorProps) {
  return (
    <div className="grid gap-1">
      <Label htmlFor={`${id}:raw`}>Arguments as JSON</Label>
      {note !== undefined && <p className="text-muted-foreground text-xs wrap-anywhere">{note}</p>}
      <Textarea
        id={`${id}:raw`}
        className="field-sizing-content max-h-96 min-h-32 font-mono text-xs"
        spellCheck={false}
        autoComplete="off"
        disabled={isDisabled}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}:raw-problem`}
        value={text}
        onChange={(event) => onTextChange(event.target.value)}
      />
      {problem !== undefined && (
        <p id={`${id}:raw-problem`} className="text-bad text-xs wrap-anywhere">
          {problem}
        </p>
      )}
    </div>
  )
}
