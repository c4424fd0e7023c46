import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './child.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { say } from './say.mjs'

/** What to do where there is none. */
export const natsMissing =
  'This needs nats-server: install it (Debian: apt-get install nats-server) or set NATS_SERVER_PATH to one.'

/**
 * The path of a nats-server: `NATS_SERVER_PATH`, else an installed one.
 * @returns {string | undefined}
 */
export function presentNats() {
  const chosen = process.env.NATS_SERVER_PATH
  if (chosen) return executable(chosen) ? chosen : undefined
  // Debian puts it where only root's PATH leads.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin']
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, 'nats-server'))
    .find(executable)
}

/**
 * The same, or Debian's package, installed now where this user may; undefined where there is none to be had.
 * @returns {Promise<string | undefined>}
 */
export async function findNats() {
  const found = presentNats()
  if (found || process.env.NATS_SERVER_PATH) return found
  return oneAtATime(async () => presentNats() ?? (await fromDebian().catch(() => undefined)))
}

async function fromDebian() {
  if (process.getuid?.() !== 0 || !isDebian()) return undefined
  say("Installing Debian's nats-server …")
  const patience = ['-q', '-o', 'DPkg::Lock::Timeout=300']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', [...patience, 'update'], { env, stdout: 'stderr' })
  await run('apt-get', [...patience, 'install', '-y', '--no-install-recommends', 'nats-server'], {
    env,
    stdout: 'stderr',
  })
  return presentNats()
}

function isDebian() {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
