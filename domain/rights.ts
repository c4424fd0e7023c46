import { z } from 'zod'
import type { Actor } from './actor.ts'
import type { Command, CommandName } from './commands.ts'
import { type Refusal, refuse } from './refusal.ts'
import { canSee, type Sight } from './sight.ts'

/** What a role or a key may do. A role is a set of these (architecture.md, Identity). */
export const Scope = z.enum([
  'conversation:read',
  'conversation:write',
  'operator:read',
  'operator:write',
  'operator:supervise',
  'service:write',
  'people:write',
  'analytics:read',
  'workspace:admin',
])
export type Scope = z.infer<typeof Scope>

export const UserRole = z.enum(['admin', 'operator'])
export type UserRole = z.infer<typeof UserRole>

/** `conversation:write` is a program's: it speaks as the customer and as the AI. No person does. */
export const roleScopes: Record<UserRole, readonly Scope[]> = {
  admin: [
    'conversation:read',
    'operator:read',
    'operator:write',
    'operator:supervise',
    'service:write',
    'people:write',
    'analytics:read',
    'workspace:admin',
  ],
  operator: ['conversation:read', 'operator:read', 'operator:write', 'analytics:read'],
}

/** Roles whose sight groups limit (G1); the others see every service. */
export const limitedRoles: readonly UserRole[] = ['operator']

/** Roles that may be in a group (G1). */
export const actingRoles: readonly UserRole[] = UserRole.options.filter((role) =>
  roleScopes[role].includes('operator:write'),
)

/** Who calls, as the edge has established it. */
export type Principal =
  | {
      kind: 'operator'
      workspaceId: string
      id: string
      name: string
      email: string
      role: UserRole
      /** What they may do and see at this moment: read it when it is needed, it can change in the course of a request. */
      readonly scopes: ReadonlySet<Scope>
      readonly services: Sight
      sessionId: string
    }
  | { kind: 'key'; workspaceId: string; id: string; name: string; scopes: ReadonlySet<Scope> }
  | { kind: 'customer'; workspaceId: string; conversationId: string; expiresAt: number }
  | { kind: 'rule'; workspaceId: string; name: string }

type CustomerCommand = 'addMessage' | 'giveFeedback' | 'continueConversation' | 'openConversation'

/** laws.md, “Who may do what”: the scopes of which a person or a key needs one. An empty list: rules alone. */
const needs: Record<CommandName, readonly Scope[]> = {
  openConversation: ['conversation:write'],
  addMessage: ['conversation:write', 'operator:write'],
  continueConversation: ['conversation:write', 'operator:write'],
  giveFeedback: ['conversation:write'],
  handOff: ['conversation:write', 'operator:write'],
  takeOver: ['operator:write'],
  forceTakeOver: ['operator:supervise'],
  release: ['operator:write'],
  resume: ['operator:write'],
  resolve: ['conversation:write', 'operator:write'],
  reopen: ['operator:write'],
  assign: ['operator:write'],
  addNote: ['operator:write'],
  whisper: ['operator:write'],
  markFlags: ['operator:write'],
  discardDraft: ['operator:write'],
  createService: ['service:write'],
  updateService: ['service:write'],
  deleteService: ['service:write'],
  setMode: ['service:write'],
  setModes: ['service:write'],
  undoMode: ['service:write'],
  record: ['people:write', 'workspace:admin'],
  raiseUnanswered: [],
  flagHandoff: [],
  wakeFlags: [],
  endSilence: [],
  offer: ['operator:write'],
  endOffer: ['operator:write'],
  leaveToAi: [],
  endWait: [],
}

const customers: readonly CustomerCommand[] = ['addMessage', 'giveFeedback', 'continueConversation', 'openConversation']

/**
 * Null when the caller may ask for this; what it comes to is decided later. A foreign conversation is not found (L7). Asked
 * when a command comes and again when it is decided: a right that ended in between has ended.
 */
export function authorise(principal: Principal, command: Command): Refusal | null {
  switch (principal.kind) {
    case 'rule':
      return null
    case 'customer': {
      if (!(customers as readonly string[]).includes(command.name)) return refuse('forbidden')
      if (!('conversationId' in command) || command.conversationId !== principal.conversationId)
        return refuse('not_found')
      return command.name === 'addMessage' && command.role !== 'customer' ? refuse('forbidden') : null
    }
    case 'key':
    case 'operator': {
      if (!needs[command.name].some((scope) => principal.scopes.has(scope))) return refuse('forbidden')
      return maySpeakFor(principal, command)
    }
    default:
      return principal satisfies never
  }
}

/** Which services a caller sees: programs and rules every one, and a customer's conversation is looked at elsewhere. */
export const sightOf = (principal: Principal): Sight => (principal.kind === 'operator' ? principal.services : null)

/**
 * The second look, when it is known which service a command is about. What is out of sight is not there (L7); and whoever
 * is to act or to own sees the service, also when a program names them.
 * @param sees the sight of a person of the workspace
 */
export function authoriseIn(
  principal: Principal,
  command: Command,
  serviceId: string,
  sees: (userId: string) => Sight,
): Refusal | null {
  if (principal.kind !== 'operator' && principal.kind !== 'key') return null
  if (!canSee(sightOf(principal), serviceId)) return refuse('not_found')
  const blind = peopleIn(command).some((id) => !canSee(sees(id), serviceId))
  return blind
    ? refuse('operator_required', {}, 'This operator left the team, or is in no group that has this service.')
    : null
}

function peopleIn(command: Command): string[] {
  const people = [
    'operator' in command ? command.operator : null,
    'to' in command ? command.to : null,
    'author' in command ? command.author : null,
  ]
  return people.flatMap((person) => person?.id ?? [])
}

/** Some commands are a program's or an operator's by what they say: in whose voice, or for whom. */
function maySpeakFor(principal: Extract<Principal, { kind: 'key' | 'operator' }>, command: Command): Refusal | null {
  // A person asks for themselves, and lets go of what was offered to them.
  const whom = command.name === 'offer' ? command.to.id : command.name === 'endOffer' ? command.whom : null
  if (principal.kind === 'operator' && whom !== null && whom !== principal.id) return refuse('forbidden')
  const needed = voiceOf(command)
  return needed === null || principal.scopes.has(needed) ? null : refuse('forbidden')
}

function voiceOf(command: Command): Scope | null {
  switch (command.name) {
    case 'addMessage':
      return command.role === 'operator' ? 'operator:write' : 'conversation:write'
    case 'handOff':
      return command.trigger === 'manual' && command.text === undefined ? null : 'conversation:write'
    case 'assign':
      return command.reason === undefined ? null : 'operator:supervise'
    case 'resolve':
      return command.operator === null ? null : 'operator:write'
    default:
      return null
  }
}

/** The author of what a caller does (L10). `as` says in whose voice a key speaks. */
export function actorFor(
  principal: Principal,
  as: { role?: 'customer' | 'ai' | 'operator'; operator?: { id: string; name: string }; agent?: string } = {},
): Actor {
  switch (principal.kind) {
    case 'operator':
      return { kind: 'operator', id: principal.id, name: principal.name, via: 'console' }
    case 'customer':
      return { kind: 'customer', via: 'widget' }
    case 'rule':
      return as.role === 'ai'
        ? { kind: 'agent', name: as.agent ?? principal.name, via: 'system' }
        : { kind: 'rule', name: principal.name, via: 'system' }
    case 'key': {
      const key = { id: principal.id, name: principal.name }
      if (as.operator) return { kind: 'operator', ...as.operator, via: 'api', key }
      if (as.role === 'customer') return { kind: 'customer', via: 'api', key }
      if (as.role === 'ai') return { kind: 'agent', name: as.agent ?? principal.name, via: 'api', key }
      return { kind: 'key', ...key, via: 'api' }
    }
    default:
      return principal satisfies never
  }
}
