import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answerers, openArticles } from '../../server/ai/index.ts'
import { detect } from '../../server/detectors/index.ts'

const articles = await openArticles(join(import.meta.dirname, '../../articles'))
const builtin = answerers.builtin({ articles, detect, pause: async () => {} })
const lines = (name: string) =>
  readFileSync(join(import.meta.dirname, 'phrases', `${name}.txt`), 'utf8')
    .trim()
    .split('\n')

const ask = (text: string, serviceName: string) =>
  builtin.answer({
    requestId: 'request-1',
    conversationId: 'conversation-1',
    turn: 1,
    serviceId: 'service-1',
    serviceName,
    agentName: 'Lumi',
    history: [{ role: 'customer', text }],
    asked: [text],
    handoff: { allowed: true, someoneLive: true },
    signal: new AbortController().signal,
    onText: () => {},
  })

describe('H8, O1: the built-in AI answers what its articles hold, and says of the rest that it does not know', () => {
  test('of questions that the articles answer most are answered, and from the right place', async () => {
    // A line: service | question | words that the answer must have.
    const asked = lines('in-the-articles').map((line) => line.split('|') as [string, string, string])
    const replies = await Promise.all(asked.map(([service, text]) => ask(text, service)))
    const right = replies.filter(({ text }, i) => text.includes(asked[i]?.[2] ?? '?'))
    const unknown = replies.filter(({ nonAnswer }) => nonAnswer)
    expect(asked.length).toBeGreaterThanOrEqual(80)
    expect(right.length / asked.length).toBeGreaterThanOrEqual(0.88)
    expect(unknown.length / asked.length).toBeLessThanOrEqual(0.05)
  })

  test('of questions that they do not answer few get one all the same: the others are non-answers', async () => {
    const asked = lines('outside-the-articles')
    const replies = await Promise.all(asked.map((text) => ask(text, 'Customer Care')))
    const answered = asked.filter((_, i) => !replies[i]?.nonAnswer)
    expect(asked.length).toBeGreaterThanOrEqual(90)
    expect(answered.length / asked.length, answered.join('\n')).toBeLessThanOrEqual(0.08)
  })
})
