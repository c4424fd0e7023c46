import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { run } from './child.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { inRoot, root } from './paths.mjs'
import { Stop, say } from './say.mjs'

const bundles = [
  { name: 'console', config: 'vite.config.ts' },
  { name: 'widget', config: 'vite.widget.config.ts' },
  { name: 'service worker', config: 'vite.worker.config.ts' },
]

const sources = ['client', 'domain', ...bundles.map(({ config }) => config), 'tsconfig.json', 'package-lock.json']

/**
 * Builds what the browser loads into `dist/`, if it was made from other sources than these.
 * @param {import('./node.mjs').Runtime} runtime
 * @param {{ always?: boolean }} [options]
 */
export async function build(runtime, { always = false } = {}) {
  if (!always && built()) return
  await oneAtATime(async () => {
    if (!always && built()) return
    const made = fingerprint()
    for (const bundle of bundles) await make(runtime, bundle)
    mkdirSync(inRoot('dist'), { recursive: true })
    writeFileSync(stamp, made)
  })
}

const stamp = inRoot('dist', '.made-from')

function built() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => files(inRoot(source))).sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

/** @param {string} path @returns {string[]} */
function files(path) {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path).flatMap((name) => files(`${path}/${name}`))
  } catch {
    return [path]
  }
}

/**
 * @param {import('./node.mjs').Runtime} runtime
 * @param {{ name: string, config: string }} bundle
 */
async function make(runtime, { name, config }) {
  say(`Building the ${name} …`)
  const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', '--config', config, '--logLevel', 'warn']
  const { code } = await run(runtime.node, args, { env: { ...runtime.env, NODE_ENV: 'production' }, stdout: 'stderr' })
  if (code !== 0) throw new Stop(`The ${name} could not be built; Vite said why above.`)
}
