interface FailedItemsProps {
  items: readonly { key: string; name: string; error?: { message: string } | undefined }[]
}

/** What did not work out of many, each with its reason. */
export function FailedItems({ items }: FailedItemsProps) {
  return (
    <ul aria-label="Failed" tabIndex={0} className="max-h-48 overflow-y-auto text-xs">
      {items.map(({ key, name, error }) => (
        <li key={key} className="flex gap-2 py-0.5">
          <span className="shrink-0 font-medium">{name}</span>
          <span className="text-muted-foreground wrap-anywhere">
            {error?.message ?? 'It failed without a reason'}
          </span>
        </li>
      ))}
    </ul>
  )
}
