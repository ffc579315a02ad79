import { Check, X } from 'lucide-react'
import { Badge } from '@/components/ui/badge'

/** Whether a run reached what it must; nothing where nothing was asked of it. */
export function GateBadge({ passed }: { passed: boolean | null }) {
  if (passed === null) return <span className="text-muted-foreground">–</span>
  return passed ? (
    <Badge variant="ok">
      <Check aria-hidden />
      Passed
    </Badge>
  ) : (
    <Badge variant="bad">
      <X aria-hidden />
      Below
    </Badge>
  )
}
