/** How a reader gets into a server, and what it says there before events come. */
export interface Door {
  port: number
  kind: 'sse' | 'websocket'
  path: string
  /** One set for each of the sessions among which readers are spread. */
  headers: Record<string, string>[]
  /** What is said and waited for after the handshake, in this order. */
  steps: { send?: string; until?: string }[]
}
