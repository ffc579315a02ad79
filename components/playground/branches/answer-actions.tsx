'use client'
import { ChevronDown, RotateCw } from 'lucide-react'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import type { ChosenModel } from '@/lib/domain/api/chat'
import { keyOfModel } from '../model-choice'
import { BranchSwitcher } from './branch-switcher'

interface AnswerActionsProps {
  id: string
  siblings: readonly string[] | undefined
  models: readonly ChosenModel[]
  isLocked: boolean
  onRegenerate: (id: string, model?: ChosenModel) => void
  onSwitch: (id: string) => void
}

/** Its other branches, and another answer: of the same model, or of another. */
export function AnswerActions({
  id,
  siblings,
  models,
  isLocked,
  onRegenerate,
  onSwitch,
}: AnswerActionsProps) {
  return (
    <>
      <BranchSwitcher what="answer" id={id} siblings={siblings} isDisabled={isLocked} onSwitch={onSwitch} />
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label="Answer again"
        title="Answer again, in a new branch"
        disabled={isLocked}
        onClick={() => onRegenerate(id)}
      >
        <RotateCw aria-hidden />
      </Button>
      {models.length > 1 && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button
              size="icon-sm"
              variant="ghost"
              aria-label="Answer again with"
              disabled={isLocked}
              className="w-6"
            >
              <ChevronDown aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuLabel>Answer again with</DropdownMenuLabel>
            {models.map((model) => (
              <DropdownMenuItem key={keyOfModel(model)} onSelect={() => onRegenerate(id, model)}>
                {model.model}
              </DropdownMenuItem>
            ))}
          </DropdownMenuContent>
        </DropdownMenu>
      )}
    </>
  )
}
