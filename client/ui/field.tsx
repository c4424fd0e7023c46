import { createSignal, createUniqueId, For, type JSX, Show, splitProps } from 'solid-js'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'
import { Tip } from './tip.tsx'

/** What a field gives its control: spread it over the input, the select or the textarea. */
export interface FieldAttributes {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': 'true' | undefined
}

/**
 * A label, a control, a hint, an error; all of them tied together for a screen reader.
 *
 * @example <Field label="Email" error={problem()}>{(field) => <input class="input" type="email" {...field} />}</Field>
 */
export function Field(props: {
  label: string
  hint?: JSX.Element
  error?: string | null
  /** Beside the label: “optional”, “201 of 8,000 characters”. */
  aside?: JSX.Element
  class?: string
  children: (field: FieldAttributes) => JSX.Element
}) {
  const id = createUniqueId()
  const field: FieldAttributes = {
    id,
    get 'aria-describedby'() {
      return [props.error && `${id}-error`, props.hint && `${id}-hint`].filter(Boolean).join(' ') || undefined
    },
    get 'aria-invalid'() {
      return props.error ? 'true' : undefined
    },
  }
  return (
    <div class={`field ${props.class ?? ''}`}>
      <label class="label" for={id}>
        {props.label}
        <Show when={props.aside}>
          <span class="meta">{props.aside}</span>
        </Show>
      </label>
      {props.children(field)}
      <Show when={props.error}>{(text) => <ErrorLine id={`${id}-error`}>{text()}</ErrorLine>}</Show>
      <Show when={props.hint}>
        <span class="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      </Show>
    </div>
  )
}

/** What is wrong, in one line. */
export function ErrorLine(props: { id?: string; children: JSX.Element }) {
  return (
    <span class="error" id={props.id} role="alert">
      <Icon name="warn" />
      <span>{props.children}</span>
    </span>
  )
}

/** A password with an eye that shows it while it is typed. */
export function PasswordInput(props: JSX.InputHTMLAttributes<HTMLInputElement>) {
  const [seen, setSeen] = createSignal(false)
  const [own, others] = splitProps(props, ['class'])
  return (
    <span class="reveal">
      <input {...others} class={`input ${own.class ?? ''}`} type={seen() ? 'text' : 'password'} />
      <IconButton
        icon="eye"
        label={seen() ? 'Hide the password' : 'Show the password'}
        aria-pressed={seen()}
        onClick={() => setSeen(!seen())}
      />
    </span>
  )
}

/** A native choice from a list, in our frame. */
export function Select(props: JSX.SelectHTMLAttributes<HTMLSelectElement>) {
  const [own, others] = splitProps(props, ['class'])
  return (
    <span class="select">
      <select {...others} class={`input ${own.class ?? ''}`} />
      <Icon name="chev" small />
    </span>
  )
}

/** A search box. */
export function Find(props: {
  value: string
  label: string
  placeholder?: string
  small?: boolean
  ref?: (input: HTMLInputElement) => void
  onInput: (value: string) => void
}) {
  return (
    <label class="find" classList={{ sm: props.small }}>
      <Icon name="search" small />
      <input
        ref={props.ref}
        type="search"
        value={props.value}
        aria-label={props.label}
        placeholder={props.placeholder}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  )
}

/** On or off, at once. With a `reason` it only shows its state and says why it cannot be changed. */
export function Switch(props: {
  label: string
  checked: boolean
  busy?: boolean
  reason?: string | null
  'aria-describedby'?: string
  onChange: (checked: boolean) => void
}) {
  const id = createUniqueId()
  const [element, setElement] = createSignal<HTMLButtonElement>()
  return (
    <>
      <button
        ref={setElement}
        type="button"
        class="switch"
        role="switch"
        aria-checked={props.checked}
        aria-label={props.label}
        aria-busy={props.busy ? 'true' : undefined}
        aria-disabled={props.reason ? 'true' : undefined}
        aria-describedby={props.reason ? id : props['aria-describedby']}
        onClick={() => !props.reason && !props.busy && props.onChange(!props.checked)}
      />
      <Show when={props.reason}>
        <Tip id={id} of={element}>
          {props.reason}
        </Tip>
      </Show>
    </>
  )
}

/** A switch with its words beside it: the name, and what it does or why it is unavailable. */
export function SwitchRow(props: {
  label: string
  hint?: JSX.Element
  checked: boolean
  busy?: boolean
  reason?: string | null
  onChange: (checked: boolean) => void
}) {
  const id = createUniqueId()
  return (
    <div class="opt" classList={{ off: Boolean(props.reason) }}>
      <Switch
        label={props.label}
        checked={props.checked}
        busy={props.busy}
        reason={props.reason}
        aria-describedby={id}
        onChange={(checked) => props.onChange(checked)}
      />
      <div>
        <b>{props.label}</b>
        <p class="hint" id={id}>
          <Show when={props.reason} fallback={props.hint}>
            {props.reason} {props.hint}
          </Show>
        </p>
      </div>
    </div>
  )
}

/** One of a few, each with a line about what it does. */
export function Choices<T extends string>(props: {
  legend: string
  value: T
  options: readonly { value: T; label: string; hint?: string; off?: boolean }[]
  onChoose: (value: T) => void
}) {
  const name = createUniqueId()
  return (
    <fieldset class="field">
      <legend class="label">{props.legend}</legend>
      <div class="choices">
        <For each={props.options}>
          {(option) => (
            <label class="choice">
              <input
                type="radio"
                name={name}
                value={option.value}
                checked={props.value === option.value}
                disabled={option.off}
                onChange={() => props.onChoose(option.value)}
              />
              {option.label}
              <Show when={option.hint}>
                <small>{option.hint}</small>
              </Show>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  )
}

/** Any of a few. `empty` stands there when there is nothing to choose from. */
export function Checks(props: {
  legend: string
  values: readonly string[]
  options: readonly { value: string; label: string; hint?: string }[]
  empty: JSX.Element
  onChange: (values: string[]) => void
}) {
  const toggled = (value: string) =>
    props.values.includes(value) ? props.values.filter((each) => each !== value) : [...props.values, value]
  return (
    <fieldset class="field">
      <legend class="label">{props.legend}</legend>
      <div class="choices">
        <For each={props.options} fallback={<span class="hint">{props.empty}</span>}>
          {(option) => (
            <label class="choice">
              <input
                type="checkbox"
                value={option.value}
                checked={props.values.includes(option.value)}
                onChange={() => props.onChange(toggled(option.value))}
              />
              {option.label}
              <Show when={option.hint}>
                <small>{option.hint}</small>
              </Show>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  )
}

/** Two or three views of one thing. */
export function Segments<T extends string>(props: {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChoose: (value: T) => void
}) {
  return (
    <div class="seg" role="group" aria-label={props.label}>
      <For each={props.options}>
        {(option) => (
          <button
            type="button"
            aria-pressed={props.value === option.value}
            onClick={() => props.onChoose(option.value)}
          >
            {option.label}
          </button>
        )}
      </For>
    </div>
  )
}
