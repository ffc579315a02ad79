import { cn } from '@/lib/kit/class-names'

/** A row under the pointer, chosen, or where the keyboard is (`isActive`) while its grid, a `group/grid`, has the focus. */
export function gridRowLook(isActive: boolean): string {
  return cn(
    'hover:bg-accent/50 aria-selected:bg-primary/8',
    isActive &&
      'group-focus-visible/grid:outline-ring group-focus-visible/grid:outline-2 group-focus-visible/grid:-outline-offset-2',
  )
}
