import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LineHandlers, webSocket } from '../../../client/console/live/line.ts'
import { heartbeat } from './fake-line.ts'

/** Stands for the browser's WebSocket. */
class Socket extends EventTarget {
  static last: Socket
  closed = false
  readonly url: string
  constructor(url: URL) {
    super()
    this.url = url.href
    Socket.last = this
  }
  says(data: string) {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
  close() {
    this.closed = true
  }
}

beforeEach(() => vi.stubGlobal('WebSocket', Socket))
afterEach(() => vi.unstubAllGlobals())

const handlers = (over: Partial<LineHandlers> = {}) => ({ opened: vi.fn(), frame: vi.fn(), lost: vi.fn(), ...over })
const lines = ['1.1', '1.2', '1.3'].map((cursor) => heartbeat(cursor))
const asOne = lines.map((frame) => JSON.stringify(frame)).join('\n')

describe('L5: the console’s WebSocket', () => {
  it('asks for what comes after the cursor, and for several frames to a message', () => {
    webSocket.open('1.42', handlers())
    expect(new URL(Socket.last.url).pathname).toBe('/api/v1/socket')
    expect(Object.fromEntries(new URL(Socket.last.url).searchParams)).toEqual({ after: '1.42', lines: 'true' })
  })

  it('hands on each frame of a message, in order', () => {
    const heard: unknown[] = []
    webSocket.open('', handlers({ frame: (frame) => heard.push(frame) }))
    Socket.last.says(asOne)
    Socket.last.says(JSON.stringify(heartbeat('1.4')))
    expect(heard).toEqual([...lines, heartbeat('1.4')])
  })

  it('says nothing any more once it was closed, in the middle of a message too', () => {
    const heard: unknown[] = []
    const close = webSocket.open(
      '',
      handlers({
        frame: (frame) => {
          heard.push(frame)
          close()
        },
      }),
    )
    Socket.last.says(asOne)
    Socket.last.says(asOne)
    expect(heard).toEqual([lines[0]])
    expect(Socket.last.closed).toBe(true)
  })
})
