// The bootstrap behind every npm script: finds a Node that is new enough, installs what is missing, builds what is
// stale, then runs the program that was asked for. It runs on an older Node, without any package.
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { findBrowser } from './browser.mjs'
import { build } from './build.mjs'
import { check } from './check.mjs'
import { run } from './child.mjs'
import { install } from './install.mjs'
import { findNats } from './nats.mjs'
import { findNode } from './node.mjs'
import { inRoot, quickLoad } from './paths.mjs'
import { Stop, say } from './say.mjs'

/** @typedef {import('./node.mjs').Runtime} Runtime */

/** @type {Record<string, (runtime: Runtime, args: string[]) => Promise<number>>} */
const commands = {
  start: program('server/main.ts', { builds: true }),
  cluster: program('cluster/main.ts', { builds: true }),
  demo: program('server/demo/main.ts', { builds: true }),
  proof: program('tests/proof/main.ts', { builds: true }),
  bench: program('bench/main.ts', { builds: true }),
  replay: program('replay/main.ts'),
  detect: program('server/detectors/main.ts'),
  check,
  test,
  build: async (runtime) => {
    await build(runtime, { always: true })
    return 0
  },
}

const [, , name = 'start', ...args] = process.argv
try {
  const command = commands[name]
  if (!command) throw new Stop(`There is no “${name}” here; there are ${Object.keys(commands).join(', ')}.`)
  const runtime = await findNode()
  await install(runtime)
  process.exitCode = await command(runtime, args)
} catch (error) {
  if (!(error instanceof Stop)) throw error
  say(error.message)
  process.exitCode = 1
}

/**
 * A program of ours, run by Node as it stands.
 * @param {string} entry
 * @param {{ builds?: boolean }} [options]
 * @returns {(runtime: Runtime, args: string[]) => Promise<number>}
 */
function program(entry, { builds = false } = {}) {
  return async (runtime, args) => {
    if (!existsSync(inRoot(entry))) throw new Stop(`This checkout has no ${entry} yet.`)
    if (builds) await build(runtime)
    return node(runtime, [...quickLoad, entry, ...args])
  }
}

/** @param {Runtime} runtime @param {string[]} args */
async function test(runtime, args) {
  await build(runtime)
  const browser = await findBrowser({ node: runtime.node })
  // Without one the tests of several nodes are skipped, and say so.
  await findNats()
  const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs')
  return node({ ...runtime, env: { ...runtime.env, CHROMIUM_PATH: browser } }, [vitest, 'run', ...args])
}

/** @param {Runtime} runtime @param {string[]} args */
async function node({ node, flags, env }, args) {
  const once = pathToFileURL(inRoot('scripts', 'one-signal.mjs')).href
  const { code } = await run(node, [...flags, '--import', once, ...args], { env })
  return code
}
