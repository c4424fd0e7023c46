/** One frame of a Server-Sent Events stream. `data` is whatever JSON it carried, null when it was none. */
export interface SseFrame {
  event: string
  data: unknown
}

/** Feed it text as it comes, cut anywhere; it calls back for each whole frame (HTML standard, 9.2.6). */
export function createSseReader(onFrame: (frame: SseFrame) => void): (chunk: string) => void {
  let rest = ''
  let event = ''
  let data: string[] = []
  const take = (line: string) => {
    if (line === '') {
      if (data.length) onFrame({ event: event || 'message', data: json(data.join('\n')) })
      event = ''
      data = []
      return
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
  }
  return (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line.replace(/\r$/, ''))
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * Reads a response to its end, or until nothing at all came for `silence` milliseconds: a heartbeat comes every 15 s,
 * so a longer silence is a dead connection that nobody closed.
 */
export async function readStream(
  response: Response,
  signal: AbortSignal,
  silence: number,
  onFrame: (frame: SseFrame) => void,
): Promise<void> {
  const reader = response.body?.getReader()
  if (!reader) return
  const feed = createSseReader(onFrame)
  const decoder = new TextDecoder()
  let watchdog: ReturnType<typeof setTimeout> | undefined
  const cut = () => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', cut)
  try {
    for (;;) {
      watchdog = setTimeout(cut, silence)
      const { done, value } = await reader.read()
      clearTimeout(watchdog)
      if (done || signal.aborted) return
      feed(decoder.decode(value, { stream: true }))
    }
  } catch {
    // A connection that broke and one that ended are the same to whoever reconnects from a cursor.
  } finally {
    clearTimeout(watchdog)
    signal.removeEventListener('abort', cut)
  }
}
