/** A stored conversation; drawn by the layout. */
export default function ConversationPage() {
  return null
}
