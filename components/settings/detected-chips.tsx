'use client'
import { Button } from '@/components/ui/button'
import type { DetectedModels } from '@/lib/domain/api/chat'
import { PROVIDERS } from './model-draft'

interface DetectedChipsProps {
  detected: DetectedModels[]
  onChoose: (place: DetectedModels, model: string | undefined) => void
}

const MOST = 8

/** What answers on this machine, and keys that the environment holds; one click fills the form. */
export function DetectedChips({ detected, onChoose }: DetectedChipsProps) {
  if (detected.length === 0) return null
  return (
    <div className="grid gap-2">
      {detected.map((place) => (
        <div key={`${place.provider} ${place.baseUrl}`} className="flex flex-wrap items-center gap-1.5">
          <p className="text-muted-foreground mr-1 text-sm">{sentence(place)}</p>
          {place.models.slice(0, MOST).map((model) => (
            <Button key={model} size="sm" onClick={() => onChoose(place, model)}>
              {model}
            </Button>
          ))}
          {place.provider !== 'ollama' && (
            <Button size="sm" onClick={() => onChoose(place, undefined)}>
              Use {PROVIDERS[place.provider].name}
            </Button>
          )}
        </div>
      ))}
    </div>
  )
}

function sentence({ provider, baseUrl, models }: DetectedModels): string {
  if (provider !== 'ollama') return `The environment holds a key for ${PROVIDERS[provider].name}.`
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl
  return models.length > 0
    ? `Ollama answers at ${host} with:`
    : `Ollama answers at ${host}, but has no model yet.`
}
