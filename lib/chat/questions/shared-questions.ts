import 'server-only'
import { z } from 'zod'
import type { Peers } from '@/lib/events/peers'
import { answerQuestion, listQuestions } from '@/lib/domain/api/approvals'
import { type Question, questionSchema } from '@/lib/domain/chat'
import { type Asker, over, type Questions, type Sample } from './questions'

export interface SharedQuestionsOptions {
  own: Questions
  peers: Pick<Peers, 'serve' | 'ask'>
}

type Given = z.infer<typeof answerQuestion.body>
type Which = Parameters<Questions['list']>[0]

const LIST = 'list-questions'
const ANSWER = 'answer-question'
/** A page asks again and again while a call runs, mostly for nothing. */
const LIST_WITHIN_MS = 300

const answerSchema = z.object({ id: z.string(), given: answerQuestion.body })

/** The questions of servers that wait for a person on whichever replica. */
export class SharedQuestions {
  constructor(private readonly options: SharedQuestionsOptions) {
    const { own, peers } = options
    peers.serve(LIST, (data) => {
      const found = own.list(listQuestions.query.parse(data))
      return found.length > 0 ? streamOf(() => found) : undefined
    })
    peers.serve(ANSWER, (data) => {
      const { id, given } = answerSchema.parse(data)
      return own.has(id) ? streamOf(() => [own.answer(id, given)]) : undefined
    })
  }

  asker(of: { conversation?: string | undefined; sample: Sample }): Asker {
    return this.options.own.asker(of)
  }

  /** What nobody has answered yet, oldest first: of the replica that has any. */
  async list(which: Which): Promise<Question[]> {
    const { own, peers } = this.options
    const found = own.list(which)
    if (found.length > 0) return found
    return questionsIn(await peers.ask(LIST, which, { withinMs: LIST_WITHIN_MS }))
  }

  /** Throws as `Questions.answer` does. */
  async answer(id: string, given: Given): Promise<Question> {
    const { own, peers } = this.options
    if (own.has(id)) return own.answer(id, given)
    const [question] = await questionsIn(await peers.ask(ANSWER, { id, given }))
    if (!question) throw over()
    return question
  }
}

async function questionsIn(stream: ReadableStream<unknown> | undefined): Promise<Question[]> {
  const found: Question[] = []
  if (stream) for await (const one of stream) found.push(questionSchema.parse(one))
  return found
}

/** Fails as `read` does. */
function streamOf(read: () => readonly unknown[]): ReadableStream<unknown> {
  return new ReadableStream({
    // Not at the start, where a failure would be the caller's.
    pull(controller) {
      for (const one of read()) controller.enqueue(one)
      controller.close()
    },
  })
}
