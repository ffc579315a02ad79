'use client'
import { usePathname, useRouter } from 'next/navigation'
import { useState } from 'react'
import { newId } from '@/lib/client/new-id'

/**
 * Which conversation the URL names. A new one has its id from the start and gets its URL with the first question,
 * by the history alone: a navigation would draw the page anew in the middle of the answer.
 */
export function useCurrentConversation() {
  const router = useRouter()
  const named = usePathname().split('/')[2]
  const [draft, setDraft] = useState(newId)
  const [before, setBefore] = useState(named)
  if (before !== named) {
    setBefore(named)
    // Back at the start, after a conversation: the next question begins another.
    if (named === undefined) setDraft(newId())
  }
  const id = named === undefined ? draft : decodeURIComponent(named)
  return {
    id,
    /** Undefined while nothing was asked. */
    named: named === undefined ? undefined : id,
    isDraft: id === draft,
    begin: () => {
      if (named === undefined)
        window.history.replaceState(null, '', `/playground/${draft}${window.location.search}`)
    },
    leave: () => router.push('/playground'),
  }
}
