/** What a site owner pastes into a page: the widget, for one service. */
export const widgetSnippet = (origin: string, serviceId: string): string =>
  `<script src="${origin}/widget.js" data-service="${serviceId}" defer></script>`

/** What a bot does in its own language: open a conversation, add the customer's message, add its own reply. */
export const programSnippets = {
  curl: (origin: string, serviceId: string, key: string) => `# 1. A customer starts to write
curl -s ${origin}/api/v1/conversations \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '{"serviceId": "${serviceId}", "customer": {"name": "Ilse"}}'

# 2. What the customer wrote; the answer names the turn
curl -s ${origin}/api/v1/conversations/CONVERSATION_ID/messages \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '{"role": "customer", "text": "Where is my order?"}'

# 3. What your AI answers, under the turn that it read
curl -s ${origin}/api/v1/conversations/CONVERSATION_ID/messages \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '{"role": "ai", "turn": TURN, "text": "It leaves tonight."}'`,

  TypeScript: (origin: string, serviceId: string, key: string) => `const baton = async (path: string, body: object) => {
  const response = await fetch('${origin}/api/v1' + path, {
    method: 'POST',
    headers: { Authorization: 'Bearer ${key}', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error((await response.json()).detail)
  return response.json()
}

const { id } = await baton('/conversations', { serviceId: '${serviceId}', customer: { name: 'Ilse' } })
const { conversation } = await baton(\`/conversations/\${id}/messages\`, { role: 'customer', text: 'Where is my order?' })

// Refused with stale_turn or ai_paused once a person has taken over: then say nothing.
await baton(\`/conversations/\${id}/messages\`, { role: 'ai', turn: conversation.turn, text: 'It leaves tonight.' })`,
} as const

export type SnippetLanguage = keyof typeof programSnippets
