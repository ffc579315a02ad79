import 'server-only'
import type { StoredIncident } from '@/lib/store/incident-rows'
import type { GroupRow } from '@/lib/store/incident-groups'
import { grouped, type Grouping, type Single } from './groups'
import type { GroupTelling, Telling } from './news'

/** What begins is told of so much later, so that what begins together is told of as one. */
export const TELL_AFTER_MS = 4_000

export interface ToTell {
  untold: readonly StoredIncident[]
  /** Told already, open and alone, and due at about the same time. */
  near: readonly StoredIncident[]
  groups: readonly GroupRow[]
}

export interface TellingPlan {
  told: string[]
  /** Of those whose beginning is told, who is not told as one of a group. */
  alone: string[]
  tellings: Telling[]
  made: (GroupTelling & { members: string[]; names: string[] })[]
  joined: { group: string; members: string[] }[]
}

/** Who is told of what, and what belongs together. What is not ready is left for later. */
export function planTelling(
  { untold, near, groups }: ToTell,
  isReady: (incident: StoredIncident) => boolean,
  newId: () => string,
): TellingPlan {
  const ready = untold.filter(isReady)
  const beginning = ready.filter(canBeGrouped)
  const grouping =
    beginning.length > 0 ? grouped([...beginning, ...near], groups, newId) : { made: [], joined: [] }
  const made = grouping.made.map(({ members, ...group }) => ({
    ...{ ...group, tags: tagsOf([...ready, ...near], members) },
    ...{ members: idsOf(members), names: members.map(({ server }) => server) },
  }))
  const groupOf = groupsTold(grouping, [...made, ...groups])
  const tellings = ready.flatMap((incident) => {
    const { toTell } = incident
    return toTell === null ? [] : [{ incident: { ...incident, group: groupOf(incident) }, what: toTell }]
  })
  return {
    told: ready.map(({ id }) => id),
    alone: tellings.flatMap(({ incident: { id, group } }) => (group === null ? [id] : [])),
    tellings,
    made,
    joined: grouping.joined.map(({ group, members }) => ({ group, members: idsOf(members) })),
  }
}

/** What began in a window, and what has ended, is told at once: only beginnings may turn out to be one. */
export function isUrgent({ toTell, silenced }: StoredIncident): boolean {
  return toTell === 'ending' || silenced
}

function canBeGrouped({ toTell, silenced, group }: StoredIncident): boolean {
  return toTell !== 'ending' && !silenced && group === null
}

/**
 * As part of which group an incident is told: none where its beginning was told alone, or where it has a tag of which
 * the group's telling knew nothing, as then not all who want to know have heard of the group.
 */
function groupsTold(
  { made, joined }: Grouping,
  groups: readonly { id: string; tags: readonly string[] }[],
): (incident: StoredIncident) => string | null {
  const tags = new Map(groups.map((group) => [group.id, new Set(group.tags)]))
  const newGroups = new Map([
    ...made.flatMap(({ id, members }) => members.map((member) => [member.id, id] as const)),
    ...joined.flatMap(({ group, members }) => members.map((member) => [member.id, group] as const)),
  ])
  return (incident) => {
    if (incident.toTell === 'ending') return incident.toldAlone ? null : incident.group
    const group = newGroups.get(incident.id)
    if (group === undefined) return incident.group
    return incident.tags.every((tag) => tags.get(group)?.has(tag)) ? group : null
  }
}

function tagsOf(incidents: readonly StoredIncident[], members: readonly Single[]): string[] {
  const ids = new Set(idsOf(members))
  return [...new Set(incidents.flatMap(({ id, tags }) => (ids.has(id) ? tags : [])))]
}

function idsOf(members: readonly Single[]): string[] {
  return members.map(({ id }) => id)
}
