import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname } from 'node:path'
import { npm } from './npm.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { inRoot } from './paths.mjs'
import { Stop, say } from './say.mjs'

const version = '24.21.0'

/** A Node and the environment in which everything, npm included, finds it first. */
/** @typedef {{ node: string, env: NodeJS.ProcessEnv, flags: string[] }} Runtime */

/**
 * The Node that runs Baton: the present one if it is new enough, else version 24 from the package registry,
 * kept in the ignored folder `.node`.
 * @returns {Promise<Runtime>}
 */
export async function findNode() {
  if (everythingRunsOn(process.versions.node)) return runtime(process.execPath)
  const name = `node-${process.platform}-${process.arch}`
  const node = inRoot('.node', 'node_modules', name, 'bin', 'node')
  if (!fetched(name, node)) await oneAtATime(() => fetch(name, node))
  return runtime(node)
}

/**
 * Type stripping without a flag came with 22.18; the packages ask for a little more (the strictest is jsdom).
 * @param {string} present
 */
function everythingRunsOn(present) {
  const [major = 0, minor = 0, patch = 0] = present.split('.').map(Number)
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2)
  return (major === 24 && minor >= 15) || major >= 26
}

/** @param {string} name @param {string} node */
function fetched(name, node) {
  const stamp = inRoot('.node', 'ready')
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === `${name}@${version}`
}

/** @param {string} name @param {string} node */
async function fetch(name, node) {
  if (fetched(name, node)) return
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch) || !hasGlibc()) {
    throw new Stop(
      `Baton needs Node 22.22.2, 24.15 or 26 and newer; this is ${process.versions.node}. Please install Node 24.`,
    )
  }
  say(`Fetching Node ${version}, because this is ${process.versions.node} …`)
  mkdirSync(inRoot('.node'), { recursive: true })
  const present = { node: process.execPath, env: process.env }
  const code = await npm(present, [
    'install',
    '--prefix',
    inRoot('.node'),
    '--no-save',
    '--no-package-lock',
    `${name}@${version}`,
  ])
  if (code !== 0)
    throw new Stop(`Node ${version} could not be fetched (npm said why above). Please install Node 24 yourself.`)
  execFileSync(node, ['--version'])
  writeFileSync(inRoot('.node', 'ready'), `${name}@${version}`)
}

function hasGlibc() {
  const report = /** @type {any} */ (process.report)
  report.excludeNetwork = true
  return Boolean(report.getReport().header.glibcVersionRuntime)
}

/** @param {string} node @returns {Runtime} */
function runtime(node) {
  const flags =
    process.execPath === node && process.versions.node.startsWith('22.')
      ? ['--disable-warning=ExperimentalWarning']
      : []
  return { node, flags, env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` } }
}
