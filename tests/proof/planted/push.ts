import type { Bug } from './bug.ts'

const push = (name: string) => ({ file: 'tests/api/push.test.ts', name })

/** Bugs that break notifications (F6). */
export const pushBugs: readonly Bug[] = [
  {
    id: 'told-to-whoever-it-was-once',
    breaks: ['F6', 'L7'],
    file: 'server/reactions/notify.ts',
    find: 'if (!service || standing(conversation, service).owner?.id !== userId) return null',
    replace: 'if (!service) return null',
    test: push('L7: nothing is told to whom it does not concern any more'),
  },
  {
    id: 'an-own-act-is-told',
    breaks: ['F6'],
    file: 'domain/notification.ts',
    find: 'return isOwnHand(event, event.data.owner) ? null : event.data.owner',
    replace: 'return event.data.owner',
    test: push('goes to the assignee alone'),
  },
  {
    id: 'a-session-that-is-over-is-told',
    breaks: ['F6', 'L7'],
    file: 'db/push.ts',
    find: 'join sessions s on s.id = p.session_id and s.expires_at > now()',
    replace: 'join sessions s on s.id = p.session_id',
    test: push('with the session that allowed it'),
  },
  {
    id: 'a-repetition-looks-new',
    breaks: ['L12', 'F6'],
    file: 'client/service-worker/show.ts',
    find: 'if (told.includes(event)) return true',
    replace: 'if (told.includes(event)) return false',
    test: { file: 'tests/client/service-worker/worker.test.ts', name: 'what comes twice is shown once' },
  },
  {
    id: 'a-browser-sends-us-inside',
    breaks: ['F6'],
    file: 'server/push/endpoint.ts',
    find: '|| isInside(url.hostname))',
    replace: ')',
    test: { file: 'tests/domain/push.test.ts', name: 'is not: nobody sends Baton into the network' },
  },
]
