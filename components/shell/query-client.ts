import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from '@/lib/client/api'
import { signInPath } from './sign-in-path'

function onError(error: unknown) {
  if (!(error instanceof ApiError) || error.status !== 401) return
  const { pathname, search } = globalThis.location
  if (pathname.startsWith('/sign-in')) return
  // A whole load, so that nothing read under the old session lives on.
  globalThis.location.assign(signInPath(pathname + search))
}

/** What the server refused with a reason will be refused again; only silence and 5xx are worth a second try. */
function retry(failures: number, error: unknown): boolean {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500
  return !refused && failures < 2
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // `always`: Portolan on loopback answers also when the machine is offline.
      queries: { staleTime: 30_000, networkMode: 'always', retry },
      mutations: { networkMode: 'always' },
    },
  })
}
