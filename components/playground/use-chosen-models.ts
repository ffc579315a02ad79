'use client'
import { parseAsString, useQueryStates } from 'nuqs'
import type { ChosenModel } from '@/lib/domain/api/chat'
import { keyOfModel, readModelKey } from './model-choice'

export interface ChosenModels {
  /** Who answers; the model of the settings without. */
  model: ChosenModel | undefined
  /** Who answers the same beside it, to compare. */
  rival: ChosenModel | undefined
  choose: (model: ChosenModel | undefined) => void
  compareWith: (rival: ChosenModel | undefined) => void
}

/** Which models answer here, where it is not just the one of the settings. In the URL, so that a view can be sent. */
export function useChosenModels(): ChosenModels {
  const [{ model, rival }, set] = useQueryStates({ model: parseAsString, rival: parseAsString })
  return {
    model: model === null ? undefined : readModelKey(model),
    rival: rival === null ? undefined : readModelKey(rival),
    choose: (next) => void set({ model: next ? keyOfModel(next) : null }),
    compareWith: (next) => void set({ rival: next ? keyOfModel(next) : null }),
  }
}
