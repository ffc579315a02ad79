/** A new conversation; drawn by the layout. */
export default function NewConversationPage() {
  return null
}
