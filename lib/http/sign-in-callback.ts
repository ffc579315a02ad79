import 'server-only'
import type { Authorizations } from '@/lib/connections/auth/authorizations'
import { isAppError } from '@/lib/kit/app-error'
import type { Logger } from '@/lib/kit/logger'
import { browserOf } from './sign-in-browser'

type Query = Parameters<Authorizations['finish']>[0]

/** Finishes the sign-in that a browser comes back from. A page whatever happens, as a person looks at it. */
export async function finishInBrowser(
  { authorizations, logger }: { authorizations: Authorizations; logger: Logger },
  query: Query,
  request: Request,
): Promise<Response> {
  try {
    const name = await authorizations.finish(query, browserOf(request))
    return page({
      title: `Signed in at ${name}`,
      text: 'Portolan connects to it now.',
      server: name,
      status: 200,
    })
  } catch (error) {
    if (!isAppError(error)) {
      logger.error({ err: error }, 'A sign-in failed unexpectedly')
      return page({ title: 'The sign-in failed', text: UNEXPECTED, status: 500 })
    }
    const server = error.details?.['server']
    const text = error.message
    const title = 'The sign-in was not finished'
    return page({ title, text, status: 400, ...(typeof server === 'string' && { server }) })
  }
}

const UNEXPECTED = 'Something went wrong here. The log of Portolan says what.'

interface Page {
  title: string
  text: string
  server?: string
  status: number
}

/**
 * A page of its own, not a redirect: a browser that is led on from another site would come to the next page without its
 * session. The link is made of the name alone, so it leads nowhere else.
 */
function page({ title, text, server, status }: Page): Response {
  const path = server === undefined ? '/servers' : `/servers/${encodeURIComponent(server)}`
  const refresh = status === 200 ? `<meta http-equiv="refresh" content="0;url=${escaped(path)}">` : ''
  const back = server === undefined ? 'To the servers' : `Back to ${server}`
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)} · Portolan</title>
${refresh}
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
<p><a href="${escaped(path)}">${escaped(back)}</a></p>
</main>
</body>
</html>
`
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      // The code stands in the address of this page.
      'referrer-policy': 'no-referrer',
    },
  })
}

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;
background:Canvas;color:CanvasText}
main{max-width:34rem;padding:2rem;overflow-wrap:anywhere}
h1{font-size:1.25rem;font-weight:600;margin:0 0 .5rem}
p{margin:0 0 1rem}
a{color:LinkText;text-underline-offset:4px}
a:focus-visible{outline:2px solid Highlight;outline-offset:2px}`

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)
}
