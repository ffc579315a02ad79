'use client'
import { ScrollArea } from '@/components/ui/scroll-area'
import { LookBadge } from '@/components/ui/state-badge'
import type { Look } from '@/components/ui/state-look'
import { durationWords } from '@/components/ui/time-words'
import type { TranscriptCall } from '@/lib/domain/transcript'

const LOOKS: Record<TranscriptCall['outcome'], Look> = {
  ok: { word: 'Done', tone: 'ok', shape: 'disc' },
  'tool-error': { word: 'Failed', tone: 'bad', shape: 'cross' },
  failed: { word: 'Failed', tone: 'bad', shape: 'cross' },
  cancelled: { word: 'Stopped', tone: 'off', shape: 'ring' },
  denied: { word: 'Denied', tone: 'off', shape: 'cross' },
  waiting: { word: 'Waits for approval', tone: 'warn', shape: 'diamond' },
}

/** One tool call of a shared conversation; opens where its arguments and result are shared too. */
export function SharedCall({ call }: { call: TranscriptCall }) {
  if (call.input === undefined) {
    return (
      <div className="flex min-h-8 items-center gap-2 rounded-lg border px-3 text-sm">
        <CallLine call={call} />
      </div>
    )
  }
  return (
    <details className="rounded-lg border text-sm">
      <summary className="flex min-h-8 cursor-pointer items-center gap-2 rounded-lg px-3">
        <CallLine call={call} />
      </summary>
      <div className="grid grid-cols-1 gap-2 border-t p-3">
        <Code label={`Arguments of ${call.tool}`} text={JSON.stringify(call.input, null, 2)} />
        {call.written !== undefined && (
          <Code
            label={`Arguments of ${call.tool} as the model had written them`}
            text={`Changed before it ran. The model had written:\n${JSON.stringify(call.written, null, 2)}`}
          />
        )}
        {call.result && <Code label={`Result of ${call.tool}`} text={textOf(call.result)} />}
        {call.error !== undefined && <Code label={`Why ${call.tool} has no result`} text={call.error} />}
      </div>
    </details>
  )
}

function CallLine({ call: { server, tool, outcome, durationMs } }: { call: TranscriptCall }) {
  return (
    <>
      <span className="min-w-0 truncate font-mono text-xs">{tool}</span>
      <span className="text-muted-foreground min-w-0 flex-1 truncate text-xs">{server}</span>
      {durationMs !== undefined && (
        <span className="text-muted-foreground shrink-0 text-xs">{durationWords(durationMs)}</span>
      )}
      <LookBadge look={LOOKS[outcome]} className="shrink-0 text-xs" />
    </>
  )
}

function Code({ label, text }: { label: string; text: string }) {
  return (
    <ScrollArea label={label} className="bg-muted max-h-80 rounded-md p-2">
      <pre className="text-xs wrap-anywhere whitespace-pre-wrap">{text}</pre>
    </ScrollArea>
  )
}

/** Text alone: a picture or a link of a tool has no place on a page for strangers. */
function textOf({ content, structuredContent }: NonNullable<TranscriptCall['result']>): string {
  const texts = content.map((block) =>
    block.type === 'text' && typeof block.text === 'string' ? block.text : `[${block.type}]`,
  )
  return texts.length === 0 && structuredContent !== undefined
    ? JSON.stringify(structuredContent, null, 2)
    : texts.join('\n')
}
