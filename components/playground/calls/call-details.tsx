'use client'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { bytesWords, countWords } from '@/components/ui/number-words'
import { serverUrl } from '@/components/ui/server-url'
import { urlOf } from '@/lib/client/api'
import { queryKeys } from '@/lib/client/query-keys'
import { getCallResult } from '@/lib/domain/api/chat'
import { type ToolResult, toolResultSchema } from '@/lib/domain/capability'
import { asSentence } from '@/lib/kit/as-sentence'
import { prettyJson } from '../words'
import { denialWords } from './denial-words'
import { FoldedText } from './folded-text'
import { ResultView } from './result-view'
import type { CallRow } from './row'

/** What a browser can draw without stopping; more is for the download. */
const MOST_SHOWN_BYTES = 5_000_000

interface CallDetailsProps {
  conversation: string
  call: CallRow
}

/** A call whole: what was sent, what came back, how long it took, what of it the model saw. */
export function CallDetails({ conversation, call }: CallDetailsProps) {
  const { note, approval } = call
  const result = toolResultSchema.safeParse(call.output ?? note?.result)
  const edited = approval?.arguments
  return (
    <div className="grid grid-cols-1 gap-2">
      {/* One that waits shows them where it asks. */}
      {call.state !== 'waiting' && (
        <Part title={edited ? 'Arguments as the model wrote them' : 'Arguments'}>
          <Arguments of={call.input} label={`Arguments of ${call.tool}`} />
        </Part>
      )}
      {edited && (
        <Part title="Sent instead, as you changed them">
          <Arguments of={edited} label={`Arguments sent to ${call.tool}`} />
        </Part>
      )}
      <ApprovalWords call={call} />
      {call.state === 'failed' && call.error && !result.success && (
        <Part title="Error">
          <FoldedText text={call.error} label={`Error of ${call.tool}`} className="text-bad" />
          {call.error.includes('is held') && <ToolLink call={call} />}
        </Part>
      )}
      {result.success && <Result conversation={conversation} call={call} result={result.data} />}
      {(note?.refused ?? []).map((sentence) => (
        <p key={sentence} className="text-warn text-xs wrap-anywhere">
          {sentence}
        </p>
      ))}
      {call.state === 'stopped' && (
        <p className="text-muted-foreground text-xs">
          {asSentence(call.error ?? 'Stopped before it answered')}
          {note && ' The server was told to cancel it.'}
        </p>
      )}
    </div>
  )
}

function Arguments({ of, label }: { of: unknown; label: string }) {
  return <CodeBlock code={prettyJson(of ?? {})} label={label} wrap className="max-h-80" />
}

function ApprovalWords({ call }: { call: CallRow }) {
  const { approval, state } = call
  const words =
    state === 'denied'
      ? denialWords(call)
      : approval?.outcome === 'approved'
        ? `You let it run${REMEMBERED[approval.remembered ?? 'once']}.`
        : undefined
  return words === undefined ? null : <p className="text-muted-foreground text-xs wrap-anywhere">{words}</p>
}

const REMEMBERED = { once: '', conversation: ', for this conversation', always: ', always' }

/** Where what the tool says now is shown beside what it said, and can be approved. */
function ToolLink({ call: { server, tool } }: { call: CallRow }) {
  return (
    <Link
      href={`${serverUrl(server)}?tab=tools&tool=${encodeURIComponent(tool)}`}
      className="text-primary w-fit text-sm underline-offset-4 hover:underline"
    >
      Look at what changed, and approve it
    </Link>
  )
}

function Result({ conversation, call, result }: CallDetailsProps & { result: ToolResult }) {
  const { note } = call
  const [isWhole, setIsWhole] = useState(false)
  const whole = useQuery({
    queryKey: [...queryKeys.conversation(conversation), 'calls', call.id],
    queryFn: ({ signal }) =>
      client.call(getCallResult, { params: { id: conversation, call: call.id }, signal }),
    enabled: isWhole,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const isPart = note?.wholeBytes !== undefined && !whole.data
  return (
    <Part
      title={call.state === 'failed' ? 'The tool says that it failed' : 'Result'}
      beside={<DownloadButton conversation={conversation} call={call} />}
    >
      <ResultView
        result={whole.data ?? result}
        label={call.tool}
        server={call.server}
        seen={note?.cutForModel?.shown}
      />
      {note?.cutForModel && (
        <p className="text-warn text-xs">
          The model saw the first {countWords(note.cutForModel.shown)} of {countWords(note.cutForModel.total)}{' '}
          characters.
        </p>
      )}
      {isPart && (
        <p className="text-warn flex flex-wrap items-center gap-2 text-xs">
          Shown here is the beginning of {bytesWords(note.wholeBytes ?? 0)}.
          {(note.wholeBytes ?? 0) <= MOST_SHOWN_BYTES ? (
            <Button size="sm" disabled={whole.isFetching} onClick={() => setIsWhole(true)}>
              {whole.isFetching ? 'Reading' : 'Show the whole'}
            </Button>
          ) : (
            'Download it to see the whole.'
          )}
          {whole.error && <span className="text-bad">{whole.error.message}</span>}
        </p>
      )}
    </Part>
  )
}

interface PartProps {
  title: string
  beside?: ReactNode
  children: ReactNode
}

function Part({ title, beside, children }: PartProps) {
  return (
    <section className="grid grid-cols-1 gap-1">
      <div className="flex min-h-7 items-center justify-between gap-2">
        <h3 className="text-muted-foreground text-xs font-medium">{title}</h3>
        {beside}
      </div>
      {children}
    </section>
  )
}

function DownloadButton({ conversation, call: { id, tool } }: CallDetailsProps) {
  return (
    <Button asChild size="icon-sm" variant="ghost" className="text-muted-foreground">
      <a
        href={urlOf(getCallResult, { params: { id: conversation, call: id } })}
        download={`${tool}.json`}
        aria-label={`Download the result of ${tool}`}
        title="Download the whole result"
      >
        <Download aria-hidden />
      </a>
    </Button>
  )
}
