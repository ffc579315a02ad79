import { countWords } from '@/components/ui/number-words'
import { Progress } from '@/components/ui/progress'
import { LookBadge } from '@/components/ui/state-badge'
import type { Look } from '@/components/ui/state-look'
import type { EmbeddingView, VectorIndex } from '@/lib/domain/api/search'

const INDEX_LOOKS: Record<VectorIndex['state'], Look> = {
  active: { word: 'Serves searches', tone: 'ok', shape: 'disc' },
  building: { word: 'Being made', tone: 'busy', shape: 'arc' },
  failed: { word: 'Failed', tone: 'bad', shape: 'cross' },
  retired: { word: 'Being removed', tone: 'off', shape: 'ring' },
}

/** Which model makes vectors, where that was said, and how far its index is. */
export function EmbeddingSummary({ view }: { view: EmbeddingView }) {
  const { settings, origin, indexes, notice } = view
  const baseUrl = settings?.['baseUrl']
  return (
    <div className="grid gap-3">
      <div className="grid gap-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <LookBadge
            look={
              settings
                ? { word: 'Chosen', tone: 'ok', shape: 'disc' }
                : { word: 'Not set', tone: 'off', shape: 'ring' }
            }
          />
          {settings && <span className="min-w-0 font-mono text-sm wrap-anywhere">{settings.model}</span>}
        </div>
        {settings ? (
          <p className="text-muted-foreground text-sm wrap-anywhere">
            {settings.provider === 'onnx' ? 'A folder on the server’s disk' : 'A service'}
            {typeof baseUrl === 'string' &&
              ` at ${baseUrl}, ${settings.hasKey ? 'with a key' : 'without a key'}`}
            .{' '}
            {origin === 'environment'
              ? 'Set by the environment; what is saved below takes its place.'
              : 'Set on this page.'}
          </p>
        ) : null}
        {notice !== null && (
          <p role="status" className="text-sm text-pretty wrap-anywhere">
            {notice}
          </p>
        )}
      </div>
      {indexes.length > 0 && (
        <ul aria-label="Indexes of vectors" className="grid gap-3">
          {indexes.map((index) => (
            <IndexRow key={index.id} index={index} />
          ))}
        </ul>
      )}
    </div>
  )
}

function IndexRow({ index }: { index: VectorIndex }) {
  const { model, dimension, state, passages, total, error } = index
  return (
    <li className="grid gap-1.5 rounded-md border p-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <LookBadge look={INDEX_LOOKS[state]} />
        <span className="min-w-0 font-mono text-sm wrap-anywhere">{model}</span>
        <span className="text-muted-foreground ml-auto text-xs tabular-nums">
          {countWords(passages)} of {countWords(total)} passages, {dimension} numbers each
        </span>
      </div>
      {state === 'building' && (
        <Progress label={`Passages embedded by ${model}`} value={passages} max={total} />
      )}
      {error !== null && <p className="text-warn text-sm text-pretty wrap-anywhere">{error}</p>}
    </li>
  )
}
