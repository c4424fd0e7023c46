export interface ServerSentEvent {
  id: string
  event: string
  data: string
}

/**
 * Server-Sent Events out of a response’s body (WHATWG HTML, 9.2.6): fields by line, an event at each empty line. An id
 * belongs to its own event alone, since that is how a frame with a number is told from one without.
 */
export async function* readEventStream(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ServerSentEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  const next = { id: '', event: 'message', data: [] as string[] }
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (line !== '') {
          take(next, line)
          continue
        }
        if (next.data.length) yield { id: next.id, event: next.event, data: next.data.join('\n') }
        next.id = ''
        next.event = 'message'
        next.data = []
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function take(next: { id: string; event: string; data: string[] }, line: string): void {
  const colon = line.indexOf(':')
  if (colon === 0) return
  const field = colon < 0 ? line : line.slice(0, colon)
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
  if (field === 'data') next.data.push(value)
  else if (field === 'event') next.event = value
  else if (field === 'id') next.id = value
}
