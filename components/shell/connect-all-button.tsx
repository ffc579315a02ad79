'use client'
import { Plug } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { isOver } from './connect-batch'
import { useConnecting } from './connect-provider'

interface ConnectAllButtonProps {
  variant?: 'primary'
  className?: string
}

/** Connects every enabled server; the progress is shown by the shell. */
export function ConnectAllButton(props: ConnectAllButtonProps) {
  const { begin } = useConnecting()
  return (
    <Button {...props} disabled={useIsConnecting()} onClick={() => begin({ all: true })}>
      <Plug aria-hidden />
      Connect all
    </Button>
  )
}

/** Whether servers are being connected, so that nobody can begin the same twice. */
export function useIsConnecting(): boolean {
  const { batch, beginning } = useConnecting()
  return beginning || (batch !== undefined && !isOver(batch))
}
