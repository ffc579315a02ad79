import { amountWords } from '@/components/ui/number-words'
import type { Incident, IncidentGroup, Severity } from '@/lib/domain/incident'

export interface Bar {
  id: string
  /** The incident that it leads to: of a group, one of them. */
  incident: string
  from: number
  to: number
  isOpen: boolean
  severity: Severity
  words: string
}

/** What happened to one server, or to those that failed together, from left to right. */
export interface Lane {
  key: string
  title: string
  /** Null for a group, which has no page of its own. */
  server: string | null
  bars: Bar[]
}

/** Incidents of a span as lanes, those that are open first, then the latest. An open one reaches to the end. */
export function lanesOf(
  incidents: readonly Incident[],
  groups: readonly IncidentGroup[],
  span: { from: number; to: number },
): Lane[] {
  const lanes = new Map<string, Lane>()
  const worst = new Map<string, Incident>()
  for (const incident of incidents) {
    if (incident.group === null) add(lanes, incident, span)
    else if (worst.get(incident.group)?.severity !== 'unhealthy') worst.set(incident.group, incident)
  }
  for (const group of groups) {
    const member = worst.get(group.id)
    if (!member) continue
    const words = amountWords(group.servers, 'server')
    lanes.set(group.id, {
      key: group.id,
      title: `${words} together`,
      server: null,
      bars: [barOf({ ...group, severity: member.severity }, member.id, span)],
    })
  }
  return [...lanes.values()].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || lastOf(b) - lastOf(a))
}

function add(lanes: Map<string, Lane>, incident: Incident, span: { from: number; to: number }): void {
  const lane = lanes.get(incident.server) ?? {
    key: incident.server,
    title: incident.server,
    server: incident.server,
    bars: [],
  }
  lane.bars.push(barOf(incident, incident.id, span))
  lanes.set(incident.server, lane)
}

function barOf(
  {
    id,
    openedAt,
    closedAt,
    severity,
    cause,
  }: Pick<Incident, 'id' | 'openedAt' | 'closedAt' | 'severity' | 'cause'>,
  incident: string,
  span: { from: number; to: number },
): Bar {
  return {
    id,
    incident,
    from: Math.max(span.from, Date.parse(openedAt)),
    to: closedAt === null ? span.to : Math.min(span.to, Date.parse(closedAt)),
    isOpen: closedAt === null,
    severity,
    words: cause.message,
  }
}

function isOpen({ bars }: Lane): boolean {
  return bars.some((bar) => bar.isOpen)
}

function lastOf({ bars }: Lane): number {
  return Math.max(...bars.map((bar) => bar.from))
}
