import { createHash } from 'node:crypto'
import { access, chown, constants, lstat, mkdir, readlink, realpath, rmdir, stat, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Account, command } from './command.ts'
import { EmbeddedError, fileError } from './error.ts'

/** Where the database lies, and who owns it. */
export type Place = { folder: string; account?: Account }

/** For data that the database's account could not reach where `DATA_DIR` is. */
const elsewhere = '/var/lib/baton'

/**
 * The folder `postgres` in `dataDir`, made if it is missing. As root it belongs to an account without rights; where
 * that one cannot enter `dataDir`, `postgres` is a link to a folder of its own outside.
 */
export async function findPlace(dataDir: string): Promise<Place> {
  try {
    await mkdir(resolve(dataDir), { recursive: true })
    const home = await realpath(dataDir)
    return await (process.getuid?.() === 0 ? rootsPlace(home) : ownPlace(home))
  } catch (error) {
    throw fileError(error, resolve(dataDir))
  }
}

async function ownPlace(home: string): Promise<Place> {
  const folder = join(home, 'postgres')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  return { folder: await realpath(folder) }
}

async function rootsPlace(home: string): Promise<Place> {
  const door = join(home, 'postgres')
  const there = await lstat(door).catch(() => undefined)
  if (there) return existing(door)

  const account = await findAccount()
  if (await canEnter(home, account)) {
    await mkdir(door, { recursive: true, mode: 0o700 })
    await chown(door, account.uid, account.gid)
    return { folder: door, account }
  }
  const folder = await outside(home)
  await chown(folder, account.uid, account.gid)
  try {
    await symlink(folder, door)
  } catch (error) {
    // a start at the same moment was quicker: its folder is the one
    await rmdir(folder)
    if (await lstat(door).catch(() => undefined)) return existing(door)
    throw error
  }
  return { folder, account }
}

/** Data keeps its owner, so that one who started Baton as a user and now as root finds it again. */
async function existing(door: string): Promise<Place> {
  const folder = await realpath(door).catch(async () => {
    const target = await readlink(door).catch(() => door)
    const sentence = `The database of ${door} was in ${target}, which is gone; bring it back, or delete that link to start empty.`
    throw new EmbeddedError('data_gone', sentence)
  })
  const { uid, gid } = await stat(folder)
  const account = uid === 0 ? await findAccount() : { name: `user ${uid}`, uid, gid }
  if (uid === 0) await command('chown', ['-R', `${account.uid}:${account.gid}`, folder])
  if (await canEnter(folder, account)) return { folder, account }
  const sentence = `The database in ${folder} belongs to ${account.name}, who can no longer enter that folder; let it, or start Baton as that user.`
  throw new EmbeddedError('not_writable', sentence)
}

/** One folder for each `DATA_DIR`. A number follows where an earlier `DATA_DIR` of that path was deleted: its data stays. */
async function outside(home: string): Promise<string> {
  await mkdir(elsewhere, { recursive: true, mode: 0o755 })
  const name = join(elsewhere, createHash('sha256').update(home).digest('hex').slice(0, 16))
  for (let number = 1; ; number++) {
    const folder = number === 1 ? name : `${name}-${number}`
    if (await makeNew(folder)) return folder
  }
}

async function makeNew(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function canEnter(folder: string, account: Account): Promise<boolean> {
  const { code } = await command('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], account)
  return code === 0
}

async function findAccount(): Promise<Account> {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([command('id', ['-u', name]), command('id', ['-g', name])])
    if (uid.code === 0 && gid.code === 0) return { name, uid: Number(uid.output), gid: Number(gid.output) }
  }
  const sentence =
    'PostgreSQL refuses to run as root, and there is no user postgres or nobody here; start Baton as another user, or set DATABASE_URL.'
  throw new EmbeddedError('no_account', sentence)
}
