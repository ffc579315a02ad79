import 'server-only'
import type { Source } from '../source'

/** What people register by hand: the registry itself holds it, so there is nothing to read. */
export const manualSource: Source = { id: 'manual', title: 'Registered by hand' }
