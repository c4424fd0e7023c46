/** Seven of the console's icons (client/ui/icons.ts): all of them would be a tenth of this bundle. */
export const paths = {
  chat: 'M2.5 4.5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H8L5 14v-2.5h-.5a2 2 0 0 1-2-2z',
  check: 'M3 8.5 6.3 12 13 4.5',
  chev: 'M4 6l4 4 4-4',
  clip: 'M13 7.5 8 12.5a3 3 0 0 1-4.3-4.3l5.5-5.4a2 2 0 0 1 2.9 2.9L6.8 11a1 1 0 0 1-1.4-1.4L10 5',
  down: 'M10.5 3v6.5L8 14c-1 0-1.6-.7-1.4-1.7L7 10H3.7c-.9 0-1.5-.8-1.3-1.7l.9-4C3.5 3.5 4.1 3 4.9 3zM10.5 3H13v6.5h-2.5',
  send: 'M2.5 8 13.5 2.8 9.8 13.5 7.7 9zM7.7 9l5.8-6.2',
  up: 'M5.5 13V6.5L8 2c1 0 1.6.7 1.4 1.7L9 6h3.3c.9 0 1.5.8 1.3 1.7l-.9 4c-.2.8-.8 1.3-1.6 1.3zM5.5 13H3V6.5h2.5',
} as const

/** An icon in the colour of the text around it. */
export function Icon(props: { name: keyof typeof paths }) {
  return (
    <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[props.name]} />
    </svg>
  )
}
