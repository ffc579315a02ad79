import { z } from 'zod'
import type { Tool } from '@/lib/domain/capability'
import { PoolHarness } from '../servers/pool-harness'

/**
 * Our pool as the client under test of MCP's conformance suite, which gives the server's URL as the last argument and
 * what to call in MCP_CONFORMANCE_CONTEXT: connects, lists what there is, and calls. Without a word of the suite it
 * calls every tool, with values made of its schema.
 */
const url = z.url().parse(process.argv.at(-1))
const { toolCalls } = z
  .looseObject({
    toolCalls: z
      .array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }))
      .optional(),
  })
  .parse(JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}'))

const harness = new PoolHarness()
harness.declare('subject', { endpoint: { kind: 'remote', transport: 'streamable-http', url } })
try {
  const connection = await harness.pool.open('subject')
  if (connection.kind !== 'ready') throw new Error(JSON.stringify(connection))
  const { items } = await harness.pool.tools('subject')
  if (toolCalls) for (const { name, arguments: args } of toolCalls) await call(name, args)
  else {
    for (const { name, inputSchema } of items) {
      // Not every server of the suite carries out what it lists.
      await call(name, argumentsFor(inputSchema, items)).catch((error: unknown) =>
        process.stderr.write(`${String(error)}\n`),
      )
    }
  }
} finally {
  await harness.dispose()
}

async function call(tool: string, args: Record<string, unknown>): Promise<void> {
  const { content } = await harness.pool.callTool({
    server: 'subject',
    tool,
    arguments: args,
    caller: 'internal',
    // Somebody who agrees to all, and leaves everything as it was proposed.
    onRequest: ({ kind }) =>
      Promise.resolve(
        kind === 'elicitation'
          ? { kind, action: 'accept', content: { confirmed: true } }
          : { kind: 'refused', why: 'nobody to ask' },
      ),
  })
  process.stdout.write(`${tool}: ${JSON.stringify(content).slice(0, 500)}\n`)
}

/** A value for each property, by its type; where a schema is asked for, the first tool's, as we have it. */
function argumentsFor(schema: Tool['inputSchema'], tools: Tool[]): Record<string, unknown> {
  const { properties } = z
    .looseObject({
      properties: z.record(z.string(), z.looseObject({ type: z.unknown().optional() })).default({}),
    })
    .parse(schema)
  return Object.fromEntries(
    Object.entries(properties).map(([key, { type }]) => [
      key,
      key === 'schema' ? tools[0]?.inputSchema : valueOf(type),
    ]),
  )
}

function valueOf(type: unknown): unknown {
  if (type === 'number' || type === 'integer') return 2
  return type === 'boolean' ? true : 'text'
}
