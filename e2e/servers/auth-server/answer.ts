export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string
}

export function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

export function html(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html' }, body }
}

export function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
