import { accessSync, constants, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { run } from './child.mjs'
import { inRoot } from './paths.mjs'

/**
 * Runs npm under the given Node, with its chatter on standard error.
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime
 * @param {string[]} args
 */
export async function npm(runtime, args) {
  const script = npmScript()
  const env = { ...withoutOuterNpm(runtime.env), ...cache() }
  const quiet = [...args, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const end = script
    ? await run(runtime.node, [script, ...quiet], { env, stdout: 'stderr' })
    : await run('npm', quiet, { env, stdout: 'stderr' })
  return end.code
}

/** npm's own program: the one that started us, else the one beside this Node; undefined leaves it to PATH. */
function npmScript() {
  const outer = process.env.npm_execpath
  if (outer && basename(outer) === 'npm-cli.js' && existsSync(outer)) return outer
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js')
  return existsSync(beside) ? beside : undefined
}

/**
 * An npm that runs us hands its own flags down as variables; `npm --prefix … start` would move our installs elsewhere.
 * @param {NodeJS.ProcessEnv} env
 */
function withoutOuterNpm(env) {
  const outer = /^npm_config_(prefix|local_prefix|global|location|omit|only|production|package_lock|dry_run|json)$/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !outer.test(name)))
}

/** Users without a home of their own (`nobody`, some services) get npm's cache inside the checkout. */
function cache() {
  if (process.env.npm_config_cache) return {}
  try {
    accessSync(homedir(), constants.W_OK)
    return {}
  } catch {
    return { npm_config_cache: inRoot('.node', 'npm-cache') }
  }
}
