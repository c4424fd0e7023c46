import fc from 'fast-check'
import { newId, type Said } from '../kit/api.ts'
import type { Real } from './bench.ts'
import { held, type ModeName, needsAttention, type Reply, rules, type Talk, type World } from './rules.ts'

/** One command of a run: it asks the model and the program, and compares. Broken promises are thrown, for fast-check to shrink. */
interface Step {
  name: string
  /** Whether there is something to do it to. */
  possible(world: World): boolean
  perform(world: World, real: Real): Promise<void>
}

const DESKS = 2
const OPERATORS = 3
const TALKS = 5

/** Texts with what the detectors must find in them. */
const texts = [
  { text: 'Where is my order?', asksForPerson: false },
  { text: 'The blue one, please.', asksForPerson: false },
  { text: 'I want to talk to a human, please.', asksForPerson: true },
] as const

export function steps(): fc.Arbitrary<Step>[] {
  const talk = fc.nat(TALKS - 1)
  const desk = fc.nat(DESKS - 1)
  const operator = fc.nat(OPERATORS - 1)
  const mode = fc.constantFrom<ModeName>('ai_only', 'human_supported', 'human_only')
  const claims = fc.constantFrom('finish' as const, 'return' as const)
  return [
    desk.map((service) => open(service)),
    fc
      .record({ talk, text: fc.constantFrom(...texts), sentiment: fc.constantFrom('angry', 'neutral', undefined) })
      .map(customerSays),
    fc.record({ talk, off: fc.constantFrom(0, 0, 0, -1, 1), nonAnswer: fc.constantFrom(true, false) }).map(aiSays),
    fc.record({ talk, operator }).map(operatorSays),
    fc.record({ talk, operator }).map(takeOver),
    fc.record({ talk, operator }).map(forceTakeOver),
    fc.record({ talk, operator }).map(byOperator('release')),
    fc.record({ talk, operator }).map(byOperator('resume')),
    fc.record({ talk, operator }).map(byOperator('resolve')),
    fc.record({ talk, operator }).map(byOperator('reopen')),
    fc.record({ talk, by: operator, to: operator, reason: fc.boolean() }).map(assign),
    fc
      .record({ talk, trigger: fc.constantFrom('manual', 'automatic', 'customer_request'), text: fc.boolean() })
      .map(handOff),
    operator.map(next),
    fc.record({ talk, operator }).map(note),
    fc.record({ talk, operator, as: fc.constantFrom('seen', 'snoozed', 'false_alarm') }).map(mark),
    fc.record({ talk, which: fc.nat(3), rating: fc.constantFrom('up', 'down') }).map(rate),
    fc.record({ desk, mode, claims }).map(setMode),
    fc.record({ mode, claims }).map(setModes),
    desk.map((service) => undo(service)),
    fc.subarray([0, 1]).map(regroup),
    fc.nat().map(again),
  ]
}

/** Makes a step into what fast-check runs. */
export class Command implements fc.AsyncCommand<World, Real> {
  readonly step: Step
  constructor(step: Step) {
    this.step = step
  }
  check = (world: Readonly<World>): boolean => this.step.possible(world as World)
  async run(world: World, real: Real): Promise<void> {
    await this.step.perform(world, real)
    real.commands++
    const broken = [...(await real.look()), ...(await differs(world, real))]
    if (broken.length > 0) throw new Error(broken.join('\n'))
  }
  toString = (): string => this.step.name
}

export const open = (service: number): Step => ({
  name: `open a conversation of service ${service}`,
  possible: (world) => world.talks.length < TALKS,
  async perform(world, real) {
    rules.open(world, service)
    const id = newId()
    real.talks.push(id)
    await send(real, 'yes', 201, 'POST', '/conversations', { id, serviceId: real.services[service] })
  },
})

const customerSays = ({
  talk,
  text,
  sentiment,
}: {
  talk: number
  text: (typeof texts)[number]
  sentiment: string | undefined
}): Step => ({
  name: `the customer of ${talk} says “${text.text}”${sentiment ? `, ${sentiment}` : ''}`,
  possible: (world) => world.talks.length > talk,
  async perform(world, real) {
    const id = newId()
    const before = world.talks.length
    const said = { messageId: id, asksForPerson: text.asksForPerson, sentiment: sentiment as 'angry' | undefined }
    const where = rules.customerSays(world, talk, said)
    const body = { id, role: 'customer', text: text.text, ...(sentiment && { sentiment }) }
    const answer = await send(real, 'yes', 201, 'POST', `/conversations/${real.talks[talk]}/messages`, body)
    const found = answer.body.conversation?.id ?? ''
    if (world.talks.length > before) real.talks.push(found)
    expect(real.talks[where], found, 'the session in which a customer’s message stands')
  },
})

const aiSays = ({ talk, off, nonAnswer }: { talk: number; off: number; nonAnswer: boolean }): Step => ({
  name: `the AI answers ${talk}${off ? ` with a turn that is ${off} off` : ''}${nonAnswer ? ', saying that it does not know' : ''}`,
  possible: (world) => world.talks.length > talk,
  async perform(world, real) {
    const id = newId()
    const turn = (world.talks[talk] as Talk).turn + off
    const reply = rules.aiSays(world, talk, turn, { messageId: id, nonAnswer })
    const body = { id, role: 'ai', text: 'Tomorrow before noon.', turn, nonAnswer }
    await send(real, reply, 201, 'POST', `/conversations/${real.talks[talk]}/messages`, body)
  },
})

const operatorSays = ({ talk, operator }: { talk: number; operator: number }): Step => ({
  name: `operator ${operator} writes in ${talk}`,
  possible: (world) => world.talks.length > talk,
  async perform(world, real) {
    const reply = rules.operatorSays(world, talk, operator)
    const body = { id: newId(), role: 'operator', text: 'I am on it.', operatorId: real.operators[operator]?.id }
    await send(real, reply, 201, 'POST', `/conversations/${real.talks[talk]}/messages`, body)
  },
})

const takeOver = ({ talk, operator }: { talk: number; operator: number }): Step => ({
  name: `operator ${operator} takes over ${talk}`,
  possible: (world) => world.talks.length > talk,
  async perform(world, real) {
    const owner = held(world, world.talks[talk] as Talk).owner
    const reply = rules.takeOver(world, talk, operator)
    const body = { operatorId: real.operators[operator]?.id }
    const answer = await send(real, reply, 200, 'POST', `/conversations/${real.talks[talk]}/takeover`, body)
    if (reply !== 'already_claimed') return
    expect(answer.body.owner?.id, real.operators[owner ?? -1]?.id, 'L1: the owner that a loser is told')
    if (!Number.isFinite(Date.parse(answer.body.since ?? ''))) throw new Error('L1: a loser is not told since when')
  },
})

const forceTakeOver = ({ talk, operator }: { talk: number; operator: number }): Step => ({
  name: `operator ${operator} takes over ${talk} by force`,
  possible: (world) => world.talks.length > talk,
  async perform(world, real) {
    const reply = rules.forceTakeOver(world, talk, operator)
    const body = { operatorId: real.operators[operator]?.id, reason: 'The shift ended.' }
    await send(real, reply, 200, 'POST', `/conversations/${real.talks[talk]}/force-takeover`, body)
  },
})

const byOperator =
  (verb: 'release' | 'resume' | 'resolve' | 'reopen') =>
  ({ talk, operator }: { talk: number; operator: number }): Step => ({
    name: `operator ${operator} says ${verb} in ${talk}`,
    possible: (world) => world.talks.length > talk,
    async perform(world, real) {
      const reply = rules[verb](world, talk, operator)
      const body = { operatorId: real.operators[operator]?.id }
      await send(real, reply, 200, 'POST', `/conversations/${real.talks[talk]}/${verb}`, body)
    },
  })

const assign = ({ talk, by, to, reason }: { talk: number; by: number; to: number; reason: boolean }): Step => ({
  name: `operator ${by} assigns ${talk} to ${to}${reason ? ', with a reason' : ''}`,
  possible: (world) => world.talks.length > talk,
  async perform(world, real) {
    const reply = rules.assign(world, talk, by, to, reason)
    const [operatorId, byOperatorId] = [real.operators[to]?.id, real.operators[by]?.id]
    const body = { operatorId, byOperatorId, ...(reason && { reason: 'The shift ended.' }) }
    await send(real, reply, 200, 'POST', `/conversations/${real.talks[talk]}/assign`, body)
  },
})

const handOff = ({ talk, trigger, text }: { talk: number; trigger: string; text: boolean }): Step => ({
  name: `a ${trigger} handoff of ${talk}${text ? ' with an acknowledgement' : ''}`,
  possible: (world) => world.talks.length > talk,
  async perform(world, real) {
    const reply = rules.handOff(world, talk, text, trigger)
    const body = { trigger, ...(text && { text: 'I hand you over.' }) }
    await send(real, reply, 200, 'POST', `/conversations/${real.talks[talk]}/handoff`, body)
  },
})

/** B6: one that nobody holds and that needs a person, or none; it is nobody's yet. */
const next = (operator: number): Step => ({
  name: `operator ${operator} asks for the next one`,
  possible: () => true,
  async perform(world, real) {
    const { body } = await send(real, 'yes', 200, 'POST', '/next', { operatorId: real.operators[operator]?.id })
    const id = (body as { conversationId?: string | null }).conversationId ?? null
    if (id === null) return
    const talk = world.talks[real.talks.indexOf(id)]
    const { owner, status } = talk ? held(world, talk) : { owner: 0, status: '' }
    const wants = talk !== undefined && owner === null && (status === 'paused' || needsAttention(talk))
    expect(wants, true, `whether ${id}, which is given as the next one, needs a person and is nobody’s`)
  },
})

const note = ({ talk, operator }: { talk: number; operator: number }): Step => ({
  name: `operator ${operator} notes something in ${talk}`,
  possible: (world) => world.talks.length > talk,
  async perform(_world, real) {
    const body = { id: newId(), text: 'A note.', operatorId: real.operators[operator]?.id }
    await send(real, 'yes', 200, 'POST', `/conversations/${real.talks[talk]}/notes`, body)
  },
})

const mark = ({ talk, operator, as }: { talk: number; operator: number; as: string }): Step => ({
  name: `operator ${operator} marks ${talk} as ${as}`,
  possible: (world) => world.talks.length > talk,
  async perform(world, real) {
    const reply = rules.mark(world, talk, as as 'seen')
    const body = { as, operatorId: real.operators[operator]?.id }
    await send(real, reply, 200, 'POST', `/conversations/${real.talks[talk]}/flags`, body)
  },
})

const rate = ({ talk, which, rating }: { talk: number; which: number; rating: string }): Step => ({
  name: `the customer of ${talk} rates reply ${which} ${rating}`,
  possible: (world) => world.talks.length > talk,
  async perform(world, real) {
    const messageId = (world.talks[talk] as Talk).aiMessages[which]
    const reply = rules.rate(world, talk, messageId, rating as 'up')
    const body = { messageId: messageId ?? newId(), rating }
    await send(real, reply, 200, 'POST', `/conversations/${real.talks[talk]}/feedback`, body)
  },
})

const setMode = ({ desk, mode, claims }: { desk: number; mode: ModeName; claims: 'finish' | 'return' }): Step => ({
  name: `service ${desk} to ${mode}, claims ${claims}`,
  possible: () => true,
  async perform(world, real) {
    const reply = rules.setMode(world, [desk], mode, claims)
    await send(real, reply, 200, 'PUT', `/services/${real.services[desk]}/mode`, { mode, claims })
  },
})

const setModes = ({ mode, claims }: { mode: ModeName; claims: 'finish' | 'return' }): Step => ({
  name: `all services to ${mode}, claims ${claims}`,
  possible: () => true,
  async perform(world, real) {
    const all = world.desks.map((_, i) => i)
    await send(real, rules.setMode(world, all, mode, claims), 200, 'PUT', '/modes', { mode, claims })
  },
})

const undo = (service: number): Step => ({
  name: `undo the latest change of service ${service}`,
  possible: () => true,
  async perform(world, real) {
    const changeId = real.changeOf(service) ?? newId()
    await send(real, rules.undo(world, service), 200, 'POST', '/modes/undo', { changeId })
  },
})

/** G1: the group of somebody limited gets other services. */
const regroup = (services: number[]): Step => ({
  name: `the limited person sees the services ${services}`,
  possible: () => true,
  async perform(_world, real) {
    real.group.services = services.map((service) => real.services[service] ?? '')
    await send(real, 'yes', 200, 'PATCH', `/groups/${real.group.id}`, { services: real.group.services })
  },
})

/**
 * L4: an earlier command once more, word for word and under its id, however the world has changed since. What was done is
 * said again; a refusal may by now turn out otherwise.
 */
const again = (which: number): Step => ({
  name: `an earlier command again (${which})`,
  possible: () => true,
  async perform(_world, real) {
    const done = real.said.filter(({ answer }) => answer.status < 300)
    const said = done[which % Math.max(1, done.length)]
    if (!said) return
    const { answer, ask } = said
    const repeated = await real.ask(...ask)
    expect(repeated.status, answer.status, `L4: the status of ${ask[0]} ${ask[1]} said twice`)
    const { message, id, turn } = answer.body
    expect(
      JSON.stringify([repeated.body.message?.id, repeated.body.id, repeated.body.turn]),
      JSON.stringify([message?.id, id, turn]),
      `L4: the answer to ${ask[0]} ${ask[1]} said twice`,
    )
  },
})

async function send(
  real: Real,
  reply: Reply,
  status: number,
  method: string,
  path: string,
  body: Record<string, unknown>,
): Promise<Said> {
  const ask: Parameters<Ask> = [method, path, body, newId()]
  const answer = await real.ask(...ask)
  real.said.push({ ask, answer })
  const told = answer.status < 300 ? 'yes' : (answer.body.code ?? `a ${answer.status} without a code`)
  expect(told, reply, `the answer to ${method} ${path} ${JSON.stringify(body)}`)
  if (reply === 'yes') expect(answer.status, status, `the status of ${method} ${path}`)
  return answer
}

type Ask = Real['ask']

function expect(found: unknown, wanted: unknown, what: string): void {
  if (found !== wanted) throw new Error(`${what} is ${JSON.stringify(found)}, the model says ${JSON.stringify(wanted)}`)
}

/** Where the program's conversations are not as the model's. */
async function differs(world: World, real: Real): Promise<string[]> {
  const broken: string[] = []
  for (const [i, talk] of world.talks.entries()) {
    const { body } = await real.ask('GET', `/conversations/${real.talks[i]}`)
    const { owner, status } = held(world, talk)
    const flags = (list: unknown) =>
      JSON.stringify(
        (list as Talk['flags']).map(({ kind, messageId, state }) => `${kind} ${messageId} ${state}`).sort(),
      )
    const compare = (what: string, found: unknown, wanted: unknown) => {
      if (found !== wanted)
        broken.push(
          `${what} of conversation ${i} is ${JSON.stringify(found)}, the model says ${JSON.stringify(wanted)}`,
        )
    }
    compare('the status', body.status, status)
    compare('the owner', body.owner?.id ?? null, owner === null ? null : real.operators[owner]?.id)
    compare('the turn', body.turn, talk.turn)
    compare('the need for attention', body.needsAttention, needsAttention(talk))
    compare('the number of messages', body.messageCount, talk.messages)
    compare('the list of flags', flags(body.flags), flags(talk.flags))
    compare('the number of notices', real.notices(real.talks[i] ?? ''), talk.notices)
  }
  return broken
}
