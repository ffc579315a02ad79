'use client'
import { Button } from '@/components/ui/button'

export interface Detected {
  provider: string
  baseUrl?: string | undefined
  model: string
}

interface DetectedEmbeddersProps<T extends Detected> {
  detected: readonly T[]
  onChoose: (found: T) => void
}

const MOST = 8

/** Models that are at hand; one click fills the form. */
export function DetectedEmbedders<T extends Detected>({ detected, onChoose }: DetectedEmbeddersProps<T>) {
  const groups = [
    { words: 'Ollama has:', found: detected.filter(({ provider }) => provider !== 'onnx') },
    { words: 'On the server’s disk:', found: detected.filter(({ provider }) => provider === 'onnx') },
  ].filter(({ found }) => found.length > 0)
  if (groups.length === 0) return null
  return (
    <div className="grid gap-2">
      {groups.map(({ words, found }) => (
        <div key={words} className="flex flex-wrap items-center gap-1.5">
          <p className="text-muted-foreground mr-1 text-sm">{words}</p>
          {found.slice(0, MOST).map((each) => (
            <Button key={each.model} size="sm" onClick={() => onChoose(each)}>
              {each.model}
            </Button>
          ))}
        </div>
      ))}
    </div>
  )
}
