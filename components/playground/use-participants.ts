'use client'
import { parseAsArrayOf, parseAsString, useQueryStates } from 'nuqs'

export interface Participants {
  servers: string[]
  tags: string[]
}

const EMPTY: string[] = []

/** Which servers and tags take part; none named means all enabled servers. In the URL, so that a view can be sent. */
export function useParticipants() {
  const [chosen, setChosen] = useQueryStates({
    servers: parseAsArrayOf(parseAsString).withDefault(EMPTY),
    tags: parseAsArrayOf(parseAsString).withDefault(EMPTY),
  })
  const toggle = (kind: keyof Participants, name: string) => {
    const names = chosen[kind]
    const next = names.includes(name) ? names.filter((other) => other !== name) : [...names, name]
    void setChosen({ [kind]: next.length > 0 ? next : null })
  }
  return { chosen, toggle, clear: () => void setChosen({ servers: null, tags: null }) }
}

/** As the API wants them: nothing where all take part. */
export function selectionOf({ servers, tags }: Participants): Partial<Participants> {
  if (servers.length === 0 && tags.length === 0) return {}
  return { servers, tags }
}
