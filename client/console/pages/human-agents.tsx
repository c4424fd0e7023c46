import { createEffect, createMemo, createSignal, For, onCleanup, Show } from 'solid-js'
import { waitedFor } from '../../../domain/urgency.ts'
import { createActs } from '../conversation/acts.ts'
import { useDraftUse } from '../conversation/draft-use.ts'
import { createNext } from '../conversation/next.ts'
import { useKeys } from '../keys/keys.tsx'
import { useLive } from '../live/live.tsx'
import type { Row } from '../live/ranking.ts'
import { useSession } from '../session/session.tsx'
import { useToasts } from '../toasts/toasts.tsx'
import { flat, useAddress } from './human-agents/address.ts'
import { Chat, type ChatHandle } from './human-agents/chat.tsx'
import { NoChat, NotForYou } from './human-agents/empty-states.tsx'
import { wants } from './human-agents/filters.ts'
import { grouped } from './human-agents/groups.ts'
import './human-agents/human-agents.css'
import { humanAgentsKeys, listedKeys } from './human-agents/human-agents-keys.ts'
import { Inbox } from './human-agents/inbox.tsx'

/** Human Agents (F7–F15): the conversations that people have, and one or several of them open. */
export default function HumanAgents() {
  const session = useSession()
  return (
    <Show when={session.may('operator:write')} fallback={<NotForYou />}>
      <Workspace />
    </Show>
  )
}

function Workspace() {
  const live = useLive()
  const { board, presence, time } = live
  const session = useSession()
  const toasts = useToasts()
  const address = useAddress()
  const acts = createActs({ live, session, toasts })
  const useDraft = useDraftUse()
  const chats = new Map<string, ChatHandle>()
  let find: HTMLInputElement | undefined

  const waits = (row: Row) => {
    const service = board.service(row.serviceId)
    return service ? waitedFor(row.conversation, service, time.now(), row.held) : 0
  }
  const groups = createMemo(() => {
    const rows = board.ranking.paused().filter(wants(address.wanted(), session.me.id, waits))
    return grouped(rows, address.view(), { me: session.me.id, operators: board.operators() })
  })

  // One looks at one of them at a time.
  createEffect(() => presence.look(address.open()))
  onCleanup(() => presence.look(null))

  const [walked, setWalked] = createSignal<string | null>(null)
  const reveal = (id: string) => {
    setWalked(id)
    document.querySelector<HTMLElement>(`.inbox [data-id="${CSS.escape(id)}"] > a`)?.focus()
  }
  const step = (by: 1 | -1) => {
    const rows = flat(groups())
    const here = rows.findIndex(({ id }) => id === (walked() ?? address.open()))
    const row = rows[here < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, here + by))]
    if (row) reveal(row.id)
  }
  const next = createNext(live, toasts, address)
  const escape = () => {
    if (find && find === document.activeElement) return find.blur()
    const id = address.open()
    if (!id) return
    address.close(id)
    queueMicrotask(() => reveal(id))
  }
  useKeys(
    () =>
      humanAgentsKeys({
        address,
        acts,
        me: { id: session.me.id, name: session.me.name },
        next,
        step,
        search: () => find?.focus(),
        chat: () => chats.get(address.open() ?? '') ?? null,
        useDraft: () => {
          const text = document.querySelector('.chat.current .draft:last-of-type > p')?.textContent
          const id = address.open()
          if (text && id) useDraft(id, text)
        },
        escape,
      }),
    listedKeys,
  )

  return (
    <div class="work" classList={{ chatting: address.columns().length > 0 }}>
      <Inbox address={address} groups={groups()} findRef={(input) => (find = input)} />
      <div class="columns" classList={{ many: address.columns().length > 1 }}>
        <For each={address.columns()} fallback={<NoChat />}>
          {(id) => (
            <Chat
              id={id}
              acts={acts}
              address={address}
              handle={(of, handle) => (handle ? chats.set(of, handle) : chats.delete(of))}
            />
          )}
        </For>
      </div>
    </div>
  )
}
