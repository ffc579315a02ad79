import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'

interface NameFieldProps {
  id: string
  value: string
  onChange: (name: string) => void
}

/** Who acknowledges or notes something: there are no accounts, so a person says it. */
export function NameField({ id, value, onChange }: NameFieldProps) {
  return (
    <>
      <Label htmlFor={id}>Your name</Label>
      <Input
        id={id}
        value={value}
        maxLength={100}
        autoComplete="name"
        placeholder="Optional"
        onChange={(event) => onChange(event.target.value)}
      />
    </>
  )
}
