import 'server-only'
import {
  type Client,
  type ClientCapabilities,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/client'
import type { QuestionDesk, RequestKind, ServerAnswer } from './server-requests'

/** MCP, sampling, "Error Handling": the user rejected the request. */
const REJECTED = -1

/** What we tell servers that they may ask for. */
export function capabilitiesFor(kinds: readonly RequestKind[]): ClientCapabilities {
  return {
    // What an answer leaves open is filled with the defaults that the question proposes (SEP-1034), by the SDK.
    ...(kinds.includes('elicitation') && { elicitation: { form: { applyDefaults: true }, url: {} } }),
    // Deprecated with 2026-07-28 and still asked for.
    ...(kinds.includes('sampling') && { sampling: {} }),
    ...(kinds.includes('roots') && { roots: {} }),
  }
}

/**
 * Hands a server's questions to the call that they are about. Without an answer an elicitation is declined, and anything
 * else is answered with an error: silence would leave the server, and the call, to a time limit.
 */
export function answerServer(
  client: Client,
  { desk, kinds }: { desk: QuestionDesk; kinds: readonly RequestKind[] },
): void {
  const ask = async (
    kind: RequestKind,
    params: Record<string, unknown> | undefined,
    signal: AbortSignal,
  ): Promise<ServerAnswer> => {
    const questions = desk.find()
    const why = 'several calls run, and it does not say which one it is about'
    return questions ? questions.ask({ kind, params: params ?? {} }, signal) : { kind: 'refused', why }
  }
  if (kinds.includes('elicitation')) {
    client.setRequestHandler('elicitation/create', async ({ params }, { mcpReq }) => {
      const answer = await ask('elicitation', params, mcpReq.signal)
      if (answer.kind !== 'elicitation') return { action: 'decline' as const }
      const { action, content } = answer
      return { action, ...(content && { content }) }
    })
  }
  if (kinds.includes('sampling')) {
    client.setRequestHandler('sampling/createMessage', async ({ params }, { mcpReq }) => {
      const answer = await ask('sampling', params, mcpReq.signal)
      if (answer.kind !== 'sampling') throw refusal(answer)
      // The SDK checks it against the schema of the protocol.
      return answer.result as never
    })
  }
  if (kinds.includes('roots')) {
    client.setRequestHandler('roots/list', async ({ params }, { mcpReq }) => {
      const answer = await ask('roots', params, mcpReq.signal)
      if (answer.kind !== 'roots') throw refusal(answer)
      return { roots: answer.roots }
    })
  }
  client.fallbackRequestHandler = ({ method }) => {
    desk
      .find()
      ?.refuse(KIND_OF[method] ?? 'other', `${method} is not among what this client has said it gives`)
    return Promise.reject(
      new ProtocolError(ProtocolErrorCode.MethodNotFound, `${method} is not offered by this client`),
    )
  }
}

const KIND_OF: Record<string, RequestKind> = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
}

function refusal(answer: ServerAnswer): ProtocolError {
  const why = answer.kind === 'refused' ? answer.why : 'the answer is of another kind'
  return new ProtocolError(REJECTED, `Refused: ${why}`)
}
