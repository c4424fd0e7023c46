import type { Line } from '../kit/log.ts'
import { type Stand, walk } from './walk.ts'

/** L1: at most one operator owns a conversation at any point of the log, and what an owner alone may do, its owner did. */
export function checkOwners(lines: readonly Line[]): string[] {
  const broken: string[] = []
  walk(lines, (line, before) => {
    const wrong = before && fault(line, before)
    if (wrong) broken.push(`L1: ${line.seq} in ${line.conversationId}: ${wrong}`)
  })
  return broken
}

function fault(line: Line, { owner, ended, wentOn }: Stand): string | null {
  const holds = owner ? `${owner.name} holds it` : 'nobody holds it'
  switch (line.type) {
    case 'conversation.claimed':
      if (ended) return 'claimed after its end'
      return owner && !isForced(line, owner) ? `claimed by ${line.data.owner.name} while ${holds}` : null
    case 'conversation.assigned':
      if (ended) return 'assigned after its end'
      return owner && line.data.by?.id !== owner.id && !isForced(line, owner)
        ? `assigned by ${line.data.by?.name} while ${holds}`
        : null
    case 'conversation.released':
      return line.data.owner.id === owner?.id ? null : `released by ${line.data.owner.name} while ${holds}`
    case 'conversation.resumed':
      return owner === null || line.data.owner?.id === owner.id
        ? null
        : `resumed by ${line.data.owner?.name} while ${holds}`
    case 'message.added':
      if (ended) return `a message of ${line.data.message.role} after its end`
      if (line.data.message.role !== 'operator') return null
      return line.actor.kind === 'operator' && line.actor.id === owner?.id
        ? null
        : `a message of ${line.data.message.author} while ${holds}`
    case 'conversation.resolved':
      if (ended) return 'resolved a second time'
      return owner && line.data.by?.id !== owner.id ? `resolved by ${line.data.by?.name} while ${holds}` : null
    case 'conversation.reopened':
      if (!ended) return `reopened by ${line.data.by.name} while it was open`
      return wentOn ? 'reopened after the customer had gone on in a later session' : null
    case 'conversation.continued':
      return ended ? null : 'continued in another session while it is open'
    default:
      return null
  }
}

/** B12: a supervisor took it, with a reason, and the line says from whom. */
const isForced = (
  { data }: Extract<Line, { type: 'conversation.claimed' | 'conversation.assigned' }>,
  owner: { id: string },
): boolean => Boolean(data.reason) && data.from?.id === owner.id
