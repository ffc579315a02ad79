'use client'
import { CornerDownRight } from 'lucide-react'
import Link from 'next/link'
import { Skeleton } from '@/components/ui/skeleton'
import { amountWords } from '@/components/ui/number-words'
import { exampleQuestions } from './examples'
import { useFindTools } from './use-find-tools'

/** What a new conversation shows: questions that the connected tools can answer. */
export function Examples({ onAsk }: { onAsk: (question: string) => void }) {
  const tools = useFindTools('', 200)
  return (
    <div className="grid gap-4 pt-[8vh]">
      <div className="grid gap-1">
        <h2 className="text-xl font-semibold tracking-tight">What do you want to know?</h2>
        <p className="text-muted-foreground min-h-5 text-base">
          {tools.data && (
            <Reach
              tools={tools.data.searched.tools}
              servers={tools.data.searched.servers}
              unlisted={tools.data.unlisted}
            />
          )}
        </p>
      </div>
      <ul aria-label="Example questions" className="grid gap-1.5">
        {tools.isPending && [0, 1, 2].map((at) => <Skeleton key={at} className="h-10 rounded-lg" />)}
        {exampleQuestions(tools.data?.items ?? []).map((question) => (
          <li key={question}>
            <button
              type="button"
              onClick={() => onAsk(question)}
              className="hover:bg-accent bg-card flex min-h-10 w-full items-center gap-2.5 rounded-lg border px-3 py-2 text-left text-base"
            >
              <CornerDownRight className="text-muted-foreground size-3.5 shrink-0" aria-hidden />
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Reach({ tools, servers, unlisted }: { tools: number; servers: number; unlisted: number }) {
  if (servers === 0 && unlisted === 0) {
    return (
      <>
        No server is registered yet, so there are no tools.{' '}
        <Link href="/servers" className="text-primary underline underline-offset-2">
          Register one
        </Link>{' '}
        or ask without.
      </>
    )
  }
  if (servers === 0) return <>No server is connected yet; a question opens those that take part.</>
  return (
    <>
      {amountWords(tools, 'tool')} of {amountWords(servers, 'server')} can be called
      {unlisted > 0 && `; ${amountWords(unlisted, 'more server')} not connected yet`}.
    </>
  )
}
