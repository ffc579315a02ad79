'use client'
import { type Chat, useChat } from '@ai-sdk/react'
import { Inspector } from './inspector'
import type { TurnMessage } from './message'
import { isRunning as isChatRunning } from './open-chats'

interface ChatInspectorProps {
  chat: Chat<TurnMessage>
  /** The answer that was asked about; the newest without. */
  inspected: string | undefined
}

const THROTTLE_MS = 250

export function ChatInspector({ chat, inspected }: ChatInspectorProps) {
  const { messages, status } = useChat({ chat, throttle: THROTTLE_MS })
  const newest = messages.findLast(({ role }) => role === 'assistant')
  const message = messages.find(({ id }) => id === inspected) ?? newest
  return <Inspector message={message} isRunning={isChatRunning({ status }) && message === newest} />
}
