import 'server-only'
import { commonSettingsSchema, type SourceMethod } from '../source'

/** What people register by hand: the registry itself holds it, so there is nothing to read. */
export const manualMethod: SourceMethod<typeof commonSettingsSchema> = {
  id: 'manual',
  title: 'Registered by hand',
  description: 'What people register on the Servers page or through the API',
  settings: commonSettingsSchema,
  create: () => ({ id: 'manual', title: 'Registered by hand' }),
}
