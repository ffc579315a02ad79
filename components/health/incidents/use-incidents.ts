'use client'
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { amountWords } from '@/components/ui/number-words'
import { queryKeys } from '@/lib/client/query-keys'
import {
  acknowledgeIncidents,
  annotateIncident,
  getIncident,
  listIncidents,
} from '@/lib/domain/api/incidents'
import { messageOf } from '@/lib/kit/app-error'
import type { IncidentView } from './incident-params'

const PAGE = 50
/** The feed tells of what changes; this is for what it could not tell. */
const RENEW_MS = 60_000

/** The incidents of a view, newest first, each group as one. */
export function useIncidentPages({ state, severity, tag, server }: IncidentView) {
  const query = {
    ...{ state, fold: true, limit: PAGE },
    ...(severity.length > 0 && { severity }),
    ...(tag.length > 0 && { tag }),
    ...(server.length > 0 && { server }),
  }
  return useIncidentList(query)
}

/** Those of one group. */
export function useGroupPages(group: string) {
  return useIncidentList({ group, limit: PAGE })
}

function useIncidentList(query: Parameters<typeof queryKeys.incidentList>[0]) {
  return useInfiniteQuery({
    queryKey: [...queryKeys.incidentList(query), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.call(listIncidents, {
        query: { ...query, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: RENEW_MS,
  })
}

export function useIncident(id: string) {
  return useQuery({
    queryKey: queryKeys.incident(id),
    queryFn: ({ signal }) => client.call(getIncident, { params: { id }, signal }),
    // Events around it come without telling of the incident.
    refetchInterval: ({ state }) => (state.data?.incident.closedAt === null ? 15_000 : false),
  })
}

export interface Acknowledging {
  ids?: string[]
  groups?: string[]
  acknowledged: boolean
  by?: string
  note?: string
}

export function useAcknowledge() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ ids = [], groups = [], ...word }: Acknowledging) => {
      const bodies = [
        ...(ids.length > 0 ? [{ ids, ...word }] : []),
        ...groups.map((group) => ({ group, ...word })),
      ]
      const answers = await Promise.all(bodies.map((body) => client.call(acknowledgeIncidents, { body })))
      return answers.reduce((sum, { changed }) => sum + changed, 0)
    },
    onSuccess: (changed, { acknowledged }) => {
      const what = amountWords(changed, 'incident')
      toast.success(acknowledged ? `${what} acknowledged` : `Acknowledgement of ${what} taken back`)
    },
    onError: (error) => toast.error(`That could not be noted: ${messageOf(error)}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.incidents }),
  })
}

export function useAnnotate(id: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: { text: string; by: string }) =>
      client.call(annotateIncident, { params: { id }, body }),
    onError: (error) => toast.error(`The note was not kept: ${messageOf(error)}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.incident(id) }),
  })
}
