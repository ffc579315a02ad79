'use client'
import { Cpu } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import type { ModelView } from '@/lib/domain/api/chat'

/** Which model answers; leads to where it is chosen. */
export function ModelSign({ model }: { model: ModelView }) {
  return (
    <Button asChild size="sm" variant="ghost" className="text-muted-foreground max-w-full min-w-0 shrink">
      <Link
        href="/settings"
        title={`${model.model} at ${model.baseUrl ?? model.provider}. Change it in Settings`}
      >
        <Cpu aria-hidden />
        <span className="truncate">{model.model}</span>
      </Link>
    </Button>
  )
}
