import { A } from '@solidjs/router'
import { createSignal, For, Match, Show, Switch } from 'solid-js'
import { sizeInWords } from '../../../domain/file-type.ts'
import type { Because } from '../../../domain/flags.ts'
import type { ConversationView } from '../../../domain/wire.ts'
import { Bubble, Draft, Files, Marker, Note, WhyLine, when } from '../../ui/index.ts'
import { useSession } from '../session/session.tsx'
import type { Acts, Mark } from './acts.ts'
import { useDraftUse } from './draft-use.ts'
import type { FlagLine, Item, MessageItem } from './read.ts'
import { SnoozeMenu } from './snooze-menu.tsx'

/** One thing in the transcript: what was said, what happened, what only the team sees. */
export function TranscriptItem(props: {
  item: Item
  card: ConversationView
  acts: Acts
  hrefOf: (conversationId: string) => string
}) {
  return (
    <Switch>
      <Match when={props.item.is === 'message' && (props.item as MessageItem)}>
        {(message) => <Message message={message()} card={props.card} acts={props.acts} />}
      </Match>
      <Match when={props.item.is === 'marker' && props.item}>
        {(marker) => (
          <Marker>
            <Show when={leadsTo(marker())} fallback={textOf(marker())}>
              {(other) => (
                <A class="link" href={props.hrefOf(other())}>
                  {textOf(marker())}
                </A>
              )}
            </Show>
          </Marker>
        )}
      </Match>
      <Match when={props.item.is === 'note' && props.item}>
        {(note) => {
          const read = () => note() as NoteItem
          return (
            <Note by={read().by} at={read().at} text={read().text} to={read().to ?? undefined} about={read().about} />
          )
        }}
      </Match>
      <Match when={props.item.is === 'draft' && props.item}>
        {(draft) => <LateReply draft={draft() as Extract<Item, { is: 'draft' }>} card={props.card} acts={props.acts} />}
      </Match>
    </Switch>
  )
}

type NoteItem = Extract<Item, { is: 'note' }>
const textOf = (item: Item) => item.text
const leadsTo = (item: Item) => (item.is === 'marker' ? item.leadsTo : null)

/** What somebody said, with the words that raised a flag and what a person makes of it (B5). */
function Message(props: { message: MessageItem; card: ConversationView; acts: Acts }) {
  const cues = () => props.message.flags.filter((flag) => flag.state !== 'false_alarm').flatMap((flag) => flag.why.cues)
  const by = () => props.message.by ?? (props.message.role === 'ai' ? props.card.agent : undefined)
  return (
    <Bubble
      role={props.message.role}
      text={props.message.text}
      at={props.message.at}
      cues={cues()}
      flags={props.message.rating === 'down' ? ['thumbs_down'] : []}
      by={by()}
    >
      <Show when={props.message.attachments.length > 0}>
        <Files
          label="Files"
          files={props.message.attachments.map(({ id, name, size }) => ({
            id,
            name,
            size: sizeInWords(size),
            href: `/api/v1/conversations/${props.card.id}/attachments/${id}`,
          }))}
        />
      </Show>
      <For each={props.message.flags}>
        {(flag) => <Flagged flag={flag} messageId={props.message.key} card={props.card} acts={props.acts} />}
      </For>
    </Bubble>
  )
}

function Flagged(props: { flag: FlagLine; messageId: string; card: ConversationView; acts: Acts }) {
  const [busy, setBusy] = createSignal(false)
  const mark = async (as: Mark, minutes?: number) => {
    setBusy(true)
    await props.acts.mark(props.card.id, as, { kind: props.flag.kind, messageId: props.messageId }, minutes)
    setBusy(false)
  }
  const settled = () => (props.flag.settled ? wordsOf(props.flag.settled) : undefined)
  return (
    <WhyLine
      kind={props.flag.kind}
      score={props.flag.why.by === 'detector' ? props.flag.why.score : null}
      failure={props.flag.why.by === 'failure' ? props.flag.why.quote : null}
      busy={busy()}
      settled={settled()}
      onSeen={() => void mark('seen')}
      snooze={<SnoozeMenu busy={busy()} onSnooze={(minutes) => void mark('snoozed', minutes)} />}
      onFalseAlarm={() => void mark('false_alarm')}
    />
  )
}

/** “taken over by Ann”, “snoozed until 14:30 by Ben”. */
function wordsOf({ because, by, until }: NonNullable<FlagLine['settled']>): string {
  const what = because === 'snoozed' && until ? `snoozed until ${when(until)}` : endings[because]
  return by ? `${what} by ${by}` : what
}

const endings: Record<Because, string> = {
  claimed: 'taken over',
  seen: 'seen',
  false_alarm: 'false alarm',
  snoozed: 'snoozed',
  resumed: 'given back to the AI',
  resolved: 'resolved',
  released: 'released',
  snooze_over: 'open again',
}

/** B1: what the AI had to say when a person had taken over; theirs to use or to throw away. */
function LateReply(props: { draft: Extract<Item, { is: 'draft' }>; card: ConversationView; acts: Acts }) {
  const use = useDraftUse()
  const session = useSession()
  const foot = () => {
    const { after, at, cut } = props.draft
    if (!after) return cut ? 'Cut off before it was finished.' : undefined
    const who = after.id === session.me.id ? 'you' : after.by
    if (cut) return `Cut off when ${who} took over.`
    const seconds = (Date.parse(at) - Date.parse(after.at)) / 1000
    return `Finished ${seconds < 60 ? `${Math.max(0.1, seconds).toFixed(1)} s` : `${Math.round(seconds / 60)} min`} after ${who} took over.`
  }
  return (
    <Draft
      kind="late"
      text={props.draft.text}
      foot={foot()}
      reason={props.acts.reason('reply', props.card)}
      onUse={() => use(props.card.id, props.draft.text)}
      onDiscard={() => void props.acts.discard(props.card.id, props.draft.key)}
    />
  )
}
