import 'server-only'
import { z } from 'zod'
import { commonSettingsSchema, type SourceMethod } from '../source'

/** Nobody can switch off what people registered themselves. */
const manualSettingsSchema = commonSettingsSchema.extend({
  enabled: z.literal(true).default(true).meta({ title: 'Enabled' }),
})

/** What people register by hand: the registry itself holds it, so there is nothing to read. */
export const manualMethod: SourceMethod<typeof manualSettingsSchema> = {
  id: 'manual',
  title: 'Registered by hand',
  description: 'What people register on the Servers page or through the API',
  settings: manualSettingsSchema,
  create: () => ({ id: 'manual', title: 'Registered by hand' }),
}
