'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
import { queryKeys } from '@/lib/client/query-keys'
import { checkConfigFile } from '@/lib/domain/api/config'

/** What is wrong in a draft and what it would change, a moment after the last key. */
export function useDraftCheck(path: string, text: string) {
  const settled = useDebounced(text, 400)
  const check = useQuery({
    queryKey: [...queryKeys.configFile(path), 'check', settled],
    queryFn: ({ signal }) => client.call(checkConfigFile, { body: { path, text: settled }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  return { ...check, isSettled: settled === text && !check.isFetching && !check.isPlaceholderData }
}
