import { CircleX, TriangleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { Problem } from '@/lib/domain/problem'
import { positionWords } from './config-words'

interface ProblemListProps {
  problems: readonly Problem[]
  /** Makes positions into buttons that lead to the line. */
  onFind?: (line: number) => void
  /** For a list over several files. */
  showPlace?: boolean
}

export function ProblemList({ problems, onFind, showPlace = false }: ProblemListProps) {
  if (problems.length === 0) return null
  const ordered = [...problems].sort((a, b) => rank(a) - rank(b))
  return (
    <ul
      aria-label="Problems"
      className="grid max-h-72 gap-1.5 overflow-y-auto border-b px-4 py-3 last:border-b-0"
    >
      {ordered.map((problem, index) => (
        <li key={index} className="flex items-start gap-2">
          {problem.severity === 'error' ? (
            <CircleX className="text-bad mt-0.5 size-4 shrink-0" aria-label="Error" />
          ) : (
            <TriangleAlert className="text-warn mt-0.5 size-4 shrink-0" aria-label="Warning" />
          )}
          <div className="min-w-0">
            <p className="wrap-anywhere">{problem.message}</p>
            <p className="text-muted-foreground flex flex-wrap items-center gap-x-2 text-xs">
              <Position problem={problem} onFind={onFind} />
              {problem.server && <span>in {problem.server}</span>}
              {showPlace && problem.place && <code className="wrap-anywhere">{problem.place}</code>}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

function rank(problem: Problem): number {
  return problem.severity === 'error' ? 0 : 1
}

function Position({ problem, onFind }: { problem: Problem; onFind: ((line: number) => void) | undefined }) {
  const words = positionWords(problem)
  const { line } = problem
  if (words === '' || line === undefined) return null
  if (!onFind) return <span>{words}</span>
  return (
    <Button variant="link" size="sm" className="h-6 px-0" onClick={() => onFind(line)}>
      {words}
    </Button>
  )
}
