import { describe, expect, test } from 'vitest'
import type { ConversationCommand } from '../../domain/commands.ts'
import type { NewEvent } from '../../domain/events.ts'
import { type Mode, modeLabel } from '../../domain/mode.ts'
import {
  ann,
  assigned,
  ben,
  claimed,
  conversationId,
  event,
  flagClosed,
  flagRaised,
  flagReopened,
  forced,
  handedOff,
  modeChanged,
  notice,
  opened,
  released,
  resolved,
  resumed,
  said,
  serviceId,
  told,
} from '../builders/events.ts'
import { given, timeOf } from '../builders/given.ts'

const takeOver = (operator = ann): ConversationCommand => ({ name: 'takeOver', conversationId, operator })
const force = (operator = ann): ConversationCommand => ({
  name: 'forceTakeOver',
  conversationId,
  operator,
  reason: 'Ben’s shift is over',
})
const release = (operator = ann): ConversationCommand => ({ name: 'release', conversationId, operator })
const resume = (operator = ann): ConversationCommand => ({ name: 'resume', conversationId, operator })
const resolve = (operator: typeof ann | null = ann): ConversationCommand => ({
  name: 'resolve',
  conversationId,
  operator,
})
const assign = (to = ben, operator = ann): ConversationCommand => ({ name: 'assign', conversationId, operator, to })

const begun = [opened(), said('customer', 'm1', 'Where is my parcel?')]
const modes: Mode[] = ['ai_only', 'human_supported', 'human_only']

describe('L9: control is derived from mode and conversation', () => {
  const control = {
    'control ai': [],
    'people, no owner': [handedOff()],
    'people, owner': [claimed(ann)],
  } satisfies Record<string, NewEvent[]>

  // laws.md, “Control, derived”, cell by cell: [what the screen shows, who may speak, owner, waiting].
  const table: [Mode, keyof typeof control, [string, string, string | null, boolean]][] = [
    ['ai_only', 'control ai', ['ai_active', 'ai', null, false]],
    ['ai_only', 'people, no owner', ['ai_active', 'ai', null, false]],
    ['ai_only', 'people, owner', ['paused', 'people', 'Ann', false]],
    ['human_supported', 'control ai', ['ai_active', 'ai', null, false]],
    ['human_supported', 'people, no owner', ['paused', 'people', null, true]],
    ['human_supported', 'people, owner', ['paused', 'people', 'Ann', false]],
    ['human_only', 'control ai', ['paused', 'people', null, true]],
    ['human_only', 'people, no owner', ['paused', 'people', null, true]],
    ['human_only', 'people, owner', ['paused', 'people', 'Ann', false]],
  ]

  test.each(table)('L9, H4–H6: %s with %s', (mode, held, [status, speaks, owner, waiting]) => {
    const now = given(...begun, ...control[held], modeChanged(mode)).standing()
    expect([now.status, now.control, now.owner?.name ?? null, now.waiting]).toEqual([status, speaks, owner, waiting])
  })

  test.each(modes)('F15: a session that ended belongs to nobody, in %s too', (mode) => {
    const now = given(...begun, claimed(ann), modeChanged(mode), resolved(ann)).standing()
    expect(now).toMatchObject({ status: 'resolved', owner: null, waiting: false })
  })

  test.each(modes)('a deleted service ends its conversations, in %s too', (mode) => {
    const now = given(...begun, claimed(ann), modeChanged(mode), event('service.deleted', { serviceId })).standing()
    expect(now).toMatchObject({ status: 'resolved', owner: null, waiting: false })
  })
})

describe('every command in every state', () => {
  const states = {
    'with the AI': [],
    waiting: [handedOff()],
    'owned by Ann': [claimed(ann)],
    'owned by Ben': [claimed(ben)],
    ended: [resolved(ann)],
  } satisfies Record<string, NewEvent[]>

  const handOff = (trigger: 'manual' | 'automatic'): ConversationCommand => ({
    name: 'handOff',
    conversationId,
    trigger,
    messageId: 'ack',
    someoneLive: true,
  })
  const message = (role: 'customer' | 'ai' | 'operator', turn?: number): ConversationCommand => ({
    name: 'addMessage',
    conversationId,
    messageId: 'm2',
    role,
    text: 'Hello',
    turn,
    operator: role === 'operator' ? ann : undefined,
    detection: { flags: [], sentiment: 'neutral' },
    given: {},
  })
  /** Ann asks for each of these. */
  const commands = {
    takeOver: () => takeOver(),
    forceTakeOver: () => force(),
    release: () => release(),
    resume: () => resume(),
    resolve: () => resolve(),
    assign: () => assign({ id: 'op-cy', name: 'Cy' }),
    'handOff by hand': () => handOff('manual'),
    'handOff by the AI': () => handOff('automatic'),
    'message of Ann': () => message('operator'),
    'reply of the AI': (turn) => message('ai', turn),
    'message of the customer': () => message('customer'),
  } satisfies Record<string, (turn: number) => ConversationCommand>

  type Row = [keyof typeof commands, ...string[]]
  const columns = Object.keys(states) as (keyof typeof states)[]
  const expected: Record<Mode, Row[]> = {
    //                              with the AI     waiting               owned by Ann          owned by Ben       ended
    human_supported: [
      ['takeOver', /*            */ 'ok', 'ok', 'nothing', 'already_claimed', 'ended'],
      ['forceTakeOver', /*       */ 'ok', 'ok', 'nothing', 'ok', 'ended'],
      ['release', /*             */ 'not_claimed', 'not_claimed', 'ok', 'already_claimed', 'ended'],
      ['resume', /*              */ 'not_paused', 'ok', 'ok', 'already_claimed', 'ended'],
      ['resolve', /*             */ 'ok', 'ok', 'ok', 'already_claimed', 'ended'],
      ['assign', /*              */ 'ok', 'ok', 'ok', 'already_claimed', 'ended'],
      ['handOff by hand', /*     */ 'ok', 'already_with_people', 'already_with_people', 'already_with_people', 'ended'],
      ['handOff by the AI', /*   */ 'ok', 'already_with_people', 'already_with_people', 'already_with_people', 'ended'],
      ['message of Ann', /*      */ 'ok', 'ok', 'ok', 'already_claimed', 'ended'],
      ['reply of the AI', /*     */ 'ok', 'ai_paused', 'ai_paused', 'ai_paused', 'ended'],
      ['message of the customer', 'ok', 'ok', 'ok', 'ok', 'ended'],
    ],
    // laws.md: “takeover, handoff, assign, an operator's message to an unowned conversation … answer mode_forbids”; an owner may finish.
    ai_only: [
      ['takeOver', /*            */ 'mode_forbids', 'mode_forbids', 'nothing', 'mode_forbids', 'ended'],
      ['forceTakeOver', /*       */ 'mode_forbids', 'mode_forbids', 'nothing', 'mode_forbids', 'ended'],
      ['release', /*             */ 'not_claimed', 'not_claimed', 'ok', 'already_claimed', 'ended'],
      ['resume', /*              */ 'not_paused', 'not_paused', 'ok', 'already_claimed', 'ended'],
      ['resolve', /*             */ 'ok', 'ok', 'ok', 'already_claimed', 'ended'],
      ['assign', /*              */ 'mode_forbids', 'mode_forbids', 'mode_forbids', 'mode_forbids', 'ended'],
      ['handOff by hand', /*     */ 'mode_forbids', 'mode_forbids', 'mode_forbids', 'mode_forbids', 'ended'],
      ['handOff by the AI', /*   */ 'mode_forbids', 'mode_forbids', 'mode_forbids', 'mode_forbids', 'ended'],
      ['message of Ann', /*      */ 'mode_forbids', 'mode_forbids', 'ok', 'already_claimed', 'ended'],
      ['reply of the AI', /*     */ 'ok', 'ok', 'ai_paused', 'ai_paused', 'ended'],
      ['message of the customer', 'ok', 'ok', 'ok', 'ok', 'ended'],
    ],
    human_only: [
      ['takeOver', /*            */ 'ok', 'ok', 'nothing', 'already_claimed', 'ended'],
      ['forceTakeOver', /*       */ 'ok', 'ok', 'nothing', 'ok', 'ended'],
      ['release', /*             */ 'not_claimed', 'not_claimed', 'ok', 'already_claimed', 'ended'],
      ['resume', /*              */ 'mode_forbids', 'mode_forbids', 'mode_forbids', 'mode_forbids', 'ended'],
      ['resolve', /*             */ 'ok', 'ok', 'ok', 'already_claimed', 'ended'],
      ['assign', /*              */ 'ok', 'ok', 'ok', 'already_claimed', 'ended'],
      ['handOff by hand', /*     */ 'ok', 'already_with_people', 'already_with_people', 'already_with_people', 'ended'],
      ['handOff by the AI', /*   */ 'ok', 'already_with_people', 'already_with_people', 'already_with_people', 'ended'],
      ['message of Ann', /*      */ 'ok', 'ok', 'ok', 'already_claimed', 'ended'],
      ['reply of the AI', /*     */ 'ai_paused', 'ai_paused', 'ai_paused', 'ai_paused', 'ended'],
      ['message of the customer', 'ok', 'ok', 'ok', 'ok', 'ended'],
    ],
  }
  const cells = modes.flatMap((mode) =>
    expected[mode].flatMap(([command, ...words]) =>
      columns.map((state, i) => ({ mode, state, command, word: words[i] ?? '' })),
    ),
  )

  test.each(cells)('L9: $mode, $state: $command → $word', ({ mode, state, command, word }) => {
    const past = given(...begun, ...states[state], modeChanged(mode))
    const asked = commands[command](past.conversation?.turn ?? 0)
    const author = { kind: 'operator', ...ann, via: 'console' } as const
    expect(past.when(asked, author).word()).toBe(word)
  })

  test.each(Object.keys(commands) as (keyof typeof commands)[])(
    'L7: %s in a conversation that is not there is not found',
    (command) => {
      given().when(commands[command](1)).refused('not_found')
    },
  )
})

describe('H10: Take Over', () => {
  test('H10, L1: it claims the conversation, pauses the AI, and tells the customer who joined', () => {
    given(...begun)
      .when(takeOver())
      .then([claimed(ann), notice(told.joined('Ann'), 2)])
      .saidBy()
      .leads(({ conversation, standing }) => {
        expect(standing).toEqual({ status: 'paused', control: 'people', owner: ann, waiting: false })
        expect(conversation).toMatchObject({ turn: 2, ownerSince: timeOf(4), pausedAt: timeOf(4), ownerReplied: false })
      })
  })

  test('L1: who comes second hears the owner’s name and since when', () => {
    given(...begun, claimed(ben))
      .when(takeOver())
      .refused('already_claimed', { owner: ben, since: timeOf(4) })
  })

  test('L1: taking over what one owns already changes nothing', () => {
    given(...begun, claimed(ann))
      .when(takeOver())
      .thenNothing()
      .withTasks()
  })

  test('H4: in AI Only operators cannot intervene, and the sentence says so', () => {
    given(...begun, modeChanged('ai_only'))
      .when(takeOver())
      .refused('mode_forbids', { mode: 'ai_only' }, 'Tech Support is in AI Only: operators cannot intervene')
  })

  test('H12: a conversation that was released may be taken by another, and stays paused since the first pause', () => {
    given(...begun, claimed(ben), released(ben))
      .when(takeOver())
      .then([claimed(ann), notice(told.joined('Ann'), 4)])
      .leads(({ conversation }) => expect(conversation.pausedAt).toBe(timeOf(4)))
  })
})

describe('B12: forced takeover', () => {
  const reason = 'Ben’s shift is over'

  test('B12, L1: a supervisor takes what another holds; the log says from whom and why, the customer hears who joined', () => {
    given(...begun, claimed(ben))
      .when(force())
      .then([forced(ann, ben, reason), notice(told.joined('Ann'), 3)])
      .saidBy()
      .leads(({ conversation, standing }) => {
        expect(standing.owner).toEqual(ann)
        expect(conversation).toMatchObject({ turn: 3, ownerReplied: false, forced: { from: ben, by: ann, reason } })
      })
  })

  test('B12: reassigned with a reason, it is known who gave it, and from whom', () => {
    given(...begun, claimed(ben))
      .when({ ...(assign({ id: 'op-cy', name: 'Cy' }) as Extract<ConversationCommand, { name: 'assign' }>), reason })
      .then([
        event('conversation.assigned', { owner: { id: 'op-cy', name: 'Cy' }, by: ann, from: ben, reason, epoch: 0 }),
        notice(told.joined('Cy'), 3),
      ])
      .leads(({ conversation }) => expect(conversation.forced).toEqual({ from: ben, by: ann, reason }))
  })

  test('B12: of what nobody holds it is a takeover like any other: nobody lost it', () => {
    given(...begun, handedOff())
      .when(force())
      .then([claimed(ann), notice(told.joined('Ann'), 3)])
      .leads(({ conversation }) => expect(conversation).not.toHaveProperty('forced'))
  })

  test('B12: in AI Only it is refused, also where the owner may still finish', () => {
    given(...begun, claimed(ben), modeChanged('ai_only'))
      .when(force())
      .refused('mode_forbids', { mode: 'ai_only' }, 'Tech Support is in AI Only: operators cannot intervene')
  })

  test.each<[string, NewEvent[]]>([
    ['released', [released(ann)]],
    ['given back', [resumed(ann)]],
    ['assigned', [assigned(ben, ann)]],
    ['resolved', [resolved(ann)]],
  ])('B12: %s, it is nobody’s loss any more', (_how, after) => {
    const past = given(...begun, claimed(ben), forced(ann, ben, reason), ...after)
    expect(past.conversation).not.toHaveProperty('forced')
  })
})

describe('H12: Release', () => {
  test('H12: the claim ends, the conversation stays paused and waits, and the customer is told nothing', () => {
    given(...begun, claimed(ann))
      .when(release())
      .then([released(ann)])
      .leads(({ conversation, standing }) => {
        expect(standing).toEqual({ status: 'paused', control: 'people', owner: null, waiting: true })
        expect(conversation.turn).toBe(3)
      })
  })

  test('in AI Only a release is a Resume, and the customer is told', () => {
    given(...begun, claimed(ann), modeChanged('ai_only'))
      .when(release())
      .then([resumed(ann), notice(told.aiBack, 3)])
  })

  test('what a colleague holds is not mine to release', () => {
    given(...begun, claimed(ben))
      .when(release())
      .refused('already_claimed', { owner: ben, since: timeOf(4) })
  })
})

describe('H11: Resume', () => {
  test('H11: the AI has the conversation again and the customer is told', () => {
    given(...begun, claimed(ann))
      .when(resume())
      .then([resumed(ann), notice(told.aiBack, 3)])
      .saidBy()
      .leads(({ conversation, standing }) => {
        expect(standing).toEqual({ status: 'ai_active', control: 'ai', owner: null, waiting: false })
        expect(conversation).toMatchObject({ turn: 3, pausedAt: null, ownerSince: null })
      })
  })

  test('H11: what waits unowned any operator may give back', () => {
    given(...begun, handedOff())
      .when(resume())
      .then([resumed(null), notice(told.aiBack, 3)])
  })

  test('H6: in Human Only there is no AI to give it to', () => {
    given(...begun, claimed(ann), modeChanged('human_only'))
      .when(resume())
      .refused('mode_forbids', { mode: 'human_only' }, 'Tech Support is in Human Only: the AI is off')
  })
})

describe('F15: Resolve', () => {
  test('F15: the owner ends the session, its open flags with it', () => {
    given(...begun, claimed(ann), flagRaised('negative_feedback', 'm1'))
      .when(resolve())
      .then([flagClosed('negative_feedback', 'm1', 'resolved'), resolved(ann)])
      .saidBy()
      .leads(({ conversation, board }) => {
        expect(conversation.resolvedAt).toBe(timeOf(7))
        expect(board.conversations.size).toBe(0)
      })
  })

  test('a program does not end, as itself, what an operator holds', () => {
    given(...begun, claimed(ann))
      .when(resolve(null))
      .refused('already_claimed', { owner: ann, since: timeOf(4) })
  })

  test('a program resolves what nobody owns, as itself', () => {
    given(...begun)
      .when(resolve(null))
      .then([resolved(null)])
  })
})

describe('F12: Assign', () => {
  test('F12: the owner gives it to a colleague; the customer is told of the new owner', () => {
    given(...begun, claimed(ann))
      .when(assign(ben))
      .then([assigned(ben, ann), notice(told.joined('Ben'), 3)])
      .leads(({ conversation, standing }) => {
        expect(standing.owner).toEqual(ben)
        expect(conversation).toMatchObject({ turn: 3, ownerSince: timeOf(5), ownerReplied: false })
      })
  })

  test('F12: what nobody owns anybody may give away, from the AI too', () => {
    given(...begun)
      .when(assign(ben))
      .then([assigned(ben, ann), notice(told.joined('Ben'), 2)])
  })

  test('F11: Assign > Me is a claim of what nobody owns', () => {
    given(...begun, handedOff())
      .when(assign(ann))
      .then([assigned(ann, ann), notice(told.joined('Ann'), 3)])
  })

  test('H4: in AI Only not even the owner gives it to a colleague: an owner may finish', () => {
    given(...begun, claimed(ann), modeChanged('ai_only'))
      .when(assign(ben))
      .refused('mode_forbids', { mode: 'ai_only' })
  })

  test('giving it to who has it already changes nothing', () => {
    given(...begun, claimed(ben))
      .when(assign(ben))
      .thenNothing()
  })
})

describe('L2: the turn grows with each change of control or owner, and with nothing else', () => {
  test.each<[string, NewEvent[], number]>([
    ['opening', [], 1],
    ['a takeover', [claimed(ann)], 2],
    ['a release', [claimed(ann), released(ann)], 3],
    ['an assignment', [claimed(ann), assigned(ben, ann)], 3],
    ['a resume', [claimed(ann), resumed(ann)], 3],
    ['a handoff', [handedOff()], 2],
    ['an end', [resolved(ann)], 2],
    ['mode changes', [modeChanged('human_only'), modeChanged('ai_only'), modeChanged('human_supported')], 1],
    ['a mode change that returns all', [modeChanged('human_supported', { claims: 'return' })], 1],
    ['messages of everybody', [said('ai', 'm2', 'Yes?'), said('customer', 'm3', 'No'), said('system', 'm4', 'Hm')], 1],
    [
      'flags',
      [
        flagRaised('help_requested', 'm1'),
        flagClosed('help_requested', 'm1', 'seen'),
        flagReopened('help_requested', 'm1', 'snooze_over'),
      ],
      1,
    ],
    ['a note', [event('note.added', { note: { id: 'n1', text: 'VIP', author: ann } })], 1],
    ['feedback', [event('feedback.given', { messageId: 'm2', rating: 'down' })], 1],
    [
      'a late reply',
      [event('reply.drafted', { draft: { id: 'd1', text: 'Late', author: null }, turn: 0, because: 'stale_turn' })],
      1,
    ],
    ['a change of the service', [event('service.updated', { serviceId, changes: { name: 'Support' } })], 1],
  ])('L2: after %s', (_what, happened, turn) => {
    expect(given(...begun, ...happened).conversation?.turn).toBe(turn)
  })
})

describe('F14, B1: notes and drafts', () => {
  test('F14: a note is kept with its author, on a session that ended too', () => {
    const note = { id: 'n1', text: 'Prefers e-mail.', author: ann }
    given(...begun, resolved(ann))
      .when({ name: 'addNote', conversationId, noteId: 'n1', text: note.text, author: ann })
      .then([event('note.added', { note })])
      .saidBy()
  })

  test('B1: the person for whom a late reply was kept may throw it away', () => {
    given(...begun, claimed(ann))
      .when({ name: 'discardDraft', conversationId, draftId: 'd1' })
      .then([event('draft.discarded', { draftId: 'd1' })])
  })
})

test('H3: the modes carry the labels of the source', () => {
  expect(modeLabel).toEqual({ ai_only: 'AI Only', human_supported: 'Human-Supported AI', human_only: 'Human Only' })
})
