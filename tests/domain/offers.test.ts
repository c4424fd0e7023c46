import { describe, expect, test } from 'vitest'
import type { ConversationCommand } from '../../domain/commands.ts'
import { decide } from '../../domain/decide/index.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { standardRouting } from '../../domain/routing/settings.ts'
import { wantedTasks } from '../../domain/routing/wants.ts'
import {
  ann,
  assigned,
  ben,
  claimed,
  conversationId,
  event,
  flagClosed,
  flagRaised,
  handedOff,
  modeChanged,
  notice,
  offerEnded,
  offered,
  opened,
  released,
  resolved,
  resumed,
  said,
  serviceCreated,
  serviceId,
  told,
} from '../builders/events.ts'
import { fold, given, timeOf } from '../builders/given.ts'

const until = '2026-01-05T10:00:00.000Z'
const offer = (to = ann, over: object = {}): ConversationCommand => ({
  name: 'offer',
  conversationId,
  to,
  for: 'waiting',
  until,
  delay: 30_000,
  ...over,
})
const end = (to = ann, over: object = {}): ConversationCommand => ({
  name: 'endOffer',
  conversationId,
  whom: to.id,
  because: 'unanswered',
  ...over,
})
const begun = [opened(), said('customer', 'm1', 'I want a person.')]
const waiting = [...begun, handedOff()]
const routed = (over: object = {}) =>
  serviceCreated({ routing: { ...standardRouting, newConversations: true, ...over } })

describe('G4: offers', () => {
  test('G4: what waits is offered to one person, with a timer in the same commit', () => {
    given(...waiting)
      .when(offer())
      .then([offered(ann)])
      .withTasks({
        lane: `offer:${conversationId}:3`,
        kind: 'offerOver',
        payload: { conversationId, to: ann.id, until },
        delay: 30_000,
      })
      .leads(({ conversation, standing }) => {
        expect(conversation.offer).toEqual({ to: ann, for: 'waiting', until, at: timeOf(5) })
        expect(standing).toMatchObject({ owner: null, waiting: true })
      })
  })

  test('G4: one offer is open at a time', () => {
    given(...waiting, offered(ann))
      .when(offer(ben))
      .refused('already_offered', { to: ann })
  })

  test('L1: what somebody holds, what the AI has, what is over and what AI Only forbids is offered to nobody', () => {
    given(...waiting, claimed(ben))
      .when(offer())
      .refused('already_claimed', { owner: ben, since: timeOf(5) })
    given(...begun)
      .when(offer())
      .refused('not_waiting')
    given(...begun, resolved(null))
      .when(offer())
      .refused('ended')
    given(...waiting, modeChanged('ai_only'))
      .when(offer(ann, { for: 'next' }))
      .refused('mode_forbids', { mode: 'ai_only' })
  })

  test('L1: to accept is to take over, and whoever takes over first has it, the one who was asked or another', () => {
    for (const operator of [ann, ben])
      given(...waiting, offered(ann))
        .when({ name: 'takeOver', conversationId, operator })
        .leads(({ conversation }) => {
          expect(conversation.owner).toEqual(operator)
          expect(conversation.offer).toBeUndefined()
        })
  })

  test('G4: an offer that nobody answered is over, and who let it pass stands in the fold', () => {
    given(...waiting, offered(ann))
      .when(end(ann, { until }))
      .then([offerEnded(ann, 'unanswered')])
      .leads(({ conversation }) => {
        expect(conversation.offer).toBeUndefined()
        expect(conversation.asked).toEqual([{ id: ann.id, at: timeOf(6) }])
      })
  })

  test('a timer of an offer that was accepted, moved on or was made anew ends nothing', () => {
    given(...waiting, offered(ann), claimed(ann))
      .when(end())
      .thenNothing()
    given(...waiting, offered(ben))
      .when(end(ann))
      .thenNothing()
    given(...waiting, offered(ann, { until: '2026-01-05T11:00:00.000Z' }))
      .when(end(ann, { until }))
      .thenNothing()
  })

  test('G4: one who declines an offer that is not theirs is told so', () => {
    given(...waiting, offered(ben))
      .when(end(ann, { because: 'declined' }))
      .refused('not_offered')
  })

  test('who went away was not silent, and who asked for the next one was asked by nobody', () => {
    const asked = (...events: Parameters<typeof given>) => given(...waiting, ...events).conversation?.asked
    expect(asked(offered(ann), offerEnded(ann, 'gone'))).toBeUndefined()
    expect(asked(offered(ann, { for: 'next' }), offerEnded(ann, 'unanswered'))).toBeUndefined()
    expect(asked(offered(ann), offerEnded(ann, 'declined'), claimed(ben), released(ben))).toBeUndefined()
  })

  test('B6: what the AI has and needs attention may be left to one who asks for the next', () => {
    given(...begun, flagRaised('help_requested', 'm1'))
      .when(offer(ann, { for: 'next' }))
      .then([offered(ann, { for: 'next' })])
  })

  test('laws.md: an owner who is gone leaves it paused, and is the one to be asked first', () => {
    given(...waiting, claimed(ann))
      .when({ name: 'release', conversationId, operator: ann, because: 'lost' })
      .leads(({ conversation, standing }) => {
        expect(standing).toMatchObject({ status: 'paused', owner: null, waiting: true })
        expect(conversation.lostBy).toEqual(ann)
      })
    expect(
      given(
        ...waiting,
        claimed(ann),
        event('conversation.released', { owner: ann, epoch: 0, because: 'lost' }),
        claimed(ben),
      ).conversation?.lostBy,
    ).toBeUndefined()
  })
})

describe('G4: new conversations', () => {
  const builtin = { ai: 'builtin' as const }
  const first = (service: ReturnType<typeof serviceCreated>, known: { routed?: boolean }) => {
    const past = fold([service, opened()])
    const made = decide(
      {
        name: 'addMessage',
        conversationId,
        messageId: 'm1',
        role: 'customer',
        text: 'Hello',
        detection: { flags: [], sentiment: 'neutral' },
        given: {},
      },
      {
        conversation: past.conversation,
        service: past.service,
        actor: { kind: 'customer', via: 'api' },
        newId: () => 'new',
        ...known,
      },
    )
    if (isRefusal(made)) throw new Error(made.detail)
    return made.tasks.map(({ kind }) => kind)
  }
  const routing = { ...standardRouting, newConversations: true }

  test('G4: our own AI holds back where new ones are offered, and nowhere else', () => {
    expect(first(serviceCreated({ ...builtin, routing }), { routed: true })).toEqual([])
    expect(first(serviceCreated({ ...builtin, routing }), {})).toEqual(['answer'])
    expect(first(serviceCreated({ ...builtin, routing: standardRouting }), { routed: true })).toEqual(['answer'])
    expect(first(serviceCreated({ ...builtin, routing, mode: 'ai_only' }), { routed: true })).toEqual(['answer'])
  })

  test('G4: nobody live, the AI answers what the customer wrote', () => {
    given(serviceCreated({ ...builtin, routing }), ...begun)
      .when({ name: 'leaveToAi', conversationId, because: 'nobody_live' })
      .then([event('conversation.left_to_ai', { because: 'nobody_live' })])
      .withTasks({
        lane: `answer:${conversationId}`,
        kind: 'answer',
        payload: { conversationId, messageId: 'm1', turn: 1 },
        delay: 0,
      })
    given(routed(), ...begun, offered(ann, { for: 'new' }))
      .when({ name: 'leaveToAi', conversationId, because: 'nobody_live' })
      .thenNothing()
    given(routed(), ...begun, claimed(ann))
      .when({ name: 'leaveToAi', conversationId, because: 'nobody_live' })
      .thenNothing()
  })

  test('G4: one that was answered, or left to the AI, is new no more', () => {
    const left = event('conversation.left_to_ai', { because: 'nobody_accepted' })
    given(routed(), ...begun, left)
      .when(offer(ann, { for: 'new' }))
      .refused('not_waiting')
    given(routed(), ...begun, said('ai', 'a1', 'Hello.'))
      .when(offer(ann, { for: 'new' }))
      .refused('not_waiting')
    given(routed(), ...begun)
      .when(offer(ann, { for: 'new' }))
      .then([offered(ann, { for: 'new' })])
  })
})

describe('laws.md: where a handoff goes', () => {
  const handOff = (over: object = {}): ConversationCommand => ({
    name: 'handOff',
    conversationId,
    trigger: 'customer_request',
    messageId: 'ack',
    someoneLive: true,
    ...over,
  })
  const nobodyLive = { back: '2026-01-06T08:00:00.000Z', promise: 'Nobody can join. A person is here on Tuesday.' }
  const about = { messageId: 'm1', text: 'I want a person.', around: ['m1'] }

  test('F2: to a default operator at once, with marker and notice, and nobody is called to what a person holds', () => {
    given(...begun)
      .when(handOff({ assignTo: ben, about, nobodyLive }))
      .then([
        flagRaised('help_requested', 'm1', { quote: 'I want a person.', by: 'handoff' }),
        handedOff({ trigger: 'customer_request' }),
        notice(told.transfer, 2),
        assigned(ben, null),
        flagClosed('help_requested', 'm1', 'claimed'),
        notice(told.joined('Ben'), 3, 'new-2'),
      ])
      .leads(({ conversation, standing }) => {
        expect(standing).toMatchObject({ status: 'paused', owner: ben })
        expect(conversation).toMatchObject({ turn: 3, pausedAt: timeOf(5) })
      })
  })

  test('B9: nobody live, the AI goes on, the flag stays, and the customer is told honestly in the place of a promise', () => {
    const gone = event('conversation.not_handed_off', {
      trigger: 'customer_request',
      reason: null,
      summary: null,
      sentiment: 'neutral',
      back: nobodyLive.back,
    })
    const flag = flagRaised('help_requested', 'm1', { quote: 'I want a person.', by: 'handoff' })
    given(...begun)
      .when(handOff({ text: 'I get a colleague.', about, nobodyLive }))
      .then([flag, gone, said('ai', 'ack', nobodyLive.promise)])
      .leads(({ standing }) => expect(standing).toMatchObject({ status: 'ai_active', control: 'ai' }))
    given(...begun)
      .when(handOff({ about, nobodyLive }))
      .then([flag, gone, notice(nobodyLive.promise, 1)])
  })

  test('A2: by hand it is nobody’s and waits, whoever is live or is not', () => {
    for (const over of [{ assignTo: ben }, { nobodyLive }])
      given(...begun)
        .when(handOff({ trigger: 'manual', ...over }))
        .leads(({ standing }) => expect(standing).toMatchObject({ waiting: true, owner: null }))
  })

  test('laws.md: a wait that nobody claimed goes back to the AI after the time that the service gives; another wait does not', () => {
    given(...waiting)
      .when({ name: 'endWait', conversationId, turn: 2 })
      .then([resumed(null), notice(told.aiBack, 3)])
    given(...waiting, claimed(ann))
      .when({ name: 'endWait', conversationId, turn: 2 })
      .thenNothing()
    given(...waiting, claimed(ann), released(ann))
      .when({ name: 'endWait', conversationId, turn: 2 })
      .thenNothing()
  })
})

describe('what a commit sets going', () => {
  const tasks = (before: Parameters<typeof given>, after: Parameters<typeof given>, on = true, routing = {}) => {
    const service = serviceCreated({ routing: { ...standardRouting, ...routing } })
    const [was, is] = [fold([service, ...before]), fold([service, ...before, ...after])]
    if (!is.conversation || !is.service) throw new Error('nothing there')
    return wantedTasks(was.conversation, is.conversation, is.service, on).map(({ kind }) => kind)
  }

  test('G4: somebody is sought when a conversation begins to wait, when an offer is over, and when somebody has room again', () => {
    expect(tasks(begun, [handedOff()])).toEqual(['route'])
    expect(tasks([...waiting, offered(ann)], [offerEnded(ann, 'declined')])).toEqual(['route'])
    expect(tasks([...waiting, claimed(ann)], [released(ann)])).toEqual(['route'])
    expect(tasks([...waiting, claimed(ann)], [resolved(ann)])).toEqual(['route'])
    expect(tasks([...waiting, claimed(ann)], [resumed(ann)])).toEqual(['route'])
    expect(tasks([...waiting, claimed(ann)], [assigned(ben, ann)])).toEqual(['route'])
    expect(tasks([...waiting, offered(ann)], [claimed(ben)])).toEqual(['route'])
  })

  test('nothing is sought for a message, for a claim, or where live routing is off', () => {
    expect(tasks(waiting, [said('customer', 'm2', 'Hello?', 2)])).toEqual([])
    expect(tasks([...waiting, offered(ann)], [claimed(ann)])).toEqual([])
    expect(tasks(begun, [said('ai', 'a1', 'Yes?')])).toEqual([])
    expect(tasks(begun, [handedOff()], false)).toEqual([])
  })

  test('G4: the AI that held back for an offer answers when that is over, whatever was switched off meanwhile', () => {
    expect(tasks([...begun, offered(ann, { for: 'new' })], [offerEnded(ann, 'unanswered')], false)).toEqual(['route'])
    expect(tasks([...begun, offered(ann, { for: 'next' })], [offerEnded(ann, 'unanswered')], false)).toEqual([])
    given(...begun)
      .when({ name: 'leaveToAi', conversationId, because: 'nobody_accepted' })
      .then([event('conversation.left_to_ai', { because: 'nobody_accepted' })])
  })

  test('laws.md: the timer of a wait is set with the wait, where the service says so', () => {
    expect(tasks(begun, [handedOff()], false, { backToAiMinutes: 5 })).toEqual(['waitOver'])
  })

  test('G4: a new conversation is sought for with its first message alone', () => {
    const routing = { newConversations: true }
    expect(tasks([opened()], [said('customer', 'm1', 'Hello')], true, routing)).toEqual(['route'])
    expect(tasks(begun, [said('customer', 'm2', 'Hello?')], true, routing)).toEqual([])
    expect(tasks([opened()], [said('customer', 'm1', 'Hello')])).toEqual([])
  })
})

test('F2: parts of a service’s routing that two people change at once both stand', () => {
  const service = serviceCreated({ routing: { ...standardRouting, offerSeconds: 45 } })
  given(service)
    .whenService({ name: 'updateService', serviceId, changes: { routing: { newConversations: true } } })
    .then([
      event('service.updated', {
        serviceId,
        changes: { routing: { ...standardRouting, offerSeconds: 45, newConversations: true } },
      }),
    ])
})
