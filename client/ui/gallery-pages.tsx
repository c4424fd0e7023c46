import { createSignal } from 'solid-js'
import { Foot, places, setup } from './gallery-handoff.tsx'
import * as ui from './index.ts'

const instructions =
  'You answer questions about orders, delivery and damaged goods for Lampwright, a lamp shop. Be brief and concrete. Name dates, not “soon”. Never promise a refund: offer a replacement, or hand over.'

/** A settings page with its unsaved bar. */
export function GallerySettings() {
  const [immediate, setImmediate] = createSignal(false)
  const [claims, setClaims] = createSignal<'finish' | 'return'>('finish')
  return (
    <ui.Shell
      crumb="AI Agents"
      title="Orders"
      path="/ai-agents/orders"
      places={places}
      setup={setup}
      aside={
        <>
          <ui.Badge status="ai_active">Running</ui.Badge>
          <span class="only-wide">
            <ui.Button size="sm" icon="stop">
              Stop agent
            </ui.Button>
          </span>
        </>
      }
      status={<ui.ConnectionBadge state="connected" age={300} place={48211} />}
      foot={<Foot />}
    >
      <div class="settings">
        <nav class="settings-nav" aria-label="On this page">
          <a href="#i" aria-current="true">
            Instructions
          </a>
          <a href="#w">Workflow</a>
          <a href="#a">Advanced</a>
          <a href="#s">Services and mode</a>
        </nav>
        <form class="form" onSubmit={(event) => event.preventDefault()}>
          <ui.Banner tone="warn" icon="refresh" boxed>
            <b>Restart to apply.</b> Saved changes take effect when the agent starts again: Stop agent, wait for
            Stopped, then Start agent.
          </ui.Banner>
          <ui.Sheet title="Instructions" aside="201 of 8,000 characters">
            <ui.Field label="What this agent does, and how it speaks">
              {(field) => (
                <textarea class="input" rows="4" {...field}>
                  {instructions}
                </textarea>
              )}
            </ui.Field>
            <ui.SwitchRow
              label="Allow human handoff"
              checked
              reason="Unavailable: this agent’s workflow was changed in Advanced mode, so handoff is set there."
              hint={
                <>
                  <a class="link" href="#w">
                    Go to the workflow
                  </a>{' '}
                  or{' '}
                  <a class="link" href="#r">
                    restore the default process
                  </a>
                  .
                </>
              }
              onChange={() => {}}
            />
            <ui.Field label="Handoff Conditions" hint="Kept, not used while the workflow decides.">
              {(field) => (
                <textarea class="input" rows="2" disabled {...field}>
                  Transfer to a human agent when the customer asks for a person, wants a refund, or is upset.
                </textarea>
              )}
            </ui.Field>
          </ui.Sheet>
          <ui.Sheet title="Advanced" two>
            <ui.Field label="Model" hint="An OpenAI-compatible address.">
              {(field) => <input class="input" value="built-in" {...field} />}
            </ui.Field>
            <ui.SwitchRow
              label="Immediate human handoff"
              hint="Every conversation goes to a person from the first message."
              checked={immediate()}
              onChange={setImmediate}
            />
            <ui.Field label="Answers in" error="Choose one of the languages of the service.">
              {(field) => (
                <ui.Select {...field}>
                  <option>English</option>
                  <option>Nederlands</option>
                </ui.Select>
              )}
            </ui.Field>
            <ui.Field label="Key" aside="shown once">
              {() => (
                <span class="secret">
                  <span class="mono">bt_live_9d2a7c41e0b8</span>
                  <ui.IconButton icon="copy" label="Copy the key" />
                </span>
              )}
            </ui.Field>
            <div class="full">
              <ui.Choices
                legend="Claims"
                value={claims()}
                options={[
                  { value: 'finish', label: 'Let claims finish', hint: '3 stay with their people' },
                  { value: 'return', label: 'Return all to the AI', hint: '3 people are told' },
                ]}
                onChoose={setClaims}
              />
            </div>
          </ui.Sheet>
          <ui.Sheet title="Services and mode" aside="1 service">
            <div class="row wrap">
              <b class="strong">Customer Care</b>
              <span class="meta">7 open</span>
              <ui.ModeGroup class="push" label="Mode of Customer Care" value="human_supported" onChoose={() => {}} />
            </div>
          </ui.Sheet>
          <ui.Sheet title="Keys" foot={<ui.Button icon="plus">Create a key</ui.Button>}>
            <ul class="list">
              <li>
                <ui.Icon name="key" />
                <b>Shop front</b>
                <span class="meta">bt_live_…77 · last used 14:20</span>
                <span class="push" />
                <ui.Button size="sm" variant="ghost" icon="trash">
                  Revoke
                </ui.Button>
              </li>
              <li>
                <ui.Icon name="link" />
                <b>Warehouse</b>
                <span class="meta">bt_live_…02 · never used</span>
                <span class="push" />
                <ui.Button size="sm" variant="ghost" icon="trash">
                  Revoke
                </ui.Button>
              </li>
            </ul>
          </ui.Sheet>
          <ui.UnsavedBar open onSave={() => {}} onDiscard={() => {}} />
        </form>
      </div>
    </ui.Shell>
  )
}

/** Sign in, with a failure. */
export function GalleryDoor() {
  const [email, setEmail] = createSignal('mira@lampwright.example')
  return (
    <ui.Door
      title="Sign in"
      text="To the workspace of Lampwright."
      foot="Baton, self-hosted. Nothing leaves this machine."
      below={
        <ui.Banner tone="blue" icon="info" boxed>
          Forgotten? An administrator of your workspace can set a new password under People.
        </ui.Banner>
      }
    >
      <form onSubmit={(event) => event.preventDefault()}>
        <ui.Field label="Email">
          {(field) => (
            <input
              class="input"
              type="email"
              autocomplete="username"
              value={email()}
              onInput={(event) => setEmail(event.currentTarget.value)}
              {...field}
            />
          )}
        </ui.Field>
        <ui.Field label="Password" error="That is not the password of this address. 4 tries are left.">
          {(field) => <ui.PasswordInput autocomplete="current-password" value="lamplight" {...field} />}
        </ui.Field>
        <ui.Button variant="primary" size="wide" type="submit">
          Sign in
        </ui.Button>
        <span class="or">or</span>
        <ui.Button size="wide" icon="key">
          Sign in with your company
        </ui.Button>
      </form>
    </ui.Door>
  )
}
