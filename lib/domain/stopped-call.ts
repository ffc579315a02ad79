/** What stands in the place of the result of a call that its answer did not wait for. */
export const UNANSWERED_CALL = 'Stopped before it answered; it may have run'
export const UNMADE_CALL = 'Stopped before it was made'

/** Whether the call was stopped, rather than that it failed. */
export function wasStopped(errorText: string): boolean {
  // Also as it was worded in conversations that are stored.
  return errorText.startsWith('Stopped')
}
