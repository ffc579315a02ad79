'use client'
import { createContext, type ReactNode, use } from 'react'
import type { Errors } from './to-arguments'

export interface FormContextValue {
  /** Sets this form's ids apart from those of another on the page. */
  id: string
  errors: Errors
  isDisabled: boolean
  /** Fields go by their titles, as settings do; a tool's arguments go by their names. */
  isTitled?: boolean
  /** What stands beside a field's name. */
  beside?: (path: string) => ReactNode
}

const FormContext = createContext<FormContextValue>({ id: 'form', errors: {}, isDisabled: false })

export const FormProvider = FormContext.Provider

/** Ids and error of the field at `path`, for its label, its control and its error to find each other. */
export function useFieldIds(path: string) {
  const { id, errors, isDisabled } = use(FormContext)
  const base = `${id}${path}`
  return { control: base, hint: `${base}:hint`, problem: `${base}:problem`, error: errors[path], isDisabled }
}

/** How fields are named in this form. */
export function useFieldNaming() {
  const { isTitled = false, beside } = use(FormContext)
  return { isTitled, beside }
}
