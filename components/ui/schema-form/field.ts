import type { Json } from './json'

export interface Common {
  /** `title` of the schema; else the form uses the property's name. */
  title?: string
  description?: string
  /** Shown as an example of what may be typed. */
  example?: string
  default?: Json
  /** An empty answer that must be given is sent as null. */
  nullable?: boolean
}

export interface StringField extends Common {
  kind: 'string'
  format?: string
  isMultiline: boolean
  minLength?: number
  maxLength?: number
  pattern?: string
}

export interface NumberField extends Common {
  kind: 'number'
  isInteger: boolean
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
}

export interface BooleanField extends Common {
  kind: 'boolean'
}

export interface Choice {
  value: Json
  label: string
}

/** One of some values; of any JSON type. */
export interface ChoiceField extends Common {
  kind: 'choice'
  choices: Choice[]
}

/** Any number of some values, each once: an array whose items are choices and unique. */
export interface ChoicesField extends Common {
  kind: 'choices'
  choices: Choice[]
  minItems?: number
  maxItems?: number
}

export interface ArrayField extends Common {
  kind: 'array'
  item: Field
  minItems?: number
  maxItems?: number
}

export interface Property {
  name: string
  isRequired: boolean
  field: Field
}

export interface ObjectField extends Common {
  kind: 'object'
  properties: Property[]
}

/** An object whose keys a person chooses. */
export interface MapField extends Common {
  kind: 'map'
  value: Field
}

export interface Variant {
  label: string
  field: Field
}

export interface UnionField extends Common {
  kind: 'union'
  variants: Variant[]
}

/** What no control can stand for: edited as JSON. */
export interface JsonField extends Common {
  kind: 'json'
  /** Why, where it is worth telling. */
  reason?: string
}

/** What a JSON Schema asks for, as a form can show it. */
export type Field =
  | StringField
  | NumberField
  | BooleanField
  | ChoiceField
  | ChoicesField
  | ArrayField
  | ObjectField
  | MapField
  | UnionField
  | JsonField
