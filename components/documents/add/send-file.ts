import { addDocuments, type QueuedDocuments } from '@/lib/domain/api/documents'
import { problemDetailsSchema } from '@/lib/domain/api/operation'
import type { NamedFile } from './dropped-files'

interface SendOptions {
  collection: string | null
  onShare: (share: number) => void
  signal: AbortSignal
}

/** Uploads one file. By XMLHttpRequest: `fetch` tells nothing of how far a body has come. */
export function sendFile({ name, file }: NamedFile, options: SendOptions): Promise<QueuedDocuments> {
  const form = new FormData()
  // Fields come before the file: the body is read as a stream.
  if (options.collection !== null) form.append('collection', options.collection)
  form.append('file', file, name)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(addDocuments.method, addDocuments.path)
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      options.onShare(total > 0 ? loaded / total : 0),
    )
    request.addEventListener('load', () => {
      if (request.status === addDocuments.status) resolve(addDocuments.response.parse(request.response))
      else reject(new Error(reasonOf(request.response, request.status)))
    })
    request.addEventListener('error', () => reject(new Error('The connection broke. Try again')))
    request.addEventListener('abort', () => reject(new Error('Stopped')))
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

function reasonOf(body: unknown, status: number): string {
  const problem = problemDetailsSchema.safeParse(body)
  return problem.success ? problem.data.detail : `The server answered ${status} without a reason`
}
