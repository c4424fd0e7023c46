import { Show } from 'solid-js'
import { qrCode } from './qr.ts'

/** Modules of light around a code, which readers want. */
const QUIET = 4

/** A QR code, dark on white in either theme, since readers want it so. A text that is too long for one has none. */
export function QrCode(props: { text: string; label: string }) {
  const cells = () => qrCode(props.text)
  return (
    <Show when={cells()}>
      {(rows) => (
        <svg
          class="qr"
          role="img"
          aria-label={props.label}
          viewBox={`${-QUIET} ${-QUIET} ${rows().length + 2 * QUIET} ${rows().length + 2 * QUIET}`}
          shape-rendering="crispEdges"
        >
          <path
            d={rows()
              .flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])))
              .join('')}
          />
        </svg>
      )}
    </Show>
  )
}
