import type { WriteStream } from 'node:tty'

interface Watched {
  share(): number | null
  line(): string
}

/** A bar that redraws itself on a terminal; elsewhere a plain line every few seconds. `stop` leaves the cursor on a fresh line. */
export function showProgress(out: WriteStream, watched: Watched): { stop(): void } {
  const draw = out.isTTY
    ? () => {
        const line = `${bar(watched.share())}${watched.line()}`
        out.write(`\r\x1b[K${line.slice(0, (out.columns || 80) - 1)}`)
      }
    : () => out.write(`${watched.line()}\n`)
  const timer = setInterval(draw, out.isTTY ? 200 : 5_000)
  return {
    stop() {
      clearInterval(timer)
      if (out.isTTY) out.write('\r\x1b[K')
    },
  }
}

const WIDTH = 24

const bar = (share: number | null) => {
  if (share === null) return ''
  const full = Math.round(share * WIDTH)
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} `
}
