import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { temporary } from '../kit/place.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { type Machine, startIn, testIn } from './machine.ts'

/** Issue “The live core”: the two commands of the README, each alone, each from a fresh clone, with nothing set up by hand. */
export const fresh: Suite = {
  about: 'npm start and npm test from fresh clones: Node 20 and 24, as root in a folder of root’s alone and as a user',
  options: { tests: 'whether npm test runs too (1); 0 leaves it at npm start', node: 'one version alone: 20 or 24' },
  run: tryAll,
}

/** From the package registry, as the bootstrap fetches its own: the oldest that package.json allows, and the one that Baton fetches. */
const versions = ['20.20.0', '24.21.0']

async function tryAll(run: Run): Promise<Outcome> {
  if (process.platform !== 'linux') throw new Error('The fresh-clone matrix runs on Linux.')
  const place = temporary()
  const asRoot = process.getuid?.() === 0
  const only = run.option('node', 0)
  const chosen = versions.filter((version) => !only || version.startsWith(`${only}.`))
  const broken: string[] = []
  const figures: Outcome['figures'] = []
  if (!asRoot) figures.push(['as root', 'skipped: this is an ordinary user'])
  try {
    for (const version of chosen) {
      run.progress(`Node ${version}: fetching it`)
      const node = fetchNode(place, version)
      for (const user of asRoot ? (['root', 'nobody'] as const) : (['me'] as const)) {
        for (const [command, tryIt] of [['npm start', startIn] as const, ['npm test', testIn] as const]) {
          const name = `${command}, Node ${version}, as ${user}`
          if (command === 'npm test' && run.option('tests', 1) === 0) continue
          run.progress(name)
          const machine = clone(place, node, user)
          const began = performance.now()
          try {
            const said = await tryIt(machine)
            figures.push([name, `${said}, ${Math.round((performance.now() - began) / 1000)} s`])
          } catch (error) {
            broken.push(`${name}: ${error instanceof Error ? error.message : error}`)
          }
          rmSync(machine.folder, { recursive: true, force: true })
        }
      }
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  const tried = figures.length + broken.length
  return {
    faults: { 'fresh clones': tried },
    acknowledged: tried - broken.length,
    lost: broken.length,
    figures,
    broken,
  }
}

/** @returns the folder of its `node` */
function fetchNode(place: string, version: string): string {
  const prefix = join(place, `node-${version}`)
  const name = `node-linux-${process.arch}`
  mkdirSync(prefix)
  execFileSync('npm', [
    'install',
    '--prefix',
    prefix,
    '--no-save',
    '--no-package-lock',
    '--silent',
    `${name}@${version}`,
  ])
  const folder = join(prefix, 'node_modules', name, 'bin')
  if (!existsSync(join(folder, 'node'))) throw new Error(`Node ${version} has no binary`)
  return folder
}

/** What is committed, and nothing else. Root's folder can be entered by nobody else; a user's is the user's own. */
function clone(place: string, node: string, user: 'root' | 'nobody' | 'me'): Machine {
  const folder = join(place, `${user}-${Math.random().toString(36).slice(2, 8)}`)
  mkdirSync(folder, { mode: user === 'root' ? 0o700 : 0o755 })
  const checkout = join(folder, 'baton')
  const root = execFileSync('git', ['rev-parse', '--show-toplevel'], { encoding: 'utf8' }).trim()
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, checkout])
  const home = join(folder, 'home')
  mkdirSync(home)
  // Where the packages come from is the machine's to say.
  const settings = join(homedir(), '.npmrc')
  if (existsSync(settings)) copyFileSync(settings, join(home, '.npmrc'))
  if (user !== 'nobody') return { folder, checkout, home, node, as: null }
  const [uid, gid] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, user], { encoding: 'utf8' })))
  execFileSync('chown', ['-R', `${uid}:${gid}`, folder])
  return { folder, checkout, home, node, as: { uid: uid ?? 65_534, gid: gid ?? 65_534 } }
}
