import 'server-only'
import type { Tool } from '@/lib/domain/capability'

export interface KnownTool {
  server: string
  tool: Tool
  /** It can't be called until a person has approved what it says now. */
  held?: boolean
  /** What is known of its server, for finding it. */
  about?: ServerWords
}

export interface ServerWords {
  title?: string | undefined
  description?: string | undefined
  tags?: readonly string[] | undefined
}
