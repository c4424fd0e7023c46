import { describe, expect, test } from 'vitest'
import type { ConversationCommand } from '../../domain/commands.ts'
import { decide } from '../../domain/decide/index.ts'
import type { NewEvent } from '../../domain/events.ts'
import { type Act, explain } from '../../domain/explain.ts'
import { Mode } from '../../domain/mode.ts'
import { isRefusal, sentences } from '../../domain/refusal.ts'
import {
  ann,
  ben,
  claimed,
  conversationId,
  event,
  handedOff,
  modeChanged,
  opened,
  resolved,
  said,
  serviceId,
} from '../builders/events.ts'
import { fold } from '../builders/given.ts'

const commands: Record<Act, ConversationCommand> = {
  takeOver: { name: 'takeOver', conversationId, operator: ann },
  forceTakeOver: { name: 'forceTakeOver', conversationId, operator: ann, reason: 'Because' },
  whisper: { name: 'whisper', conversationId, whisperId: 'w', text: 'Try again', author: ann },
  release: { name: 'release', conversationId, operator: ann },
  resume: { name: 'resume', conversationId, operator: ann },
  resolve: { name: 'resolve', conversationId, operator: ann },
  reopen: { name: 'reopen', conversationId, operator: ann },
  handOff: { name: 'handOff', conversationId, trigger: 'manual', messageId: 'm9', someoneLive: false },
  reply: {
    name: 'addMessage',
    conversationId,
    messageId: 'm9',
    role: 'operator',
    text: 'Hello',
    operator: ann,
    detection: { flags: [], sentiment: 'neutral' },
    given: {},
  },
}
const states: Record<string, NewEvent[]> = {
  'with the AI': [],
  waiting: [handedOff()],
  'owned by Ann': [claimed(ann)],
  'owned by Ben': [claimed(ben)],
  ended: [resolved(ann)],
  'of a deleted service': [event('service.deleted', { serviceId })],
}
const cells = Object.keys(commands).flatMap((act) =>
  Mode.options.flatMap((mode) => Object.keys(states).map((state) => ({ act: act as Act, mode, state }))),
)

describe('F18, A4: a disabled button’s reason is the server’s answer', () => {
  test.each(cells)('F18, A4: $act, $mode, $state', ({ act, mode, state }) => {
    const { conversation, service } = fold([
      opened(),
      said('customer', 'm1', 'Hello'),
      modeChanged(mode),
      ...(states[state] ?? []),
    ])
    if (!conversation || !service) throw new Error('nothing')
    const made = decide(commands[act], {
      conversation,
      service,
      actor: { kind: 'operator', ...ann, via: 'console' },
      newId: () => 'id',
    })
    expect(explain(act, conversation, service, ann)).toEqual(isRefusal(made) ? made : null)
  })
})

test('F18: every refusal has a sentence that a person can read', () => {
  for (const [code, sentence] of Object.entries(sentences)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(sentence).toMatch(/^[A-Z].{15,}/)
  }
})
