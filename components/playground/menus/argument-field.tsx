'use client'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Suggestions } from '@/components/ui/suggestions'
import { queryKeys } from '@/lib/client/query-keys'
import { completeArgument } from '@/lib/domain/api/offerings'

interface ArgumentFieldProps {
  server: string
  of: { prompt: string } | { template: string }
  field: { name: string; description?: string | undefined; required?: boolean | undefined }
  value: string
  /** All arguments, as far as they are filled. */
  values: Readonly<Record<string, string>>
  onChange: (value: string) => void
}

/** An argument of a prompt, or of a template; the server proposes values where it can. */
export function ArgumentField({ server, of, field, value, values, onChange }: ArgumentFieldProps) {
  const id = useId()
  const [isVisited, setIsVisited] = useState(false)
  const typed = useDebounced(value, 150)
  const filled = Object.fromEntries(
    Object.entries(values).filter(([name, other]) => name !== field.name && other !== ''),
  )
  const proposals = useQuery({
    queryKey: [...queryKeys.stats, 'complete', server, of, field.name, typed, filled],
    queryFn: ({ signal }) =>
      client.call(completeArgument, {
        params: { name: server },
        body: { of, argument: field.name, value: typed, filled },
        signal,
      }),
    enabled: isVisited,
    // A server that completes nothing says so each time in the same way.
    retry: false,
  })
  return (
    <div className="grid gap-1">
      <Label htmlFor={id}>
        {field.name}
        {field.required === true && (
          <span className="text-muted-foreground text-xs font-normal"> required</span>
        )}
      </Label>
      {field.description !== undefined && (
        <p id={`${id}-hint`} className="text-muted-foreground text-xs wrap-anywhere">
          {field.description}
        </p>
      )}
      <Input
        id={id}
        value={value}
        required={field.required === true}
        aria-describedby={field.description === undefined ? undefined : `${id}-hint`}
        list={`${id}-proposals`}
        autoComplete="off"
        spellCheck={false}
        onFocus={() => setIsVisited(true)}
        onChange={(event) => onChange(event.target.value)}
      />
      <Suggestions id={`${id}-proposals`} values={proposals.data?.values ?? []} />
    </div>
  )
}
