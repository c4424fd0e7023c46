import { createEffect, createSignal, Match, on, onCleanup, Show, Switch, untrack } from 'solid-js'
import { TEXT_LIMIT } from '../../../../../domain/text.ts'
import type { ConversationView } from '../../../../../domain/wire.ts'
import { Banner, Box, Button, IconButton } from '../../../../ui/index.ts'
import { type Acts, sentenceOf } from '../../../conversation/acts.ts'
import type { Drafts } from '../../../live/drafts.ts'
import { useLive } from '../../../live/live.tsx'
import type { Reader } from '../../../live/outbox.ts'
import { useSession } from '../../../session/session.tsx'
import { ActsOfFree, ActsOfMine, ActsOfOthers, Ended } from './acts-row.tsx'

/** What keys do to the open composer from outside. */
export interface ComposerHandle {
  reply: () => void
  note: () => void
  openAssign: () => void
  resolve: () => void
}

/** Where an operator takes over, writes, and lets go (H10–H12). Nothing typed is lost: not by a refusal, not by a reload. */
export function Composer(props: {
  id: string
  card: ConversationView
  acts: Acts
  handle: (handle: ComposerHandle | null) => void
}) {
  const session = useSession()
  const { drafts, outbox } = useLive()
  const id = untrack(() => props.id)
  const [reader, setReader] = createSignal<Reader>('reply')
  const [assigning, setAssigning] = createSignal(false)
  const [resolving, setResolving] = createSignal(false)
  let area: HTMLTextAreaElement | undefined
  const focus = () => queueMicrotask(() => area?.focus())

  const mine = () => props.card.owner?.id === session.me.id
  const ended = () => props.card.status === 'resolved'
  // What is typed stays readable when the claim is lost or the session ends: the box stays while there is something in it.
  const kept = () => drafts.read(id, 'reply').text !== ''
  const writes = () => reader() === 'note' || mine() || kept()

  outbox.resume(id, 'reply')
  outbox.resume(id, 'note')
  createEffect(on(mine, (now, before) => now && before === false && (setReader('reply'), focus())))
  const note = () => {
    setReader('note')
    focus()
  }
  untrack(() =>
    props.handle({
      reply: () => {
        setReader('reply')
        focus()
      },
      note,
      openAssign: () => setAssigning(true),
      resolve: () => setResolving(true),
    }),
  )
  onCleanup(() => props.handle(null))

  return (
    <div class="composer">
      <Show when={writes()}>
        <Typed
          id={id}
          card={props.card}
          acts={props.acts}
          reader={reader()}
          onReader={(next) => (setReader(next), focus())}
          ref={(element) => (area = element)}
        />
      </Show>
      <Switch>
        <Match when={ended()}>
          <Ended
            card={props.card}
            acts={props.acts}
            kept={kept()}
            onGoOn={(next) => carry(drafts, id, next)}
            onNote={note}
          />
        </Match>
        <Match when={mine()}>
          <ActsOfMine
            card={props.card}
            acts={props.acts}
            assigning={assigning()}
            onAssigning={setAssigning}
            resolving={resolving()}
            onResolving={setResolving}
          />
        </Match>
        <Match when={props.card.owner}>
          <ActsOfOthers card={props.card} acts={props.acts} onNote={note} />
        </Match>
        <Match when={true}>
          <ActsOfFree
            card={props.card}
            acts={props.acts}
            assigning={assigning()}
            onAssigning={setAssigning}
            resolving={resolving()}
            onResolving={setResolving}
            onNote={note}
          />
        </Match>
      </Switch>
    </div>
  )
}

/** What was typed for a session that ended goes along to the one in which the customer went on. */
function carry(drafts: Drafts, from: string, to: string): void {
  const { text, sending } = drafts.read(from, 'reply')
  if (text === '' || sending) return
  const there = drafts.read(to, 'reply')
  if (there.sending) return
  drafts.write(to, 'reply', { text: [there.text, text].filter(Boolean).join('\n'), sending: null })
  drafts.write(from, 'reply', { text: '', sending: null })
}

/** The box, what stands in it, and why it was not sent if it was not. */
function Typed(props: {
  id: string
  card: ConversationView
  acts: Acts
  reader: Reader
  onReader: (reader: Reader) => void
  ref: (area: HTMLTextAreaElement) => void
}) {
  const { drafts, outbox, typing } = useLive()
  const note = () => props.reader === 'note'
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
  const send = async () => {
    typing.stop()
    const { id, reader, acts } = props
    if (reopens()) {
      setReopening(true)
      const open = await acts.reopen(id)
      setReopening(false)
      if (!open) return
    }
    if ((await outbox.send(id, reader)) && reader === 'note') props.onReader('reply')
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
    if (await outbox.send(props.id, 'note')) props.onReader('reply')
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
        enter="new-line"
        most={TEXT_LIMIT}
        value={typed().text}
        sending={reopening() || state().is === 'sending'}
        reason={reason()}
        placeholder={note() ? 'Only your team reads this' : 'Write to the customer'}
        onInput={input}
        onSend={() => void send()}
        tools={
          <>
            <IconButton
              icon={note() ? 'send' : 'lock'}
              label={note() ? 'Write to the customer' : 'Private note'}
              aria-pressed={note()}
              onClick={() => props.onReader(note() ? 'reply' : 'note')}
            />
            <Show when={(reason() || reopens()) && !refused() && typed().text}>
              <Button size="sm" variant="ghost" onClick={() => void keepAsNote()}>
                Keep as note
              </Button>
            </Show>
          </>
        }
        send={reopens() ? 'Reopen and send' : claims() ? 'Take over and send' : undefined}
        quiet={claims() || (reopens() && props.card.nextId !== null)}
        readerText={note() ? 'Only your team reads this' : undefined}
      />
    </>
  )
}
