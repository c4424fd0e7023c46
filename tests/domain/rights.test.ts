import { describe, expect, test } from 'vitest'
import type { Command, CommandName } from '../../domain/commands.ts'
import { actorFor, authorise, type Principal, roleScopes, Scope, type UserRole } from '../../domain/rights.ts'
import { ann, conversationId, serviceId } from '../builders/events.ts'

const message = (role: 'customer' | 'ai' | 'operator'): Command => ({
  name: 'addMessage',
  conversationId,
  messageId: 'm1',
  role,
  text: 'Hello',
  detection: { flags: [], sentiment: 'neutral' },
  given: {},
})

/** One of each command; a new command without a line here does not compile. */
const samples: { [N in Exclude<CommandName, 'addMessage'>]: Extract<Command, { name: N }> } = {
  openConversation: { name: 'openConversation', conversationId, serviceId, customer: {}, channel: 'api' },
  continueConversation: { name: 'continueConversation', conversationId, nextId: 'next' },
  giveFeedback: { name: 'giveFeedback', conversationId, messageId: 'm1', rating: 'up', text: '' },
  handOff: { name: 'handOff', conversationId, trigger: 'manual', messageId: 'm1', someoneLive: false },
  takeOver: { name: 'takeOver', conversationId, operator: ann },
  forceTakeOver: { name: 'forceTakeOver', conversationId, operator: ann, reason: 'The shift ended' },
  release: { name: 'release', conversationId, operator: ann },
  resume: { name: 'resume', conversationId, operator: ann },
  resolve: { name: 'resolve', conversationId, operator: ann },
  reopen: { name: 'reopen', conversationId, operator: ann },
  assign: { name: 'assign', conversationId, operator: ann, to: ann },
  addNote: { name: 'addNote', conversationId, noteId: 'n1', text: 'x', author: ann },
  whisper: { name: 'whisper', conversationId, whisperId: 'w1', text: 'x', author: ann },
  markFlags: { name: 'markFlags', conversationId, as: 'seen' },
  flagHandoff: { name: 'flagHandoff', conversationId, trigger: 'automatic' },
  raiseUnanswered: { name: 'raiseUnanswered', conversationId, messageId: 'm1', turn: 1, reason: '' },
  wakeFlags: { name: 'wakeFlags', conversationId, until: '' },
  endSilence: { name: 'endSilence', conversationId, now: '' },
  offer: { name: 'offer', conversationId, to: ann, for: 'next', until: '', delay: 1 },
  endOffer: { name: 'endOffer', conversationId, whom: ann.id, because: 'declined' },
  leaveToAi: { name: 'leaveToAi', conversationId, because: 'nobody_live' },
  endWait: { name: 'endWait', conversationId, turn: 1 },
  discardDraft: { name: 'discardDraft', conversationId, draftId: 'd1' },
  createService: {
    name: 'createService',
    service: {
      id: serviceId,
      name: 'Sales',
      mode: 'ai_only',
      ai: 'external',
      agent: 'A',
      instructions: '',
      allowHandoff: true,
      sample: false,
    },
  },
  updateService: { name: 'updateService', serviceId, changes: {} },
  deleteService: { name: 'deleteService', serviceId },
  setMode: { name: 'setMode', serviceId, mode: 'ai_only', claims: 'finish' },
  setModes: { name: 'setModes', mode: 'ai_only', claims: 'finish' },
  undoMode: { name: 'undoMode', changeId: 'x' },
  record: { name: 'record', events: [] },
}
const commands: Record<string, Command> = {
  ...samples,
  'reassign with a reason': { ...samples.assign, reason: 'The shift ended' },
  'resolve as itself': { name: 'resolve', conversationId, operator: null },
  'hand off as AI': { ...samples.handOff, trigger: 'automatic', text: 'I hand you over.' },
  'message as customer': message('customer'),
  'message as AI': message('ai'),
  'message as operator': message('operator'),
}

const person = (role: UserRole): Principal => ({
  kind: 'operator',
  workspaceId: 'w1',
  ...ann,
  email: 'ann@example.com',
  role,
  scopes: new Set(roleScopes[role]),
  services: null,
  sessionId: 's1',
})
const key = (...scopes: Scope[]): Principal => ({
  kind: 'key',
  workspaceId: 'w1',
  id: 'key-1',
  name: 'Shop',
  scopes: new Set(scopes),
})
const customer: Principal = { kind: 'customer', workspaceId: 'w1', conversationId, expiresAt: 0 }

const allowed = (principal: Principal) =>
  Object.entries(commands).flatMap(([name, command]) => (authorise(principal, command) === null ? [name] : []))

const operators = [
  'handOff',
  'takeOver',
  'release',
  'resume',
  'reopen',
  'resolve',
  'resolve as itself',
  'assign',
  'addNote',
  'whisper',
  'markFlags',
  'discardDraft',
  'endOffer',
  'offer',
  'continueConversation',
  'message as operator',
]
const supervision = ['forceTakeOver', 'reassign with a reason']
const configuration = ['createService', 'updateService', 'deleteService', 'setMode', 'setModes', 'undoMode']
const programs = [
  'openConversation',
  'continueConversation',
  'giveFeedback',
  'handOff',
  'hand off as AI',
  'resolve as itself',
  'message as customer',
  'message as AI',
]

describe('who may do what', () => {
  test.each<[string, Principal, string[]]>([
    ['F4: an operator takes over, writes, marks, and configures nothing', person('operator'), operators],
    [
      'F4, B12: an admin does that, takes over from others, and configures',
      person('admin'),
      [...operators, ...supervision, ...configuration, 'record'],
    ],
    [
      'B12: a key that supervises takes over from others and does nothing else',
      key('operator:supervise'),
      ['forceTakeOver'],
    ],
    ['a key that writes conversations speaks as customer and AI', key('conversation:write'), programs],
    ['a key of an operator’s acts for operators', key('operator:write'), operators],
    ['a key that only reads changes nothing', key('conversation:read', 'operator:read', 'analytics:read'), []],
    ['a key that configures sets modes', key('service:write'), configuration],
    ['a key for people records them', key('people:write'), ['record']],
    [
      'a customer writes, rates, opens and goes on',
      customer,
      ['openConversation', 'continueConversation', 'giveFeedback', 'message as customer'],
    ],
    [
      'a rule of Baton’s own may all of it',
      { kind: 'rule', workspaceId: 'w1', name: 'silence' },
      Object.keys(commands),
    ],
  ])('%s', (_who, principal, expected) => {
    expect(allowed(principal).toSorted()).toEqual(expected.toSorted())
  })

  test('timers are rules’ alone: no person, key or customer has them', () => {
    for (const principal of [person('admin'), key(...Scope.options), customer])
      for (const name of ['raiseUnanswered', 'flagHandoff', 'wakeFlags', 'endSilence'] as const)
        expect(authorise(principal, samples[name])?.refused).toBe('forbidden')
  })

  test('L7: in another conversation than the own a customer finds nothing', () => {
    const command = message('customer') as Extract<Command, { name: 'addMessage' }>
    expect(authorise(customer, { ...command, conversationId: 'another' })?.refused).toBe('not_found')
  })

  test('a customer speaks as nobody else', () => {
    expect(authorise(customer, message('ai'))?.refused).toBe('forbidden')
    expect(authorise(customer, message('operator'))?.refused).toBe('forbidden')
  })

  test('no person writes as the customer or the AI', () => {
    expect(roleScopes.admin).not.toContain('conversation:write')
    expect(authorise(person('admin'), message('customer'))?.refused).toBe('forbidden')
  })
})

describe('L10: everything has an author', () => {
  const shop = { id: 'key-1', name: 'Shop' }
  test.each<[string, Principal, Parameters<typeof actorFor>[1], object]>([
    ['a person at the console', person('operator'), {}, { kind: 'operator', ...ann, via: 'console' }],
    ['a customer in the widget', customer, {}, { kind: 'customer', via: 'widget' }],
    ['a key as itself', key(), {}, { kind: 'key', ...shop, via: 'api' }],
    ['a key as the customer', key(), { role: 'customer' }, { kind: 'customer', via: 'api', key: shop }],
    [
      'a key as the AI',
      key(),
      { role: 'ai', agent: 'Returns' },
      { kind: 'agent', name: 'Returns', via: 'api', key: shop },
    ],
    ['a key as an AI without a name', key(), { role: 'ai' }, { kind: 'agent', name: 'Shop', via: 'api', key: shop }],
    [
      'a key for an operator: both stand in the log',
      key(),
      { operator: ann },
      { kind: 'operator', ...ann, via: 'api', key: shop },
    ],
    [
      'Baton’s own AI',
      { kind: 'rule', workspaceId: 'w1', name: 'AI' },
      { role: 'ai', agent: 'Returns' },
      { kind: 'agent', name: 'Returns', via: 'system' },
    ],
    [
      'a rule',
      { kind: 'rule', workspaceId: 'w1', name: 'silence' },
      {},
      { kind: 'rule', name: 'silence', via: 'system' },
    ],
  ])('L10: %s', (_who, principal, as, actor) => {
    expect(actorFor(principal, as)).toEqual(actor)
  })
})
