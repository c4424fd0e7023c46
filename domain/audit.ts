import type { Actor } from './actor.ts'
import type { Event, EventData, EventType } from './events.ts'
import { type Because, flagLabel } from './flags.ts'
import { modeLabel } from './mode.ts'

/** What the audit is filtered by: what kind of thing was done. */
export const auditKinds = {
  conversations: 'Conversations',
  messages: 'Messages and notes',
  flags: 'Flags',
  services: 'Services, modes and switches',
  people: 'People',
  groups: 'Operator groups',
  keys: 'API keys',
  work: 'Failed work',
} as const
export type AuditKind = keyof typeof auditKinds

/** What the things are called that an event names by their ids; in quotes, or in words where nobody knows any more. */
export interface Names {
  person(id: string): string
  service(id: string): string
  group(id: string): string
  key(id: string): string
}

interface Told<T extends EventType> {
  kind: AuditKind
  /** What was done, as a person reads it after who did it. No text of a message, of a note or of an instruction is in it. */
  says(data: EventData<T>, names: Names, actor: Actor): string
}

const count = (items: readonly unknown[], one: string, many = `${one}s`) =>
  `${items.length} ${items.length === 1 ? one : many}`
const onFlag = ({ kind }: { kind: EventData<'flag.raised'>['kind'] }) => `the flag ${flagLabel[kind]}`
const roles: Readonly<Record<string, string>> = { admin: 'Tenant Admin', operator: 'Tenant Operator' }
const roleName = (role: string) => roles[role] ?? role

const because: Record<Because, string> = {
  claimed: 'a person took over',
  seen: 'seen',
  false_alarm: 'a false alarm',
  snoozed: 'snoozed',
  resumed: 'the AI goes on',
  resolved: 'the session is resolved',
  released: 'released without a reply',
  snooze_over: 'the snooze is over',
}

const triggers: Record<EventData<'conversation.handed_off'>['trigger'], string> = {
  manual: 'by hand',
  automatic: 'by the agent’s conditions',
  customer_request: 'as the customer asked',
}

const offerEnds: Record<EventData<'conversation.offer_ended'>['because'], string> = {
  declined: 'declined',
  unanswered: 'not answered in time',
  gone: 'no longer live',
  skipped: 'passed over',
}

const wrote: Record<EventData<'message.added'>['message']['role'], string> = {
  customer: 'Wrote as the customer',
  ai: 'Answered as the AI',
  operator: 'Answered the customer',
  system: 'Had the customer told what happened',
}

const forReason = (reason: string | null | undefined) => (reason ? `: “${reason}”` : '')
const signedIn: Record<EventData<'user.signed_in'>['how'], string> = {
  password: 'with a password',
  two_factor: 'with a password and a code',
  recovery_code: 'with a password and a recovery code',
  oidc: 'through the identity provider',
}

const secondFactor: Record<Exclude<EventData<'user.second_factor_changed'>['became'], 'reset'>, string> = {
  on: 'Turned their second factor on',
  off: 'Turned their second factor off',
  new_codes: 'Made new recovery codes',
}

const signedOut: Record<EventData<'user.signed_out'>['which'], string> = {
  one: 'Ended one of their sessions',
  others: 'Ended their other sessions',
  all: 'Ended all of their sessions',
}

/** Fields as the audit calls them. */
const fields: Readonly<Record<string, string>> = {
  ai: 'who answers',
  allowHandoff: '“Allow human handoff”',
  webhookUrl: 'webhook',
}
const changed = (names: readonly string[]) => names.map((name) => fields[name] ?? name).join(', ') || 'nothing'

/** Of whose hands something is, unless they did it themselves. */
const forWhom = (person: { id: string; name: string } | null, actor: Actor) =>
  person && !('id' in actor && actor.id === person.id) ? ` for ${person.name}` : ''

/**
 * Every type of event, as the audit tells of it (L10): a record, so that a new type does not compile until it is told of.
 */
const audit: { [T in EventType]: Told<T> } = {
  'conversation.opened': { kind: 'conversations', says: () => 'Opened a conversation' },
  'message.added': { kind: 'messages', says: ({ message }) => wrote[message.role] },
  'flag.raised': { kind: 'flags', says: (flag) => `Raised ${onFlag(flag)}` },
  'flag.closed': { kind: 'flags', says: (flag) => `Closed ${onFlag(flag)}: ${because[flag.because]}` },
  'flag.reopened': { kind: 'flags', says: (flag) => `Opened ${onFlag(flag)} again: ${because[flag.because]}` },
  'feedback.given': { kind: 'messages', says: ({ rating }) => `Rated a reply with thumbs ${rating}` },
  'conversation.handed_off': {
    kind: 'conversations',
    says: ({ trigger }) => `Handed the conversation over to people, ${triggers[trigger]}`,
  },
  'conversation.claimed': {
    kind: 'conversations',
    says: ({ owner, from, reason }, _names, actor) =>
      `Took over the conversation${from ? ` from ${from.name}` : ''}${forWhom(owner, actor)}${forReason(reason)}`,
  },
  'conversation.assigned': {
    kind: 'conversations',
    says: ({ owner, from, reason }) =>
      `Assigned the conversation${from ? `, which ${from.name} held,` : ''} to ${owner.name}${forReason(reason)}`,
  },
  'conversation.released': {
    kind: 'conversations',
    says: ({ owner, because: why }, _names, actor) =>
      why === 'lost'
        ? `Released the conversation of ${owner.name}, who was Live and is gone`
        : `Released the conversation${forWhom(owner, actor)}`,
  },
  'conversation.offered': { kind: 'conversations', says: ({ to }) => `Offered the conversation to ${to.name}` },
  'conversation.offer_ended': {
    kind: 'conversations',
    says: ({ to, because: why }) => `Ended the offer to ${to.name}: ${offerEnds[why]}`,
  },
  'conversation.left_to_ai': {
    kind: 'conversations',
    says: ({ because: why }) =>
      `Left the new conversation to the AI: ${why === 'nobody_live' ? 'nobody was live' : 'nobody accepted'}`,
  },
  'conversation.not_handed_off': {
    kind: 'conversations',
    says: ({ trigger }) => `Could not hand the conversation over, ${triggers[trigger]}: nobody was live`,
  },
  'conversation.resumed': { kind: 'conversations', says: () => 'Gave the conversation back to the AI' },
  'conversation.resolved': {
    kind: 'conversations',
    says: ({ by, reason }, _names, actor) =>
      reason === 'silence' ? 'Ended the session after its silence' : `Resolved the session${forWhom(by, actor)}`,
  },
  'conversation.reopened': {
    kind: 'conversations',
    says: ({ by }, _names, actor) => `Reopened the session${forWhom(by, actor)}`,
  },
  'conversation.continued': { kind: 'conversations', says: () => 'Went on in a new session' },
  'note.added': {
    kind: 'messages',
    says: ({ note }, _names, actor) => `Wrote a private note${forWhom(note.author, actor)}`,
  },
  'operator.whispered': {
    kind: 'messages',
    says: ({ whisper }, _names, actor) => `Whispered to ${whisper.to.name}${forWhom(whisper.author, actor)}`,
  },
  'reply.drafted': { kind: 'messages', says: () => 'Had a reply of the AI that came too late kept as a draft' },
  'draft.discarded': { kind: 'messages', says: () => 'Discarded a draft' },
  'canned_reply.created': { kind: 'services', says: ({ shortcut }) => `Created the canned reply /${shortcut}` },
  'canned_reply.updated': { kind: 'services', says: ({ shortcut }) => `Changed the canned reply /${shortcut}` },
  'canned_reply.deleted': { kind: 'services', says: ({ shortcut }) => `Deleted the canned reply /${shortcut}` },
  'service.created': { kind: 'services', says: ({ service }) => `Created the service “${service.name}”` },
  'service.updated': {
    kind: 'services',
    says: ({ serviceId, changes }, names) =>
      `Changed the service ${names.service(serviceId)}: ${changed(Object.keys(changes))}`,
  },
  'service.deleted': {
    kind: 'services',
    says: ({ serviceId }, names) => `Deleted the service ${names.service(serviceId)}`,
  },
  'mode.changed': {
    kind: 'services',
    says: ({ serviceId, mode, previous, claims, undo }, names) =>
      `${undo ? 'Undid a change: set' : 'Set'} ${names.service(serviceId)} from ${modeLabel[previous]} to ${modeLabel[mode]}${claims === 'return' ? ', claims went back to the AI' : ''}`,
  },
  'workspace.switched': {
    kind: 'services',
    says: ({ operator, presence }) =>
      `Set the workspace’s switches: operator ${operator ? 'on' : 'off'}, presence ${presence ? 'on' : 'off'}`,
  },
  'customer.erased': { kind: 'conversations', says: () => 'Erased what was known of the customer' },
  'customer.updated': {
    kind: 'conversations',
    says: ({ changed: what }) => `Edited a customer’s record: ${changed(what)}`,
  },
  'customer.verified': {
    kind: 'conversations',
    says: ({ fields: what }) => `Verified a customer’s record: ${changed(what)}`,
  },
  'customer.merged': { kind: 'conversations', says: () => 'Merged two customers’ records' },
  'customer.unmerged': { kind: 'conversations', says: () => 'Took two customers’ records apart again' },
  'customer.exported': { kind: 'conversations', says: () => 'Exported all data of a customer' },
  'user.created': { kind: 'people', says: ({ name, role }) => `Added “${name}” as ${roleName(role)}` },
  'user.updated': {
    kind: 'people',
    says: ({ userId, changed: what }, names) => `Changed ${names.person(userId)}: ${changed(what)}`,
  },
  'user.signed_in': { kind: 'people', says: ({ how }) => `Signed in ${signedIn[how]}` },
  'user.signed_out': {
    kind: 'people',
    says: ({ userId, which }, names, actor) =>
      'id' in actor && actor.id === userId ? signedOut[which] : `Signed ${names.person(userId)} out everywhere`,
  },
  'user.second_factor_changed': {
    kind: 'people',
    says: ({ userId, became }, names) =>
      became === 'reset' ? `Took the second factor off ${names.person(userId)}` : secondFactor[became],
  },
  'user.deleted': { kind: 'people', says: ({ userId }, names) => `Removed ${names.person(userId)}` },
  'group.created': {
    kind: 'groups',
    says: ({ group }) => `Created the operator group “${group.name}” with ${count(group.members, 'member')}`,
  },
  'group.updated': {
    kind: 'groups',
    says: ({ groupId, changes }, names) =>
      `Changed the operator group ${names.group(groupId)}: ${changed(Object.keys(changes))}`,
  },
  'group.deleted': {
    kind: 'groups',
    says: ({ groupId }, names) => `Deleted the operator group ${names.group(groupId)}`,
  },
  'key.created': { kind: 'keys', says: ({ name }) => `Made the API key “${name}”` },
  'key.revoked': { kind: 'keys', says: ({ keyId }, names) => `Revoked the API key ${names.key(keyId)}` },
  'task.retried': { kind: 'work', says: ({ kind }) => `Ran failed work again: ${kind}` },
}

/** The types of a kind; of none, every type. */
export const auditTypes = (kind?: AuditKind): EventType[] =>
  (Object.keys(audit) as EventType[]).filter((type) => kind === undefined || audit[type].kind === kind)

/** What an event says in the audit, after who did it. */
export const auditSentence = (event: Event, names: Names): string =>
  (audit[event.type] as Told<EventType>).says(event.data as never, names, event.actor)

/** The ids that such sentences name, by what they are ids of. */
export function namedIn(events: readonly Event[]): Record<keyof Names, string[]> {
  const found = {
    person: new Set<string>(),
    service: new Set<string>(),
    group: new Set<string>(),
    key: new Set<string>(),
  }
  const asks = (what: keyof Names) => (id: string) => {
    found[what].add(id)
    return ''
  }
  const names: Names = { person: asks('person'), service: asks('service'), group: asks('group'), key: asks('key') }
  for (const event of events) auditSentence(event, names)
  return {
    person: [...found.person],
    service: [...found.service],
    group: [...found.group],
    key: [...found.key],
  }
}

/** What stands for a name that nobody knows any more. */
export const nameless: Record<keyof Names, string> = {
  person: 'somebody who has left',
  service: 'a service',
  group: 'a group that is gone',
  key: 'a key',
}
