import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { npm } from './npm.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { inRoot } from './paths.mjs'
import { Stop, say } from './say.mjs'

/**
 * Installs the packages of the lock file, if these are not the ones that are there.
 * @param {import('./node.mjs').Runtime} runtime
 */
export async function install(runtime) {
  if (installed()) return
  await oneAtATime(async () => {
    if (installed()) return
    if (!matchesLock()) await ci(runtime)
    writeFileSync(stamp, wanted())
  })
}

const stamp = inRoot('node_modules', '.baton')

/** What is to be there: this lock file's packages, for this platform. */
function wanted() {
  const lock = createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex')
  return `${process.platform}-${process.arch} ${lock}\n`
}

function installed() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()
}

/** Whether someone has run npm by hand: its own record of what it installed then says the same as the lock file. */
function matchesLock() {
  const record = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const there = packages(record)
  return Object.entries(packages(inRoot('package-lock.json'))).every(([path, { version, optional, peer }]) => {
    if (path === '') return true
    const found = there[path]
    return found ? found.version === version : optional === true || peer === true
  })
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, peer?: boolean }>}
 */
function packages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
}

/** @param {import('./node.mjs').Runtime} runtime */
async function ci(runtime) {
  say('Installing the packages (some 500 MB; only when they change) …')
  const began = Date.now()
  const patience = setInterval(() => say(`  still installing, ${Math.round((Date.now() - began) / 1000)} s …`), 20_000)
  const code = await npm(runtime, ['ci', '--include=dev', '--include=optional']).finally(() => clearInterval(patience))
  if (code !== 0) throw new Stop('The packages could not be installed; npm said why above.')
  say(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`)
}
