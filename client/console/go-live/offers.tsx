import { useNavigate } from '@solidjs/router'
import { batch, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { Conversation } from '../../../domain/conversation.ts'
import { Button } from '../../ui/index.ts'
import { createTurn } from '../alerts/one-tab.ts'
import { useAlerts } from '../alerts/provider.tsx'
import { nameOf } from '../conversation/card-facts.ts'
import { useKeys } from '../keys/keys.tsx'
import { Problem } from '../live/api.ts'
import type { Change } from '../live/board-store.ts'
import { useLive } from '../live/live.tsx'
import { useSession } from '../session/session.tsx'
import { useToasts } from '../toasts/toasts.tsx'

/** What is offered to me at this moment, oldest first (G3). */
function useMyOffers() {
  const { board, onReload } = useLive()
  const session = useSession()
  const [offers, setOffers] = createSignal<readonly Conversation[]>([])
  const isMine = ({ offer, resolvedAt }: Conversation) =>
    offer !== undefined && offer.for !== 'next' && offer.to.id === session.me.id && resolvedAt === null
  const scan = () => {
    const open = board
      .services()
      .flatMap(({ id }) => board.ranking.rows(id, 'oldest').map(({ conversation }) => conversation))
    setOffers(open.filter(isMine).toSorted((a, b) => (a.offer?.at ?? '').localeCompare(b.offer?.at ?? '')))
  }
  createEffect(on(board.loaded, (loaded) => loaded && scan()))
  onCleanup(onReload(scan))
  const change = ({ event, after }: Change) =>
    setOffers((list) => {
      const others = list.filter(({ id }) => id !== event.conversationId)
      if (after && isMine(after)) return [...others, after]
      return others.length === list.length ? list : others
    })
  onCleanup(board.listen(change))
  return offers
}

/** G3, G4: what is offered to me, on every page, with the time that is left; `Y` accepts the oldest, `X` declines it. */
export function Offers() {
  const live = useLive()
  const { board, time } = live
  const toasts = useToasts()
  const navigate = useNavigate()
  const sound = useAlerts()
  const myTurn = createTurn('baton.offers', sound.on)
  const offers = useMyOffers()
  const [busy, setBusy] = createSignal<string | null>(null)
  const ids = createMemo(() => offers().map(({ id, offer }) => `${id} ${offer?.until}`))

  const answer = async (id: string, what: 'takeover' | 'decline') => {
    if (busy()) return
    setBusy(id)
    try {
      await live.command(`/conversations/${id}/${what}`, {})
      // Where one answers, with the customer's details beside (G3).
      if (what === 'takeover') navigate(`/human-agents/${id}`)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const { message } = error
      toasts.show({ tone: 'bad', title: what === 'takeover' ? 'Not accepted.' : 'Not declined.', body: () => message })
    } finally {
      setBusy(null)
    }
  }
  const first = () => offers()[0]?.id
  useKeys(() =>
    offers().length === 0
      ? []
      : [
          { key: 'y', does: 'Accept the offer', run: () => first() && answer(first() as string, 'takeover') },
          { key: 'x', does: 'Decline the offer', run: () => first() && answer(first() as string, 'decline') },
        ],
  )

  const show = (id: string) => {
    const conversation = offers().find((one) => one.id === id)
    const until = Date.parse(conversation?.offer?.until ?? '')
    const holds = () => offers().some((one) => one.id === id && Date.parse(one.offer?.until ?? '') === until)
    const left = () => Math.max(0, Math.ceil((until - time.ticking()) / 1_000))
    const about = () => {
      const card = board.card(id)
      return [card && nameOf(card), board.service(card?.serviceId ?? '')?.name].filter(Boolean).join(' · ')
    }
    // It says more than that somebody is needed.
    toasts.drop(`attention ${id}`)
    toasts.show({
      key: `offer ${id}`,
      tone: 'attn',
      icon: 'hand',
      title: `Offered to you: ${conversation?.openingQuestion ?? 'a conversation'}`,
      body: () => (
        <>
          {about()} · <span class="countdown">{left()} s left</span>
        </>
      ),
      stays: null,
      holds,
      foot: () => (
        <>
          <Button size="sm" variant="primary" busy={busy() === id} onClick={() => void answer(id, 'takeover')}>
            Accept
          </Button>
          <Button size="sm" onClick={() => void answer(id, 'decline')}>
            Decline
          </Button>
        </>
      ),
    })
  }
  createEffect(
    on(ids, (now, before = []) => {
      const fresh = now.filter((one) => !before.includes(one))
      batch(() => fresh.forEach((one) => show(one.split(' ')[0] ?? '')))
      if (fresh.length > 0 && myTurn()) sound.play()
    }),
  )
  return null
}
