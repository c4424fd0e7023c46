import { describe, expect, it } from 'vitest'
import { readEventStream } from '../../../client/console/live/event-stream.ts'

/** The text in pieces of so many bytes, as a network cuts it. */
const body = (text: string, size: number) => {
  const bytes = new TextEncoder().encode(text)
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (let i = 0; i < bytes.length; i += size) controller.enqueue(bytes.slice(i, i + size))
      controller.close()
    },
  })
}

const read = async (text: string, size = 1_000) => {
  const events = []
  for await (const event of readEventStream(body(text, size))) events.push(event)
  return events
}

describe('architecture: Server-Sent Events, read by hand', () => {
  const text =
    ': hello\n\nid: 1.5\nevent: message.added\ndata: {"text":"grün"}\n\nevent: heartbeat\ndata: {"cursor":"1.5"}\n\n'
  const frames = [
    { id: '1.5', event: 'message.added', data: '{"text":"grün"}' },
    { id: '', event: 'heartbeat', data: '{"cursor":"1.5"}' },
  ]

  it.each([1, 2, 3, 7, 1_000])('come out whole when they arrive in pieces of %i bytes', async (size) => {
    expect(await read(text, size)).toEqual(frames)
    expect(await read(text.replaceAll('\n', '\r\n'), size)).toEqual(frames)
  })

  it('with several lines of data as one, and an unfinished event not at all', async () => {
    expect(await read('data: a\ndata: b\n\ndata: cut')).toEqual([{ id: '', event: 'message', data: 'a\nb' }])
  })
})
