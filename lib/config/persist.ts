import 'server-only'
import type { ServerSpec } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'
import { editText, type ServerEdit } from './document/edit-text'
import type { WritableFormat } from './document/format'
import { WRITABLE_FORMATS } from './document/formats/all'
import { parseServersText } from './document/parse-servers-text'
import { syntaxOf } from './document/parse-text'
import type { Syntax } from './document/parsed-text'
import { looksSecret, protect } from './document/protect'
import { readOnlyReason } from './read-only'
import { replaceFile } from './replace-file'

/**
 * Writes one server into a YAML or JSON file, in that file's own format; the rest of the file stays as it is. Values that
 * look secret become `${NAME}`. Returns what a person must know: variables to set, fields the format has no word for.
 */
export async function persistServer(file: string, spec: ServerSpec): Promise<string[]> {
  const warnings: string[] = []
  await replace(file, (text, syntax) => {
    const format = formatOf(text, file)
    const { spec: open, variables } = protect(spec, {
      placeholder: format.placeholder ?? ((name) => `\${${name}}`),
      isSecret: looksSecret,
    })
    const { entry, lost } = format.write(open)
    if (variables.length > 0)
      warnings.push(`Secrets are not written into files: set ${variables.join(', ')} where Portolan starts`)
    if (lost.length > 0) warnings.push(`${format.title} has no word for ${lost.join(', ')}`)
    return editText(text, syntax, { root: format.root, name: spec.name, entry })
  })
  return warnings
}

/** Takes one server out of a file; one that is not there changes nothing. */
export async function removePersisted(file: string, name: string): Promise<void> {
  await replace(file, (text, syntax) => {
    const edit: ServerEdit = { root: formatOf(text, file).root, name, entry: undefined }
    return editText(text, syntax, edit)
  })
}

async function replace(file: string, edit: (text: string, syntax: Syntax) => string): Promise<void> {
  const syntax = syntaxOf(file)
  if (syntax !== 'yaml' && syntax !== 'json') {
    throw new AppError('bad-input', `${file} can't be edited here: only .yaml, .yml and .json files can`)
  }
  const reason = await readOnlyReason(file)
  if (reason !== undefined) throw new AppError('read-only', `${file} can't be written. ${reason}`)
  await replaceFile(file, (text) => edit(text ?? '', syntax))
}

/** The format that the file has already; ours for a file without servers. */
function formatOf(text: string, place: string): WritableFormat {
  if (text.trim() === '') return WRITABLE_FORMATS.portolan
  const { format, syntaxValid, snapshot } = parseServersText(text, { place })
  if (format === 'server-json')
    throw new AppError('bad-input', `${place} is a server.json, which describes one server`)
  if (format) return WRITABLE_FORMATS[format]
  if (syntaxValid) return WRITABLE_FORMATS.portolan
  const first = snapshot.problems[0]
  const at = first?.line === undefined ? '' : ` in line ${first.line}`
  throw new AppError(
    'bad-input',
    `${place} has an error${at}; correct it before anything is saved into it: ${first?.message ?? ''}`,
  )
}
