'use client'
import { Button } from '../button'
import type { AnswerProps } from './answer-props'

/** The whole address with its host apart, so that nobody is led where they do not look. Only the person opens it. */
export function UrlQuestion({ url, isBusy, onAnswer }: AnswerProps & { url: string }) {
  const { host, protocol } = new URL(url)
  return (
    <div className="grid gap-3">
      <dl className="bg-muted grid gap-1 rounded-md px-3 py-2 text-sm">
        <div className="flex flex-wrap gap-2">
          <dt className="text-muted-foreground">Host</dt>
          <dd className="font-mono font-medium wrap-anywhere">{host}</dd>
        </div>
        <div className="grid gap-0.5">
          <dt className="text-muted-foreground">Whole address</dt>
          <dd className="font-mono text-xs wrap-anywhere">{url}</dd>
        </div>
        {protocol === 'http:' && (
          <p className="text-warn text-xs">It is not encrypted: others on the way can read it.</p>
        )}
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button asChild size="sm" variant="primary">
          <a
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            onClick={() => onAnswer({ action: 'accept' })}
          >
            Open {host}
          </a>
        </Button>
        <Button size="sm" disabled={isBusy} onClick={() => onAnswer({ action: 'decline' })}>
          Decline
        </Button>
      </div>
    </div>
  )
}
