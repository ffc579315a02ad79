import 'server-only'
import type { z } from 'zod'
import type { Config } from '@/lib/config/config'
import { exportServers } from '@/lib/config/document/export'
import { parseServersText } from '@/lib/config/document/parse-servers-text'
import type { exportServers as exportOperation, previewServers } from '@/lib/domain/api/servers'
import type { Candidate } from '@/lib/domain/snapshot'
import { toServerDocument } from '@/lib/domain/server-document'
import { AppError } from '@/lib/kit/app-error'
import type { Registry } from '@/lib/registry/registry'

/** What the text came from, as problems name it. */
const PASTED = 'the text'

/** Where the registry's servers meet the files of all formats: pasted texts, exports, saving. */
export class Documents {
  constructor(
    private readonly registry: Pick<Registry, 'get' | 'export'>,
    private readonly config: Pick<Config, 'saveServer'>,
  ) {}

  /** What a pasted text would become; changes nothing. */
  preview(text: string): z.input<typeof previewServers.response> {
    const { format, syntax, snapshot } = parseServersText(text, { place: PASTED })
    return {
      format: format ?? syntax,
      servers: snapshot.candidates.map((candidate) => this.#previewOf(candidate)),
      problems: snapshot.problems,
    }
  }

  export({
    format,
    syntax,
    ...selection
  }: z.output<typeof exportOperation.query>): z.input<typeof exportOperation.response> {
    const { specs, warnings } = this.registry.export(selection)
    const file = exportServers(specs, format, syntax)
    return { ...file, warnings: [...warnings, ...file.warnings] }
  }

  /** Writes a server into a configuration file. Throws `not-found`, `read-only`. */
  save(name: string, file: string): Promise<{ file: string; warnings: string[] }> {
    const server = this.registry.get(name)
    if (!server) throw new AppError('not-found', `There is no server ${name}`)
    const { declared } = server.record.claims.find(({ sourceId }) => sourceId === server.source) ?? {}
    return this.config.saveServer(file, { ...server.spec, endpoint: declared ?? server.spec.endpoint })
  }

  #previewOf({ spec, warnings }: Candidate) {
    return {
      document: { name: spec.name, ...toServerDocument(spec, { style: 'snake' }) },
      exists: this.registry.get(spec.name) !== undefined,
      warnings,
      spec,
    }
  }
}
