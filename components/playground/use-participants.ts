'use client'
import { parseAsArrayOf, parseAsString, useQueryStates } from 'nuqs'
import { toggled } from '@/lib/kit/toggled'

export interface Participants {
  servers: string[]
  tags: string[]
  /** Ids of collections. */
  collections: string[]
}

const EMPTY: string[] = []
/** In the URL: no collection takes part. */
export const NO_COLLECTION = 'none'

/** Which servers, tags and collections take part; none named means all. In the URL, so that a view can be sent. */
export function useParticipants() {
  const [chosen, setChosen] = useQueryStates({
    servers: parseAsArrayOf(parseAsString).withDefault(EMPTY),
    tags: parseAsArrayOf(parseAsString).withDefault(EMPTY),
    collections: parseAsArrayOf(parseAsString).withDefault(EMPTY),
  })
  const toggle = (kind: keyof Participants, name: string) => {
    const names = chosen[kind].filter((other) => other !== NO_COLLECTION)
    const next = toggled(names, name)
    void setChosen({ [kind]: next.length > 0 ? next : null })
  }
  return {
    chosen,
    toggle,
    clear: () => void setChosen({ servers: null, tags: null }),
    allCollections: () => void setChosen({ collections: null }),
    noCollection: () => void setChosen({ collections: [NO_COLLECTION] }),
  }
}

/** As the API wants them: nothing where all take part. */
export function selectionOf({ servers, tags, collections }: Participants): Partial<Participants> {
  return {
    ...((servers.length > 0 || tags.length > 0) && { servers, tags }),
    ...(collections.length > 0 && { collections: collections.filter((id) => id !== NO_COLLECTION) }),
  }
}
