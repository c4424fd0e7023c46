import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The clock of some processes, which can be set while they run; clocks that nobody sets (CLOCK_MONOTONIC) go on as they are. */
export interface FakedClock {
  /** What those processes are started with. */
  environment: Record<string, string>
  /** @param seconds how far it is ahead of the true one */
  set(seconds: number): void
}

/** libfaketime, as Debian's package of that name installs it; undefined where it is not installed. */
export function findFakeTime(): string | undefined {
  const folders = ['/usr/lib', '/usr/local/lib', '/opt/homebrew/lib'].flatMap((folder) => [
    join(folder, 'faketime'),
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, 'faketime')) : []),
  ])
  return folders.map((folder) => join(folder, 'libfaketimeMT.so.1')).find((path) => existsSync(path))
}

/**
 * @param library what `findFakeTime` found
 * @param file where the clock stands; whoever runs under it can read it
 */
export function fakedClock(library: string, file: string): FakedClock {
  const set = (seconds: number) => {
    // Whole or not at all: it is read all the time.
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 })
    renameSync(`${file}.new`, file)
  }
  set(0)
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    set,
  }
}
