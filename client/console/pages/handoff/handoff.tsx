import { createEffect, createMemo, createSignal, For, on, onCleanup, Show } from 'solid-js'
import { Button, ModeGroup, plural, ServiceSection } from '../../../ui/index.ts'
import { createActs } from '../../conversation/acts.ts'
import { useKeys } from '../../keys/keys.tsx'
import { useLive } from '../../live/live.tsx'
import type { Row } from '../../live/ranking.ts'
import { useSession } from '../../session/session.tsx'
import { useToasts } from '../../toasts/toasts.tsx'
import './handoff.css'
import { DoubtBanner } from '../../conversation/doubt-banner.tsx'
import { useDraftUse } from '../../conversation/draft-use.ts'
import { createNext } from '../../conversation/next.ts'
import { wordsOf } from '../../conversation/search.ts'
import { matches, useAddress } from './address.ts'
import { NoServices, NothingFound, NotYet, Quiet } from './empty-states.tsx'
import { handoffKeys, listedKeys } from './handoff-keys.ts'
import { createAttendance, createHeldOrder } from './held-order.ts'
import { createScroller } from './lane.ts'
import { createModeChange, type Wanted } from './mode/change.tsx'
import { ModeDialog } from './mode/dialog.tsx'
import type { ComposerHandle } from './panel/composer.tsx'
import { ConversationPanel } from './panel/panel.tsx'
import { ServiceCards } from './service-cards.tsx'
import { StatsBar } from './stats-bar.tsx'
import { Tools, useModeReason } from './tools.tsx'

/** Human Handoff (H1–H13): every open conversation under its service, most urgent first, and one of them open beside. */
export default function Handoff() {
  const live = useLive()
  const { board, freshness } = live
  const session = useSession()
  const toasts = useToasts()
  const address = useAddress()
  const acts = createActs({ live, session, toasts })
  const change = createModeChange(live, toasts)
  const modeReason = useModeReason()
  const scroller = createScroller()
  const attendance = createAttendance()
  const [composer, setComposer] = createSignal<ComposerHandle | null>(null)
  const [searching, setSearching] = createSignal(false)
  const useDraft = useDraftUse()
  let find: HTMLInputElement | undefined
  // At once, so that the next letter is typed into the box and not taken for a key of the screen.
  const search = (open: boolean) => {
    setSearching(open)
    if (open) find?.focus()
    else address.setQuery('')
  }

  const scope = () => `${address.shown()} ${address.sort()} ${address.query()}`
  const all = createMemo(() => board.services().flatMap((service) => board.ranking.rows(service.id, address.sort())))
  const wanted = createMemo(() => {
    if (!address.filtered()) return all()
    const words = wordsOf(address.query())
    const shown = address.shown()
    return all().filter((row) => matches(row, shown, words))
  })
  const order = createHeldOrder(wanted, attendance.held, scope)
  const sections = createMemo(() => {
    const groups = new Map<string, Row[]>(board.services().map(({ id }) => [id, []]))
    for (const row of order.rows()) groups.get(row.serviceId)?.push(row)
    return groups
  })

  const sectionOf = (serviceId: string) => sections().get(serviceId) ?? []
  // By id, so that a service whose mode changes keeps its section, its cards and the focus in them.
  const serviceIds = createMemo(() => board.services().map(({ id }) => id), [], { equals: sameIds })

  /** Cards glide when their order changed, and stand still for everything else. */
  const [glide, setGlide] = createSignal(false)
  createEffect(
    on(
      order.rows,
      () => {
        setGlide(true)
        const timer = setTimeout(() => setGlide(false), 250)
        onCleanup(() => clearTimeout(timer))
      },
      { defer: true },
    ),
  )

  const [walked, setWalked] = createSignal<string | null>(null)
  const step = (by: 1 | -1) => {
    attendance.touch()
    const list = order.rows()
    const here = list.findIndex(({ id }) => id === (walked() ?? address.open()))
    const row = list[here < 0 ? 0 : Math.max(0, Math.min(list.length - 1, here + by))]
    if (!row) return
    setWalked(row.id)
    scroller.reveal(row)
  }
  const next = createNext(live, toasts, {
    open: address.open,
    go: (id) => {
      attendance.leave()
      setWalked(id)
      address.go(id)
      const row = board.ranking.row(id)
      if (row) scroller.reveal(row)
    },
  })
  const nextReason = () =>
    board.loaded() && board.stats().needsAttention + board.stats().waiting === 0
      ? 'Nothing needs attention, and nobody waits'
      : null
  const close = () => {
    const id = address.open()
    if (!id) return
    address.go(null)
    // The focus goes back to the card that was open.
    const row = board.ranking.row(id)
    if (row) queueMicrotask(() => scroller.reveal(row))
  }

  useKeys(
    () =>
      handoffKeys({
        address,
        acts,
        next,
        step,
        search: () => search(true),
        composer,
        escape: () => (find && find === document.activeElement ? search(false) : close()),
        useDraft: () => {
          const text = document.querySelector('.panel .draft:last-of-type > p')?.textContent
          const id = address.open()
          if (text && id) useDraft(id, text)
        },
      }),
    listedKeys,
  )

  return (
    <div class="handoff" classList={{ stale: board.loaded() && !freshness.known() }}>
      <div class="lane" ref={scroller.ref} onPointerMove={attendance.touch} onPointerLeave={attendance.leave}>
        <DoubtBanner />
        <StatsBar address={address} rows={all} />
        <Tools
          address={address}
          change={change}
          next={next}
          nextReason={nextReason()}
          searching={searching()}
          onSearch={search}
          findRef={(input) => (find = input)}
        />
        <div class="over-list">
          <Show when={order.moved() > 0}>
            <Button size="sm" icon="refresh" onClick={attendance.leave}>
              {order.urgent() > 0
                ? `${plural(order.urgent(), 'new one needs', 'new ones need')} a person`
                : `${order.moved()} moved`}
            </Button>
          </Show>
        </div>
        <Show when={board.loaded()} fallback={<NotYet />}>
          <Show when={board.services().length > 0} fallback={<NoServices />}>
            <Show when={!address.filtered() || order.rows().length > 0} fallback={<NothingFound address={address} />}>
              <For each={serviceIds()}>
                {(id) => (
                  <Show when={!address.filtered() || sectionOf(id).length > 0}>
                    <ServiceSection
                      name={board.service(id)?.name ?? ''}
                      open={board.statsOf(id).activeConversations}
                      aside={
                        <ModeGroup
                          label={`Mode of ${board.service(id)?.name}`}
                          value={board.service(id)?.mode ?? null}
                          saving={savingOf(change.saving(), id)}
                          reason={modeReason()}
                          onChoose={(mode) => change.choose(board.service(id) ?? null, mode)}
                        />
                      }
                    >
                      <Show when={sectionOf(id).length > 0} fallback={<Quiet />}>
                        <ServiceCards
                          rows={sectionOf(id)}
                          lane={scroller}
                          address={address}
                          glide={glide()}
                          place={(placed) => scroller.place(id, placed)}
                        />
                      </Show>
                    </ServiceSection>
                  </Show>
                )}
              </For>
            </Show>
          </Show>
        </Show>
      </div>
      <Show when={address.open()}>
        {(id) => <ConversationPanel id={id()} acts={acts} onClose={close} handle={setComposer} />}
      </Show>
      <ModeDialog change={change} />
    </div>
  )
}

const savingOf = (saving: Wanted | null, serviceId: string) =>
  saving && (!saving.service || saving.service.id === serviceId) ? saving.mode : null

const sameIds = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((id, i) => id === b[i])
