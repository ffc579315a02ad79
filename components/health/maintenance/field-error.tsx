/** Nothing while there is nothing to say. */
export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  if (error === undefined) return null
  return (
    <p id={id} className="text-bad text-xs">
      {error}
    </p>
  )
}
