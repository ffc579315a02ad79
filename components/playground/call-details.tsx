'use client'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { bytesWords, countWords } from '@/components/ui/number-words'
import { urlOf } from '@/lib/client/api'
import { getCallResult } from '@/lib/domain/api/chat'
import { toolResultSchema } from '@/lib/domain/capability'
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
    <div className="grid min-w-0 gap-3">
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
        <Part title={call.state === 'failed' ? 'The tool says that it failed' : 'Result'}>
          <ResultView result={result.data} label={call.tool} />
          <CallFoot conversation={conversation} call={call} />
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

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid min-w-0 gap-1.5">
      <h3 className="text-muted-foreground text-xs font-medium">{title}</h3>
      {children}
    </section>
  )
}

function CallFoot({ conversation, call: { id, note, tool } }: CallDetailsProps) {
  const sentences = [
    note?.cutForModel &&
      `The model saw the first ${countWords(note.cutForModel.shown)} of ${countWords(note.cutForModel.total)} characters.`,
    note?.wholeBytes !== undefined &&
      `Shown here is the beginning; the whole has ${bytesWords(note.wholeBytes)}.`,
  ].filter(Boolean)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {sentences.length > 0 && <p className="text-muted-foreground text-xs">{sentences.join(' ')}</p>}
      <Button asChild size="sm" variant="ghost" className="text-muted-foreground ml-auto">
        <a href={urlOf(getCallResult, { params: { id: conversation, call: id } })} download={`${tool}.json`}>
          <Download aria-hidden />
          Download the whole
        </a>
      </Button>
    </div>
  )
}
