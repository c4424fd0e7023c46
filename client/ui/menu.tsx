import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { For, type JSX, Show } from 'solid-js'
import { Button, type ButtonProps } from './button.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'

/** A button that opens a menu under itself. `items` are `MenuItem`, `MenuChoice`, `MenuLabel`, `MenuLine`. */
export function Menu(
  props: Pick<ButtonProps, 'variant' | 'size' | 'icon' | 'iconEnd' | 'reason' | 'class'> & {
    /** What stands on the button. */
    button?: JSX.Element
    /** The name of the button, when what stands on it is not words. */
    label?: string
    items: JSX.Element
    open?: boolean
    onOpenChange?: (open: boolean) => void
  },
) {
  const look = () => ({
    variant: props.variant,
    size: props.size,
    icon: props.icon,
    iconEnd: props.iconEnd ?? (props.button ? ('chev' as const) : undefined),
    class: props.class,
    'aria-label': props.label,
  })
  return (
    <Show
      when={!props.reason}
      fallback={
        <Button {...look()} reason={props.reason} aria-haspopup="menu">
          {props.button}
        </Button>
      }
    >
      <DropdownMenu
        open={props.open}
        onOpenChange={props.onOpenChange}
        gutter={6}
        placement="bottom-start"
        preventScroll={false}
        modal={false}
      >
        <DropdownMenu.Trigger<typeof Button> as={Button} {...look()}>
          {props.button}
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content class="menu">{props.items}</DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu>
    </Show>
  )
}

/** One line of a menu. With a `reason` it stays readable and reachable, says why, and does nothing. */
export function MenuItem(props: {
  icon?: IconName
  /** Before the words, instead of an icon: a face. */
  mark?: JSX.Element
  /** At the right: a key, a number. */
  end?: JSX.Element
  danger?: boolean
  reason?: string | null
  onSelect: () => void
  children: JSX.Element
}) {
  return (
    <DropdownMenu.Item
      classList={{ danger: props.danger }}
      aria-disabled={props.reason ? true : undefined}
      closeOnSelect={!props.reason}
      onSelect={() => !props.reason && props.onSelect()}
    >
      {props.mark}
      <Show when={props.icon}>{(name) => <Icon name={name()} />}</Show>
      <span>{props.children}</span>
      <Show when={props.reason ?? props.end}>
        <span class="end">{props.reason ?? props.end}</span>
      </Show>
    </DropdownMenu.Item>
  )
}

/** One of several, the chosen one ticked. */
export function MenuChoice<T extends string>(props: {
  label: string
  value: T | null
  options: readonly { value: T; label: string; mark?: JSX.Element; end?: JSX.Element }[]
  onChoose: (value: T) => void
}) {
  return (
    <DropdownMenu.RadioGroup value={props.value ?? ''} onChange={(value) => props.onChoose(value as T)}>
      <DropdownMenu.GroupLabel class="menu-label">{props.label}</DropdownMenu.GroupLabel>
      <For each={props.options}>
        {(option) => (
          <DropdownMenu.RadioItem value={option.value} closeOnSelect>
            {option.mark}
            <span>{option.label}</span>
            <span class="end">
              {option.end}
              <span class="tick">
                <Icon name="check" small />
              </span>
            </span>
          </DropdownMenu.RadioItem>
        )}
      </For>
    </DropdownMenu.RadioGroup>
  )
}

/** A quiet heading inside a menu. */
export const MenuLabel = (props: { children: JSX.Element }) => <span class="menu-label">{props.children}</span>

/** A line between two groups. */
export const MenuLine = () => <DropdownMenu.Separator />
