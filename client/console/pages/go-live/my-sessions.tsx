import { A } from '@solidjs/router'
import { createMemo, createSignal, For, Show } from 'solid-js'
import type { ConversationView } from '../../../../domain/wire.ts'
import { Button, Empty, plural, Sheet, Tag, Time } from '../../../ui/index.ts'
import { nameOf } from '../../conversation/card-facts.ts'
import { useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import { CompleteDialog } from './complete-dialog.tsx'

/** G3, G5: what one holds, each with the way to it and “Complete”. */
export function MySessions() {
  const { board } = useLive()
  const session = useSession()
  const [completing, setCompleting] = createSignal<string | null>(null)
  const mine = createMemo(() => {
    board.seq()
    return board
      .services()
      .flatMap(({ id }) => board.ranking.rows(id, 'oldest'))
      .flatMap(({ id, held }) => (held.owner?.id === session.me.id ? (board.card(id) ?? []) : []))
  })
  const waits = (card: ConversationView) => card.unansweredSince !== null
  return (
    <Sheet title="Your sessions" aside={plural(mine().length, 'session')}>
      <Show
        when={mine().length > 0}
        fallback={
          <Empty icon="chat" title="You hold nothing" bare>
            What you accept or take over stands here.
          </Empty>
        }
      >
        <ul class="list">
          <For each={mine()}>
            {(card) => (
              <li class="row wrap">
                <span class="words">
                  <b class="clip">{nameOf(card)}</b>
                  <span class="meta clip" dir="auto">
                    {card.openingQuestion}
                  </span>
                  <span class="meta">
                    {board.service(card.serviceId)?.name}
                    <Show when={card.ownerSince}>
                      {(since) => (
                        <>
                          {' '}
                          · yours since <Time at={since()} />
                        </>
                      )}
                    </Show>
                  </span>
                </span>
                <Show when={waits(card)}>
                  <Tag tone="warn" icon="clock">
                    Customer waits
                  </Tag>
                </Show>
                <span class="push" />
                <A class="btn sm" href={`/human-agents/${card.id}`} aria-label={`Open ${nameOf(card)}`}>
                  Open
                </A>
                <Button
                  size="sm"
                  variant="primary"
                  aria-label={`Complete ${nameOf(card)}`}
                  onClick={() => setCompleting(card.id)}
                >
                  Complete
                </Button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <CompleteDialog id={completing()} onClose={() => setCompleting(null)} />
    </Sheet>
  )
}
