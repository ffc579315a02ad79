'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { ArgumentsForm } from '@/components/ui/schema-form/arguments-form'
import type { JsonObject } from '@/components/ui/schema-form/json'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { listTools } from '@/lib/domain/api/capabilities'
import type { CallRow } from './row'

interface EditArgumentsProps {
  call: CallRow
  /** The model's arguments, or the person's where those were refused. */
  initial: unknown
  onApprove: (edited: JsonObject) => void
  onCancel: () => void
}

/** Arguments in the form of the tool's own schema, to be changed before they are sent. */
export function EditArguments({ call, initial, onApprove, onCancel }: EditArgumentsProps) {
  const tools = useQuery({
    queryKey: queryKeys.tools(call.server),
    queryFn: ({ signal }) => client.call(listTools, { params: { name: call.server }, signal }),
  })
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!tools.isPending) box.current?.querySelector<HTMLElement>('input, textarea, button')?.focus()
  }, [tools.isPending])
  if (tools.isPending) return <Skeleton className="h-24 rounded-lg" />
  const schema = tools.data?.items.find(({ name }) => name === call.tool)?.inputSchema
  return (
    <div ref={box}>
      <ArgumentsForm
        // Without its server's schema the arguments are edited as JSON.
        schema={schema}
        initial={asObject(initial)}
        onSubmit={onApprove}
        actions={
          <>
            <Button type="submit" size="sm" variant="primary">
              Approve with these
            </Button>
            <Button size="sm" variant="ghost" onClick={onCancel}>
              Back
            </Button>
          </>
        }
      />
    </div>
  )
}

function asObject(input: unknown): JsonObject {
  // What the model or the person wrote came as JSON.
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? (input as JsonObject) : {}
}
