'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useConfig } from '@/components/shell/use-config'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { saveServer } from '@/lib/domain/api/servers'
import { messageOf } from '@/lib/kit/app-error'

/** Writes a server registered by hand into a configuration file. */
export function SaveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const queryClient = useQueryClient()
  const [chosen, setChosen] = useState<string>()
  const config = useConfig()
  const files = config.data?.files.filter((file) => file.writable) ?? []
  const file = chosen ?? files[0]?.path
  const save = useMutation({
    mutationFn: (path: string) => client.call(saveServer, { params: { name }, body: { file: path } }),
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.server(name) })
      void queryClient.invalidateQueries({ queryKey: queryKeys.config })
      toast.success(`Saved ${name} to ${saved.file}`)
      onClose()
    },
    onError: (error) => toast.error(`${name} was not saved`, { description: messageOf(error) }),
  })
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Save {name} to a file</DialogTitle>
          <DialogDescription>
            It is written beside what is there; comments stay. Secret values become variables, to be set in
            the environment.
          </DialogDescription>
        </DialogHeader>
        {config.isPending && <Skeleton className="h-10" />}
        {config.isError && <p className="text-bad text-sm">{messageOf(config.error)}</p>}
        {config.data && files.length === 0 && (
          <p className="text-muted-foreground text-sm">
            No configuration file can be written. Create <code>mcp.yaml</code> where Portolan runs, or name
            one in <code>PORTOLAN_CONFIG</code>.
          </p>
        )}
        {files.length > 0 && (
          <fieldset className="grid gap-2">
            <legend className="sr-only">File</legend>
            {files.map((each) => (
              <label
                key={each.path}
                className="has-checked:border-primary has-checked:bg-primary/5 has-focus-visible:outline-ring flex items-center gap-2 rounded-md border p-2.5 text-sm has-focus-visible:outline-2"
              >
                <input
                  type="radio"
                  name="save-file"
                  className="accent-primary"
                  checked={each.path === file}
                  onChange={() => setChosen(each.path)}
                />
                <span className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{each.path}</span>
                {!each.exists && <span className="text-muted-foreground text-xs">new</span>}
              </label>
            ))}
          </fieldset>
        )}
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={file === undefined || save.isPending}
            onClick={() => {
              if (file !== undefined) save.mutate(file)
            }}
          >
            Save to file
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
