'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { changesWords } from '@/components/shell/use-reload-config'
import { queryKeys } from '@/lib/client/query-keys'
import { restoreConfigVersion, saveConfigFile } from '@/lib/domain/api/config'

/** Codes that mean: the file is no longer the one that the draft was made from. */
const CONFLICTS = ['revision-conflict', 'in-use']

export function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONFLICTS.includes(String(error.code))
}

interface Edited {
  text: string
  version: string | null
}

interface Restored {
  restore: number
  version: string | null
}

/** Writes a draft, or an earlier version, into its file. */
export function useSaveFile(path: string, onSaved: () => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (input: Edited | Restored) =>
      'restore' in input
        ? client.call(restoreConfigVersion, {
            params: { id: input.restore },
            body: { version: input.version },
          })
        : client.call(saveConfigFile, { body: { path, ...input } }),
    onSuccess: async ({ reload }) => {
      onSaved()
      toast.success('Saved and applied', { description: changesWords(reload.changes) })
      await queryClient.invalidateQueries({ queryKey: queryKeys.config })
    },
    // Somebody else's text is what the draft must be compared with now.
    onError: (error) =>
      isConflict(error) && queryClient.invalidateQueries({ queryKey: queryKeys.configFile(path) }),
  })
}
