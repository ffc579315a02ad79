'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { useServerSearch } from '@/components/shell/use-server-search'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { amountWords } from '@/components/ui/number-words'
import { StateBadge } from '@/components/ui/state-badge'
import { Switch } from '@/components/ui/switch'
import { queryKeys } from '@/lib/client/query-keys'
import { listResources } from '@/lib/domain/api/capabilities'
import { addDocumentResources } from '@/lib/domain/api/documents'
import { AddProblems } from './add-problems'
import { ResourceChoice } from './resource-choice'
import { useAdd } from './use-add'

interface AddDialogProps {
  collection: { id: string; name: string } | null
  onClose: () => void
}

/** A server, then which of its resources, and whether they are kept up to date. */
export function ResourcesDialog({ collection, onClose }: AddDialogProps) {
  const [server, setServer] = useState<string | null>(null)
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{server === null ? 'Add a server’s resources' : `Resources of ${server}`}</DialogTitle>
          <DialogDescription>
            {server === null
              ? 'Resources are files and records that a server offers to be read.'
              : `Each becomes a document${collection === null ? '' : ` in ${collection.name}`}.`}
          </DialogDescription>
        </DialogHeader>
        {server === null ? (
          <ServerPick onPick={setServer} />
        ) : (
          <Resources
            server={server}
            collection={collection?.id ?? null}
            onBack={() => setServer(null)}
            onClose={onClose}
          />
        )}
      </DialogContent>
    </Dialog>
  )
}

function ServerPick({ onPick }: { onPick: (server: string) => void }) {
  const [words, setWords] = useState('')
  const servers = useServerSearch(words)
  return (
    <div className="grid gap-2">
      <Input
        type="search"
        aria-label="Find a server"
        placeholder="Find a server"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <ul aria-label="Servers" className="grid max-h-72 gap-px overflow-y-auto">
        {servers.data?.items.map((server) => (
          <li key={server.name}>
            <Button variant="ghost" className="w-full justify-between" onClick={() => onPick(server.name)}>
              <span className="truncate">{server.name}</span>
              <StateBadge kind={server.connection.kind} enabled={server.enabled} className="text-xs" />
            </Button>
          </li>
        ))}
      </ul>
      {servers.data?.items.length === 0 && (
        <p className="text-muted-foreground text-sm">No server is called that.</p>
      )}
    </div>
  )
}

interface ResourcesProps {
  server: string
  collection: string | null
  onBack: () => void
  onClose: () => void
}

function Resources({ server, collection, onBack, onClose }: ResourcesProps) {
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [keep, setKeep] = useState(true)
  const resources = useQuery({
    queryKey: queryKeys.resources(server),
    queryFn: ({ signal }) => client.call(listResources, { params: { name: server }, signal }),
  })
  const add = useAdd(
    () =>
      client.call(addDocumentResources, {
        body: { server, uris: [...chosen], keep, ...(collection !== null && { collection }) },
      }),
    onClose,
  )
  return (
    <>
      <ResourceChoice server={server} resources={resources} chosen={chosen} onChosenChange={setChosen} />
      <div className="flex items-start gap-3">
        <Switch
          id="keep"
          checked={keep}
          onCheckedChange={setKeep}
          aria-describedby="keep-hint"
          className="mt-0.5"
        />
        <div className="grid gap-0.5">
          <Label htmlFor="keep">Keep up to date</Label>
          <p id="keep-hint" className="text-muted-foreground text-xs">
            Read again when the server says that one has changed, or else from time to time.
          </p>
        </div>
      </div>
      <AddProblems error={add.error} answer={add.data} />
      <DialogFooter>
        <Button onClick={onBack}>Another server</Button>
        <Button
          variant="primary"
          disabled={chosen.length === 0 || add.isPending}
          onClick={() => add.mutate(undefined)}
        >
          {add.isPending
            ? 'Adding'
            : chosen.length === 0
              ? 'Add'
              : `Add ${amountWords(chosen.length, 'resource')}`}
        </Button>
      </DialogFooter>
    </>
  )
}
