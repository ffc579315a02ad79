import 'server-only'
import type { Collection } from '@/lib/domain/document'
import { chunkSettingsSchema } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import type { CollectionInput, CollectionStore } from '@/lib/store/collections'
import type { Announcer } from './announcer'

/** Where documents go of which nobody has said where. */
const DEFAULT_NAME = 'Documents'
const MAX_NAME = 100
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Collections by id or name. */
export class Collections {
  constructor(private readonly options: { store: CollectionStore; announcer: Announcer }) {}

  list(): Promise<Collection[]> {
    return this.options.store.list()
  }

  /** Throws `not-found`. */
  async get(idOrName: string): Promise<Collection> {
    const found = await this.options.store.find(idOrName)
    if (!found) throw new AppError('not-found', `There is no collection “${idOrName}”`)
    return found
  }

  /** The one that is named or meant, made when there is none of this name. Throws `not-found` for an unknown id. */
  async forIncoming(idOrName: string | undefined): Promise<Collection> {
    const wanted = (idOrName ?? '').trim()
    const name = wanted === '' ? DEFAULT_NAME : wanted
    const found = await this.options.store.find(name)
    if (found) return found
    if (UUID.test(name))
      throw new AppError('not-found', 'There is no such collection; it may have been deleted')
    if (name.length > MAX_NAME) {
      throw new AppError('bad-input', `A collection’s name has ${MAX_NAME} characters at most`)
    }
    const chunking = chunkSettingsSchema.parse({})
    const made = await this.options.store.create({ name, description: '', tags: [], chunking })
    if (!made) return this.get(name)
    this.options.announcer.collectionChanged(made.id)
    return made
  }

  /** Throws `already-exists`. */
  async create(input: CollectionInput): Promise<Collection> {
    const made = await this.options.store.create(input)
    if (!made) throw new AppError('already-exists', `There is a collection named “${input.name}” already`)
    this.options.announcer.collectionChanged(made.id)
    return made
  }
}
