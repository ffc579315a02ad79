import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'

/** The key that signs deliveries: told once, since it is kept sealed. */
export function SecretTold({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <div className="grid gap-4">
      <p role="status" className="text-sm text-pretty">
        Each delivery is signed with this secret. Give it to whoever receives them, so that nobody else can
        make them believe something. It is shown now and never again.
      </p>
      <div className="bg-muted flex items-start gap-2 rounded-md border p-3">
        <code aria-label="Secret" className="min-w-0 flex-1 text-sm wrap-anywhere">
          {secret}
        </code>
        <CopyButton text={secret} label="Copy secret" />
      </div>
      <div>
        <Button variant="primary" onClick={onDone}>
          I have kept it
        </Button>
      </div>
    </div>
  )
}
