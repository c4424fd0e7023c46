import { For } from 'solid-js'
import { KeyList, type Shortcut } from '../../ui/keyboard.tsx'
import './help.css'
import { Chapter, Term, Terms } from './parts.tsx'

/** Help for the Human Agents screen, inside the screen. Its “Common issues” are those of seeds/000 that this screen can have. */
export function HumanAgentsHelp() {
  return (
    <article class="help-text">
      <p>
        The conversations that people have: those that a customer or the AI handed over, and those that somebody took.
        You read what happened, claim one, answer, note what colleagues should know, and resolve it.
      </p>
      <Chapter id="help-views" title="Views and filters">
        <Terms>
          <Term sign="Human Agent view">
            Groups by operator, and an Unassigned group for those that nobody owns yet.
          </Term>
          <Term sign="AI Agent view">Groups by the AI agent that handled the conversation.</Term>
          <Term sign="Filters">
            By owner, service, flag, long wait. One that you use often can be saved under a name, in this browser.
          </Term>
        </Terms>
      </Chapter>
      <Chapter id="help-claim" title="Claim and answer">
        <p>
          Click Assign, then Me. The message input becomes available, and the customer is told that you joined. To hand
          the conversation to a teammate, pick a name: beside each stands how many conversations that person already
          owns.
        </p>
        <p>
          Check which tab is active before sending: Reply goes to the customer, Notes stays internal. The frame changes
          with it, and says who will read.
        </p>
      </Chapter>
      <Chapter id="help-resolve" title="Resolve">
        <p>
          Before resolving, leave a Private note summarizing the outcome. If the conversation escalates again, the next
          operator sees your note. If the customer writes again, a new session starts.
        </p>
      </Chapter>
      <Chapter id="help-issues" title="Common issues">
        <Terms>
          <For each={issues}>{({ symptom, fix }) => <Term sign={symptom}>{fix}</Term>}</For>
        </Terms>
      </Chapter>
      <Chapter id="help-keys" title="Keyboard">
        <KeyList shortcuts={shortcuts} />
        <p>Letters work outside of text fields. They can be switched off on your profile.</p>
      </Chapter>
    </article>
  )
}

const issues: readonly { symptom: string; fix: string }[] = [
  {
    symptom: 'No escalations reach the workspace',
    fix: 'The empty list names the services that hand over nothing, each with the reason: their mode, or “Allow human handoff”.',
  },
  {
    symptom: 'An operator does not see Human Agents',
    fix: 'The account has another role. An administrator sets it to Tenant Operator on the Users tab of Identity.',
  },
  {
    symptom: 'No message input at the bottom of the chat',
    fix: 'The conversation is unassigned: click Assign, then Me. One that a teammate owns takes private notes alone.',
  },
  {
    symptom: 'The Resolve button is missing',
    fix: 'The conversation is not assigned: assign it first. On one that a teammate owns the button says who may press it.',
  },
  {
    symptom: 'No browser notifications arrive',
    fix: 'They are enabled in each browser by itself, on the Profile page, and the browser must allow them.',
  },
]

/** What the screen listens to (pages/human-agents/human-agents-keys.ts). */
const shortcuts: readonly Shortcut[] = [
  { does: 'All shortcuts', keys: ['?'] },
  { does: 'Next, most urgent', keys: ['N'] },
  { does: 'Down, up', keys: ['J', 'K'] },
  { does: 'Open', keys: ['Enter'] },
  { does: 'Keep open beside', keys: ['V'] },
  { does: 'Chat to the left, to the right', keys: [',', '.'] },
  { does: 'Assign to me', keys: ['T'] },
  { does: 'Assign', keys: ['A'] },
  { does: 'Reply', keys: ['R'] },
  { does: 'Private note', keys: ['P'] },
  { does: 'Send', keys: ['Enter'] },
  { does: 'New line', keys: ['Shift', 'Enter'] },
  { does: 'Information', keys: ['O'] },
  { does: 'Release', keys: ['L'] },
  { does: 'Resume AI', keys: ['I'] },
  { does: 'Resolve', keys: ['E'] },
  { does: 'Search', keys: ['/'] },
  { does: 'Human Agents', keys: ['G'], next: ['A'] },
  { does: 'Close, keep the text', keys: ['Esc'] },
]
