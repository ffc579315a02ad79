import type { Attachment } from './menus/use-composer-menu'
import type { TurnMessage } from './message'
import type { Asked } from './queue'

/** A question as the parts of its message; the server reads the texts of its resources. */
export function partsOf({ text, attachments }: Asked): TurnMessage['parts'] {
  return [
    { type: 'text', text },
    ...attachments.map((data) => ({ type: 'data-resource' as const, data: { ...data, text: '' } })),
  ]
}

/** The resources that went with a question. */
export function attachmentsOf({ parts }: TurnMessage): Attachment[] {
  return parts.flatMap((part) => {
    if (part.type !== 'data-resource') return []
    const { server, uri, name } = part.data
    return [{ server, uri, name }]
  })
}
