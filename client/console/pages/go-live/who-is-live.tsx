import { A } from '@solidjs/router'
import { createEffect, createMemo, createResource, For, on, Show } from 'solid-js'
import { Empty, Face, Failed, Sheet, Tag, Time } from '../../../ui/index.ts'
import { nameOf } from '../../conversation/card-facts.ts'
import type { Mine } from '../../go-live/go-live.tsx'
import { stateLabel } from '../../go-live/words.ts'
import { api } from '../../live/api.ts'
import { useLive } from '../../live/live.tsx'
import { Shape } from '../settings/shape.tsx'

interface LivePerson extends Mine {
  id: string
  name: string
}

/** G8: who is Live, on what, holding what. What somebody holds is read from the board, as it is now. */
export function WhoIsLive() {
  const { board } = useLive()
  const [people, { refetch }] = createResource(() => api<{ items: LivePerson[] }>('/live'))
  // The team is told whenever somebody is Live on something else; on what is told to who sees it.
  createEffect(on(board.operators, () => void refetch(), { defer: true }))
  const holding = createMemo(() => {
    board.seq()
    const held = new Map<string, string[]>()
    for (const { id: serviceId } of board.services())
      for (const { id, held: now } of board.ranking.rows(serviceId, 'oldest'))
        if (now.owner) held.set(now.owner.id, [...(held.get(now.owner.id) ?? []), id])
    return held
  })
  const items = () => (people.error === undefined ? people.latest?.items : undefined)
  return (
    <Sheet title="Who is live">
      <Show
        when={items()}
        fallback={
          <Show when={people.error} fallback={<Shape label="Loading who is live" />}>
            <Failed title="It could not be loaded" onRetry={() => void refetch()}>
              {(people.error as Error).message}
            </Failed>
          </Show>
        }
      >
        {(list) => (
          <Show
            when={list().length > 0}
            fallback={
              <Empty icon="people" title="Nobody is live" bare>
                Who goes Live stands here, with the services they chose and the conversations they hold.
              </Empty>
            }
          >
            <div class="table-wrap">
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">Operator</th>
                    <th scope="col">State</th>
                    <th scope="col">Services</th>
                    <th scope="col">Holding</th>
                  </tr>
                </thead>
                <tbody>
                  <For each={list()}>
                    {(person) => (
                      <tr>
                        <td>
                          <span class="row">
                            <Face name={person.name} live={person.state === 'live' && !person.atRisk} />
                            {person.name}
                          </span>
                        </td>
                        <td>
                          <Tag tone={person.atRisk ? 'warn' : person.state === 'live' ? 'ok' : 'plain'}>
                            {person.atRisk ? 'At risk' : stateLabel[person.state]}
                          </Tag>{' '}
                          <span class="meta">
                            since <Time at={person.since} />
                          </span>
                        </td>
                        <td>
                          {person.services.map((id) => board.service(id)?.name ?? 'A deleted service').join(', ')}
                          <Show when={person.tags.length > 0}>
                            <span class="meta"> · {person.tags.join(', ')}</span>
                          </Show>
                        </td>
                        <td>
                          <b>
                            {(holding().get(person.id) ?? []).length} of {person.capacity}
                          </b>{' '}
                          <For each={holding().get(person.id) ?? []}>
                            {(id) => (
                              <>
                                <A class="link" href={`/handoff/${id}`}>
                                  {board.card(id) ? nameOf(board.card(id) as never) : 'a conversation'}
                                </A>{' '}
                              </>
                            )}
                          </For>
                        </td>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </div>
          </Show>
        )}
      </Show>
    </Sheet>
  )
}
