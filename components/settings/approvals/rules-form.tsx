'use client'
import { Plus, Trash2 } from 'lucide-react'
import { type SyntheticEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { optionsOf } from '@/components/ui/options'
import { Select } from '@/components/ui/select'
import {
  APPROVAL_ACTIONS,
  type ApprovalAction,
  approvalPatternSchema,
  type ApprovalRule,
} from '@/lib/domain/approval'

interface RulesFormProps {
  rules: readonly ApprovalRule[]
  isBusy: boolean
  /** Rejects when they were not saved. */
  onSave: (rules: ApprovalRule[]) => Promise<unknown>
}

const WORDS: Record<ApprovalAction, string> = { allow: 'Allow', ask: 'Ask', deny: 'Deny' }

/** The rules that hold everywhere, one line each, and a line to add one. */
export function RulesForm({ rules, isBusy, onSave }: RulesFormProps) {
  const without = (gone: ApprovalRule) => rules.filter((rule) => rule !== gone)
  return (
    <div className="grid gap-4 p-4">
      {rules.length === 0 ? (
        <p className="text-muted-foreground text-sm">
          No rules yet: what a tool says of itself decides. Approve a tool “always” in the playground, or add
          a rule here.
        </p>
      ) : (
        <ul aria-label="Rules" className="divide-y">
          {rules.map((rule) => (
            <li key={`${rule.action} ${rule.pattern}`} className="flex min-w-0 items-center gap-2 py-1.5">
              <ActionSelect
                label={`What happens with ${rule.pattern}`}
                action={rule.action}
                isDisabled={isBusy}
                onChange={(action) =>
                  void onSave(rules.map((one) => (one === rule ? { ...rule, action } : one))).catch(ignore)
                }
              />
              <span className="min-w-0 flex-1 truncate font-mono text-sm" title={rule.pattern}>
                {rule.pattern}
              </span>
              <Button
                size="icon-sm"
                variant="ghost"
                disabled={isBusy}
                aria-label={`Remove the rule ${rule.pattern}`}
                onClick={() => void onSave(without(rule)).catch(ignore)}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <AddRule isBusy={isBusy} onAdd={(rule) => onSave([...rules, rule])} />
    </div>
  )
}

/** The caller has told why. */
function ignore(): void {}

function AddRule({ isBusy, onAdd }: { isBusy: boolean; onAdd: (rule: ApprovalRule) => Promise<unknown> }) {
  const id = useId()
  const [pattern, setPattern] = useState('')
  const [action, setAction] = useState<ApprovalAction>('deny')
  const [problem, setProblem] = useState<string>()
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    const read = approvalPatternSchema.safeParse(pattern)
    if (!read.success) {
      setProblem(read.error.issues.at(-1)?.message)
      return
    }
    setProblem(undefined)
    onAdd({ pattern: read.data, action }).then(() => setPattern(''), ignore)
  }
  return (
    <form onSubmit={submit} className="grid gap-1">
      <Label htmlFor={id}>Add a rule for server/tool</Label>
      <div className="flex flex-wrap items-center gap-2">
        <ActionSelect
          label="What the new rule does"
          action={action}
          isDisabled={isBusy}
          onChange={setAction}
        />
        <Input
          id={id}
          value={pattern}
          placeholder="prod-*/delete_*"
          spellCheck={false}
          autoComplete="off"
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-hint`}
          className="min-w-40 flex-1 font-mono"
          onChange={(event) => setPattern(event.target.value)}
        />
        <Button type="submit" disabled={isBusy || pattern.trim() === ''}>
          <Plus aria-hidden />
          Add
        </Button>
      </div>
      <p
        id={`${id}-hint`}
        className={problem === undefined ? 'text-muted-foreground text-xs' : 'text-bad text-xs'}
      >
        {problem ?? '* stands for any characters, ? for one.'}
      </p>
    </form>
  )
}

interface ActionSelectProps {
  label: string
  action: ApprovalAction
  isDisabled: boolean
  onChange: (action: ApprovalAction) => void
}

function ActionSelect({ label, action, isDisabled, onChange }: ActionSelectProps) {
  return (
    <Select
      aria-label={label}
      className="w-24 shrink-0"
      value={action}
      disabled={isDisabled}
      options={optionsOf(APPROVAL_ACTIONS, WORDS)}
      onValueChange={onChange}
    />
  )
}
