'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { getLog, listPrompts, listResources, listTools } from '@/lib/domain/api/capabilities'
import { getServer, type ServerDetail } from '@/lib/domain/api/servers'

export function useServer(name: string) {
  return useQuery({
    queryKey: queryKeys.serverDetail(name),
    queryFn: ({ signal }) => client.call(getServer, { params: { name }, signal }),
  })
}

/** Listing opens the connection, so it waits until a person has connected; what was listed stays in sight. */
function isListable(server: ServerDetail): boolean {
  return server.connection.kind === 'ready'
}

/** It is down and had tools: these are still listed for a while, and nothing is opened for it. */
function isInOutage({ connection, tools }: ServerDetail): boolean {
  return tools !== null && ['waiting', 'failed', 'needs-auth'].includes(connection.kind)
}

export function useTools(server: ServerDetail) {
  return useQuery({
    queryKey: queryKeys.tools(server.name),
    queryFn: ({ signal }) => client.call(listTools, { params: { name: server.name }, signal }),
    enabled: isListable(server) || isInOutage(server),
  })
}

export function useResources(server: ServerDetail) {
  return useQuery({
    queryKey: queryKeys.resources(server.name),
    queryFn: ({ signal }) => client.call(listResources, { params: { name: server.name }, signal }),
    enabled: isListable(server),
  })
}

export function usePrompts(server: ServerDetail) {
  return useQuery({
    queryKey: queryKeys.prompts(server.name),
    queryFn: ({ signal }) => client.call(listPrompts, { params: { name: server.name }, signal }),
    enabled: isListable(server),
  })
}

const LOG_EVERY_MS = 1_500

/** The feed carries no log lines; they are asked for while somebody looks. */
export function useLog(name: string, isFollowed: boolean) {
  return useQuery({
    queryKey: queryKeys.log(name),
    queryFn: ({ signal }) => client.call(getLog, { params: { name }, signal }),
    refetchInterval: isFollowed ? LOG_EVERY_MS : false,
    staleTime: 0,
  })
}
