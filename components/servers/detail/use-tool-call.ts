'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { client } from '@/components/shell/client'
import { callTool } from '@/lib/domain/api/capabilities'
import type { ToolResult } from '@/lib/domain/capability'
import { ApiError } from '@/lib/client/api'
import { messageOf } from '@/lib/kit/app-error'
import type { JsonObject } from '@/components/ui/schema-form/json'

export type CallState =
  | { kind: 'none' }
  | { kind: 'running'; startedAt: number }
  | { kind: 'answered'; result: ToolResult; durationMs: number }
  /** It did not run, or its answer never came. */
  | { kind: 'failed'; code: string; message: string }
  | { kind: 'cancelled' }

/** One call at a time of one tool; leaving the page, or the tool, cancels it. */
export function useToolCall(server: string, tool: string) {
  const [state, setState] = useState<CallState>({ kind: 'none' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const start = useCallback(
    (args: JsonObject) => {
      running.current?.abort()
      const controller = (running.current = new AbortController())
      const settle = (next: CallState) => {
        if (running.current === controller) setState(next)
      }
      setState({ kind: 'running', startedAt: Date.now() })
      client
        .call(callTool, {
          params: { name: server, tool },
          body: { arguments: args },
          signal: controller.signal,
        })
        .then(({ durationMs, ...result }) => settle({ kind: 'answered', result, durationMs }))
        .catch((error: unknown) => settle(failureOf(error, controller.signal)))
    },
    [server, tool],
  )
  const cancel = useCallback(() => running.current?.abort(), [])
  return { state, start, cancel }
}

function failureOf(error: unknown, signal: AbortSignal): CallState {
  if (signal.aborted) return { kind: 'cancelled' }
  return {
    kind: 'failed',
    code: error instanceof ApiError ? error.code : 'internal',
    message: messageOf(error),
  }
}
