import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { temporary } from '../kit/place.ts'

/** A file system of its own that can be filled up, as another program on the same disk would. */
export interface SmallDisk {
  folder: string
  /** Takes every byte that is left, and what comes free later, until `free`. */
  fill(): void
  free(): void
  /** Takes it away; whoever uses it must have ended. */
  remove(): void
}

/**
 * Mounts a small file system in memory.
 * @throws Error with what the machine said, where it does not allow that
 */
export function smallDisk(megabytes: number): SmallDisk {
  const place = temporary()
  const folder = join(place, 'disk')
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    rmSync(place, { recursive: true, force: true })
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(said || String(error))
  }
  const ballast = join(folder, 'ballast')
  let eating: NodeJS.Timeout | undefined
  return {
    folder,
    fill() {
      eat(ballast)
      eating = setInterval(() => eat(ballast), 50)
    },
    free() {
      clearInterval(eating)
      rmSync(ballast, { force: true })
    },
    remove() {
      clearInterval(eating)
      try {
        execFileSync('umount', [folder], { stdio: 'pipe' })
      } catch {
        execFileSync('umount', ['-l', folder], { stdio: 'pipe' })
      }
      rmSync(place, { recursive: true, force: true })
    },
  }
}

const BIG = Buffer.alloc(1024 * 1024)
const SMALL = 4_096

/** Appends until the disk is full: in large pieces, then in the smallest. */
function eat(path: string): void {
  const file = openSync(path, 'a')
  for (let size = BIG.length; size >= SMALL; ) {
    try {
      if (writeSync(file, BIG, 0, size) < size) size = Math.min(size, SMALL)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      size = size > SMALL ? SMALL : 0
    }
  }
  closeSync(file)
}
