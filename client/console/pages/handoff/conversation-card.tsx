import { createMemo, Show } from 'solid-js'
import { Card, Holder, Tag } from '../../../ui/index.ts'
import { badgesOf, isTall, placeOf, railOf, sameBadges } from '../../conversation/card-facts.ts'
import { Why } from '../../conversation/why.tsx'
import { useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'

/** One conversation of the list, live: it follows its own signal, and no other card moves with it. */
export function ConversationCard(props: { id: string; href: string; current: boolean }) {
  const { board, freshness, moments } = useLive()
  const session = useSession()
  return (
    <Show when={board.card(props.id)}>
      {(card) => {
        const now = () => moments.of(props.id)
        const others = () => now().viewers.filter(({ id }) => id !== session.me.id && id !== card().owner?.id)
        const looking = () =>
          others()
            .map(({ name }) => name.split(' ')[0])
            .join(', ')
        const doing = () => {
          if (now().aiText !== null) return 'AI is writing'
          if (now().customerTyping) return 'Customer is typing'
          return looking() ? `${looking()} ${others().length === 1 ? 'is' : 'are'} looking` : undefined
        }
        const atRisk = () => board.operators().some(({ id, live }) => id === card().owner?.id && live?.atRisk)
        // A message changes the card's numbers: what is made of its other facts is not made anew.
        const flags = createMemo(() => badgesOf(card()), [], { equals: sameBadges })
        const tall = createMemo(() => isTall(card()))
        return (
          <Card
            href={props.href}
            control={railOf(card())}
            status={card().status}
            agent={card().agent}
            place={placeOf(card())}
            question={card().openingQuestion ?? ''}
            startedAt={card().startedAt}
            messages={card().messageCount}
            flags={flags()}
            attention={card().needsAttention}
            current={props.current}
            stale={!freshness.known()}
            doing={doing()}
            why={tall() ? <Why card={card()} /> : undefined}
            holder={
              tall() ? (
                <>
                  <Show when={now().customerTyping && flags().length > 0}>
                    <Tag icon="chat">Customer is typing</Tag>
                  </Show>
                  <Show when={looking() && flags().length > 0}>
                    <Tag icon="eye">{looking()}</Tag>
                  </Show>
                  <Show when={card().offer}>
                    {(offer) => (
                      <Tag icon="clock">
                        Offered to {offer().to.id === session.me.id ? 'you' : offer().to.name.split(' ')[0]}
                      </Tag>
                    )}
                  </Show>
                  <Show when={atRisk()}>
                    <Tag
                      tone="warn"
                      icon="warn"
                      title={`${card().owner?.name} is not heard any more. Soon it is released.`}
                    >
                      At risk
                    </Tag>
                  </Show>
                  <Show when={card().status === 'paused'}>
                    <Holder name={card().owner?.name ?? null} me={card().owner?.id === session.me.id} />
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
