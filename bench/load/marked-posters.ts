import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { BYTES } from './event.ts'
import type { FromPoster, ToPoster } from './marked-poster.ts'

/** A channel in a process of its own, which writes as customers do. */
export interface Poster {
  /** Numbers go on from one call to the next. */
  post(rate: number, seconds: number): Promise<FromPoster & { last: number }>
  close(): void
}

export function openPoster(where: Pick<ToPoster, 'url' | 'key' | 'conversations'>): Poster {
  const child = fork(fileURLToPath(new URL('./marked-poster.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let first = 1
  return {
    post: (rate, seconds) =>
      new Promise((resolve, reject) => {
        const left = (code: number | null) => reject(new Error(`The poster ended (${code}).`))
        child.once('exit', left)
        child.once('message', (said: FromPoster) => {
          child.off('exit', left)
          first += said.sent
          resolve({ ...said, last: first - 1 })
        })
        child.send({ ...where, rate, seconds, bytes: BYTES, first } satisfies ToPoster)
      }),
    close: () => child.disconnect(),
  }
}
