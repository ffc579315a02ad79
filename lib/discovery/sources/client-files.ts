import 'server-only'
import { z } from 'zod'
import { newServersSchema } from '@/lib/domain/discovery'
import { commonSettingsSchema, type SourceMethod } from '../source'
import { CLIENT_IDS } from './client-files/clients'
import { ClientFilesSource } from './client-files/client-files-source'

const clientFilesSettingsSchema = commonSettingsSchema.extend({
  enabled: z.boolean().default(false).meta({ title: 'Enabled' }),
  newServers: newServersSchema.default('held').meta({
    title: 'New servers',
    description: 'Whether a server that was not there before is enabled, disabled, or held for approval',
  }),
  clients: z
    .array(z.enum(CLIENT_IDS))
    .default([...CLIENT_IDS])
    .meta({ title: 'Clients', description: 'Whose files are read, from their usual places on this machine' }),
  paths: z
    .array(z.string().min(1).max(4_096))
    .max(100)
    .default([])
    .meta({ title: 'More files', description: 'Absolute, or beginning with ~/; in any client’s format' }),
})

/** Configuration files of MCP clients on this machine. */
export const clientFilesMethod: SourceMethod<typeof clientFilesSettingsSchema> = {
  id: 'client-files',
  title: 'Clients on this machine',
  description: 'Files of Claude, VS Code, Cursor, Windsurf, Gemini CLI, Zed and Codex in your home folder',
  local: true,
  settings: clientFilesSettingsSchema,
  create(settings, { local, readServers, variable, clock }) {
    if (!local) {
      return 'It reads files of whoever runs Portolan, so it is for local use only. Start Portolan with HOST=127.0.0.1, and without PORTOLAN_ALLOWED_HOSTS'
    }
    if (settings.clients.length + settings.paths.length === 0) return 'Neither a client nor a file is chosen'
    return new ClientFilesSource({ settings, local, readServers, variable, clock })
  },
}
