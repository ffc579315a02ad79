'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { type ApprovalsView, forgetRemembered, getApprovals, setApprovals } from '@/lib/domain/api/approvals'
import type { ApprovalRule } from '@/lib/domain/approval'

/** Rules and what conversations remember, and the ways to change them. Each change is saved at once. */
export function useApprovals() {
  const queryClient = useQueryClient()
  const view = useQuery({
    queryKey: queryKeys.approvals,
    queryFn: ({ signal }) => client.call(getApprovals, { signal }),
  })
  const keep = (next: ApprovalsView) => queryClient.setQueryData(queryKeys.approvals, next)
  const save = useMutation({
    mutationFn: (rules: ApprovalRule[]) => client.call(setApprovals, { body: { rules } }),
    onSuccess: keep,
    onError: (error) => toast.error(`The rules were not saved: ${error.message}`),
  })
  const forget = useMutation({
    mutationFn: (id: string) => client.call(forgetRemembered, { params: { id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.approvals }),
    onError: (error) => toast.error(error.message),
  })
  return { view, save, forget }
}
