import 'server-only'
import { commonSettingsSchema, type SourceMethod } from '../source'

const VARIABLE = 'MCP_SERVERS'

/** `MCP_SERVERS`: the same document as a configuration file, in one variable. */
export const environmentMethod: SourceMethod<typeof commonSettingsSchema> = {
  id: 'environment',
  title: 'Environment (MCP_SERVERS)',
  description: 'The variable MCP_SERVERS, which holds the same document as a configuration file',
  settings: commonSettingsSchema,
  local: true,
  create(_, { variable, readServers }) {
    const text = variable(VARIABLE)
    if (text === undefined || text.trim() === '') return 'The variable MCP_SERVERS is not set'
    return {
      id: 'environment',
      title: 'Environment (MCP_SERVERS)',
      discover: () => Promise.resolve(readServers(text, VARIABLE)),
    }
  },
}
