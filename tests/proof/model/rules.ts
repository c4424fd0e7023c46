// Who may speak, who owns, what is flagged: written from laws.md alone, without a line of domain/, so that the two can disagree.

export type ModeName = 'ai_only' | 'human_supported' | 'human_only'
type FlagKind = 'thumbs_down' | 'non_answer' | 'negative_feedback' | 'help_requested'

interface Flag {
  kind: FlagKind
  messageId: string
  state: 'open' | 'acknowledged' | 'snoozed' | 'false_alarm'
  /** A claim closed it: what a release before a reply opens again. */
  byClaim: boolean
}

export interface Talk {
  service: number
  people: boolean
  owner: number | null
  ownerReplied: boolean
  /** The model's time of the last change of control or owner. */
  changedAt: number
  turn: number
  ended: boolean
  /** The session that follows it, once a customer wrote after the end. */
  next: number | null
  flags: Flag[]
  /** Customer, AI and human messages; and what Baton itself told the customer. */
  messages: number
  notices: number
  aiMessages: string[]
  /** The messages from the customer’s last ones in a row on, and the last of the customer’s. */
  since: string[]
  asked: string | null
  customerSpoke: boolean
}

interface Change {
  mode: ModeName
  returns: number[]
}

export interface Desk {
  mode: ModeName
  /** The times of those changes in force that returned all claims: what changed before one of them is back with the AI. */
  returns: number[]
  /** What the latest change replaced; null when there is nothing to undo. */
  before: { change: number; was: Change } | null
}

export interface World {
  time: number
  desks: Desk[]
  talks: Talk[]
}

export const newWorld = (desks: number): World => ({
  time: 0,
  desks: Array.from({ length: desks }, () => ({ mode: 'human_supported', returns: [], before: null })),
  talks: [],
})

/** “yes”, or the code of the refusal. */
export type Reply = 'yes' | string

export interface Held {
  owner: number | null
  withPeople: boolean
  status: 'ai_active' | 'paused' | 'resolved'
}

/** The table of laws.md, “Control, derived”. */
export function held(world: World, talk: Talk): Held {
  const desk = deskOf(world, talk)
  const givenBack = desk.returns.some((at) => at > talk.changedAt)
  const owner = givenBack ? null : talk.owner
  const paused = talk.people && !givenBack
  if (talk.ended) return { owner: null, withPeople: false, status: 'resolved' }
  if (owner !== null) return { owner, withPeople: true, status: 'paused' }
  const table = { ai_only: false, human_supported: paused, human_only: true }
  return { owner: null, withPeople: table[desk.mode], status: table[desk.mode] ? 'paused' : 'ai_active' }
}

export const needsAttention = (talk: Talk): boolean => !talk.ended && talk.flags.some(({ state }) => state === 'open')

function deskOf(world: World, talk: Talk): Desk {
  const desk = world.desks[talk.service]
  if (!desk) throw new Error('no such service')
  return desk
}

const modeOf = (world: World, talk: Talk): ModeName => deskOf(world, talk).mode

function controlChanged(world: World, talk: Talk, change: Partial<Talk>): void {
  Object.assign(talk, change, { changedAt: ++world.time, turn: talk.turn + 1 })
}

function close(talk: Talk, byClaim: boolean): void {
  for (const flag of talk.flags)
    if (flag.state === 'open' || flag.state === 'snoozed') Object.assign(flag, { state: 'acknowledged', byClaim })
}

function claim(world: World, talk: Talk, owner: number): void {
  controlChanged(world, talk, { people: true, owner, ownerReplied: false })
  close(talk, true)
  talk.notices++
}

function backToAi(world: World, talk: Talk): void {
  controlChanged(world, talk, { people: false, owner: null })
  close(talk, false)
  talk.notices++
}

function raise(talk: Talk, kind: FlagKind, messageId: string): void {
  talk.flags.push({ kind, messageId, state: 'open', byClaim: false })
}

export interface Words {
  messageId: string
  /** What the detectors find in the text, and what the caller says instead. */
  asksForPerson?: boolean
  sentiment?: 'angry' | 'neutral' | undefined
  nonAnswer?: boolean | undefined
}

/** Every rule returns what the caller is told, and leaves the world as it then is. */
export const rules = {
  open(world: World, service: number): Reply {
    world.talks.push({
      service,
      people: false,
      owner: null,
      ownerReplied: false,
      changedAt: ++world.time,
      turn: 1,
      ended: false,
      next: null,
      flags: [],
      messages: 0,
      notices: 0,
      aiMessages: [],
      since: [],
      asked: null,
      customerSpoke: false,
    })
    return 'yes'
  },

  /** The customer is never refused: after the end a new session goes on. @returns the session in which it stands */
  customerSays(world: World, index: number, words: Words): number {
    const talk = at(world, index)
    if (talk.ended) {
      if (talk.next === null) {
        rules.open(world, talk.service)
        talk.next = world.talks.length - 1
      }
      return rules.customerSays(world, talk.next, words)
    }
    talk.messages++
    talk.since = talk.customerSpoke ? [...talk.since, words.messageId] : [words.messageId]
    Object.assign(talk, { asked: words.messageId, customerSpoke: true })
    if (words.asksForPerson) raise(talk, 'help_requested', words.messageId)
    if (words.sentiment === 'angry') raise(talk, 'negative_feedback', words.messageId)
    return index
  },

  aiSays(world: World, index: number, turn: number, words: Words): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    if (turn !== talk.turn) return 'stale_turn'
    if (held(world, talk).withPeople) return 'ai_paused'
    // What a mode gave back says so with the AI's next reply.
    if (talk.people) backToAi(world, talk)
    talk.messages++
    talk.aiMessages.push(words.messageId)
    talk.since.push(words.messageId)
    talk.customerSpoke = false
    if (words.nonAnswer) raise(talk, 'non_answer', words.messageId)
    return 'yes'
  },

  operatorSays(world: World, index: number, operator: number): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    const { owner } = held(world, talk)
    if (owner !== null && owner !== operator) return 'already_claimed'
    if (owner === null && modeOf(world, talk) === 'ai_only') return 'mode_forbids'
    if (owner === null) claim(world, talk, operator)
    talk.messages++
    talk.customerSpoke = false
    talk.ownerReplied = true
    return 'yes'
  },

  takeOver(world: World, index: number, operator: number): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    const { owner } = held(world, talk)
    if (owner === operator) return 'yes'
    if (modeOf(world, talk) === 'ai_only') return 'mode_forbids'
    if (owner !== null) return 'already_claimed'
    claim(world, talk, operator)
    return 'yes'
  },

  /** B12: a supervisor's, also of what another holds. */
  forceTakeOver(world: World, index: number, operator: number): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    if (held(world, talk).owner === operator) return 'yes'
    if (modeOf(world, talk) === 'ai_only') return 'mode_forbids'
    claim(world, talk, operator)
    return 'yes'
  },

  release(world: World, index: number, operator: number): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    const { owner } = held(world, talk)
    if (owner === null) return 'not_claimed'
    if (owner !== operator) return 'already_claimed'
    if (modeOf(world, talk) === 'ai_only') {
      backToAi(world, talk)
      return 'yes'
    }
    controlChanged(world, talk, { owner: null })
    if (!talk.ownerReplied)
      for (const flag of talk.flags)
        if (flag.state === 'acknowledged' && flag.byClaim) Object.assign(flag, { state: 'open', byClaim: false })
    return 'yes'
  },

  resume(world: World, index: number, operator: number): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    if (modeOf(world, talk) === 'human_only') return 'mode_forbids'
    const { owner, withPeople } = held(world, talk)
    if (!withPeople) return 'not_paused'
    if (owner !== null && owner !== operator) return 'already_claimed'
    backToAi(world, talk)
    return 'yes'
  },

  resolve(world: World, index: number, operator: number): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    const { owner } = held(world, talk)
    if (owner !== null && owner !== operator) return 'already_claimed'
    close(talk, false)
    talk.ended = true
    talk.turn++
    return 'yes'
  },

  /** laws.md, “an operator writes after resolve”: while there is no later session. */
  reopen(world: World, index: number, operator: number): Reply {
    const talk = at(world, index)
    if (!talk.ended) {
      const { owner } = held(world, talk)
      if (owner === null) return 'not_ended'
      return owner === operator ? 'yes' : 'already_claimed'
    }
    if (talk.next !== null) return 'went_on'
    if (modeOf(world, talk) === 'ai_only') return 'mode_forbids'
    talk.ended = false
    controlChanged(world, talk, { people: true, owner: operator, ownerReplied: false })
    talk.notices++
    return 'yes'
  },

  assign(world: World, index: number, by: number, to: number, reason: boolean): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    const { owner } = held(world, talk)
    if (owner === to) return 'yes'
    if (modeOf(world, talk) === 'ai_only') return 'mode_forbids'
    if (owner !== null && owner !== by && !reason) return 'already_claimed'
    claim(world, talk, to)
    return 'yes'
  },

  /** A3: the flag is raised always, unless a person holds the conversation; control moves where the mode allows. */
  handOff(world: World, index: number, acknowledges: boolean, trigger: string): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    const mode = modeOf(world, talk)
    const kind = trigger === 'customer_request' ? 'help_requested' : 'non_answer'
    const calls = talk.flags.some((flag) => flag.kind === kind && talk.since.includes(flag.messageId))
    if (trigger !== 'manual' && talk.asked !== null && !calls && held(world, talk).owner === null)
      raise(talk, kind, talk.asked)
    if (mode === 'ai_only') return 'mode_forbids'
    const givenBack = deskOf(world, talk).returns.some((time) => time > talk.changedAt)
    if (talk.people && !givenBack) return 'already_with_people'
    if (mode === 'human_only' && acknowledges) return 'mode_forbids'
    if (acknowledges) talk.messages++
    if (acknowledges) talk.customerSpoke = false
    controlChanged(world, talk, { people: true, owner: null })
    if (mode !== 'human_only') talk.notices++
    return 'yes'
  },

  mark(world: World, index: number, as: 'seen' | 'snoozed' | 'false_alarm'): Reply {
    const talk = at(world, index)
    if (talk.ended) return 'ended'
    const state = { seen: 'acknowledged', snoozed: 'snoozed', false_alarm: 'false_alarm' } as const
    for (const flag of talk.flags)
      if (flag.state === 'open' || flag.state === 'snoozed') Object.assign(flag, { state: state[as], byClaim: false })
    return 'yes'
  },

  rate(world: World, index: number, messageId: string | undefined, rating: 'up' | 'down'): Reply {
    const talk = at(world, index)
    if (messageId === undefined) return 'unknown_message'
    if (talk.ended) return 'ended'
    const before = talk.flags.some((flag) => flag.kind === 'thumbs_down' && flag.messageId === messageId)
    if (rating === 'down' && !before) raise(talk, 'thumbs_down', messageId)
    return 'yes'
  },

  setMode(world: World, services: number[], mode: ModeName, claims: 'finish' | 'return'): Reply {
    const change = ++world.time
    for (const service of services) {
      const desk = world.desks[service]
      if (!desk || (desk.mode === mode && claims === 'finish')) continue
      desk.before = { change, was: { mode: desk.mode, returns: desk.returns } }
      desk.mode = mode
      if (claims === 'return') desk.returns = [...desk.returns, change]
    }
    return 'yes'
  },

  /** Undo of the latest change of a service, and with it of the others that the same change had set. */
  undo(world: World, service: number): Reply {
    const change = world.desks[service]?.before?.change
    if (change === undefined) return 'nothing_to_undo'
    for (const desk of world.desks)
      if (desk.before?.change === change) Object.assign(desk, desk.before.was, { before: null })
    return 'yes'
  },
} as const

function at(world: World, index: number): Talk {
  const talk = world.talks[index]
  if (!talk) throw new Error('no such conversation')
  return talk
}
