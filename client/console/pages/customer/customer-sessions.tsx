import { createMemo, For, Show } from 'solid-js'
import { Badge, Face, moment, plural, Ribbon, Tag } from '../../../ui/index.ts'
import { useSession } from '../../session/session.tsx'
import { channelName, timeWords } from '../sessions/facts.ts'
import type { Customer } from './record.ts'

/** Narrower than this, in hundredths of the whole, a session could not be seen. */
const NARROWEST = 2

/** “Sessions across channels”: when they were, as a lane for each channel, and each as a row (A5). */
export function CustomerSessions(props: { sessions: Customer['sessions'] }) {
  const me = useSession()
  const first = () => props.sessions.at(-1)
  const channels = createMemo(() => [...new Set(props.sessions.map(({ channel }) => channel))])
  const span = () => {
    const from = Math.min(...props.sessions.map(({ startedAt }) => Date.parse(startedAt)))
    const to = Math.max(...props.sessions.map(({ startedAt, resolvedAt }) => Date.parse(resolvedAt ?? startedAt)))
    return { from, length: Math.max(1, to - from) }
  }
  const place = (at: string) => ((Date.parse(at) - span().from) / span().length) * (100 - 2 * NARROWEST)
  const width = ({ startedAt, resolvedAt }: Customer['sessions'][number]) =>
    Math.max(NARROWEST, resolvedAt ? place(resolvedAt) - place(startedAt) : NARROWEST)
  return (
    <section class="sheet p-sessions" aria-label="Sessions across channels">
      <header>
        <h2>Sessions across channels</h2>
        <Show when={first()}>
          {(session) => (
            <span class="push meta">
              {plural(props.sessions.length, 'session')} since {moment(session().startedAt)}
            </span>
          )}
        </Show>
      </header>
      <Show
        when={props.sessions.length > 0}
        fallback={<p class="meta p-none">No session of a service that you see.</p>}
      >
        <div
          class="lanes"
          role="img"
          aria-label={`${plural(props.sessions.length, 'session')} on ${channels().map(channelName).join(', ')}`}
        >
          <For each={channels()}>
            {(channel) => (
              <div class="lane-row">
                <span class="clip">{channelName(channel)}</span>
                <For each={props.sessions.filter((session) => session.channel === channel)}>
                  {(session) => (
                    <i class="blk" style={{ left: `${place(session.startedAt)}%`, width: `${width(session)}%` }}>
                      <Ribbon
                        tall
                        parts={(['ai', 'waiting', 'people'] as const).map((control) => ({
                          control,
                          share: session.controlTime[control],
                        }))}
                        label={timeWords(session.controlTime)}
                      />
                    </i>
                  )}
                </For>
              </div>
            )}
          </For>
        </div>
        <div class="table-wrap">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Started</th>
                <th scope="col">Channel</th>
                <th scope="col">Subject</th>
                <th scope="col">Outcome</th>
                <th scope="col">Responsible</th>
              </tr>
            </thead>
            <tbody>
              <For each={props.sessions}>
                {(session) => (
                  <tr>
                    <td class="num-start">{moment(session.startedAt)}</td>
                    <td>
                      {channelName(session.channel)}
                      <Show when={session.claimed}>
                        {' '}
                        <Tag tone="open" title="By what the visitor said of themselves; nobody proved it">
                          not proven
                        </Tag>
                      </Show>
                    </td>
                    <td>
                      <a class="link" href={`/sessions/${session.id}`} dir="auto">
                        {session.openingQuestion ?? 'Nothing was said'}
                      </a>
                    </td>
                    <td>
                      <Badge status={session.status} />
                    </td>
                    <td>
                      <Show when={session.responsible} fallback={<span class="quiet">AI, {session.agent}</span>}>
                        {(person) => (
                          <span class="row">
                            <Face name={person().name} me={person().id === me.me.id} />
                            {person().name}
                          </span>
                        )}
                      </Show>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
    </section>
  )
}
