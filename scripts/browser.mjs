import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './child.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { inRoot } from './paths.mjs'
import { Stop, say } from './say.mjs'

/**
 * How tests start Chromium: as root it has no sandbox, and it is to ask nothing of the world.
 * `chromium.launch({ executablePath: await findBrowser(), args: browserFlags })`
 */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The path of a Chromium: `CHROMIUM_PATH`, else an installed one, else one that is installed now (Debian's package,
 * or Playwright's own download).
 * @param {{ node?: string }} [options] the Node that runs Playwright's download
 * @returns {Promise<string>}
 */
export async function findBrowser({ node = process.execPath } = {}) {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen && !executable(chosen)) throw new Stop(`CHROMIUM_PATH names ${chosen}, which cannot be run.`)
  const found = chosen || (await present())
  if (found) return found
  return oneAtATime(async () => (await present()) ?? (await fromDebian()) ?? (await fromPlaywright(node)) ?? give())
}

/** @returns {never} */
function give() {
  throw new Stop('The tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to one.')
}

async function present() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const applications = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...applications]
  return candidates.find(executable) ?? (await playwrights())
}

async function playwrights() {
  const { chromium } = await import('playwright-core')
  const path = chromium.executablePath()
  return path && executable(path) ? path : undefined
}

async function fromDebian() {
  if (process.getuid?.() !== 0 || !isDebian()) return undefined
  say("Installing Debian's chromium for the tests …")
  const patience = ['-q', '-o', 'DPkg::Lock::Timeout=300']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', [...patience, 'update'], { env, stdout: 'stderr' })
  await run('apt-get', [...patience, 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'], {
    env,
    stdout: 'stderr',
  })
  return present()
}

function isDebian() {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** @param {string} node */
async function fromPlaywright(node) {
  say("Fetching Playwright's Chromium for the tests …")
  const cli = inRoot('node_modules', 'playwright-core', 'cli.js')
  await run(node, [cli, 'install', 'chromium'], { stdout: 'stderr' })
  return playwrights()
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
