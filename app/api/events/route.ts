import { streamEvents } from '@/lib/domain/api/events'
import { feedFrames, resumeAfter } from '@/lib/http/events'
import { defineRoute } from '@/lib/http/route'
import { sseResponse } from '@/lib/http/sse'

export const GET = defineRoute(streamEvents, ({ runtime, query, request }) => {
  const { signal } = request
  const after = resumeAfter(request, query.after)
  return sseResponse({ frames: feedFrames(runtime.feed.stream({ after, signal })), signal })
})
