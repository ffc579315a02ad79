'use client'
import { BookmarkPlus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { AddQuestionDialog } from '@/components/ui/gold/add-question-dialog'
import type { QuestionInput } from '@/lib/domain/api/evaluation'

/** Keeps the question with what answered it, to measure settings by. */
export function AddToGold({ begun }: { begun: Pick<QuestionInput, 'question' | 'passages' | 'tools'> }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="sm" className="w-fit" onClick={() => setOpen(true)}>
        <BookmarkPlus aria-hidden />
        Add to a gold set
      </Button>
      <AddQuestionDialog open={isOpen} onClose={() => setOpen(false)} begun={begun} />
    </>
  )
}
