'use client'
import { type SyntheticEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { Label } from '@/components/ui/label'
import { RelativeTime } from '@/components/ui/relative-time'
import { Textarea } from '@/components/ui/textarea'
import type { Incident } from '@/lib/domain/incident'
import { byWords } from './incident-words'
import { NameField } from './name-field'
import { useAnnotate } from './use-incidents'
import { useOwnName } from './use-own-name'

/** What people have found out, oldest first, and room for more. */
export function IncidentNotes({ incident }: { incident: Incident }) {
  const id = useId()
  const [ownName, remember] = useOwnName()
  const [typedName, setTypedName] = useState<string>()
  const [text, setText] = useState('')
  const annotate = useAnnotate(incident.id)
  const by = typedName ?? ownName
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (text.trim() === '' || annotate.isPending) return
    remember(by.trim())
    annotate.mutate({ text: text.trim(), by: by.trim() }, { onSuccess: () => setText('') })
  }
  return (
    <Card aria-labelledby={`${id}-title`} className="self-start">
      <CardHeader>
        <CardTitle id={`${id}-title`}>Notes</CardTitle>
      </CardHeader>
      {incident.notes.length === 0 ? (
        <p className="text-muted-foreground px-4 pt-3">
          None yet. What was found out helps whoever meets it next.
        </p>
      ) : (
        <ul className="divide-y">
          {incident.notes.map((note) => (
            <li key={`${note.at} ${note.text}`} className="grid gap-0.5 px-4 py-2.5">
              <p className="text-muted-foreground text-xs">
                {byWords(note.by)}, <RelativeTime at={note.at} />
              </p>
              <p className="wrap-anywhere whitespace-pre-line">{note.text}</p>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit} className="grid gap-3 p-4">
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-text`}>New note</Label>
          <Textarea
            id={`${id}-text`}
            value={text}
            maxLength={5_000}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <div className="flex flex-wrap items-end gap-2">
          <div className="grid min-w-36 flex-1 gap-1.5">
            <NameField id={`${id}-by`} value={by} onChange={setTypedName} />
          </div>
          <Button type="submit" disabled={text.trim() === '' || annotate.isPending}>
            Add note
          </Button>
        </div>
      </form>
    </Card>
  )
}
