'use client'
import type { ReactNode } from 'react'
import { cn } from '@/lib/kit/class-names'
import { Label } from '../label'
import type { Field } from './field'
import { useFieldIds, useFieldNaming } from './form-context'

interface FieldFrameProps {
  path: string
  name: string
  field: Field
  isRequired: boolean
  /** The label is there for assistive technology only: an item of a list says enough by its place. */
  isLabelHidden?: boolean
  /** Groups have a legend; a label can only name one control. */
  isGroup?: boolean
  children: ReactNode
}

/** Name, words and error around a field's control. */
export function FieldFrame({
  path,
  name,
  field,
  isRequired,
  isLabelHidden = false,
  isGroup = false,
  children,
}: FieldFrameProps) {
  const ids = useFieldIds(path)
  const { isTitled, beside } = useFieldNaming()
  const Frame = isGroup ? 'fieldset' : 'div'
  const title = isTitled ? field.title : undefined
  // Whoever sees a default filled in need not be told that there must be a value.
  const isMarked = isRequired && !(isTitled && field.default !== undefined)
  const caption = (
    <>
      <span className={cn('wrap-anywhere whitespace-normal', title === undefined && 'font-mono text-[13px]')}>
        {title ?? name}
      </span>
      {isMarked && <span className="text-muted-foreground text-xs font-normal">required</span>}
      {beside?.(path)}
    </>
  )
  return (
    <Frame className="grid min-w-0 gap-1" {...(isGroup && { 'aria-describedby': ids.hint })}>
      {isGroup ? (
        <legend
          className={cn('mb-1 flex items-center gap-1.5 text-sm font-medium', isLabelHidden && 'sr-only')}
        >
          {caption}
        </legend>
      ) : (
        <Label htmlFor={ids.control} className={cn(isLabelHidden && 'sr-only')}>
          {caption}
        </Label>
      )}
      <FieldWords id={ids.hint} field={field} name={title ?? name} />
      {children}
      {ids.error !== undefined && (
        <p id={ids.problem} className="text-bad text-xs wrap-anywhere">
          {ids.error}
        </p>
      )}
    </Frame>
  )
}

/** A tool's description is data: shown as plain text. */
function FieldWords({ id, field, name }: { id: string; field: Field; name: string }) {
  const title = field.title !== undefined && field.title !== name ? field.title : undefined
  const words = [title, field.description].filter((text) => text !== undefined && text !== '').join(' · ')
  const reason = field.kind === 'json' ? field.reason : undefined
  if (words === '' && reason === undefined) return <span id={id} hidden />
  return (
    <p id={id} className="text-muted-foreground text-xs wrap-anywhere whitespace-pre-line">
      {[words, reason].filter(Boolean).join('\n')}
    </p>
  )
}
