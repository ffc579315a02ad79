'use client'
import { Check, Pencil, ShieldQuestion, Undo2, X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { AskBox } from '@/components/ui/ask-box'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import type { Option } from '@/components/ui/options'
import type { JsonObject } from '@/components/ui/schema-form/json'
import { Select } from '@/components/ui/select'
import type { ApprovalAnswer } from '@/lib/domain/approval'
import { prettyJson } from '../words'
import { EditArguments } from './edit-arguments'
import type { CallRow } from './row'
import { useDecisions } from './decisions'

interface CallApprovalProps {
  call: CallRow
  request: NonNullable<CallRow['request']>
}

type Remember = 'once' | NonNullable<ApprovalAnswer['remember']>
const REMEMBERED: readonly Option<Remember>[] = [
  { value: 'once', label: 'this once' },
  { value: 'conversation', label: 'in this conversation' },
  { value: 'always', label: 'always, everywhere' },
]

/** A call that waits for a person: what it would do, and yes, no, or otherwise. */
export function CallApproval({ call, request }: CallApprovalProps) {
  const decisions = useDecisions()
  const [chosen, setMode] = useState<'ask' | 'edit' | 'deny'>()
  const [remember, setRemember] = useState<Remember>('once')
  const id = useId()

  const made = decisions?.made.get(request.id)
  const refused = decisions?.refused.get(request.id)
  const mode = chosen ?? (refused ? 'edit' : 'ask')
  if (!decisions) return <p className="text-muted-foreground text-sm">It waits for its owner's word.</p>
  if (made) return <Made approved={made.approved} onTakeBack={() => decisions.takeBack(request.id)} />
  const approve = (edited?: JsonObject) =>
    decisions.decide({
      id: request.id,
      approved: true,
      ...(edited && { arguments: edited }),
      ...(remember !== 'once' && { remember }),
    })
  return (
    <AskBox
      icon={ShieldQuestion}
      title={`Let ${call.tool} of ${call.server} run?`}
      about={request.why !== undefined && <p className="text-muted-foreground pl-6 text-sm">{request.why}</p>}
    >
      {mode === 'edit' ? (
        <EditArguments
          call={call}
          initial={refused ?? call.input}
          onApprove={approve}
          onCancel={() => setMode('ask')}
        />
      ) : (
        <CodeBlock
          code={prettyJson(call.input ?? {})}
          label={`Arguments of ${call.tool}`}
          wrap
          className="max-h-60"
        />
      )}
      {mode === 'deny' && (
        <Deny
          tool={call.tool}
          onDeny={(reason) =>
            decisions.decide({ id: request.id, approved: false, ...(reason !== '' && { reason }) })
          }
          onCancel={() => setMode('ask')}
        />
      )}
      {mode === 'ask' && (
        <div className="flex flex-wrap items-center gap-2">
          <Button size="sm" variant="primary" onClick={() => approve()}>
            <Check aria-hidden />
            Approve
          </Button>
          <Button size="sm" onClick={() => setMode('edit')}>
            <Pencil aria-hidden />
            Edit
          </Button>
          <Button size="sm" onClick={() => setMode('deny')}>
            <X aria-hidden />
            Deny
          </Button>
        </div>
      )}
      {request.canRemember && mode !== 'deny' && (
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <Label htmlFor={`${id}-remember`} className="text-muted-foreground font-normal">
            An approval holds
          </Label>
          <Select
            id={`${id}-remember`}
            className="h-8 w-auto min-w-40"
            value={remember}
            options={REMEMBERED}
            onValueChange={setRemember}
          />
        </div>
      )}
    </AskBox>
  )
}

/** Decided, while other calls of the answer still wait. */
function Made({ approved, onTakeBack }: { approved: boolean; onTakeBack: () => void }) {
  return (
    <p role="status" className="flex flex-wrap items-center gap-2 text-sm">
      {approved ? 'Approved' : 'Denied'}. The answer goes on when the other calls are decided on too.
      <Button size="sm" variant="ghost" onClick={onTakeBack}>
        <Undo2 aria-hidden />
        Take back
      </Button>
    </p>
  )
}

interface DenyProps {
  tool: string
  onDeny: (reason: string) => void
  onCancel: () => void
}

function Deny({ tool, onDeny, onCancel }: DenyProps) {
  const id = useId()
  const [reason, setReason] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onDeny(reason.trim())
      }}
      className="grid gap-2"
    >
      <Label htmlFor={id}>Why not? The model is told; it may be left empty</Label>
      <Input
        ref={field}
        id={id}
        value={reason}
        maxLength={2_000}
        autoComplete="off"
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel()
        }}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="sm" variant="destructive">
          Deny {tool}
        </Button>
        <Button size="sm" variant="ghost" onClick={onCancel}>
          Back
        </Button>
      </div>
    </form>
  )
}
