'use client'
import { Eye, EyeOff, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import type { Pair } from './form-model'
import { SecretInput } from './secret-input'

interface PairsEditorProps {
  /** One of them: "variable", "header". */
  noun: string
  legend: string
  hint: string
  pairs: readonly Pair[]
  onPairsChange: (pairs: Pair[]) => void
  error?: string | undefined
}

/** Names and secret values: what is typed is hidden until it is asked for; what is stored is never told. */
export function PairsEditor({ noun, legend, hint, pairs, onPairsChange, error }: PairsEditorProps) {
  const [isShown, setIsShown] = useState(false)
  const change = (id: number, part: Partial<Pair>) =>
    onPairsChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...part } : pair)))
  const add = () => {
    const id = pairs.reduce((highest, pair) => Math.max(highest, pair.id), 0) + 1
    onPairsChange([...pairs, { id, key: '', value: '' }])
  }
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      {pairs.map((pair, index) => (
        <div key={pair.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-1.5">
          <Input
            aria-label={`Name of ${noun} ${index + 1}`}
            className="font-mono text-xs"
            placeholder="NAME"
            autoComplete="off"
            spellCheck={false}
            value={pair.key}
            aria-invalid={error !== undefined}
            onChange={(event) => change(pair.id, { key: event.target.value })}
          />
          <SecretInput
            aria-label={`Value of ${noun} ${index + 1}`}
            value={pair.value}
            isShown={isShown}
            onValueChange={(value) => change(pair.id, { value })}
          />
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={`Remove ${noun} ${pair.key === '' ? index + 1 : pair.key}`}
            onClick={() => onPairsChange(pairs.filter((each) => each.id !== pair.id))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-1.5">
        <Button size="sm" onClick={add}>
          <Plus aria-hidden />
          Add {noun}
        </Button>
        {pairs.length > 0 && (
          <Button size="sm" variant="ghost" aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
            {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            {isShown ? 'Hide values' : 'Show values'}
          </Button>
        )}
      </div>
      <p className="text-muted-foreground text-xs text-pretty">{hint}</p>
      {error !== undefined && (
        <p role="alert" className="text-bad text-xs wrap-anywhere">
          {error}
        </p>
      )}
    </fieldset>
  )
}
