import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { operations } from '@/lib/domain/api/all'
import { openApi } from './openapi'

const ROOT = path.resolve(import.meta.dirname, '../..')
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
/** Answers whatever no other route does. */
const CATCH_ALL = 'app/api/[...path]/route.ts'

interface Document {
  paths: Record<
    string,
    Record<string, { operationId: string; parameters?: Parameter[]; requestBody?: object }>
  >
}
interface Parameter {
  name: string
  in: string
  required: boolean
  schema: object
}

const document = openApi() as unknown as Document

/** `GET /api/servers/{name}` for every method that every route file exports. */
async function served(): Promise<string[]> {
  const files = readdirSync(path.join(ROOT, 'app/api'), { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts')
    .map((file) => path.posix.join('app/api', file.split(path.sep).join('/')))
  const lists = await Promise.all(
    files
      .filter((file) => file !== CATCH_ALL)
      .map(async (file) => {
        const route = (await import(path.join(ROOT, file))) as Record<string, unknown>
        const url = `/${path.posix.dirname(file)}`.replace(/^\/app/, '').replace(/\[(\w+)\]/g, '{$1}')
        return METHODS.filter((method) => method in route).map((method) => `${method} ${url}`)
      }),
  )
  return lists.flat().sort()
}

describe('the API', () => {
  it('has a route for every declared operation, and no route that is not declared', async () => {
    expect(await served()).toEqual(operations.map(({ method, path }) => `${method} ${path}`).sort())
  })

  it('declares every operation once, under an id of its own', () => {
    const ids = operations.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('openApi', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  )

  it('describes every operation', () => {
    expect(described.map(({ operationId }) => operationId).sort()).toEqual(
      operations.map(({ id }) => id).sort(),
    )
  })

  it('describes each parameter of a path, and only those', () => {
    for (const { path, parameters = [] } of described) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? [])
      expect(inPath.every(({ required }) => required)).toBe(true)
    }
  })

  it('points at nothing that is not there', () => {
    const text = JSON.stringify(document)
    const pointers = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!.split('/'))
    expect(pointers.length).toBeGreaterThan(0)
    for (const pointer of pointers) {
      const target = pointer.reduce<unknown>(
        (at, key) => (at as Record<string, unknown> | undefined)?.[key],
        document,
      )
      expect(target, pointer.join('/')).toBeDefined()
    }
  })

  it('says what a filter may be', () => {
    const { parameters = [] } = document.paths['/api/servers']!['get']!
    expect(parameters.map(({ name }) => name)).toContain('state')
    expect(parameters.find(({ name }) => name === 'order')).toMatchObject({
      in: 'query',
      required: false,
      schema: { enum: ['asc', 'desc'], default: 'asc' },
    })
  })

  it('takes a body where the operation does', () => {
    expect(document.paths['/api/connections']!['post']!.requestBody).toMatchObject({ required: true })
    expect(document.paths['/api/connections']!['delete']!.requestBody).toMatchObject({ required: false })
    expect(document.paths['/api/stats']!['get']!.requestBody).toBeUndefined()
  })
})
