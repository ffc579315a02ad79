/** What can be chosen, and what it is called. */
export interface Option<Value extends string = string> {
  value: Value
  label: string
}

/** Values in their order, each with its word. */
export function optionsOf<Value extends string>(
  values: readonly Value[],
  words: Record<Value, string>,
): Option<Value>[] {
  return values.map((value) => ({ value, label: words[value] }))
}
