import 'server-only'

/** A heading's words without Markdown's signs, in one line. */
export function plainHeading(text: string): string {
  return text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*\*|__|`+)(.+?)\1/g, '$2')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
