'use client'
import { useQuery } from '@tanstack/react-query'
import { queryKeys } from '@/lib/client/query-keys'
import { getConfig } from '@/lib/domain/api/config'
import { client } from './client'

/** Every configuration file with its state, and the places that are watched for more. */
export function useConfig() {
  return useQuery({
    queryKey: queryKeys.config,
    queryFn: ({ signal }) => client.call(getConfig, { signal }),
  })
}
