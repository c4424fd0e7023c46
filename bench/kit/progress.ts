/** One line that is written over itself in a terminal, and a line now and then where the output is kept. */
export function makeProgress(): { say(text: string): void; clear(): void } {
  const terminal = process.stderr.isTTY
  let last = 0
  return {
    say(text) {
      const now = Date.now()
      if (now - last < (terminal ? 100 : 2_000)) return
      last = now
      process.stderr.write(terminal ? `\r\x1b[K${text}` : `${text}\n`)
    },
    clear: () => void (terminal && process.stderr.write('\r\x1b[K')),
  }
}
