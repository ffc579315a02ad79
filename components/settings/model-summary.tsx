import { LookBadge } from '@/components/ui/state-badge'
import type { ModelView } from '@/lib/domain/api/chat'
import { PROVIDERS } from './model-draft'

/** Which model is in use, and where that was said. */
export function ModelSummary({ model }: { model: ModelView | null }) {
  if (!model) {
    return (
      <div className="grid gap-1">
        <LookBadge look={{ word: 'Not set', tone: 'off', shape: 'ring' }} />
        <p className="text-muted-foreground text-sm text-pretty">
          Choose one below, or set <code className="text-foreground text-xs">PORTOLAN_MODEL</code> (as in{' '}
          <code className="text-foreground text-xs">ollama/llama3.2</code>) with{' '}
          <code className="text-foreground text-xs">OPENAI_API_KEY</code>,{' '}
          <code className="text-foreground text-xs">ANTHROPIC_API_KEY</code>, or{' '}
          <code className="text-foreground text-xs">PORTOLAN_MODEL_BASE_URL</code> and{' '}
          <code className="text-foreground text-xs">PORTOLAN_MODEL_API_KEY</code>.
        </p>
      </div>
    )
  }
  const { name } = PROVIDERS[model.provider]
  return (
    <div className="grid gap-1">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <LookBadge look={{ word: 'In use', tone: 'ok', shape: 'disc' }} />
        <span className="min-w-0 font-mono text-sm wrap-anywhere">{model.model}</span>
      </div>
      <p className="text-muted-foreground text-sm wrap-anywhere">
        {name}
        {model.baseUrl && ` at ${model.baseUrl}`}, {model.hasKey ? 'with a key' : 'without a key'}.{' '}
        {model.origin === 'environment'
          ? 'Set by the environment; what is saved below takes its place.'
          : 'Set on this page.'}
      </p>
    </div>
  )
}
