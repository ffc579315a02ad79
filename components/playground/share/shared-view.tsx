'use client'
import { ThemeMenu } from '@/components/shell/theme-menu'
import { RelativeTime } from '@/components/ui/relative-time'
import type { SharedConversation, TranscriptMessage } from '@/lib/domain/transcript'
import { sourceWords } from '@/lib/domain/transcript'
import { Markdown } from '../markdown'
import { SharedCall } from './shared-call'

/** A conversation as whoever has its link sees it: to read, with nothing that asks the server for more. */
export function SharedView({ shared: { title, sharedAt, messages } }: { shared: SharedConversation }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-3xl min-w-0 flex-col gap-6 px-4 py-8 sm:py-12">
      <header className="flex items-start justify-between gap-3 border-b pb-4">
        <div className="grid min-w-0 gap-1">
          <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
          <p className="text-muted-foreground text-sm">
            A conversation in Portolan, shared <RelativeTime at={sharedAt} />
          </p>
        </div>
        <ThemeMenu />
      </header>
      {messages.map((message) =>
        message.role === 'user' ? (
          <SharedQuestion key={message.id} message={message} />
        ) : (
          <SharedAnswer key={message.id} message={message} />
        ),
      )}
    </main>
  )
}

function SharedQuestion({ message: { parts } }: { message: TranscriptMessage }) {
  return (
    <div className="flex justify-end">
      <p className="bg-secondary max-w-[85%] rounded-xl rounded-br-sm px-3.5 py-2 text-base wrap-anywhere whitespace-pre-wrap">
        <span className="sr-only">Asked: </span>
        {parts.map((part) => (part.kind === 'text' ? part.text : '')).join('\n\n')}
      </p>
    </div>
  )
}

const ENDINGS = {
  stopped: 'Stopped here.',
  failed: 'Broke off here.',
  'step-limit': 'Ended after as many rounds of tool calls as there may be.',
} as const

function SharedAnswer({ message: { parts, sources, model, outcome } }: { message: TranscriptMessage }) {
  return (
    <article aria-label="Answer" className="grid min-w-0 grid-cols-1 gap-3">
      {parts.map((part, at) =>
        part.kind === 'text' ? (
          <Markdown key={at} text={part.text} isStreaming={false} />
        ) : (
          <SharedCall key={part.id} call={part} />
        ),
      )}
      {outcome && <p className="text-muted-foreground text-sm">{ENDINGS[outcome]}</p>}
      <Sources sources={sources} />
      {model !== undefined && <p className="text-muted-foreground text-xs">{model}</p>}
    </article>
  )
}

function Sources({ sources }: { sources: TranscriptMessage['sources'] }) {
  if (sources.length === 0) return null
  return (
    <section aria-label="Sources" className="grid gap-1.5 border-l-2 pl-3">
      <h2 className="text-sm font-medium">Sources</h2>
      <ol className="grid gap-1">
        {sources.map((source) => (
          <li key={source.number} className="text-sm wrap-anywhere">
            {source.text === undefined ? (
              <SourceName source={source} />
            ) : (
              <details>
                <summary className="cursor-pointer rounded-sm">
                  <SourceName source={source} />
                </summary>
                <blockquote className="text-muted-foreground mt-1 border-l-2 pl-3 whitespace-pre-wrap">
                  {source.text}
                </blockquote>
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function SourceName({ source }: { source: TranscriptMessage['sources'][number] }) {
  return (
    <>
      <span className="text-muted-foreground tabular-nums">[{source.number}]</span> {sourceWords(source)}
    </>
  )
}
