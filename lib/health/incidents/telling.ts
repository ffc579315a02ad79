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
  const groupOf = groupsById(grouping)
  return {
    told: ready.map(({ id }) => id),
    tellings: ready.flatMap((incident) => {
      const { id, group, toTell } = incident
      if (toTell === null) return []
      return [{ incident: { ...incident, group: groupOf.get(id) ?? group }, what: toTell }]
    }),
    made: grouping.made.map(({ members, ...group }) => ({
      ...group,
      members: idsOf(members),
      names: members.map(({ server }) => server),
    })),
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

function groupsById({ made, joined }: Grouping): Map<string, string> {
  return new Map([
    ...made.flatMap(({ id, members }) => members.map((member) => [member.id, id] as const)),
    ...joined.flatMap(({ group, members }) => members.map((member) => [member.id, group] as const)),
  ])
}

function idsOf(members: readonly Single[]): string[] {
  return members.map(({ id }) => id)
}
