import 'server-only'

/** Characters that a file's name can't have somewhere, or that would end the header's own quotes. */
// eslint-disable-next-line no-control-regex -- control characters are what is to be kept out
const UNFIT = /[\u0000-\u001f\u007f<>:"/\\|?*]+/g
const NAME_LIMIT = 80

/** A text to be saved as a file that is named for its title (RFC 6266, with RFC 8187 for other than ASCII). */
export function downloadOf(
  { title, text }: { title: string; text: string },
  { ending, mediaType }: { ending: string; mediaType: string },
): Response {
  const name = title
    .replace(UNFIT, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, NAME_LIMIT)
    .toWellFormed()
    .trim()
  const file = `${name.replace(/^\.+/, '') || 'download'}.${ending}`
  const ascii = file.replace(/[^\x20-\x7e]+/g, '_')
  // Left alone by encodeURIComponent, and yet not allowed there.
  const encoded = encodeURIComponent(file).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return new Response(text, {
    headers: {
      'content-type': `${mediaType}; charset=utf-8`,
      'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}
