import { For, Match, onCleanup, onMount, Show, Switch } from 'solid-js'
import type { Via } from '../../../domain/actor.ts'
import { Button, Empty, Face, Failed, Icon, moment, Sheet, when } from '../../ui/index.ts'
import { useSession } from '../session/session.tsx'
import { AuditFilters } from './audit/filters.tsx'
import { type AuditLine, createLines } from './audit/lines.ts'
import { apiQuery, useQuestion } from './audit/question.ts'
import { SettingsFrame } from './settings/frame.tsx'
import { requestIdOf } from './settings/sending.ts'
import { Shape } from './settings/shape.tsx'
import './audit/audit.css'

/** Settings → Audit: who did what, when, from where, out of the log itself (L10, G7). */
export default function SettingsAudit() {
  return (
    <SettingsFrame needs="workspace:admin">
      <Audit />
    </SettingsFrame>
  )
}

function Audit() {
  const { question, change, clear, filtered } = useQuestion()
  const query = () => apiQuery(question())
  const audit = createLines(query)
  return (
    <Sheet
      title="Audit"
      aside={
        <span class="row">
          <a class="btn sm" href={`/api/v1/audit.csv?${query()}`} download="audit.csv">
            CSV
          </a>
          <a class="btn sm" href={`/api/v1/audit.jsonl?${query()}`} download="audit.jsonl">
            JSON lines
          </a>
          <Button size="sm" icon="refresh" busy={audit.state() === 'first'} onClick={audit.reload}>
            Look again
          </Button>
        </span>
      }
    >
      <AuditFilters question={question()} filtered={filtered()} onChange={change} onClear={clear} />
      <Show when={audit.lines().length > 0}>
        <ol class="audit" aria-label="Audit">
          <For each={audit.lines()}>{(line) => <Line line={line} />}</For>
        </ol>
      </Show>
      <Switch>
        <Match when={audit.problem()}>
          {(problem) => (
            <Failed
              title="The audit could not be loaded"
              requestId={requestIdOf(problem())}
              retrying={audit.state() !== 'idle'}
              onRetry={audit.again}
            >
              {problem().message}
            </Failed>
          )}
        </Match>
        <Match when={audit.state() === 'first' && audit.lines().length === 0}>
          <Shape label="Loading the audit" lines={6} />
        </Match>
        <Match when={audit.hasMore()}>
          <Older busy={audit.state() !== 'idle'} onMore={audit.more} none={audit.lines().length === 0} />
        </Match>
        <Match when={audit.lines().length === 0}>
          <Empty icon="history" title="Nobody did such a thing" bare>
            {filtered()
              ? 'No line of the log fits what is asked for. Ask for less, or show everything.'
              : 'What people and programs do in this workspace is listed here, for ever.'}
          </Empty>
        </Match>
        <Match when={audit.lines().length > 0}>
          <p class="meta">This is the first line of the log that fits.</p>
        </Match>
      </Switch>
    </Sheet>
  )
}

/** Older lines come by themselves when the end of the list comes into sight, and by this button. */
function Older(props: { busy: boolean; none: boolean; onMore: () => void }) {
  let end: HTMLDivElement | undefined
  onMount(() => {
    if (!end || typeof IntersectionObserver === 'undefined') return
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && !props.none && props.onMore(), {
      rootMargin: '400px',
    })
    watch.observe(end)
    onCleanup(() => watch.disconnect())
  })
  return (
    <div ref={end} class="row">
      <Show when={props.none}>
        <span class="meta">Nothing in the latest part of the log.</span>
      </Show>
      <Button size="sm" busy={props.busy} onClick={() => props.onMore()}>
        {props.none ? 'Look further back' : 'Show older'}
      </Button>
    </div>
  )
}

const through: Record<Via, string> = { console: 'Console', api: 'API', widget: 'Widget', system: 'Baton' }

function Line(props: { line: AuditLine }) {
  const session = useSession()
  const actor = () => props.line.actor
  const who = () => {
    const by = actor()
    return by.kind === 'customer' ? 'The customer' : by.kind === 'rule' ? `Rule: ${by.name}` : by.name
  }
  const key = () => {
    const by = actor()
    return 'key' in by ? by.key?.name : undefined
  }
  /** The sentence says of which service it tells. */
  const named = () => props.line.service !== null && props.line.sentence.includes(`“${props.line.service}”`)
  const isPerson = () => actor().kind === 'operator'
  return (
    <li>
      <time datetime={props.line.at} title={moment(props.line.at)}>
        {when(props.line.at)}
      </time>
      <span class="who">
        <Show
          when={isPerson()}
          fallback={<Icon name={actor().kind === 'key' ? 'key' : actor().kind === 'agent' ? 'bot' : 'gear'} small />}
        >
          <Face name={who()} me={'id' in props.line.actor && props.line.actor.id === session.me.id} />
        </Show>
        <b class="strong">{who()}</b>
      </span>
      <span class="did">
        {props.line.sentence}
        <span class="meta">
          {named() ? null : props.line.service}
          <Show when={props.line.conversationId}>
            {(id) => (
              <>
                {props.line.service && !named() ? ' · ' : ''}
                <a class="link" href={`/handoff/${id()}`}>
                  Open the conversation
                </a>
              </>
            )}
          </Show>
        </span>
      </span>
      <span class="meta place">
        {through[actor().via]}
        <Show when={key()}>{(name) => <> with key {name()}</>}</Show>
        <Show when={props.line.network}>{(network) => <span class="mono">{network()}</span>}</Show>
      </span>
    </li>
  )
}
