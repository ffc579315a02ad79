import type { Collection } from '@/lib/domain/document'

/** What is done with a collection, in a dialog. */
export type CollectionAct =
  | { kind: 'make' }
  | { kind: 'edit'; collection: Collection }
  | { kind: 'cut'; collection: Collection }
  | { kind: 'remove'; collection: Collection }
