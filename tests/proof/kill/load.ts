import { setTimeout as sleep } from 'node:timers/promises'
import type { Act, Sent } from '../check/ledger.ts'
import { type Ask, newId, openConversation, type Said, wanted } from '../kit/api.ts'
import type { Chance } from '../kit/chance.ts'

/** What the load has been told so far. */
export interface Ledger {
  sent: Sent[]
  acts: Act[]
  broken: string[]
}

export interface Load {
  ask: Ask
  chance: Chance
  ledger: Ledger
  operators: { id: string; name: string }[]
  stopped(): boolean
}

/** So many acts are done in one conversation before the next is opened. */
const LENGTH = 60

/**
 * One busy corner: a customer who writes, an AI that answers by its turn, an operator who takes over, answers and gives
 * back. One command after another, each said again until it is answered, so that what must stand in the log is known.
 */
export async function corner(load: Load, serviceId: string, name: string): Promise<void> {
  while (!load.stopped()) {
    try {
      await converse(load, await openConversation(load.ask, serviceId), name)
    } catch (error) {
      load.ledger.broken.push(`${name}: ${error instanceof Error ? error.message : error}`)
    }
  }
}

async function converse(load: Load, id: string, name: string): Promise<void> {
  const { ask, chance, ledger, operators, stopped } = load
  const operator = chance.of(operators).id
  let { turn } = (await say(load, id, `${name}, customer`, { role: 'customer' })) ?? { turn: 1 }
  let owned = false
  for (let i = 0; i < LENGTH && !stopped(); i++) {
    const dice = chance.below(10)
    if (dice < 5) await say(load, id, `${name}, customer`, { role: 'customer' })
    else if (dice < 8 && !owned) await say(load, id, `${name}, AI`, { role: 'ai', turn })
    else if (dice < 8) await say(load, id, `${name}, operator`, { role: 'operator', operatorId: operator })
    else {
      const verb = owned ? 'resume' : 'takeover'
      const done = await ask('POST', `/conversations/${id}/${verb}`, { operatorId: operator }, newId())
      turn = wanted(done, 200).body.turn ?? 0
      ledger.acts.push(
        owned
          ? { type: 'conversation.resumed', conversationId: id }
          : { type: 'conversation.claimed', conversationId: id, owner: operator },
      )
      owned = !owned
    }
  }
}

/** Says one message; what it was answered goes into the ledger. */
async function say(
  { ask, ledger }: Pick<Load, 'ask' | 'ledger'>,
  conversationId: string,
  sender: string,
  body: Record<string, unknown>,
): Promise<{ turn: number } | null> {
  const id = newId()
  const message: Sent = { id, conversationId, sender, text: `${sender}: ${id}`, outcome: 'unknown' }
  ledger.sent.push(message)
  const answer: Said = await ask('POST', `/conversations/${conversationId}/messages`, {
    ...body,
    id,
    text: message.text,
  })
  if (answer.status !== 201) {
    message.outcome = 'refused'
    ledger.broken.push(`${sender} was answered ${answer.status} ${answer.body.code}`)
    return null
  }
  message.outcome = 'acknowledged'
  return answer.body.conversation ?? null
}

/** Writes all the time, as fast as it is answered, and keeps when each message was sent and acknowledged. */
export async function pulse(
  load: Load,
  serviceId: string,
): Promise<{ beats: { sent: number; acknowledged: number }[]; conversationId: string; over: Promise<void> }> {
  const conversationId = await openConversation(load.ask, serviceId)
  const beats: { sent: number; acknowledged: number }[] = []
  const beat = async () => {
    while (!load.stopped()) {
      const sent = performance.now()
      if (await say(load, conversationId, 'the pulse', { role: 'customer' }))
        beats.push({ sent, acknowledged: performance.now() })
      await sleep(10)
    }
  }
  return { beats, conversationId, over: beat() }
}

/** A customer who goes on in one conversation, and listens to it elsewhere. */
export async function talk(load: Load, conversationId: string): Promise<void> {
  while (!load.stopped()) {
    await say(load, conversationId, 'the listener', { role: 'customer' })
    await sleep(50)
  }
}

/** Asks the built-in AI now and then, one question in each conversation: each is to be answered once (L12). */
export async function questions(load: Load, serviceId: string, every: number): Promise<string[]> {
  const asked: string[] = []
  while (!load.stopped()) {
    const id = await openConversation(load.ask, serviceId)
    if (await say(load, id, `asker of ${id}`, { role: 'customer' })) asked.push(id)
    await sleep(every)
  }
  return asked
}

/** Says a command again at once until it is answered, whatever happens to the server: at most `patience` milliseconds. */
export function insist(ask: Ask, patience: number, onFailure: (why: string) => void, wait: () => number): Ask {
  return async (...command) => {
    const since = performance.now()
    for (;;) {
      const answer = await ask(...command).catch(() => null)
      if (answer && answer.status < 500) return answer
      onFailure(answer ? String(answer.status) : 'no answer')
      if (performance.now() - since > patience)
        throw new Error(`${command[0]} ${command[1]} was not answered for ${Math.round(patience / 1000)} s`)
      await sleep(wait())
    }
  }
}
