import { CircleX, TriangleAlert } from 'lucide-react'
import { amountWords } from '@/components/ui/number-words'
import type { Problem } from '@/lib/domain/problem'

/** What was odd, item by item, with its place. */
export function RunProblems({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null
  const errors = problems.filter((problem) => problem.severity === 'error').length
  const words = [
    errors > 0 && amountWords(errors, 'error'),
    problems.length > errors && amountWords(problems.length - errors, 'warning'),
  ].filter(Boolean)
  return (
    <section aria-label="Problems" className="grid gap-2">
      <h3 className="text-sm font-semibold">{words.join(', ')}</h3>
      <ul
        className="max-h-96 divide-y overflow-y-auto rounded-md border"
        tabIndex={0}
        aria-label="Problems by item"
      >
        {problems.map((problem, index) => (
          <li
            key={index}
            className="flex items-start gap-2 px-3 py-2 [contain-intrinsic-size:auto_3rem] [content-visibility:auto]"
          >
            {problem.severity === 'error' ? (
              <CircleX className="text-bad mt-0.5 size-4 shrink-0" role="img" aria-label="Error" />
            ) : (
              <TriangleAlert className="text-warn mt-0.5 size-4 shrink-0" role="img" aria-label="Warning" />
            )}
            <div className="min-w-0">
              <p className="wrap-anywhere">{problem.message}</p>
              <p className="text-muted-foreground flex flex-wrap gap-x-2 text-xs wrap-anywhere">
                {problem.server !== undefined && <span>{problem.server}</span>}
                {problem.place !== undefined && <code>{placeWords(problem)}</code>}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function placeWords({ place, line, column }: Problem): string {
  return [place, line, column].filter((part) => part !== undefined).join(':')
}
