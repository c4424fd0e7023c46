import { type IconName, icons } from './icons.ts'

/** One icon in the colour of the text around it. Hidden from screen readers unless it is given a `label`. */
export function Icon(props: { name: IconName; small?: boolean; label?: string }) {
  return (
    <svg
      class="i"
      classList={{ s: props.small }}
      viewBox="0 0 16 16"
      role={props.label ? 'img' : undefined}
      aria-label={props.label}
      aria-hidden={props.label ? undefined : 'true'}
    >
      <path d={icons[props.name]} />
    </svg>
  )
}
