import type { Act, Sent } from '../check/ledger.ts'
import { sorted } from '../check/streams.ts'
import { type Ask, newId, openConversation, type Said, wanted } from '../kit/api.ts'
import type { Chance } from '../kit/chance.ts'

/** What one trial works with. */
export interface Arena {
  /** Any of the servers. */
  ask(): Ask
  /** Each of the servers. */
  asks: readonly Ask[]
  chance: Chance
  operators: { id: string; name: string }[]
  atOnce: number
  /**
   * A service that nobody else uses until it is given back, with the server that hears all that is done to it. The
   * others have no bus: they learn what happened when a commit tells them that they are behind.
   */
  borrow<T>(work: (serviceId: string, home: Ask) => Promise<T>): Promise<T>
  sent: Sent[]
  acts: Act[]
  broken: string[]
  /** Counts what was answered, by name. */
  count(what: string): void
}

/** One race: it prepares, lets the contenders run, and judges their answers. What the log says is judged at the end. */
export type Pair = (arena: Arena) => Promise<void>

const text = () => `said ${newId()}`

/** A fresh conversation in which the customer has said something. */
const scene = (arena: Arena, race: (id: string, home: Ask, serviceId: string) => Promise<void>): Promise<void> =>
  arena.borrow(async (serviceId, home) => {
    const id = await openConversation(home, serviceId)
    await customerSays(arena, home, id)
    await race(id, home, serviceId)
  })

async function customerSays(arena: Arena, ask: Ask, conversationId: string): Promise<Said> {
  const message = { id: newId(), role: 'customer', text: text() }
  const answer = await ask('POST', `/conversations/${conversationId}/messages`, message)
  const moved = answer.body.conversation?.id ?? conversationId
  note(arena, { ...message, conversationId: moved, sender: `customer of ${conversationId}` }, answer)
  return answer
}

/** The AI speaks with the turn that it believes in. */
async function aiSays(arena: Arena, ask: Ask, conversationId: string, turn: number): Promise<Said> {
  const message = { id: newId(), role: 'ai', text: text(), turn }
  const answer = await ask('POST', `/conversations/${conversationId}/messages`, message)
  note(arena, { ...message, conversationId, sender: `AI of ${conversationId}` }, answer)
  if (answer.status === 201 && answer.body.message?.turn !== turn)
    arena.broken.push(`L2: a reply of turn ${turn} was taken as one of turn ${answer.body.message?.turn}`)
  if (answer.status !== 201 && !isLate(answer)) unexpected(arena, 'an AI reply', answer)
  arena.count(`AI reply ${answer.status === 201 ? 'in time' : answer.body.code}`)
  return answer
}

async function operatorSays(arena: Arena, ask: Ask, conversationId: string, operatorId: string): Promise<Said> {
  const message = { id: newId(), role: 'operator', text: text(), operatorId }
  const answer = await ask('POST', `/conversations/${conversationId}/messages`, message)
  note(arena, { ...message, conversationId, sender: `${operatorId} in ${conversationId}` }, answer)
  return answer
}

const isLate = ({ status, body }: Said) => status === 409 && (body.code === 'stale_turn' || body.code === 'ai_paused')

function note(arena: Arena, message: Omit<Sent, 'outcome'>, answer: Said): void {
  const { id, conversationId, sender, text } = message
  const outcome = answer.status === 201 ? 'acknowledged' : isLate(answer) ? 'drafted' : 'refused'
  arena.sent.push({ id, conversationId, sender, text, outcome })
  if (answer.status >= 500) unexpected(arena, 'a message', answer)
}

function unexpected(arena: Arena, what: string, { status, body }: Said): void {
  arena.broken.push(`${what} was answered ${status} ${JSON.stringify(body).slice(0, 200)}`)
}

async function takeOver(arena: Arena, ask: Ask, conversationId: string, operatorId: string): Promise<Said> {
  const answer = await ask('POST', `/conversations/${conversationId}/takeover`, { operatorId }, newId())
  if (answer.status === 200) arena.acts.push({ type: 'conversation.claimed', conversationId, owner: operatorId })
  return answer
}

/** Lets contenders start within some milliseconds of one another. */
const compete = <T>(arena: Arena, ...contenders: (() => Promise<T>)[]): Promise<T[]> =>
  Promise.all(
    contenders.map(async (contender) => {
      await arena.chance.jitter(3)
      return contender()
    }),
  )

/** Every race of quality.md, by name. */
export const pairs = {
  'takeover / takeover': (arena) =>
    scene(arena, async (id) => {
      const contenders = arena.operators.slice(0, arena.atOnce)
      const answers = await Promise.all(contenders.map(({ id: by }) => takeOver(arena, arena.ask(), id, by)))
      const winners = answers.filter(({ status }) => status === 200)
      if (winners.length !== 1)
        arena.broken.push(`L1: ${winners.length} of ${contenders.length} takeovers of ${id} won`)
      const [winner] = winners
      for (const answer of answers.filter((candidate) => candidate !== winner)) {
        const { status, body } = answer
        arena.count(`takeover ${body.code ?? status}`)
        if (status !== 409 || body.code !== 'already_claimed') unexpected(arena, 'a lost takeover', answer)
        else if (body.owner?.id !== winner?.body.owner?.id || body.owner?.name !== winner?.body.owner?.name)
          arena.broken.push(`L1: a lost takeover of ${id} was told that ${body.owner?.name} has it`)
        else if (body.since !== winner?.body.ownerSince)
          arena.broken.push(`L1: a lost takeover of ${id} was told since ${body.since}, not ${winner?.body.ownerSince}`)
      }
      arena.count('takeover won')
    }),

  // B12: whoever comes last owns it, and what the former owner sends after that is refused with the new one's name.
  'forced takeover / send': (arena) =>
    scene(arena, async (id, home) => {
      const [from, by] = [arena.operators[0]?.id ?? '', arena.operators[1]?.id ?? '']
      wanted(await takeOver(arena, home, id, from), 200)
      const force = { operatorId: by, reason: 'The shift ended.' }
      const [taken, said] = await compete(
        arena,
        () => home('POST', `/conversations/${id}/force-takeover`, force, newId()),
        () => operatorSays(arena, arena.ask(), id, from),
      )
      wanted(taken as Said, 200)
      arena.acts.push({ type: 'conversation.claimed', conversationId: id, owner: by })
      const { status, body } = said as Said
      if (status !== 201 && (body.code !== 'already_claimed' || body.owner?.id !== by))
        unexpected(arena, 'a message of who lost it', said as Said)
      const after = await operatorSays(arena, arena.ask(), id, from)
      if (after.status !== 409) arena.broken.push(`L1: ${from} wrote in ${id} after it was taken from them`)
      arena.count(status === 201 ? 'sent before the forced takeover' : 'send refused with the new owner')
    }),

  'takeover / AI reply': (arena) =>
    scene(arena, async (id, home) => {
      const operator = arena.chance.of(arena.operators).id
      const [taken] = await compete(
        arena,
        () => takeOver(arena, home, id, operator),
        () => aiSays(arena, arena.ask(), id, 1),
      )
      wanted(taken as Said, 200)
      const after = await aiSays(arena, arena.ask(), id, (taken as Said).body.turn ?? 0)
      if (after.status === 201) arena.broken.push(`L2: the AI spoke in ${id} after the takeover was answered`)
    }),

  'handoff / AI reply': (arena) =>
    scene(arena, async (id, home) => {
      const body = arena.chance.yes(0.5)
        ? { trigger: 'automatic', text: text(), turn: 1 }
        : { trigger: 'manual', reason: 'proof' }
      const [handed] = await compete(
        arena,
        () => home('POST', `/conversations/${id}/handoff`, body, newId()),
        () => aiSays(arena, arena.ask(), id, 1),
      )
      wanted(handed as Said, 200)
      arena.acts.push({ type: 'conversation.handed_off', conversationId: id })
      const after = await aiSays(arena, arena.ask(), id, (handed as Said).body.turn ?? 0)
      if (after.status === 201) arena.broken.push(`L2: the AI spoke in ${id} after the handoff was answered`)
    }),

  'mode change / AI reply': (arena) =>
    scene(arena, async (id, home, serviceId) => {
      const set = (mode: string) => home('PUT', `/services/${serviceId}/mode`, { mode }, newId())
      const [changed] = await compete(
        arena,
        () => set('human_only'),
        () => aiSays(arena, arena.ask(), id, 1),
      )
      wanted(changed as Said, 200)
      for (const ask of arena.asks) {
        const during = await aiSays(arena, ask, id, 1)
        if (during.status === 201) arena.broken.push(`L9: the AI spoke in ${id} after Human Only was answered`)
      }
      wanted(await set('human_supported'), 200)
      // The turn is the same as before: a mode change leaves it alone.
      const after = await aiSays(arena, home, id, 1)
      if (after.status !== 201) arena.broken.push(`L9: the AI is still refused in ${id} after the mode gave it back`)
    }),

  'mode change / takeover': (arena) =>
    scene(arena, async (id, home, serviceId) => {
      const operator = arena.chance.of(arena.operators).id
      const set = (mode: string) => home('PUT', `/services/${serviceId}/mode`, { mode }, newId())
      const [changed, taken] = await compete(
        arena,
        () => set('ai_only'),
        () => takeOver(arena, arena.ask(), id, operator),
      )
      wanted(changed as Said, 200)
      const { status, body } = taken as Said
      if (status !== 200 && body.code !== 'mode_forbids') unexpected(arena, 'a takeover beside AI Only', taken as Said)
      arena.count(status === 200 ? 'takeover before AI Only' : 'takeover refused by AI Only')
      wanted(await set('human_supported'), 200)
    }),

  'resolve / customer message': (arena) =>
    scene(arena, async (id, home) => {
      const [resolved, said] = await compete(
        arena,
        () => home('POST', `/conversations/${id}/resolve`, {}, newId()),
        () => customerSays(arena, arena.ask(), id),
      )
      wanted(resolved as Said, 200)
      arena.acts.push({ type: 'conversation.resolved', conversationId: id })
      const { conversation } = wanted(said as Said, 201).body
      const onward = wanted(await customerSays(arena, home, id), 201).body.conversation
      if (!onward || onward.id === id) arena.broken.push(`a customer's message stands in ${id} after its end`)
      if (onward?.previousId !== id) arena.broken.push(`the session after ${id} names ${onward?.previousId} before it`)
      if (conversation && conversation.id !== id && conversation.id !== onward?.id)
        arena.broken.push(`two sessions follow ${id}`)
      arena.count(conversation?.id === id ? 'message before the end' : 'message in the next session')
    }),

  'reopen / customer message': (arena) =>
    scene(arena, async (id, home) => {
      const operatorId = arena.chance.of(arena.operators).id
      wanted(await home('POST', `/conversations/${id}/resolve`, {}, newId()), 200)
      arena.acts.push({ type: 'conversation.resolved', conversationId: id })
      const [reopened, said] = await compete(
        arena,
        () => home('POST', `/conversations/${id}/reopen`, { operatorId }, newId()),
        () => customerSays(arena, arena.ask(), id),
      )
      const { conversation } = wanted(said as Said, 201).body
      const { status, body } = reopened as Said
      if (status === 200) {
        if (conversation?.id !== id) arena.broken.push(`${id} was reopened, and its customer went on elsewhere`)
      } else if (body.code !== 'went_on' || body.nextId !== conversation?.id)
        unexpected(arena, 'a reopening beside a message', reopened as Said)
      arena.count(status === 200 ? 'reopened before the message' : 'reopening refused with the later session')
    }),

  'assign / send': (arena) =>
    scene(arena, async (id, home) => {
      const [from, to] = [arena.operators[0]?.id ?? '', arena.operators[1]?.id ?? '']
      wanted(await takeOver(arena, home, id, from), 200)
      const [assigned, said] = await compete(
        arena,
        () => home('POST', `/conversations/${id}/assign`, { operatorId: to, byOperatorId: from }, newId()),
        () => operatorSays(arena, arena.ask(), id, from),
      )
      wanted(assigned as Said, 200)
      arena.acts.push({ type: 'conversation.assigned', conversationId: id, owner: to })
      const { status, body } = said as Said
      if (status !== 201 && (body.code !== 'already_claimed' || body.owner?.id !== to))
        unexpected(arena, 'a message of the former owner', said as Said)
      arena.count(status === 201 ? 'sent before the assignment' : 'send refused with the new owner')
    }),

  'send / send': (arena) =>
    scene(arena, async (id) => {
      const [a, b] = [arena.operators[2]?.id ?? '', arena.operators[3]?.id ?? '']
      const answers = await compete(
        arena,
        () => operatorSays(arena, arena.ask(), id, a),
        () => operatorSays(arena, arena.ask(), id, b),
      )
      const won = answers.map(({ status }) => status === 201)
      if (won.filter(Boolean).length !== 1)
        arena.broken.push(`L1: ${won.filter(Boolean).length} of two operators wrote to ${id}, which nobody owned`)
      arena.acts.push({ type: 'conversation.claimed', conversationId: id, owner: won[0] ? a : b })
    }),

  'resume / AI reply': (arena) =>
    scene(arena, async (id, home) => {
      const operator = arena.chance.of(arena.operators).id
      const taken = wanted(await takeOver(arena, home, id, operator), 200)
      const guess = (taken.body.turn ?? 0) + arena.chance.below(2)
      const [resumed, said] = await compete(
        arena,
        () => home('POST', `/conversations/${id}/resume`, { operatorId: operator }, newId()),
        () => aiSays(arena, arena.ask(), id, guess),
      )
      const back = wanted(resumed as Said, 200)
      arena.acts.push({ type: 'conversation.resumed', conversationId: id })
      if ((said as Said).status === 201 && guess !== back.body.turn)
        arena.broken.push(`L2: a reply of turn ${guess} stands in ${id}, which the AI got back in ${back.body.turn}`)
      const old = await aiSays(arena, arena.ask(), id, taken.body.turn ?? 0)
      if (old.status === 201) arena.broken.push(`L2: a reply of the turn before the resume stands in ${id}`)
    }),

  'the same id at once': (arena) =>
    scene(arena, async (id) => {
      const message = { id: newId(), role: 'customer', text: text() }
      const say = () => arena.ask()('POST', `/conversations/${id}/messages`, message)
      const answers = await compete(arena, say, say, say, say)
      arena.sent.push({ ...message, conversationId: id, sender: `twice in ${id}`, outcome: 'acknowledged' })
      const first = JSON.stringify(sorted(answers[0]?.body.message))
      for (const answer of answers) {
        if (answer.status !== 201) unexpected(arena, 'L4: a message said again', answer)
        else if (JSON.stringify(sorted(answer.body.message)) !== first)
          arena.broken.push(`L4: ${message.id} was answered in two ways`)
      }
      const other = await arena.ask()('POST', `/conversations/${id}/messages`, { ...message, text: 'something else' })
      if (other.body.code !== 'id_reused') unexpected(arena, 'L4: an id used again with another text', other)
    }),
} as const satisfies Record<string, Pair>

/** Lends services, each to one trial at a time: as many as there are trials beside each other. */
export function lend(services: string[], asks: Ask[]): Arena['borrow'] {
  const free = services.map((serviceId, i) => ({ serviceId, home: asks[i % asks.length] as Ask }))
  return async (work) => {
    const lent = free.pop()
    if (!lent) throw new Error('There are more trials than services.')
    try {
      return await work(lent.serviceId, lent.home)
    } finally {
      free.push(lent)
    }
  }
}
