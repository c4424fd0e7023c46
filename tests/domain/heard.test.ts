import { describe, expect, test } from 'vitest'
import type { Sql } from '../../db/connect.ts'
import type { Detect } from '../../domain/flags.ts'
import { type Articles, answerers } from '../../server/ai/index.ts'
import { detect } from '../../server/detectors/index.ts'
import { readHeard } from '../../server/reactions/heard.ts'

const WISH = 'I want to talk to a human, please.'
const lamp = 'My lamp flickers every evening when we have dinner, and I would like to know what I can do about it. '
const pages = Array.from({ length: 300 }, (_, i) => `${i} ${lamp.repeat(100)}`.slice(0, 9_900))

/** What an answer to these messages of a customer hears; the detectors found the wish for a person in those that say it. */
async function hear(texts: string[]) {
  const events = texts.flatMap((text, i) => [
    { type: 'message.added', data: { message: { id: `m${i}`, role: 'customer', text, author: null }, turn: 1 } },
    ...(text === WISH ? [{ type: 'flag.raised', data: { kind: 'help_requested', messageId: `m${i}` } }] : []),
  ])
  const sql = (async () => [...events].reverse()) as unknown as Sql
  return readHeard(sql, 'w', 'c', 1)
}

describe('H5: a customer who wrote very much', () => {
  test('is answered on the newest twenty messages and 20,000 characters, and on the newest message in any case', async () => {
    const few = await hear(['a', 'b'])
    expect(few.asked.map(({ text }) => text)).toEqual(['a', 'b'])
    const short = await hear(Array.from({ length: 300 }, (_, i) => `${i}`))
    expect(short.asked.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => `${280 + i}`))
    expect(short.open).toHaveLength(300)
    expect((await hear(pages)).asked.map(({ text }) => text)).toEqual(pages.slice(-2))
    const wide = '😀'.repeat(10_000)
    expect((await hear([lamp, `${wide}!`.slice(0, 20_001)])).asked).toHaveLength(1)
    expect((await hear([])).asked).toEqual([])
  })

  test('A3: who asked for a person before all that gets one, and few of three hundred messages are read for it', async () => {
    const heard = await hear([WISH, ...pages])
    expect(heard.asked[0]?.text).toBe(WISH)
    let read = 0
    const counting: Detect = (message) => {
      read++
      return detect(message)
    }
    const articles: Articles = { find: async () => [], state: () => ({ files: 0, sections: 0, skipped: [] }) }
    const reply = await answerers.builtin({ articles, detect: counting, pause: async () => {} }).answer({
      requestId: 'r',
      conversationId: 'c',
      turn: 1,
      serviceId: 's',
      serviceName: 'Support',
      agentName: 'Lumi',
      history: heard.turns,
      asked: heard.asked.map(({ text }) => text),
      handoff: { allowed: true, someoneLive: true },
      signal: new AbortController().signal,
      onText: () => {},
    })
    expect(reply.handoff?.trigger).toBe('customer_request')
    expect(read).toBeLessThan(30)
  })
})
