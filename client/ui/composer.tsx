import { createMemo, createUniqueId, For, type JSX, Show } from 'solid-js'
import { isBlank } from '../../domain/text.ts'
import { Button } from './button.tsx'
import { type Completion, CompletionList } from './completion.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'
import { Keys } from './keyboard.tsx'

/**
 * The box that a person writes in. Its frame says who will read it: green the customer, dotted paper only the team.
 * `enter` is what Enter does: a new line on Human Handoff (H10), sending on Human Agents (F13); Ctrl + Enter sends on both.
 * It never clears itself: set `value` to '' once the server has said yes.
 */
export function Box(props: {
  label: string
  value: string
  reader: 'customer' | 'team'
  enter: 'new-line' | 'sends'
  /** “Ilse will read this”. */
  readerText?: string
  placeholder?: string
  /** What its button does, in other words than “Send”. */
  send?: string
  /** Another button beside the box is the one in ink. */
  quiet?: boolean
  sending?: boolean
  reason?: string | null
  most?: number
  tabs?: JSX.Element
  tools?: JSX.Element
  /** There is something to send beside the text. */
  filled?: boolean
  /** Between the text and the bar: what goes along. */
  along?: JSX.Element
  /** What is offered while one types. */
  completion?: Completion
  ref?: (area: HTMLTextAreaElement) => void
  onInput: (value: string) => void
  onSend: () => void
}) {
  const team = () => props.reader === 'team'
  // Made once, however often it is asked whether they are there.
  const tabs = createMemo(() => props.tabs)
  const empty = () => isBlank(props.value) && !props.filled
  const send = () => {
    if (!empty() && !props.sending && !props.reason) props.onSend()
  }
  const listId = createUniqueId()
  let area: HTMLTextAreaElement | undefined
  const offered = () => props.completion?.shown() ?? null
  const look = () => area && props.completion?.look(area)
  const onKeyDown = (event: KeyboardEvent) => {
    if (area && props.completion?.key(event, area)) return
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey || event.altKey) return
    const forced = event.ctrlKey || event.metaKey
    if (!forced && props.enter === 'new-line') return
    event.preventDefault()
    send()
  }
  return (
    <div class="box" classList={{ reply: !team(), private: team() }}>
      <Show when={tabs() || props.readerText}>
        <div class="tabs" role={tabs() ? 'tablist' : undefined} aria-label={tabs() ? 'Who will read this' : undefined}>
          {tabs()}
          <Show when={props.readerText}>
            <span class="reader">
              <Icon name={team() ? 'lock' : 'globe'} small />
              {props.readerText}
            </span>
          </Show>
        </div>
      </Show>
      <Show when={offered()}>
        {(list) => (
          <CompletionList
            id={listId}
            label={list().label}
            choices={list().choices}
            at={list().at}
            onChoose={(nth) => area && props.completion?.choose(nth, area)}
          />
        )}
      </Show>
      <textarea
        ref={(element) => {
          area = element
          props.ref?.(element)
        }}
        rows="2"
        dir="auto"
        aria-label={props.label}
        placeholder={props.placeholder}
        value={props.value}
        readonly={props.sending}
        maxlength={props.most}
        aria-autocomplete={props.completion ? 'list' : undefined}
        aria-controls={offered() ? listId : undefined}
        aria-activedescendant={offered() ? `${listId}-${offered()?.at}` : undefined}
        onInput={(event) => {
          props.onInput(event.currentTarget.value)
          look()
        }}
        onKeyDown={onKeyDown}
        onKeyUp={look}
        onClick={look}
        onBlur={() => props.completion?.close()}
      />
      {props.along}
      <div class="bar">
        {props.tools}
        <span class="push" />
        <Show when={!props.sending} fallback={<span class="meta">Sending, kept if the connection fails</span>}>
          <span class="meta for-keys">
            <Keys keys={props.enter === 'sends' ? ['Enter'] : ['Ctrl', 'Enter']} />
            <Show when={props.enter === 'sends'}>
              {' '}
              {team() ? 'saves' : 'sends'}, <Keys keys={['Shift', 'Enter']} /> new line
            </Show>
          </span>
        </Show>
        <Button
          class="send"
          variant={team() || props.quiet ? 'plain' : 'primary'}
          size="sm"
          icon={team() ? 'lock' : 'send'}
          busy={props.sending}
          reason={props.reason ?? (empty() ? 'Nothing is written yet' : null)}
          onClick={send}
        >
          {props.send ?? (team() ? 'Save Private note' : 'Send')}
        </Button>
      </div>
    </div>
  )
}

/** Reply and Notes over the box. */
export function BoxTabs<T extends string>(props: {
  value: T
  /** With a `reason` a tab stays readable, says why, and cannot be chosen. */
  tabs: readonly { value: T; label: string; icon: IconName; end?: JSX.Element; reason?: string | null }[]
  onChoose: (value: T) => void
}) {
  return (
    <For each={props.tabs}>
      {(tab) => (
        <button
          type="button"
          role="tab"
          aria-selected={props.value === tab.value}
          aria-disabled={tab.reason ? 'true' : undefined}
          title={tab.reason ?? undefined}
          onClick={() => !tab.reason && props.onChoose(tab.value)}
        >
          <Icon name={tab.icon} small />
          {tab.label}
          {tab.end}
        </button>
      )}
    </For>
  )
}
