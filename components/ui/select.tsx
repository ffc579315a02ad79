'use client'
import { Check, ChevronDown } from 'lucide-react'
import { Select as SelectPrimitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'
import type { Option } from './options'

interface SelectProps<Value extends string> extends Omit<
  ComponentProps<typeof SelectPrimitive.Trigger>,
  'value' | 'children'
> {
  value: Value
  options: readonly Option<Value>[]
  onValueChange: (value: Value) => void
  /** While `value` is none of the options. */
  placeholder?: string
}

/** One of a few, behind a button; what it is called and looks like is said of that button. */
export function Select<Value extends string>({
  value,
  options,
  onValueChange,
  placeholder,
  disabled,
  className,
  ...trigger
}: SelectProps<Value>) {
  const choose = (next: string) => {
    const option = options.find((each) => each.value === next)
    if (option) onValueChange(option.value)
  }
  return (
    <SelectPrimitive.Root value={value} onValueChange={choose} disabled={disabled === true}>
      <SelectPrimitive.Trigger
        className={cn(
          'border-input bg-card data-placeholder:text-muted-foreground inline-flex h-8 min-w-0 items-center justify-between gap-2 rounded-md border px-2.5 text-sm shadow-xs focus-visible:outline-offset-0 disabled:opacity-50 [&>span]:truncate',
          className,
        )}
        {...trigger}
      >
        <SelectPrimitive.Value placeholder={placeholder} />
        <SelectPrimitive.Icon asChild>
          <ChevronDown className="text-muted-foreground size-3.5 shrink-0" />
        </SelectPrimitive.Icon>
      </SelectPrimitive.Trigger>
      <SelectPrimitive.Portal>
        <SelectPrimitive.Content
          position="popper"
          sideOffset={4}
          className="bg-popover text-popover-foreground data-[state=open]:animate-in data-[state=open]:fade-in-0 z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-md border shadow-md"
        >
          <SelectPrimitive.Viewport className="p-1">
            {options.map((option) => (
              <SelectItem key={option.value} {...option} />
            ))}
          </SelectPrimitive.Viewport>
        </SelectPrimitive.Content>
      </SelectPrimitive.Portal>
    </SelectPrimitive.Root>
  )
}

function SelectItem({ value, label }: Option) {
  return (
    <SelectPrimitive.Item
      value={value}
      className="focus:bg-accent relative flex min-h-7 items-center rounded-sm py-1 pr-7 pl-2 text-sm outline-hidden select-none data-disabled:pointer-events-none data-disabled:opacity-50"
    >
      <SelectPrimitive.ItemText>{label}</SelectPrimitive.ItemText>
      <SelectPrimitive.ItemIndicator className="absolute right-2">
        <Check className="size-3.5" />
      </SelectPrimitive.ItemIndicator>
    </SelectPrimitive.Item>
  )
}
