// What is decided of a command: one small pure function each, in a record that the type checker keeps complete.
// Nothing here reads a clock, makes an id or talks to the outside; a new command is one function and one line.
import type { CommandOf, ConversationCommand, ConversationCommandName } from '../commands.ts'
import { type Refusal, refuse } from '../refusal.ts'
import {
  assign,
  continueConversation,
  endSilence,
  endWait,
  forceTakeOver,
  handOff,
  release,
  resolve,
  resume,
  takeOver,
} from './control.ts'
import type { Decision, Known, Living } from './decision.ts'
import { flagHandoff, giveFeedback, markFlags, raiseUnanswered, wakeFlags } from './flags.ts'
import { addMessage } from './message.ts'
import { addNote, discardDraft, whisper } from './note.ts'
import { endOffer, leaveToAi, offer } from './offers.ts'
import { openConversation } from './open.ts'
import { reopen } from './reopen.ts'
import {
  createService,
  deleteService,
  type KnownServices,
  setMode,
  setModes,
  undoMode,
  updateService,
} from './service.ts'

type ServiceCommandName = 'createService' | 'updateService' | 'deleteService' | 'setMode' | 'setModes' | 'undoMode'

type Deciders = { [N in ConversationCommandName]: (command: CommandOf<N>, known: Living) => Decision | Refusal }
type ServiceDeciders = {
  [N in ServiceCommandName]: (command: CommandOf<N>, known: KnownServices) => Decision | Refusal
}

const living: Omit<Deciders, 'openConversation'> = {
  addMessage,
  continueConversation,
  giveFeedback,
  handOff,
  flagHandoff,
  takeOver,
  forceTakeOver,
  release,
  resume,
  resolve,
  reopen,
  assign,
  addNote,
  whisper,
  markFlags,
  raiseUnanswered,
  wakeFlags,
  endSilence,
  discardDraft,
  offer,
  endOffer,
  leaveToAi,
  endWait,
}

const serviceDeciders: ServiceDeciders = { createService, updateService, deleteService, setMode, setModes, undoMode }

export type ServiceCommand = { [N in ServiceCommandName]: CommandOf<N> }[ServiceCommandName]

/** A command about one conversation. Unknown ids and foreign ones look the same (L7). */
export function decide(command: ConversationCommand, known: Known): Decision | Refusal {
  if (command.name === 'openConversation') return openConversation(command, known)
  const { conversation, service } = known
  if (!conversation || !service) return refuse('not_found')
  const decider = living[command.name] as (command: ConversationCommand, known: Living) => Decision | Refusal
  return decider(command, { ...known, conversation, service })
}

/** A command about services. */
export function decideService(command: ServiceCommand, known: KnownServices): Decision | Refusal {
  const decider = serviceDeciders[command.name] as (command: ServiceCommand, known: KnownServices) => Decision | Refusal
  return decider(command, known)
}

export const isServiceCommand = (command: { name: string }): command is ServiceCommand =>
  Object.hasOwn(serviceDeciders, command.name)
