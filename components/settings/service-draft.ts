/** What a form holds of a service's key. */
export interface KeyDraft {
  /** Only what is typed now: a stored one never comes to the page. */
  apiKey: string
  /** The stored key is to be forgotten. */
  isKeyRemoved: boolean
}

/** As a form begins, and as it is once what was typed is stored. */
export const NO_KEY: KeyDraft = { apiKey: '', isKeyRemoved: false }

/** What is sent of the key: an untouched one is left out, so that the stored one stays. */
export function keyOf({ apiKey, isKeyRemoved }: KeyDraft): { apiKey?: string } {
  if (apiKey.trim() !== '') return { apiKey: apiKey.trim() }
  return isKeyRemoved ? { apiKey: '' } : {}
}

/** What is wrong with the address of a service that must have one; nothing where it is right. */
export function urlError(baseUrl: string): string | undefined {
  const url = baseUrl.trim()
  if (url === '') return 'Give the address of the API, usually ending in /v1'
  const isWhole = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
  return isWhole ? undefined : 'Give a whole address, beginning with http:// or https://'
}

/** The part of an address that a stored key belongs to. */
export function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined
}
