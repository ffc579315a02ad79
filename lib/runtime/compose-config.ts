import 'server-only'
import { z } from 'zod'
import { Config, type ConfigOptions } from '@/lib/config/config'
import type { ConfigFiles } from '@/lib/config/config-files'
import { ConfigHistory } from '@/lib/config/config-history'
import { DraftChecker } from '@/lib/config/draft-check'
import { HiddenValues } from '@/lib/config/hidden-values'
import { FILES, ReloadLog } from '@/lib/config/reload-log'
import { documentSchema } from '@/lib/config/schema/document-schema'
import type { Sealer } from '@/lib/config/secrets'
import { settingsProblems } from '@/lib/config/settings-check'
import type { Discovery } from '@/lib/discovery/discovery'
import type { SourceMethod } from '@/lib/discovery/source'
import { newServersSchema } from '@/lib/domain/discovery'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Registry } from '@/lib/registry/registry'
import { ConfigReloadStore } from '@/lib/store/config-reloads'
import { ConfigVersionStore } from '@/lib/store/config-versions'
import type { Database } from '@/lib/store/database'

export interface ConfigParts {
  files: ConfigFiles
  discovery: ConfigOptions['discovery'] & Pick<Discovery, 'sources'>
  methods: readonly SourceMethod[]
  registry: Pick<Registry, 'preview'>
  database: Database
  sealer: Sealer
  bus: EventBus
  clock: Clock
  logger: Logger
  environmentIsSet: boolean
}

/** Joins the parts of the configuration. */
export async function composeConfig(parts: ConfigParts): Promise<Config> {
  const { files, discovery, methods, registry, database, sealer, bus, clock, logger, environmentIsSet } =
    parts
  const versions = new ConfigVersionStore(database, sealer)
  await versions.resealAll()
  const history = new ConfigHistory({ store: versions, clock, logger })
  const hiding = new HiddenValues(sealer)
  const drafts = new DraftChecker({
    files,
    hiding,
    preview: async (snapshot) => {
      const view = (await discovery.sources()).find(({ id }) => id === FILES)
      // As the source is set: its new servers may have to wait for approval.
      const { data: newServers } = newServersSchema.safeParse(view?.settings.values['newServers'])
      return registry.preview(FILES, snapshot, { newServers })
    },
    checkSettings: (settings) => settingsProblems(settings, methods),
    earlier: (file) => history.texts(file),
  })
  const reloads = new ReloadLog({
    store: new ConfigReloadStore(database),
    bus,
    clock,
    logger,
    environmentIsSet,
  })
  return new Config({
    files,
    discovery,
    reloads,
    history,
    hiding,
    drafts,
    environmentIsSet,
    schema: () => documentSchema(methods.map(sectionOf)),
  })
}

function sectionOf({ id, title, description, settings }: SourceMethod) {
  const schema = z.toJSONSchema(settings, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-7',
    reused: 'inline',
  })
  return { id, title, description, schema }
}
