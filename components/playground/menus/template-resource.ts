import type { FoundTemplate } from '@/lib/domain/api/offerings'
import { expandTemplate, optionalVariables, templateVariables } from '@/lib/kit/uri-template'

/** The variables of a template, each to be asked for. */
export function templateFields({ template }: FoundTemplate): { name: string; required: boolean }[] {
  const optional = new Set(optionalVariables(template.uriTemplate))
  return templateVariables(template.uriTemplate).map((name) => ({ name, required: !optional.has(name) }))
}

/** The resource that a template becomes, called by its values: `Notes of a day: Bergen, monday`. */
export function resourceOf(
  { server, template }: FoundTemplate,
  values: Readonly<Record<string, string>>,
): { server: string; uri: string; name: string } {
  const { uriTemplate, title, name } = template
  const given = templateVariables(uriTemplate).flatMap((one) => values[one] ?? [])
  const words = given.filter((value) => value !== '').join(', ')
  const called = title ?? name
  return {
    server,
    uri: expandTemplate(uriTemplate, values),
    name: words === '' ? called : `${called}: ${words}`.slice(0, 500),
  }
}
