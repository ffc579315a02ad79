import { z } from 'zod'

const jsonObjectSchema = z.record(z.string(), z.json())

export const toolSchema = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  /** JSON Schema 2020-12; network `$ref`s are never followed. */
  inputSchema: jsonObjectSchema,
  outputSchema: jsonObjectSchema.optional(),
  annotations: z
    .object({
      title: z.string().optional(),
      readOnlyHint: z.boolean().optional(),
      destructiveHint: z.boolean().optional(),
      idempotentHint: z.boolean().optional(),
      openWorldHint: z.boolean().optional(),
    })
    .optional(),
})
export type Tool = z.infer<typeof toolSchema>

export const TOOL_PARTS = ['description', 'input', 'output', 'annotations'] as const
export const toolPartSchema = z.enum(TOOL_PARTS)
export type ToolPart = z.infer<typeof toolPartSchema>

/** A tool of which its server says something else than before, and that can't be called until a person has approved it. */
export const heldToolSchema = z.object({
  tool: z.string(),
  since: z.iso.datetime(),
  changed: z.array(toolPartSchema),
  before: toolSchema,
  after: toolSchema,
})
export type HeldTool = z.infer<typeof heldToolSchema>

export const resourceSchema = z.object({
  uri: z.string(),
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  mimeType: z.string().optional(),
  size: z.number().optional(),
})
export type Resource = z.infer<typeof resourceSchema>

export const resourceTemplateSchema = z.object({
  uriTemplate: z.string(),
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  mimeType: z.string().optional(),
})
export type ResourceTemplate = z.infer<typeof resourceTemplateSchema>

export const promptSchema = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  arguments: z
    .array(
      z.object({ name: z.string(), description: z.string().optional(), required: z.boolean().optional() }),
    )
    .optional(),
})
export type Prompt = z.infer<typeof promptSchema>

/** One block of a tool's result, prompt or resource, as MCP's ContentBlock; unknown kinds are kept. */
export const contentBlockSchema = z.looseObject({ type: z.string() })

export const toolResultSchema = z.object({
  content: z.array(contentBlockSchema),
  structuredContent: z.json().optional(),
  /** The tool ran and says that it failed; a call that did not run is an error of the API instead. */
  isError: z.boolean(),
})
export type ToolResult = z.infer<typeof toolResultSchema>
