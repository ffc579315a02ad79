import 'server-only'

export interface Attachment {
  /** A file's name, perhaps with folders before it. */
  name: string
  size: number
  hash: string
  bytes: ReadableStream<Uint8Array>
}

/** A file of a stranger: saved, not shown, and nothing in it ever runs here. */
export function attachment({ name, size, hash, bytes }: Attachment): Response {
  return new Response(bytes, {
    headers: {
      // Not its own type: no browser is to make anything of it.
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      'content-disposition': dispositionOf(name.split('/').at(-1) ?? 'document'),
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-cache',
      etag: `"${hash}"`,
    },
  })
}

/** RFC 6266: a name of ASCII for old browsers, and the whole name for all others (RFC 8187). */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^\w. ()-]/g, '_')
  const whole = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}
