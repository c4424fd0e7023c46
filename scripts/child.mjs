import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './paths.mjs'

/** The end of a child, as a shell would number it. */
/** @typedef {{ code: number, signal: NodeJS.Signals | null }} End */

const passedOn = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Runs a program in the checkout's folder, passes signals on to it, and waits for its end, so that nothing of ours
 * outlives the command that a person started.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdout?: 'inherit' | 'stderr' }} [options] `stderr`: its output joins our chatter
 * @returns {Promise<End>}
 */
export function run(command, args, { env = process.env, stdout = 'inherit' } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: stdout === 'inherit' ? 'inherit' : ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  })
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => child.kill(signal)
  for (const signal of passedOn) process.on(signal, pass)
  const orphaned = onceOrphaned(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      resolve({ code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], signal }),
    )
  }).finally(() => {
    clearInterval(orphaned)
    for (const signal of passedOn) process.off(signal, pass)
  })
}

/**
 * A killed npm tells nobody: the program is then stopped as well, since who started it thinks that it is gone.
 * @param {() => void} stop
 */
function onceOrphaned(stop) {
  if (!process.env.npm_lifecycle_event) return undefined
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop()
  }, 250)
  return watch
}
