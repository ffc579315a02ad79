'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { changeShare, getShare, shareConversation, unshareConversation } from '@/lib/domain/api/conversations'
import { messageOf } from '@/lib/kit/app-error'
import { ResultsSwitch } from './results-switch'
import { StandingLink } from './standing-link'

interface ShareDialogProps {
  conversation: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

/** Makes, changes and ends the link that shows a conversation to whoever has it. */
export function ShareDialog({ conversation, isOpen, onOpenChange }: ShareDialogProps) {
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Share by link</DialogTitle>
          <DialogDescription>
            Whoever has the link sees the branch that is shown now, read-only and without signing in, until
            you end it. What is said later is not shown.
          </DialogDescription>
        </DialogHeader>
        {isOpen && <ShareForm conversation={conversation} />}
      </DialogContent>
    </Dialog>
  )
}

function ShareForm({ conversation }: { conversation: string }) {
  const queryClient = useQueryClient()
  const params = { id: conversation }
  const queryKey = [...queryKeys.conversation(conversation), 'share']
  const share = useQuery({ queryKey, queryFn: ({ signal }) => client.call(getShare, { params, signal }) })
  const [link, setLink] = useState<string>()
  const settled = {
    onError: (error: Error) => toast.error('The link stays as it was', { description: messageOf(error) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.conversations }),
  }
  const create = useMutation({
    mutationFn: (results: boolean) => client.call(shareConversation, { params, body: { results } }),
    onSuccess: ({ token }) => setLink(`${globalThis.location.origin}/shared/${token}`),
    ...settled,
  })
  const change = useMutation({
    mutationFn: (results: boolean) => client.call(changeShare, { params, body: { results } }),
    ...settled,
  })
  const end = useMutation({
    mutationFn: () => client.call(unshareConversation, { params }),
    onSuccess: () => setLink(undefined),
    ...settled,
  })
  const isBusy = create.isPending || change.isPending || end.isPending

  if (share.error) {
    return <QueryError title="The link could not be read" query={share} />
  }
  if (share.data === undefined) return <Skeleton className="h-24 rounded-lg" />
  return (
    <div className="grid gap-4">
      {share.data === null ? (
        <NewLink isBusy={isBusy} onCreate={(results) => create.mutate(results)} />
      ) : (
        <>
          {link !== undefined && <Link link={link} />}
          <StandingLink
            share={share.data}
            isBusy={isBusy}
            hasLink={link !== undefined}
            onChange={(results) => change.mutate(results)}
            onRenew={(results) => create.mutate(results)}
            onEnd={() => end.mutate()}
          />
        </>
      )}
    </div>
  )
}

function NewLink({ isBusy, onCreate }: { isBusy: boolean; onCreate: (results: boolean) => void }) {
  const [results, setResults] = useState(false)
  return (
    <>
      <ResultsSwitch checked={results} onChange={setResults} />
      <Button
        variant="primary"
        className="justify-self-end"
        disabled={isBusy}
        onClick={() => onCreate(results)}
      >
        Create link
      </Button>
    </>
  )
}

function Link({ link }: { link: string }) {
  return (
    <div className="grid gap-1">
      <div className="flex items-center gap-1">
        <Input readOnly value={link} aria-label="Link" onFocus={({ target }) => target.select()} />
        <CopyButton text={link} label="Copy link" />
      </div>
      <p className="text-muted-foreground text-xs">
        Copy it now: only its hash is kept, so it can’t be shown again.
      </p>
    </div>
  )
}
