import type { Bug } from './bug.ts'

const workspace = (name: string) => ({ file: 'tests/client/console/human-agents.test.tsx', name })

/** Bugs that break a row of the Human Agents workspace. */
export const workspaceBugs: readonly Bug[] = [
  {
    id: 'a-note-becomes-a-reply',
    breaks: ['F14', 'L8'],
    file: 'client/console/pages/human-agents/reply-area.tsx',
    find: "if (now && before === false && !typed('note') && !atNote) choose('reply')",
    replace: "if (now && before === false) choose('reply')",
    test: workspace('what is typed as a note does not become a reply'),
  },
  {
    id: 'a-reply-for-everybody',
    breaks: ['F11', 'L1'],
    file: 'client/console/pages/human-agents/reply-area.tsx',
    find: "const mayReply = () => mine() || typed('reply')",
    replace: "const mayReply = () => mine() || typed('reply') || props.card.owner !== null",
    test: workspace('on a teammate’s conversation there is Notes, and no Reply'),
  },
  {
    id: 'an-input-before-the-claim',
    breaks: ['F11', 'F18'],
    file: 'client/console/pages/human-agents/reply-area.tsx',
    find: 'props.card.owner !== null || noting()',
    replace: 'true || noting()',
    test: workspace('an unassigned conversation has no input and no Resolve'),
  },
  {
    id: 'the-list-does-not-hear-of-a-new-owner',
    breaks: ['F8'],
    file: 'client/console/live/ranking.ts',
    find: ' ||\n      row.held.owner?.id !== held.owner?.id',
    replace: '',
    test: { file: 'tests/client/console/ranking.test.ts', name: 'a conversation that changes hands is listed anew' },
  },
  {
    id: 'a-sent-text-stays-in-another-tab',
    breaks: ['L4'],
    file: 'client/console/live/drafts.ts',
    find: 'known.get(key)?.[1](restore(value))',
    replace: 'void restore(value)',
    test: { file: 'tests/client/console/outbox.test.ts', name: 'is cleared in every tab' },
  },
  {
    id: 'one-person-reads-what-another-typed',
    breaks: ['L8'],
    file: 'client/console/live/drafts.ts',
    find: 'const prefixOf = (person: string) => `baton.typed.${person}.`',
    replace: "const prefixOf = (person: string) => (person ? 'baton.typed.' : '')",
    test: { file: 'tests/client/console/outbox.test.ts', name: 'is another person’s business' },
  },
]
