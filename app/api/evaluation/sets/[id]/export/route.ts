import { exportQuestions } from '@/lib/domain/api/evaluation'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(exportQuestions, async ({ runtime, params }) => {
  const { name, text } = await runtime.evaluation.export(params.id)
  return new Response(text, {
    headers: {
      'content-type': `${exportQuestions.mediaType}; charset=utf-8`,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}.jsonl`,
    },
  })
})
