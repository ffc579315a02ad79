import 'server-only'
import { shorten } from '@/lib/domain/document-fields'
import type { Problem } from '@/lib/domain/problem'

/** What was odd about one object, placed. An error means that it can't be registered as it stands. */
export class Findings {
  readonly problems: Problem[] = []
  /** For the server's own row, where it is known whose they are. */
  readonly warnings: string[] = []

  constructor(
    readonly place: string,
    private readonly label: string,
    private readonly server?: string,
  ) {}

  get hasErrors(): boolean {
    return this.problems.some(({ severity }) => severity === 'error')
  }

  error(message: string): void {
    this.#add('error', message)
  }

  warn(message: string): void {
    this.note(message)
    this.#add('warning', message)
  }

  /** Nothing that anybody wrote wrong, only how the server fares: it shows at the server alone. */
  note(message: string): void {
    const warning = sentenceCase(message)
    if (!this.warnings.includes(warning)) this.warnings.push(warning)
  }

  /** What an annotation says and what to write instead. */
  refuse(annotation: string, value: string, instead: string): void {
    this.error(sentence(annotation, value, instead))
  }

  doubt(annotation: string, value: string, instead: string): void {
    this.warn(sentence(annotation, value, instead))
  }

  /** Said once: a Service's ports share its annotations. */
  #add(severity: Problem['severity'], text: string): void {
    const message = `${this.label}: ${text}`
    if (this.problems.some((problem) => problem.message === message)) return
    this.problems.push({
      severity,
      message,
      place: this.place,
      ...(this.server !== undefined && { server: this.server }),
    })
  }
}

function sentence(annotation: string, value: string, instead: string): string {
  return `the annotation ${annotation} says ${JSON.stringify(shorten(value, 80))}; ${instead}`
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
