'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { queryKeys } from '@/lib/client/query-keys'
import { messageOf } from '@/lib/kit/app-error'
import type { NamedFile } from './dropped-files'
import { sendFile } from './send-file'
import { outcomeOf, type Upload, type UploadState } from './uploads'

const AT_ONCE = 3

/** Files on their way to the server, a few at a time; each fares by itself. */
export function useUploads() {
  const cache = useQueryClient()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const nextKey = useRef(1)
  const stopping = useRef(new AbortController())

  const begin = useCallback(
    (files: readonly NamedFile[], collection: string | null) => {
      if (files.length === 0) return
      const { signal } = stopping.current
      const waiting = files.map((file) => ({ file, key: nextKey.current++ }))
      // Made before the first is taken: React asks for the next state later, when some are under way.
      const added = waiting.map(({ file, key }): Upload => {
        return { key, name: file.name, size: file.file.size, state: 'waiting' }
      })
      setUploads((all) => [...all, ...added])
      const tell = (key: number, state: UploadState) =>
        setUploads((all) =>
          all.map((one) => (one.key === key ? { key, name: one.name, size: one.size, ...state } : one)),
        )
      const run = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const { key, file } = next
          tell(key, { state: 'sending', share: 0 })
          const outcome = await sendFile(file, {
            collection,
            signal,
            onShare: (share) => tell(key, { state: 'sending', share }),
          }).then(outcomeOf, (error: unknown) => ({ state: 'refused' as const, why: messageOf(error) }))
          tell(key, outcome)
          if (signal.aborted) break
          void cache.invalidateQueries({ queryKey: queryKeys.documents })
        }
        void cache.invalidateQueries({ queryKey: queryKeys.collections })
      }
      for (let lane = 0; lane < AT_ONCE; lane++) void run()
    },
    [cache],
  )

  /** What was sent stays; the rest is let go. */
  const stop = useCallback(() => {
    stopping.current.abort()
    stopping.current = new AbortController()
    setUploads((all) => all.filter(({ state }) => state !== 'waiting' && state !== 'sending'))
  }, [])
  const dismiss = useCallback(() => setUploads([]), [])
  return { uploads, begin, stop, dismiss }
}
