'use client'
import { useMutation } from '@tanstack/react-query'
import { toast } from 'sonner'
import { closeConnection, openConnection } from '@/lib/domain/api/capabilities'
import { messageOf } from '@/lib/kit/app-error'
import { client } from './client'

/** Opens or closes one server's connection; what becomes of it comes through the feed. */
export function useServerConnection() {
  const open = useMutation({
    mutationFn: (name: string) => client.call(openConnection, { params: { name } }),
    onError: (error, name) => toast.error(`Connecting to ${name} failed`, { description: messageOf(error) }),
  })
  const close = useMutation({
    mutationFn: (name: string) => client.call(closeConnection, { params: { name } }),
    onError: (error, name) => toast.error(`Disconnecting ${name} failed`, { description: messageOf(error) }),
  })
  return { open: open.mutate, close: close.mutate }
}
