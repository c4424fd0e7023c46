import { createSignal, For } from 'solid-js'
import { icons } from './icons.ts'
import * as ui from './index.ts'

const swatches = [
  ['--ai-solid', 'AI Active'],
  ['--paused-solid', 'Paused'],
  ['--attn-solid', 'Attention'],
  ['--neg-fg', 'Negative Feedback'],
  ['--non-fg', 'Non-Answer'],
  ['--info-solid', 'Another person, focus'],
  ['--user-bg', 'Customer'],
  ['--human-bg', 'Human'],
  ['--system-bg', 'System'],
  ['--note-bg', 'Private'],
  ['--ink', 'Ink'],
  ['--sunken', 'Sunken'],
] as const
const variants = [
  ['primary', 'Send'],
  ['plain', 'Release'],
  ['danger', 'Resolve'],
  ['ghost', 'Discard'],
] as const
const shortcuts: ui.Shortcut[] = [
  { does: 'This list', keys: ['?'] },
  { does: 'Next, most urgent', keys: ['N'] },
  { does: 'Down, up', keys: ['J', 'K'] },
  { does: 'Open', keys: ['Enter'] },
  { does: 'Take over', keys: ['T'] },
  { does: 'Send', keys: ['Ctrl', 'Enter'] },
  { does: 'Reply', keys: ['R'] },
  { does: 'Private note', keys: ['P'] },
  { does: 'Release', keys: ['L'] },
  { does: 'Resume AI', keys: ['I'] },
  { does: 'Snooze', keys: ['Z'] },
  { does: 'False alarm', keys: ['F'] },
  { does: 'Search', keys: ['/'] },
  { does: 'Human Handoff', keys: ['G'], next: ['H'] },
  { does: 'Close, keep the text', keys: ['Esc'] },
]
const at = (time: string) => `2026-11-22T${time}:00`
const card = {
  href: '#',
  agent: 'Orders',
  control: 'ai',
  status: 'ai_active',
  messages: 9,
  startedAt: at('14:11'),
} as const

/** Every part in every state. */
export function GalleryStates() {
  const [open, setOpen] = createSignal<'none' | 'confirm' | 'dialog' | 'drawer' | 'keys'>('none')
  const [note, setNote] = createSignal('Promised Friday before 14:00.')
  const [tab, setTab] = createSignal<'reply' | 'notes'>('reply')
  const [on, setOn] = createSignal(true)
  const close = () => setOpen('none')
  const tabs = () => (
    <ui.BoxTabs
      value={tab()}
      tabs={[
        { value: 'reply', label: 'Reply', icon: 'send' },
        { value: 'notes', label: 'Notes', icon: 'lock', end: <ui.Count value={1} /> },
      ]}
      onChoose={setTab}
    />
  )
  return (
    <div class="gallery">
      <header>
        <span class="baton" aria-hidden="true" />
        <h1>Every part in every state</h1>
        <a class="link" href="?view=handoff">
          Handoff
        </a>
        <a class="link" href="?view=settings">
          Settings
        </a>
        <a class="link" href="?view=door">
          Sign in
        </a>
        <span class="push" />
        <ui.Legend />
      </header>
      <div class="gallery-columns">
        <ui.Sheet title="Colour is state">
          <div class="swatches">
            <For each={swatches}>
              {([token, name]) => (
                <span>
                  <i style={{ background: `var(${token})` }} />
                  {name}
                </span>
              )}
            </For>
          </div>
        </ui.Sheet>
        <ui.Sheet title="Buttons">
          <div class="table-wrap">
            <table class="buttons">
              <thead>
                <tr>
                  <th>kind</th>
                  <th>rest</th>
                  <th>hover</th>
                  <th>focus</th>
                  <th>disabled</th>
                  <th>busy</th>
                </tr>
              </thead>
              <tbody>
                <For each={variants}>
                  {([variant, word]) => (
                    <tr>
                      <th>{variant}</th>
                      <td>
                        <ui.Button variant={variant}>{word}</ui.Button>
                      </td>
                      <td>
                        <ui.Button variant={variant} class="is-hover">
                          {word}
                        </ui.Button>
                      </td>
                      <td>
                        <ui.Button variant={variant} class="is-focus">
                          {word}
                        </ui.Button>
                      </td>
                      <td>
                        <ui.Button variant={variant} reason="Session is already finished">
                          {word}
                        </ui.Button>
                      </td>
                      <td>
                        <ui.Button variant={variant} busy>
                          {word}
                        </ui.Button>
                      </td>
                    </tr>
                  )}
                </For>
                <tr>
                  <th>small</th>
                  <td>
                    <ui.Button size="sm">Snooze</ui.Button>
                  </td>
                  <td>
                    <ui.Button size="sm" class="is-hover">
                      Snooze
                    </ui.Button>
                  </td>
                  <td>
                    <ui.Button size="sm" class="is-focus">
                      Snooze
                    </ui.Button>
                  </td>
                  <td>
                    <ui.Button size="sm" reason="Not yours">
                      Snooze
                    </ui.Button>
                  </td>
                  <td>
                    <ui.Button size="sm" busy>
                      Snooze
                    </ui.Button>
                  </td>
                </tr>
              </tbody>
            </table>
          </div>
        </ui.Sheet>
        <ui.Sheet title="Mode group">
          <div class="stack">
            <span class="meta">Set</span>
            <span>
              <ui.ModeGroup label="Mode of Customer Care" value="human_supported" onChoose={() => {}} />
            </span>
          </div>
          <div class="stack">
            <span class="meta">Mixed, for Set all services</span>
            <span>
              <ui.ModeGroup label="Mode of all services" value={null} onChoose={() => {}} />
            </span>
          </div>
          <div class="stack">
            <span class="meta">Saving</span>
            <span>
              <ui.ModeGroup label="Mode of Sales" value="ai_only" saving="human_only" onChoose={() => {}} />
            </span>
          </div>
          <div class="stack">
            <span class="meta">Not yours to change</span>
            <span>
              <ui.ModeGroup
                label="Mode of Billing"
                value="ai_only"
                reason="Only an administrator can change the mode"
                onChoose={() => {}}
              />
            </span>
          </div>
        </ui.Sheet>
        <ui.Sheet title="Connection, age, sound">
          <div class="line">
            <ui.ConnectionBadge state="connected" age={300} place={48211} />
          </div>
          <div class="line">
            <ui.ConnectionBadge state="connecting" age={6400} place={48211} />
          </div>
          <div class="line">
            <ui.ConnectionBadge state="disconnected" age={42000} retryIn={3} />
          </div>
          <div class="line">
            <ui.SoundChip on={false} onToggle={() => {}} />
            <ui.SoundChip on onToggle={() => {}} />
          </div>
          <div class="line">
            <ui.Chip icon="bell" onClick={() => {}}>
              Enable notifications
            </ui.Chip>
            <ui.Chip icon="check" tone="on">
              Notifications enabled
            </ui.Chip>
          </div>
        </ui.Sheet>
        <ui.Sheet title="Badges, flags, tags">
          <div class="line">
            <ui.Badge status="ai_active" />
            <ui.Badge status="paused" />
            <ui.Badge status="resolved" />
            <ui.Badge status="unknown" />
          </div>
          <div class="line">
            <ui.FlagBadge kind="help_requested" />
            <ui.FlagBadge kind="thumbs_down" />
            <ui.FlagBadge kind="negative_feedback" />
            <ui.FlagBadge kind="non_answer" />
          </div>
          <div class="line">
            <ui.FlagBadge kind="help_requested" acked />
            <ui.FlagBadge kind="non_answer" acked />
          </div>
          <div class="line">
            <ui.AgentBadge name="Tech Support" />
            <ui.Tag tone="warn" icon="warn">
              Agent not running
            </ui.Tag>
          </div>
          <div class="line">
            <ui.Holder />
            <ui.Holder name="Mira Solano" me />
            <ui.Holder name="Amara Okoye" live />
            <ui.Tag tone="warn" icon="unplug">
              At risk 0:48
            </ui.Tag>
          </div>
          <div class="line">
            <ui.Count value={4} tone="attn" />
            <ui.Count value={6} />
            <ui.Count value={140} tone="ink" />
            <ui.Face name="Mira Solano" me size="lg" live />
            <ui.Face size="lg" />
          </div>
          <ui.Ribbon
            parts={[
              { control: 'ai', share: 9 },
              { control: 'waiting', share: 2 },
              { control: 'people', share: 5 },
            ]}
            label="9 min with AI, 2 waiting, 5 with people"
          />
        </ui.Sheet>
        <ui.Sheet title="Fields">
          <div class="grid">
            <ui.Field label="Name">{(field) => <input class="input" value="Amara Okoye" {...field} />}</ui.Field>
            <ui.Field label="Focus">{(field) => <input class="input is-focus" value="Billing" {...field} />}</ui.Field>
            <ui.Field label="Email" error="An e-mail address needs an @.">
              {(field) => <input class="input" value="amara.lampwright" {...field} />}
            </ui.Field>
            <ui.Field label="Workspace" hint="Set when the workspace was made.">
              {(field) => <input class="input" disabled value="Lampwright" {...field} />}
            </ui.Field>
            <ui.Field label="Role">
              {(field) => (
                <ui.Select {...field}>
                  <option>Tenant Operator</option>
                  <option>Tenant Admin</option>
                </ui.Select>
              )}
            </ui.Field>
            <ui.Field label="Password">{(field) => <ui.PasswordInput value="secret" {...field} />}</ui.Field>
            <div class="line">
              <ui.Switch label="Copilot" checked={on()} onChange={setOn} />
              <ui.Switch label="Off" checked={false} onChange={() => {}} />
              <ui.Switch label="Saving" checked busy onChange={() => {}} />
              <ui.Switch label="Not yours" checked reason="Only an administrator can change this" onChange={() => {}} />
            </div>
            <ui.Find value="" label="Search" placeholder="Name, order, words" onInput={() => {}} />
          </div>
          <ui.Segments
            label="View"
            value="human"
            options={[
              { value: 'human', label: 'Human Agent view' },
              { value: 'ai', label: 'AI Agent view' },
            ]}
            onChoose={() => {}}
          />
        </ui.Sheet>
      </div>
      <div class="gallery-columns">
        <section class="sheet span">
          <header>
            <h2>Cards</h2>
            <p class="meta">The rail on the left says who holds it; the border says whether it needs a person.</p>
          </header>
          <div class="body">
            <ul class="cards grid">
              <li>
                <ui.Card {...card} agent="Sales" place="Lyon, Rhône" question="With the AI, at rest" />
              </li>
              <li>
                <ui.Card
                  {...card}
                  agent="Sales"
                  place={null}
                  question="With the AI, place unknown, writing"
                  doing="AI is writing"
                />
              </li>
              <li>
                <ui.Card
                  {...card}
                  place="Leeds, England"
                  question="Needs attention, AI still answers"
                  attention
                  flags={[{ kind: 'non_answer' }]}
                  why={
                    <>
                      AI said “<ui.Mark text="I don’t have that information" cues={['I don’t have that information']} />
                      ” · 0.94
                    </>
                  }
                />
              </li>
              <li>
                <ui.Card
                  {...card}
                  control="waiting"
                  status="paused"
                  place="Bristol, England"
                  question="Needs attention, nobody yet"
                  attention
                  flags={[{ kind: 'help_requested' }, { kind: 'thumbs_down' }]}
                  why={
                    <>
                      <ui.Wait for={52000} /> · “just <mark>get me a human</mark>”
                    </>
                  }
                  holder={<ui.Holder />}
                />
              </li>
              <li>
                <ui.Card
                  {...card}
                  control="people"
                  status="paused"
                  place="Ghent, East Flanders"
                  question="Yours, open in the panel, flag acknowledged"
                  current
                  flags={[{ kind: 'help_requested', acked: true }]}
                  why="Customer wrote 0:20 ago"
                  holder={<ui.Holder name="Mira Solano" me />}
                />
              </li>
              <li>
                <ui.Card
                  {...card}
                  control="waiting"
                  status="paused"
                  place="Aarhus, Central Denmark"
                  question="Needs attention, open in the panel, its time is burning down"
                  current
                  attention
                  fuse={0.35}
                  flags={[{ kind: 'negative_feedback' }]}
                  why={
                    <>
                      <ui.Wait for={192000} late /> · “<mark>this is a joke</mark>” · 0.91
                    </>
                  }
                  holder={<ui.Holder />}
                />
              </li>
              <li>
                <ui.Card
                  {...card}
                  control="people"
                  status="paused"
                  place="Tartu, Tartu County"
                  question="Held by Jonas, connection lost"
                  why={
                    <>
                      <ui.Wait for={100000} /> for Jonas
                    </>
                  }
                  holder={
                    <ui.Tag tone="warn" icon="unplug">
                      At risk 0:48
                    </ui.Tag>
                  }
                />
              </li>
              <li>
                <ui.Card
                  {...card}
                  stale
                  agent="Tech Support"
                  place="Graz, Styria"
                  question="Cannot know: connection lost 42 s ago"
                  attention
                  flags={[{ kind: 'help_requested' }]}
                  why={<ui.Wait for={52000} />}
                />
              </li>
            </ul>
            <ul class="cards" style={{ width: '268px' }}>
              <li>
                <ui.MiniCard
                  href="#"
                  control="waiting"
                  name="Visitor from Aarhus"
                  text={<ui.Mark text="third time I explain, this is a joke" cues={['a joke']} />}
                  at={at('13:51')}
                  agent="Returns"
                  channel="web"
                  attention
                  wait={<ui.Wait for={192000} late />}
                  tags={<ui.FlagBadge kind="negative_feedback" />}
                />
              </li>
              <li>
                <ui.MiniCard
                  href="#"
                  control="people"
                  name="Ilse Vandamme"
                  text="Will it come before the weekend?"
                  at={at('14:22')}
                  agent="Orders"
                  channel="web"
                  current
                  wait={<ui.Tag tone="bad">0:34</ui.Tag>}
                />
              </li>
              <li>
                <ui.MiniCard
                  href="#"
                  control="people"
                  name="+43 ··· 118"
                  text="Call ended, follow up with the part"
                  at={at('14:05')}
                  agent="Tech Support"
                  channel="phone"
                  tags={
                    <ui.Tag tone="warn" icon="warn">
                      Agent not running
                    </ui.Tag>
                  }
                />
              </li>
            </ul>
          </div>
        </section>
      </div>
      <div class="gallery-columns">
        <ui.Sheet title="Who wrote this">
          <div>
            <ui.Stretch control="ai" label="With the AI">
              <ui.Bubble
                role="customer"
                at={at('14:17')}
                text="Can I please talk to a person?"
                cues={['talk to a person']}
              >
                <ui.WhyLine
                  kind="help_requested"
                  score={0.98}
                  onSeen={() => {}}
                  snooze={
                    <ui.Menu
                      size="sm"
                      variant="ghost"
                      button="Snooze"
                      items={<ui.MenuItem onSelect={() => {}}>5 minutes</ui.MenuItem>}
                    />
                  }
                  onFalseAlarm={() => {}}
                />
              </ui.Bubble>
              <ui.Bubble
                role="ai"
                by="Orders"
                at={at('14:17')}
                text="Of course. I am passing you on."
                flags={['thumbs_down']}
              />
              <ui.Bubble role="ai" by="Orders" text="I have looked up order LW-204" state="writing" />
            </ui.Stretch>
            <ui.Stretch control="waiting" label="Waiting">
              <ui.Marker>Transfer to human agent at {ui.moment(at('14:17'))}</ui.Marker>
            </ui.Stretch>
            <ui.Stretch control="people" label="With people">
              <ui.Bubble role="system" text="Mira has joined the conversation." />
              <ui.Bubble role="operator" by="Mira Solano" at={at('14:20')} text="Hello, Mira here." />
              <ui.Bubble role="operator" by="Mira Solano" at={at('14:20')} text="On its way." state="sending">
                <span class="under">Sending</span>
              </ui.Bubble>
              <ui.Bubble role="operator" by="Mira Solano" at={at('14:20')} text="It leaves tonight." state="failed">
                <span class="under">
                  <ui.Tag tone="bad" icon="warn">
                    Not sent
                  </ui.Tag>
                  <ui.Button size="sm" variant="ghost">
                    Try again
                  </ui.Button>
                </span>
              </ui.Bubble>
              <ui.Draft
                kind="copilot"
                text="It arrives on Friday before 14:00."
                from="order LW-20418"
                onUse={() => {}}
              />
              <ui.Note by="Tomasz Wrona" at={at('14:19')} text="Same batch as last week." />
              <ui.Bubble
                role="customer"
                at={at('14:21')}
                text={
                  '<img src=x onerror=alert(1)>\nA second line, and a verylongwordwithoutanyspacesthatmustbreaksomewhere.'
                }
                cues={['onerror']}
              >
                <ui.WhyLine kind="non_answer" score={0.71} settled="seen by Jonas" />
              </ui.Bubble>
              <ui.Typing role="customer" label="The customer is writing" />
            </ui.Stretch>
          </div>
        </ui.Sheet>
        <ui.Sheet title="Composer">
          <ui.Box
            label="Reply"
            reader={tab() === 'reply' ? 'customer' : 'team'}
            enter="sends"
            value={note()}
            readerText={tab() === 'reply' ? 'Ilse will read this' : 'Only your team reads this'}
            tabs={tabs()}
            onInput={setNote}
            onSend={() => setNote('')}
          />
          <ui.Box
            label="Note"
            reader="team"
            enter="sends"
            value="Promised Friday before 14:00."
            readerText="Only your team reads this"
            onInput={() => {}}
            onSend={() => {}}
          />
          <ui.Box
            label="Sending"
            reader="customer"
            enter="new-line"
            value="It leaves tonight."
            sending
            onInput={() => {}}
            onSend={() => {}}
          />
          <ui.Banner tone="red" boxed>
            <b>Not sent.</b> Jonas Weidt took over at 14:22. Your text is kept here.{' '}
            <a class="link" href="#d">
              Keep as note
            </a>
          </ui.Banner>
        </ui.Sheet>
        <ui.Sheet title="Banners">
          <div class="flush">
            <ui.Banner tone="blue">
              <b>Jonas Weidt</b> is handling this conversation, since 13:44.
            </ui.Banner>
            <ui.Banner tone="warn" icon="clock">
              <b>Nobody is live for this service.</b> The AI goes on and has told the customer that a person writes from
              08:00.
            </ui.Banner>
            <ui.Banner tone="red" icon="unplug" action={<ui.Button size="sm">Try now</ui.Button>}>
              <b>Disconnected.</b> What you see is from 14:21:07. Reconnecting, next try in 3 s.
            </ui.Banner>
            <ui.Banner tone="grey">
              <b>Cannot know.</b> Colours are off until the log is caught up: 48,211 of 48,390.
            </ui.Banner>
          </div>
        </ui.Sheet>
        <ui.Sheet title="Toasts">
          <ui.Toast
            tone="attn"
            icon="hand"
            title="Cancel one of two lamps in LW-20431"
            foot={
              <>
                <ui.Button size="sm" variant="primary">
                  Open
                </ui.Button>
                <ui.Button size="sm">Snooze 5 min</ui.Button>
              </>
            }
            onDismiss={() => {}}
          >
            Help Requested · Customer Care · now
          </ui.Toast>
          <ui.Toast
            tone="ok"
            action={
              <ui.Button size="sm" icon="undo">
                Reopen
              </ui.Button>
            }
          >
            Session resolved
          </ui.Toast>
          <ui.Toast tone="ok" action={<ui.Button size="sm">Undo 0:52</ui.Button>}>
            Customer Care is now Human Only. 5 wait.
          </ui.Toast>
          <ui.Toast tone="bad" title="Mode not changed." action={<ui.Button size="sm">Look</ui.Button>}>
            Somebody else set it to AI Only a second before.
          </ui.Toast>
        </ui.Sheet>
        <ui.Sheet title="Disabled, with the reason">
          <div class="tips">
            <For
              each={[
                'Session is already finished',
                'Session is already handled by an operator',
                'You do not have permission to hand over sessions',
                'This service is set to AI Only',
              ]}
            >
              {(reason) => (
                <div>
                  <span class="tip is-open">{reason}</span>
                  <ui.Button reason={reason}>Hand over to the operator</ui.Button>
                </div>
              )}
            </For>
          </div>
        </ui.Sheet>
        <ui.Sheet title="Empty">
          <ui.Empty title="Nothing needs attention">
            7 conversations are with the AI. The last flag was 18 minutes ago.
          </ui.Empty>
          <ui.Empty
            icon="people"
            title="No conversations are assigned to you"
            action={
              <ui.Button size="sm" variant="primary">
                Go Live
              </ui.Button>
            }
          >
            You are not live, so nothing is offered to you.
          </ui.Empty>
          <ui.Empty
            icon="search"
            title="No session matches “LW-99999”"
            action={<ui.Button size="sm">Search all days</ui.Button>}
          >
            Searched 212 sessions of today.
          </ui.Empty>
        </ui.Sheet>
        <ui.Sheet title="Loading">
          <ui.Loading cards={2} />
          <ui.CatchingUp at={48211} head={48390} />
          <ui.Stats>
            <ui.Stat label="Active Conversations" value={null} />
            <ui.Stat label="Needs Attention" value={0} tone="attn" />
            <ui.Stat label="Paused (Human)" value={0} tone="paused" />
          </ui.Stats>
        </ui.Sheet>
        <ui.Sheet title="Failed">
          <ui.Failed title="The conversation could not be loaded" requestId="7f3a-20c1" onRetry={() => {}}>
            Nothing is lost: it is in the log. The server answered too late.
          </ui.Failed>
          <ui.ErrorLine>A range must end after it starts: 13–9.</ui.ErrorLine>
        </ui.Sheet>
        <ui.Sheet title="Menus, dialogs, sheets">
          <div class="line">
            <ui.Menu
              size="sm"
              button="Snooze"
              icon="moon"
              items={
                <>
                  <ui.MenuLabel>Snooze</ui.MenuLabel>
                  <ui.MenuItem icon="moon" end={<ui.Kbd>Z</ui.Kbd>} onSelect={() => {}}>
                    5 minutes
                  </ui.MenuItem>
                  <ui.MenuItem icon="moon" onSelect={() => {}}>
                    Until the customer writes
                  </ui.MenuItem>
                  <ui.MenuLine />
                  <ui.MenuItem icon="flag" end={<ui.Kbd>F</ui.Kbd>} onSelect={() => {}}>
                    False alarm
                  </ui.MenuItem>
                  <ui.MenuItem icon="person" reason="supervisors only" onSelect={() => {}}>
                    Force takeover
                  </ui.MenuItem>
                </>
              }
            />
            <ui.Button size="sm" onClick={() => setOpen('confirm')}>
              Resolve
            </ui.Button>
            <ui.Button size="sm" onClick={() => setOpen('dialog')}>
              Set mode
            </ui.Button>
            <ui.Button size="sm" onClick={() => setOpen('drawer')}>
              Details
            </ui.Button>
            <ui.Button size="sm" icon="keyboard" onClick={() => setOpen('keys')}>
              Keys
            </ui.Button>
          </div>
          <div class="dialog flat">
            <header>
              <h2>Are you sure you want to resolve this session?</h2>
              <p>If Ilse writes again, a new session starts with the AI.</p>
            </header>
            <footer>
              <ui.Button variant="ghost">No</ui.Button>
              <ui.Button variant="danger">Yes</ui.Button>
            </footer>
          </div>
        </ui.Sheet>
        <ui.Sheet title="Keyboard">
          <ui.KeyList shortcuts={shortcuts} />
        </ui.Sheet>
        <ui.Sheet title="Unsaved">
          <ui.UnsavedBar open onSave={() => {}} onDiscard={() => {}} />
        </ui.Sheet>
        <ui.Sheet title="Icons">
          <div class="icons">
            <For each={Object.keys(icons) as ui.IconName[]}>
              {(name) => (
                <span>
                  <ui.Icon name={name} />
                  {name}
                </span>
              )}
            </For>
          </div>
        </ui.Sheet>
      </div>
      <ui.Confirm
        open={open() === 'confirm'}
        title="Are you sure you want to resolve this session?"
        text="If Ilse writes again, a new session starts with the AI."
        danger
        onYes={close}
        onClose={close}
      />
      <ui.Dialog
        open={open() === 'dialog'}
        title="Set Customer Care to Human Only?"
        text="The AI stops answering at once. Customers see nothing automated until a person replies."
        onClose={close}
        footer={
          <>
            <ui.Button variant="ghost" onClick={close}>
              Cancel
            </ui.Button>
            <ui.Button variant="primary" onClick={close}>
              Set to Human Only
            </ui.Button>
          </>
        }
      >
        <div class="preview">
          <p class="total">
            <b>7 open:</b> 3 with AI, 2 claimed, 2 waiting
          </p>
          <div class="flow">
            <ui.Ribbon
              tall
              parts={[
                { control: 'ai', share: 3 },
                { control: 'waiting', share: 2 },
                { control: 'people', share: 2 },
              ]}
              label="now"
            />
            <ui.Icon name="arrow" />
            <ui.Ribbon
              tall
              parts={[
                { control: 'waiting', share: 5 },
                { control: 'people', share: 2 },
              ]}
              label="after"
            />
          </div>
        </div>
        <ui.Choices
          legend="When"
          value="now"
          options={[
            { value: 'now', label: 'Now', hint: 'Undo for 60 seconds' },
            { value: 'later', label: 'At a time', hint: 'e.g. tonight 22:00 until 07:00' },
          ]}
          onChoose={() => {}}
        />
      </ui.Dialog>
      <ui.Drawer open={open() === 'drawer'} title="Information" onClose={close}>
        <dl class="facts">
          <dt>Name</dt>
          <dd>Ilse Vandamme</dd>
          <dt>Place</dt>
          <dd>Ghent, East Flanders</dd>
        </dl>
      </ui.Drawer>
      <ui.KeyboardSheet
        open={open() === 'keys'}
        shortcuts={shortcuts}
        note="Letters work outside of fields."
        onClose={close}
      />
    </div>
  )
}
