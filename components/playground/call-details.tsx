'use client'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { bytesWords, countWords } from '@/components/ui/number-words'
import { urlOf } from '@/lib/client/api'
import { getCallResult } from '@/lib/domain/api/chat'
import { toolResultSchema } from '@/lib/domain/capability'
import type { CallNote } from '@/lib/domain/chat'
import { FoldedText } from './folded-text'
import type { CallRow } from './message'
import { ResultView } from './result-view'
import { prettyJson } from './words'

interface CallDetailsProps {
  conversation: string
  call: CallRow
}

/** A call whole: what was sent, what came back, how long it took, what of it the model saw. */
export function CallDetails({ conversation, call }: CallDetailsProps) {
  const { note } = call
  const result = toolResultSchema.safeParse(call.output ?? note?.result)
  return (
    <div className="grid grid-cols-1 gap-2">
      <Part title="Arguments">
        <CodeBlock
          code={prettyJson(call.input ?? {})}
          label={`Arguments of ${call.tool}`}
          wrap
          className="max-h-80"
        />
      </Part>
      {call.state === 'failed' && call.error && !result.success && (
        <Part title="Error">
          <FoldedText text={call.error} label={`Error of ${call.tool}`} className="text-bad" />
        </Part>
      )}
      {result.success && (
        <Part
          title={call.state === 'failed' ? 'The tool says that it failed' : 'Result'}
          beside={<DownloadButton conversation={conversation} call={call} />}
        >
          <ResultView result={result.data} label={call.tool} />
          <Cuts note={note} />
        </Part>
      )}
      {call.state === 'stopped' && (
        <p className="text-muted-foreground text-xs">
          Stopped before it answered. The server was told to cancel it.
        </p>
      )}
    </div>
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

/** Where the model or the page has less than the whole. */
function Cuts({ note }: { note: CallNote | undefined }) {
  const sentences = [
    ...(note?.cutForModel
      ? [
          `The model saw the first ${countWords(note.cutForModel.shown)} of ${countWords(note.cutForModel.total)} characters.`,
        ]
      : []),
    ...(note?.wholeBytes === undefined
      ? []
      : [`Shown here is the beginning of ${bytesWords(note.wholeBytes)}; download it to see the whole.`]),
  ]
  if (sentences.length === 0) return null
  return <p className="text-warn text-xs">{sentences.join(' ')}</p>
}
