import {
  type ChosenModel,
  chosenModelSchema,
  type DetectedModels,
  type ModelView,
} from '@/lib/domain/api/chat'

/** `provider/model`, as it stands in the URL; a model's own name may hold slashes too. */
export function keyOfModel({ provider, model }: ChosenModel): string {
  return `${provider}/${model}`
}

export function readModelKey(key: string): ChosenModel | undefined {
  const slash = key.indexOf('/')
  const read = chosenModelSchema.safeParse({
    provider: key.slice(0, Math.max(0, slash)),
    model: key.slice(slash + 1),
  })
  return read.success ? read.data : undefined
}

/** Models to choose from, the one that is set first, each once: what was detected, and what was typed here. */
export function choicesOf(
  set: ModelView,
  detected: readonly DetectedModels[],
  typed: readonly (ChosenModel | undefined)[] = [],
): ChosenModel[] {
  const all: ChosenModel[] = [
    { provider: set.provider, model: set.model },
    ...detected.flatMap(({ provider, models }) => models.map((model) => ({ provider, model }))),
    ...typed.filter((model) => model !== undefined),
  ]
  return [...new Map(all.map((model) => [keyOfModel(model), model])).values()]
}
