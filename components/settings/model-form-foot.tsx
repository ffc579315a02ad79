'use client'
import { Button } from '@/components/ui/button'
import { type Outcome, TestOutcome } from './test-outcome'

interface ModelFormFootProps {
  /** What `useModelForm` gives. */
  form: {
    isBusy: boolean
    save: { isPending: boolean }
    test: { isPending: boolean; data: Outcome | undefined; error: Error | null }
    clear: { mutate: () => void }
    tryOut: () => void
  }
  /** On the button that forgets the model, where one is set here. */
  forget: string | undefined
}

/** Save, test, forget, and how the test went. */
export function ModelFormFoot({ form, forget }: ModelFormFootProps) {
  const { save, test, clear, isBusy, tryOut } = form
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={isBusy}>
          {save.isPending ? 'Saving' : 'Save'}
        </Button>
        <Button onClick={tryOut} disabled={test.isPending}>
          {test.isPending ? 'Asking the model' : 'Test'}
        </Button>
        {forget !== undefined && (
          <Button variant="ghost" className="ml-auto" disabled={isBusy} onClick={() => clear.mutate()}>
            {forget}
          </Button>
        )}
      </div>
      <TestOutcome outcome={test.data} error={test.error} isPending={test.isPending} />
    </>
  )
}
