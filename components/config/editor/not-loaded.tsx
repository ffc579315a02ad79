/** In place of a part of the page whose code did not come; what was written stays where it is. */
export function NotLoaded() {
  return (
    <p role="alert" className="text-bad px-4 py-3">
      This part of the page could not be loaded: Portolan does not answer. Reload the page once it does; a
      draft is kept in this tab.
    </p>
  )
}
