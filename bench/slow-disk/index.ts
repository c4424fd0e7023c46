// A disk whose syncs are slow: a shim before PostgreSQL, made with the machine's C compiler.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Runs `start`, which starts PostgreSQL, so that each of its fdatasync takes a millisecond longer for as long as it lives.
 * @returns null, and says why, where there is no C compiler
 */
export async function onSlowDisk<T>(start: () => Promise<T>): Promise<T | null> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-slow-disk-'))
  // PostgreSQL may run as another user, who must be able to read it.
  chmodSync(folder, 0o755)
  const shim = join(folder, 'slow-disk.so')
  const before = process.env.LD_PRELOAD
  try {
    const source = fileURLToPath(new URL('slow-disk.c', import.meta.url))
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', shim, source, '-ldl'], { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    process.stderr.write(
      `No slow disk, since its shim cannot be compiled: ${error instanceof Error ? error.message : error}\n`,
    )
    return null
  }
  process.env.LD_PRELOAD = shim
  try {
    return await start()
  } finally {
    if (before === undefined) delete process.env.LD_PRELOAD
    else process.env.LD_PRELOAD = before
    // Loaded is loaded: those that PostgreSQL starts later are its own children.
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
}
