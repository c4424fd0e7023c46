import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { TEXT_LIMIT } from '../../../domain/text.ts'
import type { ConversationView } from '../../../domain/wire.ts'
import { Banner, Box, Button, createCompletion, IconButton } from '../../ui/index.ts'
import { useLive } from '../live/live.tsx'
import type { Reader } from '../live/outbox.ts'
import { type Acts, sentenceOf } from './acts.ts'
import { AttachButton, Attached, useAttaching } from './attach.tsx'
import { useOffers } from './offers.ts'

/** The box, what stands in it, and why it was not sent if it was not. */
export function Typed(props: {
  id: string
  card: ConversationView
  acts: Acts
  reader: Reader
  onReader: (reader: Reader) => void
  /** What Enter does: a new line on Human Handoff (H10), sending on Human Agents (F13). */
  enter: 'new-line' | 'sends'
  /** Reply and Notes over the box: who has chosen one stays there. Without them a button in the box changes who reads. */
  tabs?: JSX.Element
  /** “Ilse will read this”. */
  readerText?: string
  ref: (area: HTMLTextAreaElement) => void
}) {
  const { drafts, outbox, typing } = useLive()
  const note = () => props.reader === 'note'
  const tabs = createMemo(() => props.tabs)
  const typed = () => drafts.read(props.id, props.reader)
  const state = () => outbox.of(props.id, props.reader)
  const refused = () => {
    const now = state()
    return now.is === 'refused' ? now.problem : undefined
  }
  const trouble = () => {
    const now = state()
    return now.is === 'sending' ? now.trouble : null
  }
  const ended = () => props.card.status === 'resolved'
  const reason = () => (note() ? null : props.acts.reason(ended() ? 'reopen' : 'reply', props.card))
  // Sending claims what nobody holds, and reopens what has ended (laws.md): the button says so before it is pressed.
  const reopens = () => !note() && ended()
  const claims = () => !note() && !ended() && !props.card.owner && !reason()
  const [reopening, setReopening] = createSignal(false)
  const input = (text: string) => {
    drafts.write(props.id, props.reader, { text, sending: null })
    outbox.settle(props.id, props.reader)
    if (!note()) typing.typed(props.id, text.trim() === '')
  }
  const attaching = useAttaching(() => props.id)
  // Functions, since the box asks in the midst of a key: a condition written into a prop would make a memo there.
  const filled = () => !note() && attaching.files().length > 0
  const blocked = () => reason() ?? (!note() && attaching.coming().length > 0 ? 'A file is still on its way' : null)
  const sending = () => reopening() || state().is === 'sending'
  const completion = createCompletion(
    useOffers(() => props.card, note),
    input,
  )
  const send = async () => {
    typing.stop()
    const { id, reader, acts } = props
    if (reopens()) {
      setReopening(true)
      const open = await acts.reopen(id)
      setReopening(false)
      if (!open) return
    }
    if ((await outbox.send(id, reader)) && reader === 'note' && !tabs()) props.onReader('reply')
  }
  /** A reply that another operator’s claim or the end of the session shut out is not lost: it can stay with the team. */
  const keepAsNote = async () => {
    drafts.write(props.id, 'note', {
      text: [drafts.read(props.id, 'note').text, typed().text].filter(Boolean).join('\n'),
      sending: null,
    })
    drafts.write(props.id, 'reply', { text: '', sending: null })
    outbox.settle(props.id, 'reply')
    props.onReader('note')
    if ((await outbox.send(props.id, 'note')) && !tabs()) props.onReader('reply')
  }
  return (
    <>
      <Show when={refused()}>
        {(problem) => (
          <Banner
            tone="red"
            boxed
            action={
              <Show when={!note()}>
                <button type="button" class="link" onClick={() => void keepAsNote()}>
                  Keep as note
                </button>
              </Show>
            }
          >
            <b>Not sent.</b> {sentenceOf(problem())} Your text is kept here.
          </Banner>
        )}
      </Show>
      <Show when={trouble()}>
        {(text) => (
          <Banner tone="warn" icon="unplug" boxed>
            <b>Not there yet.</b> {text()} It is sent again until the server says yes, and arrives once.
          </Banner>
        )}
      </Show>
      <Box
        ref={props.ref}
        label={note() ? 'Private note' : 'Reply to the customer'}
        reader={note() ? 'team' : 'customer'}
        enter={props.enter}
        tabs={tabs()}
        most={TEXT_LIMIT}
        value={typed().text}
        sending={sending()}
        filled={filled()}
        along={
          <Show when={!note()}>
            <Attached attaching={attaching} sending={sending()} />
          </Show>
        }
        reason={blocked()}
        placeholder={note() ? 'Only your team reads this' : 'Write to the customer'}
        completion={completion}
        onInput={input}
        onSend={() => void send()}
        tools={
          <>
            <Show when={!tabs()}>
              <IconButton
                icon={note() ? 'send' : 'lock'}
                label={note() ? 'Write to the customer' : 'Private note'}
                aria-pressed={note()}
                onClick={() => props.onReader(note() ? 'reply' : 'note')}
              />
            </Show>
            <Show when={!note() && !ended()}>
              <AttachButton attaching={attaching} reason={reason()} />
            </Show>
            <Show when={(reason() || reopens()) && !refused() && typed().text}>
              <Button size="sm" variant="ghost" onClick={() => void keepAsNote()}>
                Keep as note
              </Button>
            </Show>
          </>
        }
        send={reopens() ? 'Reopen and send' : claims() ? 'Take over and send' : undefined}
        quiet={claims() || (reopens() && props.card.nextId !== null)}
        readerText={note() ? 'Only your team reads this' : props.readerText}
      />
    </>
  )
}
