import 'server-only'
import type { ApprovalAction, ApprovalRule } from '@/lib/domain/approval'
import type { Tool } from '@/lib/domain/capability'
import { matchesTool } from './glob'

export interface Decision {
  /** `run` it, `ask` a person first, `deny`: it is never made. */
  action: 'run' | 'ask' | 'deny'
  /** A sentence for a person. */
  why: string
  /** The pattern of the rule that decided; a person's word on one call does not change it. */
  rule?: string
}

export interface Judged {
  server: string
  tool: Pick<Tool, 'name' | 'annotations'>
  /** It says something else than before, and nobody has approved that. */
  held?: boolean | undefined
}

export interface RuleBook {
  /** They hold everywhere. */
  rules: readonly ApprovalRule[]
  /** Patterns that this conversation lets run. */
  remembered: readonly string[]
}

/**
 * Whether a call runs, asks or is refused. A held tool is never run; of the rules that fit deny wins, then ask, then
 * allow; without a rule a tool that says it only reads runs and any other asks. Annotations are a server's own words
 * (MCP 2025-06-18, ToolAnnotations): they may only spare a question, never overrule a rule.
 */
export function decide({ server, tool, held }: Judged, { rules, remembered }: RuleBook): Decision {
  if (held === true) {
    return { action: 'deny', why: 'Its description changed, and nobody has approved it since.' }
  }
  const place = { server, tool: tool.name }
  const fitting = rules.filter(({ pattern }) => matchesTool(pattern, place))
  const first = (action: ApprovalAction) => fitting.find((rule) => rule.action === action)?.pattern
  const denied = first('deny')
  if (denied !== undefined) return { action: 'deny', why: `The rule ${denied} denies it.`, rule: denied }
  const asked = first('ask')
  if (asked !== undefined) return { action: 'ask', why: `The rule ${asked} asks each time.`, rule: asked }
  const allowed = first('allow')
  if (allowed !== undefined) return { action: 'run', why: `The rule ${allowed} lets it run.`, rule: allowed }
  if (remembered.some((pattern) => matchesTool(pattern, place))) {
    return { action: 'run', why: 'You have let it run in this conversation.' }
  }
  return byAnnotations(tool.annotations)
}

function byAnnotations(annotations: Tool['annotations'] = {}): Decision {
  const { readOnlyHint, destructiveHint, openWorldHint } = annotations
  if (readOnlyHint === true) {
    return destructiveHint === true
      ? { action: 'ask', why: 'It says that it only reads, and that it may destroy: one can’t be true.' }
      : { action: 'run', why: 'It says that it only reads.' }
  }
  const reach = openWorldHint === true ? ', and that it reaches beyond its server' : ''
  if (destructiveHint === true) return ask(`It says that it may change or delete things for good${reach}.`)
  if (destructiveHint === false)
    return ask(`It says that it adds or changes things, and destroys nothing${reach}.`)
  if (openWorldHint === true) {
    return ask('It says that it reaches beyond its server, and not whether it changes anything.')
  }
  if (readOnlyHint === false) return ask('It says that it changes things.')
  return ask('Its server does not say whether it changes anything.')
}

function ask(why: string): Decision {
  return { action: 'ask', why }
}
