import { run } from './child.mjs'
import { inRoot } from './paths.mjs'
import { say } from './say.mjs'

const bin = (/** @type {string[]} */ ...parts) => inRoot('node_modules', ...parts)

/** @type {[title: string, script: string, args: string[]][]} */
const steps = [
  [
    'Format (biome)',
    bin('@biomejs', 'biome', 'bin', 'biome'),
    ['check', '--diagnostic-level=warn', '--error-on-warnings'],
  ],
  ['Lint and walls (oxlint)', bin('oxlint', 'bin', 'oxlint'), ['--deny-warnings']],
  ['Types (tsc)', bin('typescript', 'bin', 'tsc'), []],
  ['Dead code (knip)', bin('knip', 'bin', 'knip.js'), []],
  ['Fast tests (vitest)', bin('vitest', 'vitest.mjs'), ['run', '--project', 'domain']],
]

/**
 * What a developer runs before a commit: all steps, also after one has failed.
 * @param {import('./node.mjs').Runtime} runtime
 * @returns {Promise<number>} 0 only when every step passed
 */
export async function check(runtime) {
  const failed = []
  for (const [title, script, args] of steps) {
    say(`\n── ${title}`)
    const { code, signal } = await run(runtime.node, [...runtime.flags, script, ...args], { env: runtime.env })
    if (signal) return code
    if (code !== 0) failed.push(title)
  }
  say(failed.length ? `\nNot passed: ${failed.join(', ')}` : '\nAll passed.')
  return failed.length ? 1 : 0
}
