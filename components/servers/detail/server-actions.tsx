'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, FileDown, Pencil, Plug, Power, PowerOff, RotateCw, Trash2, Unplug } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useServerConnection } from '@/components/shell/use-server-connection'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { queryKeys } from '@/lib/client/query-keys'
import { removeServer, type ServerDetail } from '@/lib/domain/api/servers'
import { messageOf } from '@/lib/kit/app-error'
import { sourceWords } from '../words'
import { connectionVerb, type ConnectionVerb } from './connection-verb'
import { SaveDialog } from './save-dialog'
import { useUpdate } from './use-update'

interface ServerActionsProps {
  server: ServerDetail
  onEdit: () => void
}

/** What can be done with the server. */
export function ServerActions({ server, onEdit }: ServerActionsProps) {
  const [asking, setAsking] = useState<'remove' | 'save'>()
  const update = useUpdate(server.name)
  const { open } = useServerConnection()
  const disconnect = useDisconnect(server.name)
  const remove = useRemove(server.name)
  const isByHand = server.provenance.some((claim) => claim.sourceId === 'manual')
  const heir = server.provenance.find((claim) => claim.sourceId !== 'manual')
  const toggle = () =>
    update.mutate({
      changes: { enabled: !server.enabled },
      expected: { enabled: !server.enabled },
      done: server.enabled ? `Disabled ${server.name}` : `Enabled ${server.name}`,
    })
  const verb = connectionVerb(server)
  return (
    <>
      <ConnectionButton
        verb={verb}
        onClick={() => (verb === 'disconnect' || verb === 'cancel' ? disconnect() : open(server.name))}
      />
      <Button
        disabled={server.blocked !== undefined && !server.enabled}
        onClick={toggle}
        className="max-sm:hidden"
      >
        {server.enabled ? <PowerOff aria-hidden /> : <Power aria-hidden />}
        {server.enabled ? 'Disable' : 'Enable'}
      </Button>
      <Button onClick={onEdit} className="max-sm:hidden">
        <Pencil aria-hidden />
        Edit
      </Button>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button size="icon" aria-label="More actions">
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem className="sm:hidden" onSelect={toggle}>
            {server.enabled ? <PowerOff aria-hidden /> : <Power aria-hidden />}
            {server.enabled ? 'Disable' : 'Enable'}
          </DropdownMenuItem>
          <DropdownMenuItem className="sm:hidden" onSelect={onEdit}>
            <Pencil aria-hidden />
            Edit
          </DropdownMenuItem>
          <DropdownMenuItem disabled={!isByHand} onSelect={() => setAsking('save')}>
            <FileDown aria-hidden />
            Save to file
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="destructive" disabled={!isByHand} onSelect={() => setAsking('remove')}>
            <Trash2 aria-hidden />
            {isByHand ? 'Remove' : `Remove it in ${sourceWords(server.source)}`}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <AlertDialog
        open={asking === 'remove'}
        onOpenChange={(isOpen) => !isOpen && setAsking(undefined)}
        title={`Remove ${server.name}?`}
        action={`Remove ${server.name}`}
        destructive
        onConfirm={() => remove.mutate()}
      >
        {heir
          ? `What was registered by hand is forgotten, its secrets too. ${sourceWords(heir.sourceId)} declares it as well and takes over.`
          : 'It is disconnected and forgotten, with the secrets entered for it. This can not be undone.'}
      </AlertDialog>
      {asking === 'save' && <SaveDialog name={server.name} onClose={() => setAsking(undefined)} />}
    </>
  )
}

const VERBS: Record<ConnectionVerb, { label: string; icon: typeof Plug }> = {
  connect: { label: 'Connect', icon: Plug },
  retry: { label: 'Try now', icon: RotateCw },
  cancel: { label: 'Cancel', icon: Unplug },
  disconnect: { label: 'Disconnect', icon: Unplug },
  none: { label: 'Connect', icon: Plug },
}

function ConnectionButton({ verb, onClick }: { verb: ConnectionVerb; onClick: () => void }) {
  const { label, icon: Icon } = VERBS[verb]
  const isForward = verb === 'connect' || verb === 'retry' || verb === 'none'
  return (
    <Button variant={isForward ? 'primary' : 'outline'} disabled={verb === 'none'} onClick={onClick}>
      <Icon aria-hidden />
      {label}
    </Button>
  )
}

/** Listing tools opens a connection, so whatever would list them again stops first. */
function useDisconnect(name: string) {
  const queryClient = useQueryClient()
  const { close } = useServerConnection()
  return () => {
    void queryClient.cancelQueries({ queryKey: queryKeys.server(name) })
    const queryKey = queryKeys.serverDetail(name)
    queryClient.setQueryData<ServerDetail>(
      queryKey,
      (server) => server && { ...server, connection: { kind: 'stopping', since: new Date().toISOString() } },
    )
    close(name, { onSettled: () => void queryClient.invalidateQueries({ queryKey }) })
  }
}

function useRemove(name: string) {
  const router = useRouter()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => client.call(removeServer, { params: { name } }),
    onSuccess: () => {
      toast.success(`Removed ${name}`)
      void queryClient.invalidateQueries({ queryKey: queryKeys.servers })
      void queryClient.invalidateQueries({ queryKey: queryKeys.facets })
      router.push('/servers')
    },
    onError: (error) => toast.error(`${name} was not removed`, { description: messageOf(error) }),
  })
}
