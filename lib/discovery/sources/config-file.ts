import 'server-only'
import { commonSettingsSchema, type SourceMethod } from '../source'

/** The configuration files; they are read and watched where their last good state is kept. */
export const configFileMethod: SourceMethod<typeof commonSettingsSchema> = {
  id: 'config-file',
  title: 'Configuration files',
  description: 'The files and folders that PORTOLAN_CONFIG names, in YAML, JSON or TOML',
  settings: commonSettingsSchema,
  local: true,
  create: (_, { configFiles }) => ({
    id: 'config-file',
    title: 'Configuration files',
    discover: (signal) => configFiles.load(signal),
    watch: (onChange, signal) => configFiles.watch(onChange, signal),
  }),
}
