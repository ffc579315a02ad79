'use client'
import { useSources } from '@/components/shell/use-sources'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'

const ALL = 'all'

interface SourceSelectProps {
  value: string | null
  onChange: (source: string | null) => void
}

/** Which source a list is of; all of them without one. */
export function SourceSelect({ value, onChange }: SourceSelectProps) {
  const sources = useSources()
  const known = sources.data ?? []
  return (
    <Select value={value ?? ALL} onValueChange={(next) => onChange(next === ALL ? null : next)}>
      <SelectTrigger aria-label="Source" className="w-44 max-sm:w-full">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={ALL}>All sources</SelectItem>
        {known.map((source) => (
          <SelectItem key={source.id} value={source.id}>
            {source.title}
          </SelectItem>
        ))}
        {/* A link may name a source that is not there any more. */}
        {value !== null && !known.some((source) => source.id === value) && (
          <SelectItem value={value}>{value}</SelectItem>
        )}
      </SelectContent>
    </Select>
  )
}
