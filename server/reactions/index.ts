// What Baton does by itself after a commit: each task kind of domain/tasks.ts and its reaction. They act through the gate, like everybody.

import type { Sql } from '../../db/connect.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { Answerer, AnswererName } from '../ai/answerer.ts'
import type { Clock } from '../clock.ts'
import type { Gate } from '../gate/gate.ts'
import type { Hub } from '../hub/hub.ts'
import type { Sights } from '../identity/sights.ts'
import type { Destinations } from '../live/destination.ts'
import type { Given } from '../live/given.ts'
import type { Live } from '../live/live.ts'
import type { SwitchBoard } from '../live/switches.ts'
import type { SendPush } from '../push/send.ts'
import type { Reactions } from '../worker.ts'
import { answer } from './answer.ts'
import { lapse } from './lapse.ts'
import { notify } from './notify.ts'
import { route } from './route.ts'
import { endSilence, offerOver, waitOver, wakeFlags } from './timers.ts'
import { unanswered } from './unanswered.ts'
import { dropUpload } from './uploads.ts'

export interface ReactionDeps {
  sql: Sql
  gate: Gate
  hub: Hub
  clock: Pick<Clock, 'now' | 'elapsed'>
  sendPush: SendPush
  answerers: Partial<Record<AnswererName, Answerer>>
  destinations: Destinations
  live: Pick<Live, 'changed'>
  given: Given
  switches: Pick<SwitchBoard, 'of'>
  sights: Pick<Sights, 'of' | 'ready' | 'scopes'>
  /** Calls back with the present fold whenever control of this conversation may have changed; returns how to stop. */
  watch(workspaceId: string, conversationId: string, changed: (now: Conversation | null) => void): () => void
}

export const createReactions = (deps: ReactionDeps): Reactions => ({
  answer: answer(deps),
  unanswered: unanswered(deps),
  wakeFlags: wakeFlags(deps),
  endSilence: endSilence(deps),
  route: route(deps),
  offerOver: offerOver(deps),
  waitOver: waitOver(deps),
  lapse: lapse(deps),
  notify: notify(deps),
  dropUpload: dropUpload(deps),
})

/** Watching control over the hub's events: a conversation's own, and mode changes, which concern all. */
export function createWatch(hub: Hub): ReactionDeps['watch'] {
  const watchers = new Map<string, Set<(now: Conversation | null) => void>>()
  const call = (workspaceId: string, id: string) => {
    for (const changed of watchers.get(`${workspaceId} ${id}`) ?? []) changed(hub.peek(workspaceId, id))
  }
  hub.onEvent((workspaceId, event) => {
    if (event.conversationId !== null) call(workspaceId, event.conversationId)
    else if (event.type === 'mode.changed' || event.type === 'service.deleted')
      for (const key of watchers.keys())
        if (key.startsWith(`${workspaceId} `)) call(workspaceId, key.slice(workspaceId.length + 1))
  })
  return (workspaceId, conversationId, changed) => {
    const key = `${workspaceId} ${conversationId}`
    const set = watchers.get(key) ?? new Set()
    watchers.set(key, set.add(changed))
    return () => {
      set.delete(changed)
      if (set.size === 0) watchers.delete(key)
    }
  }
}
