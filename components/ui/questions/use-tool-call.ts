'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { client } from '@/components/shell/client'
import { callTool } from '@/lib/domain/api/capabilities'
import type { ChosenModel } from '@/lib/domain/api/chat'
import type { ToolResult } from '@/lib/domain/capability'
import { ApiError } from '@/lib/client/api'
import { newId } from '@/lib/client/new-id'
import { messageOf } from '@/lib/kit/app-error'
import type { JsonObject } from '../schema-form/json'

export type CallState =
  | { kind: 'none' }
  /** `call`: the name under which its server's questions wait. */
  | { kind: 'running'; call: string; startedAt: number }
  /** `refused`: what the server asked for in the middle of it, in vain; sentences. */
  | { kind: 'answered'; result: ToolResult; durationMs: number; refused: string[] }
  /** It did not run, or its answer never came. */
  | { kind: 'failed'; code: string; message: string }
  | { kind: 'cancelled' }

interface CalledTool {
  server: string
  tool: string
  /** Who answers where the server asks for a model's answer; the model of the settings without. */
  model?: ChosenModel | undefined
}

/** One call at a time of one tool; leaving the page, or the tool, cancels it, and what its server asks in it. */
export function useToolCall({ server, tool, model }: CalledTool) {
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
      const call = newId()
      setState({ kind: 'running', call, startedAt: Date.now() })
      client
        .call(callTool, {
          params: { name: server, tool },
          body: { arguments: args, call, ...(model && { model }) },
          signal: controller.signal,
        })
        .then(({ durationMs, refused = [], ...result }) =>
          settle({ kind: 'answered', result, durationMs, refused: refused.map(({ message }) => message) }),
        )
        .catch((error: unknown) => settle(failureOf(error, controller.signal)))
    },
    [server, tool, model],
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
