import 'server-only'
import type { Source, SourceParts } from '../source'

/** The configuration files; they are read and watched where their last good state is kept. */
export function configFileSource(files: SourceParts['configFiles']): Source {
  return {
    id: 'config-file',
    title: 'Configuration files',
    discover: (signal) => files.load(signal),
    watch: (onChange, signal) => files.watch(onChange, signal),
  }
}
