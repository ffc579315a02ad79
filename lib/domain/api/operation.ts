import { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One operation of the API, declared once: the route parses with it, the typed client calls with it,
 * OpenAPI is generated from it.
 */
export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  /** OpenAPI's operationId. */
  id: string
  method: Method
  /** With `{name}` for parameters, as in OpenAPI. */
  path: string
  summary: string
  params: Params
  query: Query
  body: Body
  response: Response
  /** Status of success; 200 unless told. */
  status: number
  /** Media type of the answer where it is not JSON: an event stream, text. The route then returns a `Response`. */
  mediaType: string
  /**
   * Answers without a token, also when one is set: probes and the sign-in itself. `landing`: also a browser that another
   * site leads here. `embedded`: also a picture on the page of another site; the route asks who it is for.
   */
  open: Openness
}

export type Openness = boolean | 'landing' | 'embedded'

interface Declaration<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  id: string
  method: Method
  path: string
  summary: string
  params?: P
  query?: Q
  body?: B
  response: R
  status?: number
  mediaType?: string
  open?: Openness
}

const nothing = z.object({})

export function operation<
  R extends z.ZodType,
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
>(declared: Declaration<P, Q, B, R>): Operation<P, Q, B, R> {
  return {
    status: 200,
    mediaType: 'application/json',
    open: false,
    ...declared,
    // The defaults are the type parameters' own defaults, which the compiler can't see from here.
    params: declared.params ?? (nothing as unknown as P),
    query: declared.query ?? (nothing as unknown as Q),
    body: declared.body ?? (z.undefined() as unknown as B),
  }
}

/** A query parameter that may be repeated or comma-separated: `?tag=a&tag=b` or `?tag=a,b`. */
export function many<T extends z.ZodType<unknown, string>>(item: T) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((value) =>
      (Array.isArray(value) ? value : [value]).flatMap((text) => text.split(',')).filter(Boolean),
    )
    .pipe(z.array(item))
}

/** `true` or `false` in a query, as `?dryRun=true`; the name alone, `?dryRun`, means true. */
export const flagSchema = z.enum(['true', 'false', '']).transform((text) => text !== 'false')

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    /** Hand it back as `cursor` to go on; null at the end. */
    nextCursor: z.string().nullable(),
    /** How many match in all. */
    total: z.number().int(),
  })
}

/** RFC 9457 problem details; `code` is stable, `detail` is for a person. */
export const problemDetailsSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})
export type ProblemDetails = z.infer<typeof problemDetailsSchema>
