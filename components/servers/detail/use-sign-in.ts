'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { beginSignIn, getAuthorization, signOutOfServer } from '@/lib/domain/api/authorization'
import { messageOf } from '@/lib/kit/app-error'

export function useAuthorization(name: string, isRemote: boolean) {
  return useQuery({
    queryKey: queryKeys.authorization(name),
    queryFn: ({ signal }) => client.call(getAuthorization, { params: { name }, signal }),
    enabled: isRemote,
    // A token that is renewed is no event.
    refetchInterval: 60_000,
  })
}

export function useSignIn(name: string) {
  const queryClient = useQueryClient()
  const queryKey = queryKeys.authorization(name)
  const begin = useMutation({
    mutationFn: () => client.call(beginSignIn, { params: { name }, body: {} }),
    onSuccess: ({ url, authorization }) => {
      queryClient.setQueryData(queryKey, authorization)
      if (url === null) toast.success(`${name} has given Portolan a new token`)
      // The page is left; it says so itself.
      else if (/^https?:\/\//i.test(url)) window.location.assign(url)
    },
    onError: (error) => {
      toast.error(`The sign-in at ${name} did not begin`, { description: messageOf(error) })
      void queryClient.invalidateQueries({ queryKey })
    },
  })
  const leave = useMutation({
    mutationFn: () => client.call(signOutOfServer, { params: { name } }),
    onSuccess: (authorization) => {
      queryClient.setQueryData(queryKey, authorization)
      if (authorization.error === null) toast.success(`Signed out of ${name}`)
      else toast.warning(`Signed out of ${name}`, { description: authorization.error })
    },
    onError: (error) => toast.error(`Signing out of ${name} failed`, { description: messageOf(error) }),
  })
  return { begin, leave }
}
