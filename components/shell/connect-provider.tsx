'use client'
import { useMutation } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useRef, useState } from 'react'
import { toast } from 'sonner'
import { useFeedNews } from '@/lib/client/use-feed'
import { connectMany, disconnectMany, type Selection } from '@/lib/domain/api/connections'
import { messageOf } from '@/lib/kit/app-error'
import { amountWords } from '../ui/number-words'
import { client } from './client'
import { type Batch, pendingOf, type Progress, startBatch, withProgress } from './connect-batch'

interface Connecting {
  /** The last "connect all" begun on this page, also after it is over; until dismissed. */
  batch: Batch | undefined
  begin: (selection: Selection) => void
  beginning: boolean
  /** Stops what has not settled; what is connected stays. */
  cancel: () => void
  dismiss: () => void
}

const ConnectingContext = createContext<Connecting | undefined>(undefined)

export function useConnecting(): Connecting {
  const connecting = useContext(ConnectingContext)
  if (!connecting) throw new Error('useConnecting needs ConnectProvider above it')
  return connecting
}

const EARLY_KEPT = 1_000

/** Follows one "connect all" through the feed, wherever on the page it was begun. */
export function ConnectProvider({ children }: { children: ReactNode }) {
  const [batch, setBatch] = useState<Batch>()
  const early = useRef<Progress[]>([])

  useFeedNews(({ entries }) => {
    const progress = entries
      .map((entry) => entry.event)
      .filter((event) => event.kind === 'connect-progressed')
    if (progress.length === 0) return
    early.current = [...early.current, ...progress].slice(-EARLY_KEPT)
    setBatch((current) => current && withProgress(current, progress))
  })

  const begin = useMutation({
    mutationFn: (selection: Selection) => client.call(connectMany, { body: selection }),
    onSuccess: (begun) => {
      if (begun.begun.length === 0) toast.info(nothingBegun(begun.skipped.length))
      setBatch(startBatch(begun, early.current, Date.now()))
    },
    onError: (error) => toast.error('Connecting could not begin', { description: messageOf(error) }),
  })

  const cancel = useMutation({
    mutationFn: (names: string[]) => client.call(disconnectMany, { body: { names } }),
    onError: (error) => toast.error('Cancelling failed', { description: messageOf(error) }),
  })

  const connecting: Connecting = {
    batch,
    begin: begin.mutate,
    beginning: begin.isPending,
    cancel: () => {
      const pending = batch ? pendingOf(batch) : []
      if (pending.length > 0) cancel.mutate(pending)
    },
    dismiss: () => setBatch(undefined),
  }
  return <ConnectingContext value={connecting}>{children}</ConnectingContext>
}

function nothingBegun(skipped: number): string {
  return skipped === 0
    ? 'There is no server to connect to'
    : `Nothing to connect: ${amountWords(skipped, 'server')} skipped`
}
