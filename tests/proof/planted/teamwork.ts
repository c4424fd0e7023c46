import type { Bug } from './bug.ts'

const supervise = (name: string) => ({ file: 'tests/api/supervise.test.ts', name })

/** Bugs in what a supervisor does and colleagues tell one another (B12). */
export const teamworkBugs: readonly Bug[] = [
  {
    id: 'anybody-takes-over-by-force',
    breaks: ['B12', 'L1'],
    file: 'domain/rights.ts',
    find: "forceTakeOver: ['operator:supervise']",
    replace: "forceTakeOver: ['operator:supervise', 'operator:write']",
    test: { file: 'tests/domain/rights.test.ts', name: 'F4: an operator takes over, writes, marks' },
  },
  {
    id: 'a-reason-is-right-enough-to-reassign',
    breaks: ['B12', 'L1'],
    file: 'domain/rights.ts',
    find: "return command.reason === undefined ? null : 'operator:supervise'",
    replace: 'return null',
    test: supervise('who may not supervise does not'),
  },
  {
    id: 'the-customer-reads-why-it-was-taken',
    breaks: ['B12', 'L8'],
    file: 'domain/decide/message.ts',
    find: 'notice(known, conversation, notices.joined(operator.name), conversation.turn + 1),',
    replace:
      "notice(known, conversation, notices.joined(operator.name) + (forced?.reason ?? ''), conversation.turn + 1),",
    test: supervise('L8: the customer hears who joined'),
  },
  {
    id: 'who-lost-it-is-not-named',
    breaks: ['B12', 'L10'],
    file: 'domain/decide/message.ts',
    find: '...forced, epoch: service.epoch',
    replace: 'reason: forced?.reason, epoch: service.epoch',
    test: supervise('a supervisor takes what another holds'),
  },
  {
    id: 'a-refused-transfer-leaves-its-note',
    breaks: ['L1'],
    file: 'domain/decide/control.ts',
    find: '  if (from && command.reason === undefined) return claimedByOther(known)\n  const { note } = command\n',
    replace:
      '  const { note } = command\n  if (from && command.reason === undefined) return note ? decision([noted(known, { ...note, author: command.operator })]) : claimedByOther(known)\n',
    test: supervise('one that was refused leaves no note behind'),
  },
  {
    id: 'customers-hear-whispers',
    breaks: ['L8'],
    file: 'domain/decide/note.ts',
    find: "return decision([by(known.actor)('operator.whispered', { whisper: { id, text, author, to: owner } })], {",
    replace:
      "return decision([by(known.actor)('message.added', { message: { id, role: 'operator', text, author: author.name }, turn: conversation.turn })], {",
    test: supervise('a colleague whispers to whoever holds it'),
  },
  {
    id: 'the-second-writes-over-the-first',
    breaks: ['L10'],
    file: 'server/canned-replies.ts',
    find: "if (now.version !== version) return refuse('changed_since', { current: now })",
    replace: '',
    test: { file: 'tests/api/canned-replies.test.ts', name: 'of two who change one the second is shown' },
  },
  {
    id: 'the-customer-finds-what-is-not-sent',
    breaks: ['L8'],
    file: 'db/attachments.ts',
    find: 'and (a.side = ${side} or ${isSent(sql)})`',
    replace: '`',
    test: { file: 'tests/api/attachments.test.ts', name: 'L8: what an operator has brought and not sent' },
  },
  {
    id: 'files-of-any-conversation',
    breaks: ['L7'],
    file: 'db/attachments.ts',
    find: 'and a.conversation_id = ${conversationId} and a.id = ${id}\n',
    replace: 'and a.id = ${id}\n',
    test: { file: 'tests/api/attachments.test.ts', name: 'L7: another conversation’s customer finds nothing' },
  },
  {
    id: 'what-was-sent-is-dropped',
    breaks: ['L3'],
    file: 'db/attachments.ts',
    find: 'a.id = ${id} and not ${isSent(sql)}`',
    replace: 'a.id = ${id}`',
    test: { file: 'tests/api/attachments.test.ts', name: 'what was brought and never sent is dropped' },
  },
  {
    id: 'canned-replies-of-services-out-of-sight',
    breaks: ['G1', 'L7'],
    file: 'server/canned-replies.ts',
    find: '(await readCannedReplies(sql, workspaceId, null)).filter(({ serviceId }) => canSee(sight, serviceId)),',
    replace:
      '(await readCannedReplies(sql, workspaceId, null)).filter(({ serviceId }) => canSee(sight && null, serviceId)),',
    test: { file: 'tests/api/canned-replies.test.ts', name: 'G1: those of a service are for whoever sees' },
  },
]
