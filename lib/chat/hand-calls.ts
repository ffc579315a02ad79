import 'server-only'
import type { z } from 'zod'
import type { CallResult } from '@/lib/connections/calls'
import type { Pool } from '@/lib/connections/pool'
import type { AnswerRequest } from '@/lib/connections/server-requests'
import type { callTool } from '@/lib/domain/api/capabilities'
import type { Models, ResolvedModel } from './models'
import type { Questions } from './questions/questions'
import { sampleWith } from './questions/sample'

interface HandCallsOptions {
  pool: Pick<Pool, 'callTool'>
  models: Pick<Models, 'resolve'>
  questions: Pick<Questions, 'asker'>
}

type HandCall = z.output<typeof callTool.body> & { server: string; tool: string }

/** Calls that a person makes by hand, who can be asked in the middle of them as in a turn. */
export class HandCalls {
  constructor(private readonly options: HandCallsOptions) {}

  /** With the end of `signal`, as its page is closed, the call is cancelled, and so is what waits for an answer in it. */
  call({ call, model: chosen, ...asked }: HandCall, signal: AbortSignal): Promise<CallResult> {
    const { pool, models } = this.options
    const onRequest =
      call === undefined
        ? undefined
        : this.#asker({ toolCallId: call, ...asked }, () => models.resolve(chosen))
    return pool.callTool({ ...asked, caller: 'api', signal, onRequest })
  }

  #asker(
    { toolCallId, server, tool }: { toolCallId: string; server: string; tool: string },
    resolve: () => Promise<ResolvedModel | null>,
  ): AnswerRequest {
    const ask = this.options.questions.asker({ sample: sampleWith(resolve) })(
      { toolCallId, server, tool },
      // A page that calls by hand asks for what waits: there is no stream that could tell it.
      () => undefined,
    )
    return async (request, signal) => {
      // Nobody is to read and allow what could not be done then.
      if (request.kind === 'sampling' && !(await resolve()))
        return { kind: 'refused', why: 'no model is set here' }
      return await ask(request, signal)
    }
  }
}
