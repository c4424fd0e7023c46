import { createSignal, createUniqueId, type JSX, mergeProps, Show, splitProps } from 'solid-js'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'
import { Tip } from './tip.tsx'

export interface ButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'onClick' | 'disabled'> {
  /** `primary` is the one ink button of a region; `danger` is for Resolve and for what cannot be undone. */
  variant?: 'plain' | 'primary' | 'danger' | 'ghost'
  size?: 'md' | 'sm' | 'wide'
  icon?: IconName
  iconEnd?: IconName
  /** It was pressed and the answer is not here yet: it spins and ignores further presses. */
  busy?: boolean
  /** Why it cannot be pressed now. It stays focusable, and says so on hover, on focus and to a screen reader. */
  reason?: string | null
  /** A tooltip while it can be pressed. */
  tip?: string
  onClick?: (event: MouseEvent) => void
}

/** A button that is never silently dead: give `reason` instead of `disabled`. */
export function Button(props: ButtonProps) {
  const merged = mergeProps({ variant: 'plain', size: 'md', type: 'button' } as const, props)
  const [own, others] = splitProps(merged, [
    'variant',
    'size',
    'icon',
    'iconEnd',
    'busy',
    'reason',
    'tip',
    'onClick',
    'children',
    'class',
    'classList',
    'ref',
    'aria-describedby',
  ])
  const id = createUniqueId()
  const [element, setElement] = createSignal<HTMLButtonElement>()
  const onClick = (event: MouseEvent) => {
    if (!own.reason && !own.busy) return own.onClick?.(event)
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <button
        {...others}
        ref={(node) => {
          setElement(node)
          if (typeof own.ref === 'function') own.ref(node)
        }}
        class={`btn ${own.variant} ${own.size} ${own.class ?? ''}`}
        classList={own.classList}
        aria-disabled={own.reason ? 'true' : undefined}
        aria-busy={own.busy ? 'true' : undefined}
        aria-describedby={own.reason ? id : own['aria-describedby']}
        onClick={onClick}
      >
        <Show
          when={own.busy}
          fallback={
            <Show when={own.icon}>{(name) => <Icon name={name()} small={!own.class?.includes('square')} />}</Show>
          }
        >
          <span class="spin" aria-hidden="true" />
        </Show>
        {own.children}
        <Show when={own.iconEnd}>{(name) => <Icon name={name()} small />}</Show>
      </button>
      <Show when={own.reason ?? own.tip}>
        <Tip id={id} of={element} silent={!own.reason}>
          {own.reason ?? own.tip}
        </Tip>
      </Show>
    </>
  )
}

/** A button that is one icon. `label` is its name for a screen reader, and its tooltip. */
export function IconButton(
  props: Omit<ButtonProps, 'icon' | 'iconEnd' | 'children' | 'tip'> & { icon: IconName; label: string },
) {
  const [own, others] = splitProps(props, ['label', 'class'])
  return (
    <Button
      variant="ghost"
      size="sm"
      {...others}
      class={`square ${own.class ?? ''}`}
      aria-label={own.label}
      tip={own.label}
    />
  )
}
