import 'server-only'
import type { SettingsStore } from '@/lib/store/settings'
import type { VectorIndexRow, VectorStore } from '@/lib/store/vectors'

/** What the embedder needs of the settings store. */
export type Settings = Pick<SettingsStore, 'get' | 'set' | 'remove'>
/** And of the store of vectors. */
export type Vectors = Pick<VectorStore, keyof VectorStore>
export type { VectorIndexRow }
