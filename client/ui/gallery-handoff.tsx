import { Switch as Case, createSignal, For, Match, Show } from 'solid-js'
import type { Mode } from '../../domain/mode.ts'
import * as ui from './index.ts'

export const places: ui.Place[] = [
  {
    href: '/handoff',
    name: 'Human Handoff',
    short: 'Handoff',
    icon: 'flag',
    count: 4,
    countLabel: '4 need attention',
    urgent: true,
  },
  {
    href: '/agents',
    name: 'Human Agents',
    short: 'Agents',
    icon: 'chat',
    count: 6,
    countLabel: '6 active conversations',
  },
  { href: '/sessions', name: 'Sessions', icon: 'list' },
  { href: '/analytics', name: 'Analytics', icon: 'chart' },
  { href: '/wall', name: 'Wall', icon: 'monitor' },
]

export const setup: ui.Place[] = [
  { href: '/ai-agents', name: 'AI Agents', icon: 'bot' },
  { href: '/services', name: 'Services', icon: 'sliders' },
  { href: '/people', name: 'People', icon: 'people' },
  { href: '/settings', name: 'Settings', icon: 'gear' },
]

export function Foot() {
  const [live, setLive] = createSignal(true)
  return (
    <>
      <div class="row">
        <span class="live-dot" classList={{ off: !live() }} />
        <span class="words">{live() ? 'Live on 2 services' : 'Not live'}</span>
        <span class="push" />
        <ui.Switch label="Go Live" checked={live()} onChange={setLive} />
      </div>
      <div class="row">
        <ui.Face name="Mira Solano" me />
        <span class="words">Mira Solano</span>
        <span class="words meta push">3 of 5</span>
      </div>
    </>
  )
}

export function TopStatus() {
  const [on, setOn] = createSignal(false)
  return (
    <>
      <ui.SoundChip on={on()} onToggle={() => setOn(!on())} />
      <ui.ConnectionBadge state="connected" age={300} place={48211} />
    </>
  )
}

const today = (time: string) => `2026-11-22T${time}:00`
const quoted = (text: string, cue: string) => (
  <>
    “<ui.Mark text={text} cues={[cue]} />”
  </>
)

type CardProps = Parameters<typeof ui.Card>[0]
const base = { href: '#', status: 'ai_active', control: 'ai', place: null } as const
const care = (): CardProps[] => [
  {
    ...base,
    control: 'waiting',
    status: 'paused',
    agent: 'Returns',
    place: 'Aarhus, Central Denmark',
    question: 'Refund for order LW-19877 was promised on Monday',
    startedAt: today('13:51'),
    messages: 18,
    attention: true,
    flags: [{ kind: 'negative_feedback' }],
    why: (
      <>
        <ui.Wait for={192_000} late /> · {quoted('third time I explain, this is a joke', 'this is a joke')} · 0.91
      </>
    ),
    holder: <ui.Holder />,
  },
  {
    ...base,
    control: 'waiting',
    status: 'paused',
    agent: 'Orders',
    place: 'Bristol, England',
    question: 'Cancel one of two lamps in LW-20431',
    startedAt: today('14:12'),
    messages: 8,
    attention: true,
    flags: [{ kind: 'help_requested' }, { kind: 'thumbs_down' }],
    why: (
      <>
        <ui.Wait for={52_000} /> · {quoted('just get me a human', 'get me a human')} · 0.98
      </>
    ),
    holder: <ui.Holder />,
  },
  {
    ...base,
    control: 'people',
    status: 'paused',
    agent: 'Returns',
    place: 'Tartu, Tartu County',
    question: 'The courier left the parcel with a neighbour who moved out',
    startedAt: today('13:38'),
    messages: 24,
    why: (
      <>
        <ui.Wait for={100_000} /> for Jonas, whose connection was lost
      </>
    ),
    holder: (
      <>
        <ui.Tag tone="warn" icon="unplug">
          At risk 0:48
        </ui.Tag>
        <ui.Holder name="Jonas Weidt" />
      </>
    ),
  },
  {
    ...base,
    agent: 'Orders',
    place: 'Leeds, England',
    question: 'Which of your dimmers work with a two-way staircase circuit?',
    startedAt: today('14:15'),
    messages: 6,
    attention: true,
    flags: [{ kind: 'non_answer' }],
    why: <>AI said {quoted('I don’t have that information', 'I don’t have that information')} · 0.94</>,
  },
  {
    ...base,
    control: 'people',
    status: 'paused',
    agent: 'Orders',
    place: 'Ghent, East Flanders',
    question: 'My floor lamp arrived with a cracked shade',
    startedAt: today('14:02'),
    messages: 8,
    current: true,
    flags: [
      { kind: 'help_requested', acked: true },
      { kind: 'thumbs_down', acked: true },
    ],
    why: 'Customer wrote 0:20 ago',
    holder: <ui.Holder name="Mira Solano" me />,
  },
  {
    ...base,
    agent: 'Orders',
    place: 'Utrecht, Utrecht',
    question: 'Can I change the delivery address of LW-20455?',
    startedAt: today('14:19'),
    messages: 4,
  },
  {
    ...base,
    agent: 'Orders',
    place: 'Porto, Norte',
    question: 'Do you ship pendant cables longer than three metres?',
    startedAt: today('14:20'),
    messages: 2,
    doing: 'AI is writing',
  },
]
const smart = (): CardProps[] => [
  {
    ...base,
    control: 'waiting',
    status: 'paused',
    agent: 'Tech Support',
    place: 'Graz, Styria',
    question: 'Bridge shows three red lights after last night’s update',
    startedAt: today('14:09'),
    messages: 3,
    attention: true,
    flags: [{ kind: 'thumbs_down' }],
    why: (
      <>
        <ui.Wait for={86_000} /> · on “Have you tried a restart?”
      </>
    ),
    holder: (
      <ui.Tag tone="warn" icon="warn">
        Agent not running
      </ui.Tag>
    ),
    fuse: 0.4,
  },
  {
    ...base,
    control: 'people',
    status: 'paused',
    agent: 'Tech Support',
    place: 'Cork, Munster',
    question: 'Two of six spots drop off the network every evening',
    startedAt: today('13:22'),
    messages: 31,
    why: 'Amara wrote 0:20 ago',
    holder: <ui.Holder name="Amara Okoye" live />,
  },
]

const tick = (control: ui.Tick['control'], attention = false): ui.Tick => ({ control, attention })
const ticks = [
  ...Array.from({ length: 6 }, () => tick('ai')),
  tick('ai', true),
  ...Array.from({ length: 3 }, () => tick('waiting', true)),
  tick('waiting'),
  ...Array.from({ length: 3 }, () => tick('people')),
]

/** The Human Handoff screen, composed of the parts as its page would. */
export function GalleryHandoff(props: { panel: string }) {
  const [mode, setMode] = createSignal<Mode>('human_supported')
  const [other, setOther] = createSignal<Mode>('human_only')
  const [saving, setSaving] = createSignal<Mode | null>(null)
  const choose = (next: Mode) => {
    setSaving(next)
    setTimeout(() => {
      setMode(next)
      setSaving(null)
    }, 700)
  }
  const list = (cards: CardProps[]) => (
    <ul class="cards">
      <For each={cards}>
        {(card) => (
          <li>
            <ui.Card {...card} />
          </li>
        )}
      </For>
    </ul>
  )
  return (
    <>
      <ui.Shell
        title="Human Handoff"
        path="/handoff"
        places={places}
        setup={setup}
        status={<TopStatus />}
        foot={<Foot />}
        onHelp={() => {}}
      >
        <div class="handoff">
          <div class="lane">
            <ui.Stats>
              <ui.Stat label="Active Conversations" value={14} href="#all">
                <ui.ControlTicks ticks={ticks} />
              </ui.Stat>
              <ui.Stat label="Needs Attention" value={4} tone="attn" hint="longest 3:12" href="#attention" />
              <ui.Stat label="Paused (Human)" value={7} tone="paused" hint="4 wait for a person" href="#paused" />
            </ui.Stats>
            <div class="tools">
              <ui.Button variant="primary" size="sm" iconEnd="arrow">
                Next
              </ui.Button>
              <ui.Menu
                size="sm"
                button="Most urgent first"
                items={
                  <ui.MenuChoice
                    label="Order"
                    value="urgent"
                    options={[
                      { value: 'urgent', label: 'Most urgent first' },
                      { value: 'new', label: 'Newest first' },
                      { value: 'old', label: 'Oldest first' },
                    ]}
                    onChoose={() => {}}
                  />
                }
              />
              <ui.IconButton variant="plain" icon="search" label="Filter conversations" />
              <span class="only-phone">
                <ui.Menu
                  size="sm"
                  button="Set all services"
                  items={
                    <ui.MenuChoice
                      label="Mode of all services"
                      value={null}
                      options={[
                        { value: 'ai_only', label: 'AI Only', mark: <ui.ModeKey mode="ai_only" on /> },
                        {
                          value: 'human_supported',
                          label: 'Human-Supported AI',
                          mark: <ui.ModeKey mode="human_supported" on />,
                        },
                        { value: 'human_only', label: 'Human Only', mark: <ui.ModeKey mode="human_only" on /> },
                      ]}
                      onChoose={() => {}}
                    />
                  }
                />
              </span>
              <div class="set only-wide">
                <span>Set all services</span>
                <ui.ModeGroup label="Mode of all services" value={null} onChoose={() => {}} />
              </div>
            </div>
            <ui.ServiceSection
              name="Customer Care"
              open={7}
              aside={<ui.ModeGroup label="Mode of Customer Care" value={mode()} saving={saving()} onChoose={choose} />}
            >
              {list(care())}
            </ui.ServiceSection>
            <ui.ServiceSection
              name="Smart Home Support"
              open={3}
              aside={<ui.ModeGroup label="Mode of Smart Home Support" value={other()} onChoose={setOther} />}
            >
              {list(smart())}
            </ui.ServiceSection>
            <ui.ServiceSection
              name="Sales & Advice"
              open={0}
              aside={
                <ui.ModeGroup
                  label="Mode of Sales & Advice"
                  value="ai_only"
                  reason="Only an administrator can change the mode"
                  onChoose={() => {}}
                />
              }
            >
              <ui.Empty icon="chat" title="No open conversation">
                The last one ended 18 minutes ago.
              </ui.Empty>
            </ui.ServiceSection>
          </div>
          <Case>
            <Match when={props.panel === 'held'}>
              <Held />
            </Match>
            <Match when={props.panel === 'free'}>
              <Free />
            </Match>
            <Match when={props.panel === 'mine'}>
              <Mine />
            </Match>
          </Case>
        </div>
      </ui.Shell>
      <Show when={props.panel !== 'bare'}>
        <ui.Toasts beside={props.panel !== 'none'}>
          <ui.Toast
            tone="attn"
            icon="frown"
            title="Refund for order LW-19877…"
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
            Negative Feedback · Customer Care · now
          </ui.Toast>
        </ui.Toasts>
      </Show>
    </>
  )
}

function Mine() {
  const [text, setText] = createSignal('Yes. It leaves our warehouse tonight and arrives on Friday before 14:00.')
  return (
    <ui.Panel label="Conversation">
      <ui.PanelHeader
        status="paused"
        onClose={() => {}}
        title="Visitor from Ghent"
        agent="Orders"
        facts="web · since 14:02 · 8 messages"
        here="Jonas is here"
      />
      <ui.Brief mood="Angry">Cracked shade, upload failed twice, wants it before Saturday.</ui.Brief>
      <ui.Transcript>
        <ui.Stretch control="ai" label="With the AI">
          <ui.Bubble role="customer" at={today('14:02')} text="Hi, my Tern floor lamp arrived with a cracked shade." />
          <ui.Bubble
            role="ai"
            by="Orders"
            at={today('14:02')}
            flags={['thumbs_down']}
            text="I am sorry. Please upload a photo under My orders, then we send a new one."
          />
          <ui.Bubble
            role="customer"
            at={today('14:17')}
            text="The upload failed twice, order LW-20418. Can I please talk to a person?"
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
        </ui.Stretch>
        <ui.Stretch control="waiting" label="Waiting for a person, 2 minutes">
          <ui.Marker>Transfer to human agent at {ui.moment(today('14:17'))}</ui.Marker>
        </ui.Stretch>
        <ui.Stretch control="people" label="With people">
          <ui.Bubble role="system" text="Mira has joined the conversation." />
          <ui.Draft
            kind="late"
            text="I have started a replacement for LW-20418. You need not return the broken shade."
            foot="Finished 0.4 s after you took over. It had looked up order LW-20418."
            onUse={() => {}}
            onDiscard={() => {}}
          />
          <ui.Bubble
            role="operator"
            by="Mira Solano"
            at={today('14:20')}
            text="Hello, Mira here. I see both failed uploads, no photo needed. A new shade is on its way."
          />
          <ui.Bubble role="customer" at={today('14:21')} text="Thank you! Will it come before the weekend?" />
        </ui.Stretch>
      </ui.Transcript>
      <div class="composer">
        <ui.Box
          label="Reply to the customer"
          reader="customer"
          enter="new-line"
          value={text()}
          onInput={setText}
          onSend={() => setText('')}
          tools={
            <>
              <ui.IconButton icon="tool" label="Run a tool" />
              <ui.IconButton icon="lock" label="Private note" />
            </>
          }
        />
        <div class="acts">
          <ui.Button icon="bot">Resume AI</ui.Button>
          <ui.Button>Release</ui.Button>
          <span class="meta push">You have held this for 1:08</span>
        </div>
      </div>
    </ui.Panel>
  )
}

function Held() {
  return (
    <ui.Panel label="Conversation held by another operator">
      <ui.PanelHeader
        status="paused"
        onClose={() => {}}
        title="Visitor from Tartu"
        agent="Returns"
        facts="web · since 13:38 · 24 messages"
        here="Amara is here"
      />
      <ui.Banner tone="blue">
        <b>Jonas Weidt</b> is handling this conversation, since <time>13:44</time>. You can read along and whisper to
        him.
      </ui.Banner>
      <ui.Transcript>
        <ui.Stretch control="ai" label="With the AI">
          <ui.Bubble
            role="customer"
            at={today('13:38')}
            text="The courier left my parcel with a neighbour. She moved out in August."
          />
          <ui.Bubble
            role="ai"
            by="Returns"
            at={today('13:38')}
            text="That is not how it should go. I can open a search with the courier, which takes up to five working days."
          />
        </ui.Stretch>
        <ui.Stretch control="waiting" label="Waiting, 2 minutes">
          <ui.Marker>Transfer to human agent at {ui.moment(today('13:42'))}</ui.Marker>
        </ui.Stretch>
        <ui.Stretch control="people" label="With people">
          <ui.Bubble role="system" text="Jonas has joined the conversation." />
          <ui.Bubble
            role="operator"
            by="Jonas Weidt"
            at={today('13:46')}
            text="I am calling the depot now. Please stay here, I will be back in two minutes."
          />
          <ui.Bubble role="customer" at={today('14:19')} text="Are you still there?" />
          <ui.Marker>Jonas lost the connection at 14:20, released in 0:48</ui.Marker>
          <ui.Typing role="customer" label="The customer is writing" />
        </ui.Stretch>
      </ui.Transcript>
      <div class="composer">
        <ui.Button variant="primary" size="wide" reason="Jonas Weidt is handling this conversation">
          Take Over Conversation
        </ui.Button>
        <div class="acts">
          <ui.Button icon="whisper">Whisper to Jonas</ui.Button>
          <ui.Button icon="bell">Tell me when it is free</ui.Button>
          <span class="push" />
          <ui.Button variant="ghost">Force…</ui.Button>
        </div>
      </div>
    </ui.Panel>
  )
}

function Free() {
  return (
    <ui.Panel label="Conversation that nobody holds">
      <ui.PanelHeader
        status="paused"
        onClose={() => {}}
        title="Visitor from Aarhus"
        agent="Returns"
        facts="web · since 13:51 · 18 messages"
      />
      <ui.Brief mood="Angry">Refund promised for Monday, still open, asked three times.</ui.Brief>
      <ui.Transcript>
        <ui.Stretch control="ai" label="With the AI">
          <ui.Bubble role="customer" at={today('13:51')} text="You promised me the refund for LW-19877 on Monday." />
          <ui.Bubble
            role="ai"
            by="Returns"
            at={today('13:51')}
            text="Refunds can take up to ten working days after the parcel has reached us."
          />
          <ui.Bubble
            role="customer"
            at={today('14:18')}
            text="This is the third time I explain, this is a joke. Monday was your date, not mine."
            cues={['this is a joke']}
          >
            <ui.WhyLine
              kind="negative_feedback"
              score={0.91}
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
        </ui.Stretch>
        <ui.Stretch control="waiting" label="Waiting for a person">
          <ui.Marker>Transfer to human agent at {ui.moment(today('14:18'))}</ui.Marker>
          <ui.Bubble role="system" text="A person will join, usually within three minutes." />
        </ui.Stretch>
      </ui.Transcript>
      <div class="composer">
        <ui.Button variant="primary" size="wide">
          Take Over Conversation
        </ui.Button>
        <div class="acts">
          <ui.Button icon="person">Assign</ui.Button>
          <span class="meta push">The customer is told that a person joined</span>
        </div>
      </div>
    </ui.Panel>
  )
}
