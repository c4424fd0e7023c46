import { createMemo, For, Show } from 'solid-js'
import { waitedFor } from '../../../../domain/urgency.ts'
import { foldOf } from '../../../../domain/wire.ts'
import { FlagBadge, Mark, MiniCard, Tag, Wait, waited } from '../../../ui/index.ts'
import { badgesOf, loudest, nameOf, railOf, sameBadges } from '../../conversation/card-facts.ts'
import { LATE } from '../../conversation/why.tsx'
import { useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'

/** One conversation of the list, live, with what warns about it (F8): flags, a long wait, who else is at it. */
export function ConversationMiniCard(props: { id: string; href: string; current: boolean }) {
  const { board, drafts, freshness, moments, time } = useLive()
  const session = useSession()
  return (
    <Show when={board.card(props.id)}>
      {(card) => {
        const now = () => moments.of(props.id)
        const waits = () => {
          const service = board.service(card().serviceId)
          return service ? waitedFor(foldOf(card()), service, time.ticking()) : 0
        }
        const late = createMemo(() => waits() >= LATE)
        const flags = createMemo(() => badgesOf(card()), [], { equals: sameBadges })
        const quote = () => loudest(card())?.why
        const mine = () => card().owner?.id === session.me.id
        const looking = () =>
          now()
            .viewers.filter(({ id }) => id !== session.me.id && id !== card().owner?.id)
            .map(({ name }) => name.split(' ')[0])
            .join(', ')
        const holder = () => board.operators().find(({ id }) => id === card().owner?.id)
        const offered = () => card().offer?.to.name.split(' ')[0]
        const lost = () => (card().owner ? undefined : card().lostBy?.name.split(' ')[0])
        const warns = () => late() || holder()?.live?.atRisk || offered() || lost()
        const typed = () => drafts.read(props.id, 'reply').text !== '' || drafts.read(props.id, 'note').text !== ''
        return (
          <MiniCard
            href={props.href}
            control={railOf(card())}
            name={nameOf(card())}
            at={card().lastMessage?.at ?? card().startedAt}
            agent={card().agent}
            channel={card().channel}
            attention={card().needsAttention}
            current={props.current}
            stale={!freshness.known()}
            text={
              <Show when={quote()} fallback={card().openingQuestion}>
                {(why) => <Mark text={why().quote} cues={why().cues} />}
              </Show>
            }
            wait={
              <Show when={waits() > 0}>
                <Show when={mine()} fallback={<Wait for={waits()} late={late()} />}>
                  <Tag tone={late() ? 'bad' : 'warn'} title="The customer waits for your answer">
                    {waited(waits())}
                  </Tag>
                </Show>
              </Show>
            }
            tags={
              flags().length > 0 || warns() || looking() || now().customerTyping || typed() ? (
                <>
                  <For each={flags()}>{(flag) => <FlagBadge kind={flag.kind} acked={flag.acked} />}</For>
                  <Show when={late()}>
                    <Tag tone="warn" icon="clock">
                      Waiting long
                    </Tag>
                  </Show>
                  <Show when={holder()?.live?.atRisk}>
                    <Tag tone="warn" icon="unplug" title={`${card().owner?.name}’s connection is lost`}>
                      At risk
                    </Tag>
                  </Show>
                  <Show when={lost()}>
                    {(name) => (
                      <Tag tone="warn" icon="unplug">
                        {name()} was lost
                      </Tag>
                    )}
                  </Show>
                  <Show when={offered()}>{(name) => <Tag tone="open">Offered to {name()}</Tag>}</Show>
                  <Show when={now().customerTyping}>
                    <Tag icon="chat">Customer is typing</Tag>
                  </Show>
                  <Show when={looking()}>
                    <Tag icon="eye">{looking()}</Tag>
                  </Show>
                  <Show when={typed()}>
                    <Tag icon="pencil">Not sent yet</Tag>
                  </Show>
                </>
              ) : undefined
            }
          />
        )
      }}
    </Show>
  )
}
