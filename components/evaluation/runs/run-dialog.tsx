'use client'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { client } from '@/components/shell/client'
import { FormDialog } from '@/components/ui/form-dialog'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'
import { queryKeys } from '@/lib/client/query-keys'
import { getRetrieval } from '@/lib/domain/api/search'
import { type RankSettings, rankSettingsSchema } from '@/lib/domain/retrieval'
import { useStartRun } from '../use-evaluation'

const NUMBERS = [
  { name: 'lexicalWeight', label: 'Weight of words' },
  { name: 'vectorWeight', label: 'Weight of vectors' },
  { name: 'fusionK', label: 'Fusion constant' },
  { name: 'candidates', label: 'Candidates of each ranking' },
  { name: 'diversity', label: 'Diversity, 0 to 1' },
  { name: 'rerankTop', label: 'Reranked at most' },
] as const satisfies readonly { name: keyof RankSettings; label: string }[]
const SWITCHES = [
  { name: 'rerank', label: 'Reranker, if one is set' },
  { name: 'mergeNeighbours', label: 'Merge neighbouring passages' },
] as const

interface RunDialogProps {
  open: boolean
  id: string
  onClose: () => void
  onStarted: (run: string) => void
}

/** With which settings a run searches: those in use, unless they are changed here. */
export function RunDialog({ open, ...rest }: RunDialogProps) {
  return open && <Body {...rest} />
}

function Body({ id: set, onClose, onStarted }: Omit<RunDialogProps, 'open'>) {
  const id = useId()
  const retrieval = useQuery({
    queryKey: queryKeys.retrieval,
    queryFn: ({ signal }) => client.call(getRetrieval, { signal }),
  })
  const settings = retrieval.data?.settings ?? (retrieval.isError ? rankSettingsSchema.parse({}) : undefined)
  const start = useStartRun(set)
  const [numbers, setNumbers] = useState<Record<string, string>>({})
  const [switches, setSwitches] = useState<Record<string, boolean>>({})
  const [problem, setProblem] = useState<string>()
  const send = () => {
    const changed = {
      ...Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, toNumber(text)])),
      ...switches,
    }
    const read = rankSettingsSchema.partial().safeParse(changed)
    if (!read.success) {
      const [issue] = read.error.issues
      const field = NUMBERS.find(({ name }) => name === issue?.path[0])
      setProblem(`${field?.label ?? 'A value'}: ${issue?.message ?? 'not possible'}`)
      return
    }
    setProblem(undefined)
    // What parsing adds as a default was not asked for: the settings in use apply.
    const asked = Object.fromEntries(Object.entries(read.data).filter(([name]) => name in changed))
    start.mutate(asked, {
      onSuccess(run) {
        onClose()
        onStarted(run.id)
      },
    })
  }
  return (
    <FormDialog
      title="Run"
      description="With the settings in use, or others for this run alone. It goes on when you leave the page."
      action="Start run"
      canSend={settings !== undefined && !start.isPending}
      problem={problem ?? start.error}
      onSend={send}
      onClose={onClose}
    >
      {settings && (
        <>
          <div className="grid gap-3 sm:grid-cols-2">
            {NUMBERS.map(({ name, label }) => (
              <div key={name} className="grid gap-1.5">
                <Label htmlFor={`${id}-${name}`}>{label}</Label>
                <Input
                  id={`${id}-${name}`}
                  inputMode="decimal"
                  value={numbers[name] ?? String(settings[name])}
                  onChange={(event) => setNumbers({ ...numbers, [name]: event.target.value })}
                />
              </div>
            ))}
          </div>
          {SWITCHES.map(({ name, label }) => (
            <div key={name} className="flex items-center justify-between gap-4">
              <Label htmlFor={`${id}-${name}`}>{label}</Label>
              <Switch
                id={`${id}-${name}`}
                checked={switches[name] ?? settings[name]}
                onCheckedChange={(checked) => setSwitches({ ...switches, [name]: checked })}
              />
            </div>
          ))}
        </>
      )}
    </FormDialog>
  )
}

function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'))
}
