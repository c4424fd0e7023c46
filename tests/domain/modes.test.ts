import { describe, expect, test } from 'vitest'
import type { NewEvent } from '../../domain/events.ts'
import type { Mode } from '../../domain/mode.ts'
import {
  ann,
  claimed,
  event,
  handedOff,
  modeChanged,
  opened,
  resumed,
  said,
  serviceCreated,
  serviceId,
} from '../builders/events.ts'
import { given } from '../builders/given.ts'

const begun = [opened(), said('customer', 'm1', 'Hello')]
const setMode = (mode: Mode, claims: 'finish' | 'return' = 'finish', expected?: Mode) =>
  ({ name: 'setMode', serviceId, mode, claims, expected }) as const
const changed = (over: Parameters<typeof modeChanged>[1] & { mode: Mode }): NewEvent =>
  modeChanged(over.mode, { changeId: 'change-now', ...over })

describe('L9, B3: a mode change', () => {
  test('L9: it is one event that names what was before, and touches no conversation', () => {
    given(...begun, claimed(ann))
      .whenService(setMode('human_only'))
      .then([changed({ mode: 'human_only', previous: 'human_supported' })])
      .saidBy()
  })

  test('setting the mode that is set changes nothing', () => {
    given().whenService(setMode('human_supported')).thenNothing()
  })

  test('B3: returning all to the AI is a change of its own, under the same mode too', () => {
    given(...begun, claimed(ann))
      .whenService(setMode('human_supported', 'return'))
      .then([changed({ mode: 'human_supported', previous: 'human_supported', claims: 'return', epoch: 1 })])
      .leads(({ standing }) =>
        expect(standing).toEqual({ status: 'ai_active', control: 'ai', owner: null, waiting: false }),
      )
  })

  test('B3: “let them finish” leaves the claim with its owner', () => {
    given(...begun, claimed(ann))
      .whenService(setMode('ai_only'))
      .leads(({ standing }) => expect(standing).toMatchObject({ status: 'paused', owner: ann }))
  })

  test('H4: to AI Only, what waits goes back to the AI by derivation; back to Human-Supported, it waits again', () => {
    const waits = [...begun, handedOff(), modeChanged('ai_only')]
    expect(given(...waits).standing().status).toBe('ai_active')
    expect(given(...waits, modeChanged('human_supported')).standing()).toMatchObject({
      status: 'paused',
      waiting: true,
    })
  })

  test('to Human-Supported only what the mode itself had stopped goes back to the AI', () => {
    const human = modeChanged('human_only')
    const supported = modeChanged('human_supported')
    expect(given(...begun, human, supported).standing().status).toBe('ai_active')
    expect(given(...begun, handedOff(), human, supported).standing().status).toBe('paused')
    expect(given(...begun, human, handedOff(), supported).standing().status).toBe('paused')
  })

  test('a colleague’s change in the meantime is not overwritten', () => {
    given(modeChanged('ai_only'))
      .whenService(setMode('human_only', 'finish', 'human_supported'))
      .refused('mode_changed_since', { mode: 'ai_only' })
    given(modeChanged('ai_only'))
      .whenService(setMode('human_only', 'finish', 'ai_only'))
      .then([changed({ mode: 'human_only', previous: 'ai_only' })])
  })

  test('L7: the mode of a service that is not there is not found', () => {
    given()
      .whenService({ ...setMode('ai_only'), serviceId: 'elsewhere' })
      .refused('not_found')
    given(event('service.deleted', { serviceId })).whenService(setMode('ai_only')).refused('not_found')
  })
})

describe('H3: “Set all services”', () => {
  const other = { ...serviceCreated({ id: 'service-2', name: 'Sales', mode: 'ai_only' }) } as NewEvent

  test('H3: one command, an event for each service that changes', () => {
    given(serviceCreated(), other)
      .whenService({ name: 'setModes', mode: 'ai_only', claims: 'finish' })
      .then([changed({ mode: 'ai_only' })])
  })

  test('B3: one undo sets all of them back, each to what it was', () => {
    given(
      serviceCreated(),
      other,
      modeChanged('human_only'),
      modeChanged('human_only', { serviceId: 'service-2', previous: 'ai_only' }),
    )
      .whenService({ name: 'undoMode', changeId: 'change-1' })
      .then([
        changed({ mode: 'human_supported', previous: 'human_only', undo: true }),
        changed({ serviceId: 'service-2', mode: 'ai_only', previous: 'human_only', undo: true }),
      ])
  })
})

describe('B3: undo', () => {
  const undo = { name: 'undoMode', changeId: 'change-1' } as const

  test('B3: claims that the change returned hold again', () => {
    given(...begun, claimed(ann), modeChanged('ai_only', { claims: 'return' }))
      .whenService(undo)
      .then([changed({ mode: 'human_supported', previous: 'ai_only', epoch: 0, undo: true })])
      .leads(({ standing }) => expect(standing).toMatchObject({ status: 'paused', owner: ann }))
  })

  test('what the AI took back in the meantime stays with it', () => {
    given(...begun, claimed(ann), modeChanged('ai_only', { claims: 'return' }), resumed(null, 1))
      .whenService(undo)
      .leads(({ standing }) => expect(standing).toMatchObject({ status: 'ai_active', owner: null }))
  })

  test('it is done once, and not over a later change', () => {
    given(
      modeChanged('ai_only'),
      modeChanged('human_supported', { changeId: 'change-2', undo: true, previous: 'ai_only' }),
    )
      .whenService(undo)
      .refused('nothing_to_undo')
    given(modeChanged('ai_only'), modeChanged('human_only', { changeId: 'change-2' }))
      .whenService(undo)
      .refused('nothing_to_undo')
    given().whenService(undo).refused('nothing_to_undo')
  })

  test('after an undo the next “return all” has a number of its own, so that old claims do not come back with it', () => {
    given(
      ...begun,
      claimed(ann),
      modeChanged('ai_only', { claims: 'return' }),
      modeChanged('human_supported', { previous: 'ai_only', epoch: 0, changeId: 'change-2', undo: true }),
    )
      .whenService(setMode('ai_only', 'return'))
      .then([changed({ mode: 'ai_only', claims: 'return', epoch: 2 })])
  })
})

describe('services', () => {
  const service = {
    id: 'service-2',
    name: 'Sales',
    mode: 'human_supported',
    ai: 'external',
    agent: 'Assistant',
    instructions: '',
    allowHandoff: true,
    sample: false,
  } as const

  test('a new one is made once under its id', () => {
    given()
      .whenService({ name: 'createService', service })
      .then([event('service.created', { service })])
    given()
      .whenService({ name: 'createService', service: { ...service, id: serviceId } })
      .refused('id_taken')
  })

  test('one that a bot of one’s own answers has its address, whoever changes the one or the other', () => {
    const bot = { ...service, ai: 'webhook', webhookUrl: 'https://bot.example.com/answer' } as const
    const created = given().whenService({ name: 'createService', service: bot })
    created.then([event('service.created', { service: bot })])
    created.leadsBoard((board) => expect(board.services.get(bot.id)?.webhookUrl).toBe(bot.webhookUrl))
    const errors = [{ path: 'webhookUrl', message: expect.any(String) }]
    given()
      .whenService({ name: 'createService', service: { ...bot, webhookUrl: null } })
      .refused('invalid_input', { errors })
    for (const changes of [{ webhookUrl: null }, { webhookUrl: null, name: 'Robo' }])
      given(event('service.created', { service: bot }))
        .whenService({ name: 'updateService', serviceId: bot.id, changes })
        .refused('invalid_input', { errors })
    given(event('service.created', { service }))
      .whenService({ name: 'updateService', serviceId: service.id, changes: { ai: 'webhook' } })
      .refused('invalid_input', { errors })
  })

  test('one that was recorded before bots had addresses has none', () => {
    given()
      .whenService({ name: 'createService', service })
      .leadsBoard((board) => expect(board.services.get(service.id)?.webhookUrl).toBe(null))
  })

  test('a change changes what it names, and nothing of what is not there', () => {
    given()
      .whenService({ name: 'updateService', serviceId, changes: { name: 'Support' } })
      .then([event('service.updated', { serviceId, changes: { name: 'Support' } })])
      .leadsBoard((board) =>
        expect(board.services.get(serviceId)).toMatchObject({ name: 'Support', agent: 'Assistant', version: 2 }),
      )
    given()
      .whenService({ name: 'updateService', serviceId: 'elsewhere', changes: { name: 'x' } })
      .refused('not_found')
  })

  test('a deleted one takes its conversations off the board, and is gone for every later change', () => {
    given(...begun)
      .whenService({ name: 'deleteService', serviceId })
      .then([event('service.deleted', { serviceId })])
      .leadsBoard((board) => expect([board.services.size, board.conversations.size]).toEqual([0, 0]))
    given(event('service.deleted', { serviceId }))
      .whenService({ name: 'deleteService', serviceId })
      .refused('not_found')
  })
})
