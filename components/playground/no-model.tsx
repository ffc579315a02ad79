'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Cpu } from 'lucide-react'
import Link from 'next/link'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { queryKeys } from '@/lib/client/query-keys'
import { type DetectedModels, setModel } from '@/lib/domain/api/chat'
import { messageOf } from '@/lib/kit/app-error'
import { ToolBench } from './tool-bench'

const MOST_OFFERED = 4

/** An empty conversation while no model is set: what a question gives all the same, how to set one, tools to call by hand. */
export function NoModel({ detected }: { detected: DetectedModels[] }) {
  return (
    <div className="grid gap-8">
      <section aria-labelledby="no-model" className="bg-card grid gap-3 rounded-xl border p-4">
        <div className="grid gap-1">
          <h2 id="no-model" className="flex items-center gap-2 text-lg font-semibold">
            <Cpu className="text-muted-foreground size-4" aria-hidden />
            No model is set
          </h2>
          <p className="text-muted-foreground text-base text-pretty">
            Ask all the same: you get the passages of your documents that come nearest, with their sentences
            marked, and the tools that may help. For an answer in words choose a model: OpenAI, Anthropic, a
            local Ollama, or any address that speaks the OpenAI API. Or start Portolan with{' '}
            <code className="text-foreground text-xs">PORTOLAN_MODEL</code> (such as{' '}
            <code className="text-foreground text-xs">anthropic/…</code> or{' '}
            <code className="text-foreground text-xs">ollama/…</code>) and the key of its provider.
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button asChild variant="primary">
            <Link href="/settings">Choose a model</Link>
          </Button>
          {detected.map((place) => (
            <DetectedOffer key={`${place.provider} ${place.baseUrl}`} place={place} />
          ))}
        </div>
      </section>
      <ToolBench />
    </div>
  )
}

/** Beside the composer, where a model would be named. */
export function NoModelSign() {
  return (
    <Button asChild size="sm" variant="ghost" className="text-muted-foreground">
      <Link href="/settings#model" title="Choose a model for answers in words">
        <Cpu aria-hidden />
        No model
      </Link>
    </Button>
  )
}

function DetectedOffer({ place }: { place: DetectedModels }) {
  const queryClient = useQueryClient()
  const choose = useMutation({
    mutationFn: (model: string) =>
      client.call(setModel, { body: { provider: place.provider, model, baseUrl: place.baseUrl } }),
    onError: (error) => toast.error('The model was not chosen', { description: messageOf(error) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.model }),
  })
  if (place.provider !== 'ollama') {
    return (
      <Button asChild>
        <Link href={`/settings?provider=${place.provider}`}>
          The environment holds a key for {place.provider}
        </Link>
      </Button>
    )
  }
  if (place.models.length === 0) {
    return (
      <p className="text-muted-foreground self-center text-sm">
        Ollama runs at {new URL(place.baseUrl).host}, without a model yet: <code>ollama pull</code> one.
      </p>
    )
  }
  return place.models.slice(0, MOST_OFFERED).map((model) => (
    <Button key={model} disabled={choose.isPending} onClick={() => choose.mutate(model)}>
      Use {model} of Ollama
    </Button>
  ))
}
