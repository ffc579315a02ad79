'use client'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import {
  addMaintenance,
  changeMaintenance,
  listMaintenance,
  previewMaintenance,
  removeMaintenance,
} from '@/lib/domain/api/incidents'
import type { Maintenance, MaintenanceWindow } from '@/lib/domain/incident'
import { messageOf } from '@/lib/kit/app-error'

export function useMaintenance() {
  return useQuery({
    queryKey: queryKeys.maintenance,
    queryFn: async ({ signal }) => (await client.call(listMaintenance, { signal })).items,
    // What begins and ends is told by the feed; this is for what it could not tell.
    refetchInterval: 60_000,
  })
}

/** When a schedule would hold next; nothing while there is none to ask for. */
export function usePreview(schedule: Maintenance['schedule'] | undefined) {
  return useQuery({
    queryKey: [...queryKeys.maintenance, 'preview', schedule],
    queryFn: async ({ signal }) => {
      if (!schedule) return []
      return (await client.call(previewMaintenance, { body: { schedule }, signal })).spans
    },
    enabled: schedule !== undefined,
    placeholderData: keepPreviousData,
  })
}

/** Makes a window, or changes one that is there. */
export function useSaveMaintenance(id: string | undefined) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: Maintenance) =>
      id === undefined
        ? client.call(addMaintenance, { body })
        : client.call(changeMaintenance, { params: { id }, body }),
    onSuccess: ({ title }) => toast.success(`Maintenance “${title}” is planned`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.maintenance }),
  })
}

export function useRemoveMaintenance() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id }: MaintenanceWindow) => client.call(removeMaintenance, { params: { id } }),
    onSuccess: (_, { title }) => toast.success(`Maintenance “${title}” was removed`),
    onError: (error) => toast.error(`It could not be removed: ${messageOf(error)}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.maintenance }),
  })
}
