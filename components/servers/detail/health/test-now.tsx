'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Stethoscope } from 'lucide-react'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import { VERDICT_LOOKS } from '@/components/ui/state-look'
import { queryKeys } from '@/lib/client/query-keys'
import { checkServer, type ServerHealth } from '@/lib/domain/api/health'
import { messageOf } from '@/lib/kit/app-error'
import { cn } from '@/lib/kit/class-names'
import { checkWords } from './health-words'

/** Checks the server now, in the way and within the limits of the regular check. */
export function useTestNow(name: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => client.call(checkServer, { params: { name } }),
    onSuccess: ({ now }) => {
      queryClient.setQueriesData<ServerHealth>({ queryKey: queryKeys.serverHealth(name) }, (health) =>
        // The reasons of single cells are kept under the same key; they have no state to renew.
        typeof health === 'object' && 'now' in health ? { ...health, now } : health,
      )
      void queryClient.invalidateQueries({ queryKey: queryKeys.serverHealth(name) })
      void queryClient.invalidateQueries({ queryKey: queryKeys.serverDetail(name) })
    },
  })
}

export type TestNow = ReturnType<typeof useTestNow>

export function TestButton({ test }: { test: TestNow }) {
  return (
    <Button aria-busy={test.isPending} aria-disabled={test.isPending} onClick={() => test.mutate()}>
      <Stethoscope className={cn(test.isPending && 'animate-pulse')} aria-hidden />
      {test.isPending ? 'Testing' : 'Test now'}
    </Button>
  )
}

/** What the test found, read out when it is there. */
export function TestResult({ test }: { test: TestNow }) {
  const check = test.data?.check
  return (
    <div role="status" className="empty:hidden">
      {test.isError ? (
        <p className="text-bad text-sm wrap-anywhere">The test could not run: {messageOf(test.error)}</p>
      ) : (
        check && (
          <p className="bg-muted flex flex-wrap items-baseline gap-x-2 rounded-md px-3 py-1.5 text-sm">
            <LookBadge look={VERDICT_LOOKS[check.verdict]} />
            <span className="wrap-anywhere">{checkWords(check)}</span>
            <RelativeTime at={check.at} className="text-muted-foreground text-xs" />
          </p>
        )
      )}
    </div>
  )
}
