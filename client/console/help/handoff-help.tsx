import { For, type JSX } from 'solid-js'
import { FlagKind, flagLabel } from '../../../domain/flags.ts'
import { Mode, modeLabel } from '../../../domain/mode.ts'
import { AgentBadge, Badge, FlagBadge } from '../../ui/badge.tsx'
import { KeyList, Keys, type Shortcut } from '../../ui/keyboard.tsx'
import { ModeKey } from '../../ui/mode-group.tsx'
import './help.css'
import { Chapter, Term, Terms } from './parts.tsx'

/**
 * Help for the Human Handoff screen, inside the screen (H14): what a sheet shows. The words are those of seeds/004,
 * beside the badges as they look on the screen; the keyboard is Baton's own.
 */
export function HandoffHelp() {
  return (
    <article class="help-text">
      <p>
        The Human Handoff screen lets you monitor active customer conversations in real time and step in to respond
        manually when needed. It maintains a live connection to the conversation server and updates automatically: you
        don’t need to refresh the page.
      </p>
      <nav class="chapters" aria-label="On this page">
        <For each={Object.entries(chapters)}>
          {([id, title]) => (
            <button type="button" class="chip" onClick={() => leadTo(id)}>
              {title}
            </button>
          )}
        </For>
      </nav>
      <ConnectionStatus />
      <StatsBar />
      <ServiceModes />
      <ConversationList />
      <AttentionFlags />
      <TakingOver />
      <Notifications />
      <Keyboard />
    </article>
  )
}

const chapters = {
  'help-connection': 'Connection Status',
  'help-stats': 'Stats Bar',
  'help-modes': 'Service Modes',
  'help-list': 'Conversation List',
  'help-flags': 'Attention Flags',
  'help-takeover': 'Taking Over a Conversation',
  'help-notifications': 'Notifications',
  'help-keyboard': 'Keyboard',
} as const

/** Not a link to `#…`: the address belongs to the conversation that is open behind the sheet. */
function leadTo(id: string): void {
  const heading = document.getElementById(id)
  heading?.scrollIntoView({ block: 'start' })
  heading?.focus({ preventScroll: true })
}

function Section(props: { id: keyof typeof chapters; children: JSX.Element }) {
  return (
    <Chapter id={props.id} title={chapters[props.id]}>
      {props.children}
    </Chapter>
  )
}

/** Drawn like the indicator, but it announces nothing. */
function Conn(props: { state: 'connected' | 'connecting' | 'disconnected'; children: JSX.Element }) {
  return (
    <span class={`conn ${props.state}`}>
      <i aria-hidden="true" />
      {props.children}
    </span>
  )
}

function ConnectionStatus() {
  return (
    <Section id="help-connection">
      <p>A status indicator in the top-right corner shows whether the live connection to the server is active:</p>
      <Terms>
        <Term sign={<Conn state="connected">Connected</Conn>}>Green dot. Receiving live conversation updates.</Term>
        <Term sign={<Conn state="connecting">Connecting</Conn>}>Yellow dot. Attempting to establish a connection.</Term>
        <Term sign={<Conn state="disconnected">Disconnected</Conn>}>
          Red. The connection has been lost. The page will attempt to reconnect automatically, and then catches up:
          nothing is missed.
        </Term>
      </Terms>
      <p>
        Beside it stands how old what you see is. When that cannot be known, the colours leave: a grey card may have
        changed since.
      </p>
    </Section>
  )
}

function StatsBar() {
  return (
    <Section id="help-stats">
      <p>Three counters at the top of the screen give a live summary:</p>
      <Terms>
        <Term sign="Active Conversations">
          The total number of customer conversations currently in progress across all services.
        </Term>
        <Term sign={<span class="attn">Needs Attention</span>}>
          Conversations that have been automatically flagged as requiring human review (see Attention Flags below).
          Shown in red.
        </Term>
        <Term sign={<span class="paused-count">Paused (Human)</span>}>
          Conversations where a human agent has taken over and the AI is paused. Shown in orange. Some of them may still
          wait for a person.
        </Term>
      </Terms>
    </Section>
  )
}

/** H4–H6, word for word. */
const modeMeaning: Record<Mode, string> = {
  ai_only: 'The AI handles all conversations. Human handoff is not available to customers and agents cannot intervene.',
  human_supported:
    'The AI replies as normal, but human agents can monitor conversations, take over, and receive escalation requests. This is the standard handoff mode.',
  human_only: 'The AI is fully disabled. Customers see no automated responses until a human agent manually replies.',
}

function ServiceModes() {
  return (
    <Section id="help-modes">
      <p>
        Each service can be set to one of three operating modes using the button group shown next to its name. If you
        have multiple services, a <b>Set all services</b> control appears at the top right to change all services
        simultaneously.
      </p>
      <Terms>
        <For each={Mode.options}>
          {(mode) => (
            <Term
              sign={
                <>
                  <ModeKey mode={mode} on />
                  {modeLabel[mode]}
                </>
              }
            >
              {modeMeaning[mode]}
            </Term>
          )}
        </For>
      </Terms>
      <p>
        Only an administrator can change a mode. Before it changes, you see what that does to the open conversations;
        afterwards it can be undone.
      </p>
    </Section>
  )
}

function ConversationList() {
  return (
    <Section id="help-list">
      <p>Active conversations are listed under each service. Each card shows:</p>
      <Terms>
        <Term
          sign={
            <span class="row wrap">
              <Badge status="ai_active" />
              <Badge status="paused" />
            </span>
          }
        >
          <b>Status badge.</b> AI Active (green) when the AI is responding, or Paused (yellow) when a human has taken
          over.
        </Term>
        <Term sign={<AgentBadge name="Tech Support" />}>
          <b>Agent badge.</b> Which specialist agent is handling the conversation (e.g. Tech Support, Sales).
        </Term>
        <Term sign="Ghent, East Flanders">
          <b>Location.</b> The customer’s detected city and region, or “Location unknown”.
        </Term>
        <Term sign="“Where is my lamp?”">
          <b>Opening question.</b> A preview of the first thing the customer asked.
        </Term>
        <Term sign="14:02">
          <b>Time.</b> When the conversation started.
        </Term>
        <Term sign="8 messages">
          <b>Message count.</b> The total number of messages exchanged.
        </Term>
      </Terms>
      <p>The line at the left of a card, and beside the transcript, shows who holds the conversation:</p>
      <Terms>
        <For each={rails}>
          {([tone, name, meaning]) => (
            <Term
              sign={
                <span class="ribbon rail" role="img" aria-label={name}>
                  <i class={tone} style={{ flex: '1' }} />
                </span>
              }
            >
              {meaning}
            </Term>
          )}
        </For>
      </Terms>
    </Section>
  )
}

const rails = [
  ['ai', 'Solid green', 'Green: the AI answers.'],
  ['waiting', 'Hatched amber', 'Hatched: the AI is paused, and nobody has taken it yet.'],
  ['people', 'Solid amber', 'Amber: a person holds it.'],
] as const

/** H8, word for word. */
const trigger: Record<FlagKind, string> = {
  thumbs_down: 'The customer gave a thumbs-down rating after an AI response.',
  non_answer: 'The AI was unable to answer the customer’s question.',
  negative_feedback: 'Negative sentiment was detected in the conversation.',
  help_requested: 'The customer explicitly requested to speak to a human.',
}

function AttentionFlags() {
  return (
    <Section id="help-flags">
      <p>
        Conversations that need human review are highlighted with a <span class="outline-red">pulsing red border</span>{' '}
        and display a coloured badge on the right side of the card:
      </p>
      <Terms>
        <For each={FlagKind.options}>
          {(kind) => (
            <Term sign={<FlagBadge kind={kind} />}>
              <span class="sr">{flagLabel[kind]}: </span>
              {trigger[kind]}
            </Term>
          )}
        </For>
      </Terms>
      <p>
        These conversations also increment the Needs Attention counter in the stats bar. Once somebody has taken over,
        the badges become outlines.
      </p>
    </Section>
  )
}

function TakingOver() {
  return (
    <Section id="help-takeover">
      <p>Click any conversation card to open the conversation detail panel.</p>
      <h4>Conversation Panel</h4>
      <p>The panel shows the full chat transcript in a scrollable view, with messages colour-coded by role:</p>
      <Terms>
        <Term sign={<span class="said customer">User messages</span>}>Blue background, right-aligned.</Term>
        <Term sign={<span class="said ai">AI responses</span>}>White with a border, left-aligned.</Term>
        <Term sign={<span class="said operator">Human agent</span>}>Green background, left-aligned.</Term>
        <Term sign={<span class="said system">System</span>}>
          Yellow, centred and italicised (e.g. handoff notifications shown to the customer).
        </Term>
      </Terms>
      <h4>Taking Over</h4>
      <p>
        Click <b>Take Over Conversation</b> to claim the conversation and pause the AI. The customer sees a notification
        that a human agent has joined. Once you have taken over:
      </p>
      <ul class="points">
        <li>The Take Over button is replaced with a message input area.</li>
        <li>
          Type your response and click <b>Send</b>, or press <Keys keys={['Ctrl', 'Enter']} /> to send. Enter alone
          begins a new line.
        </li>
        <li>
          If another agent has already claimed the conversation, a blue banner shows their name and the Take Over button
          is disabled.
        </li>
      </ul>
      <h4>Resuming the AI</h4>
      <p>
        Click <b>Resume AI</b> to hand the conversation back to the AI. The AI will resume responding from the next
        customer message. A system message is shown to the customer.
      </p>
      <h4>Releasing</h4>
      <p>
        Click <b>Release</b> to release your claim on the conversation without resuming the AI. This allows another
        agent to take over, but leaves the conversation paused.
      </p>
    </Section>
  )
}

function Notifications() {
  return (
    <Section id="help-notifications">
      <p>
        When a new conversation requires attention (for example, when a customer gives a thumbs down or the AI fails to
        answer) a notification sound plays and a toast notification appears at the bottom-right of the screen, even if
        you are on a different page in the admin console. This allows you to monitor for escalations without keeping the
        Human Handoff page open.
      </p>
      <p>
        “Sound is off” in the top bar means that your browser plays nothing yet. Click it once; you can try the sound on
        your profile.
      </p>
    </Section>
  )
}

/** What the handoff screen listens to (pages/handoff/handoff-keys.ts). */
const shortcuts: readonly Shortcut[] = [
  { does: 'All shortcuts', keys: ['?'] },
  { does: 'Next, most urgent', keys: ['N'] },
  { does: 'Down, up', keys: ['J', 'K'] },
  { does: 'Open', keys: ['Enter'] },
  { does: 'Take over', keys: ['T'] },
  { does: 'Reply', keys: ['R'] },
  { does: 'Send', keys: ['Ctrl', 'Enter'] },
  { does: 'Private note', keys: ['P'] },
  { does: 'Use the draft', keys: ['D'] },
  { does: 'Assign', keys: ['A'] },
  { does: 'Resume AI', keys: ['I'] },
  { does: 'Release', keys: ['L'] },
  { does: 'Resolve', keys: ['E'] },
  { does: 'False alarm', keys: ['F'] },
  { does: 'Snooze 5 min', keys: ['Z'] },
  { does: 'Search', keys: ['/'] },
  { does: 'Human Handoff', keys: ['G'], next: ['H'] },
  { does: 'Close, keep the text', keys: ['Esc'] },
]

function Keyboard() {
  return (
    <Section id="help-keyboard">
      <KeyList shortcuts={shortcuts} />
      <p>Letters work outside of text fields. They can be switched off on your profile.</p>
    </Section>
  )
}
