import { describe, expect, test } from 'vitest'
import type { Sql } from '../../db/connect.ts'
import { emptyBoard, foldBoard } from '../../domain/board.ts'
import type { Event, NewEvent } from '../../domain/events.ts'
import { type RefusalCode, refuse } from '../../domain/refusal.ts'
import type { Question, Reply } from '../../server/ai/answerer.ts'
import type { Hub } from '../../server/hub/hub.ts'
import { answer } from '../../server/reactions/answer.ts'
import { createWatch, type ReactionDeps } from '../../server/reactions/index.ts'
import { conversationId, modeChanged, opened, said, serviceCreated } from '../builders/events.ts'
import { timeOf } from '../builders/given.ts'

/** A conversation whose history takes a moment to read, in which `meanwhile` happens; the model writes at once. */
async function answering(
  meanwhile: NewEvent[],
  reply: Reply = { text: 'Hello!', nonAnswer: false },
  refusals: RefusalCode[] = [],
) {
  const board = emptyBoard()
  const log: Event[] = []
  const listeners: ((workspaceId: string, event: Event) => void)[] = []
  const happens = (event: NewEvent) => {
    const about = event.type.startsWith('service.') || event.type.startsWith('mode.') ? null : conversationId
    const numbered: Event = { ...event, seq: log.length + 1, conversationId: about, at: timeOf(log.length + 1) }
    log.push(numbered)
    foldBoard(board, numbered)
    for (const hear of listeners) hear('w', numbered)
  }
  for (const event of [serviceCreated({ ai: 'model' }), opened(), said('customer', 'm1', 'Hello')]) happens(event)

  const moments: object[] = []
  const hub = {
    fresh: async () => board,
    peek: (_workspaceId: string, id: string) => board.conversations.get(id) ?? null,
    onEvent: (hear: (typeof listeners)[number]) => listeners.push(hear),
    moment: (_workspaceId: string, moment: object) => moments.push(moment),
  } as unknown as Hub
  let reads = 0
  const sql = (async ([text]: TemplateStringsArray) => {
    if (!text?.startsWith('select seq')) return []
    const rows = log.map(({ conversationId, ...event }) => ({
      ...event,
      conversation_id: conversationId,
      public_seq: 1,
    }))
    if (reads++ === 0) for (const event of meanwhile) happens(event)
    return rows.reverse()
  }) as unknown as Sql
  const questions: Question[] = []
  const commands: { name: string; commandId: string; answers?: string; about?: { messageId: string } }[] = []
  const deps = {
    sql,
    hub,
    clock: { elapsed: () => 0 },
    watch: createWatch(hub),
    destinations: { someoneLive: () => true, of: async () => ({ someoneLive: true }) },
    sights: { ready: () => undefined },
    answerers: {
      model: {
        async answer(question: Question) {
          questions.push(question)
          question.onText('Hello!')
          return reply
        },
      },
    },
    gate: {
      execute: async ({ command, commandId }: { command: { name: string }; commandId: string }) => {
        commands.push({ ...command, commandId })
        const refused = command.name === 'flagHandoff' ? undefined : refusals.shift()
        if (refused === 'superseded') happens(said('customer', 'm9', 'And now?'))
        if (refused) return refuse(refused)
        return { answer: {}, seq: 9, repeated: false }
      },
    },
  } as unknown as ReactionDeps
  const ended = await answer(deps)(
    { conversationId, messageId: 'm1', turn: 1 },
    {
      id: 1,
      workspaceId: 'w',
      lease: { id: 1, by: 'node', lane: 'answer' },
      attempts: 1,
      signal: new AbortController().signal,
    },
  )
  return { ended, asked: questions.map(({ asked }) => asked), moments, commands }
}

describe('what happens while an answer’s history is read', () => {
  test('H6: after a change to Human Only in that moment no model is asked, and no typing of the AI is shown', async () => {
    expect(await answering([modeChanged('human_only')])).toEqual({
      ended: 'done',
      asked: [],
      moments: [],
      commands: [],
    })
  })

  test('O1: what the customer adds in that moment is in the question', async () => {
    const { ended, asked, commands } = await answering([said('customer', 'm2', 'Is anybody there?')])
    expect(asked).toEqual([['Hello', 'Is anybody there?']])
    expect(commands).toMatchObject([{ name: 'addMessage', answers: 'm2', after: null }])
    expect(ended).toBe('committed')
  })

  test('A3, L4: the flag of a handoff that was refused is another one when the answer is begun anew about another message', async () => {
    const { commands } = await answering(
      [],
      {
        text: 'One moment.',
        nonAnswer: false,
        handoff: { trigger: 'customer_request', reason: 'Asks', summary: 'A parcel.', sentiment: 'neutral' },
      },
      ['handoff_not_allowed', 'superseded', 'handoff_not_allowed'],
    )
    const flags = commands.filter(({ name }) => name === 'flagHandoff')
    expect(flags.map(({ about }) => about?.messageId)).toEqual(['m1', 'm9'])
    expect(new Set(flags.map(({ commandId }) => commandId)).size).toBe(2)
  })

  test('H5: when nothing happens it is answered, and its typing ends', async () => {
    const { asked, moments, commands } = await answering([])
    expect(asked).toEqual([['Hello']])
    expect(commands).toMatchObject([{ name: 'addMessage', text: 'Hello!', answers: 'm1' }])
    expect(moments.at(-1)).toMatchObject({ type: 'typing', typing: false })
  })
})
