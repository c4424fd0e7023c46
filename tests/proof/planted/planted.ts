import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmbedded } from '../../../db/embedded.ts'
import { times } from '../kit/chance.ts'
import { temporary } from '../kit/place.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { type Bug, wanted } from './bug.ts'
import { bugs } from './bugs.ts'
import { copyTree, misfit, plant } from './copy.ts'
import { runTests } from './run.ts'

/** quality.md: each law's bug makes its test red. */
export const planted: Suite = {
  about: 'bugs that are kept in the repository: each must turn its test red. Names pick some: ids, laws or rows',
  options: { width: 'runs beside each other (2)' },
  run: plantAll,
}

interface Line {
  bug: Bug
  verdict: 'red' | 'GREEN' | 'NO VERDICT'
  seconds: number
  why: string
}

/** What is wrong with the list itself: bugs that do not fit the code any more, laws and rows that have none. */
export function gaps(): string[] {
  const broken = new Set(bugs.flatMap((bug) => bug.breaks))
  const ids = bugs.map(({ id }) => id)
  return [
    ...bugs.flatMap((bug) => misfit(bug) ?? []),
    ...ids.filter((id, i) => ids.indexOf(id) < i).map((id) => `${id}: two bugs have this name`),
    ...wanted.filter((law) => !broken.has(law)).map((law) => `${law} has no planted bug`),
  ]
}

async function plantAll(run: Run): Promise<Outcome> {
  const chosen = bugs.filter(
    ({ id, breaks }) => run.names.length === 0 || run.names.some((name) => name === id || breaks.includes(name)),
  )
  const broken = gaps().filter((gap) => run.names.length === 0 || chosen.some(({ id }) => gap.startsWith(`${id}:`)))
  const fit = chosen.filter((bug) => misfit(bug) === null)
  const files = [...new Set(fit.map(({ test }) => test.file))]
  const width = run.option('width', 2)
  const lanes = await Promise.all(Array.from({ length: width }, makeLane))
  try {
    const green = new Set<string>()
    let done = 0
    const say = (what: string) => run.progress(`${++done} of ${files.length + fit.length} runs: ${what}`)
    await times(files.length, width, async (i) => {
      const file = files[i] ?? ''
      const names = [...new Set(fit.filter(({ test }) => test.file === file).map(({ test }) => test.name))]
      const { failed, trouble, passed } = await within(lanes, (lane) => lane.test(null, file, names))
      for (const name of names)
        if (!passed.some((full) => full.includes(name)) && !trouble && failed.length === 0)
          broken.push(`${file}: no test is named “${name}”`)
      if (trouble) broken.push(`${file} cannot be run without a bug: ${trouble}`)
      for (const test of failed) broken.push(`${file} is red without a bug: ${test.name}: ${test.why}`)
      if (!trouble && failed.length === 0) green.add(file)
      say(file)
    })
    const lines: Line[] = []
    const ready = fit.filter(({ test }) => green.has(test.file))
    await times(ready.length, width, async (i) => {
      const bug = ready[i] as Bug
      const line = await within(lanes, (lane) => tryBug(bug, lane))
      lines.push(line)
      if (line.verdict !== 'red')
        broken.push(`${bug.id} (${bug.breaks.join(', ')}): ${bug.test.file} ${line.verdict}: ${line.why}`)
      say(`${bug.id} ${line.verdict}`)
    })
    process.stdout.write(`${shown(lines)}\n`)
    return {
      faults: { 'bugs planted': lines.length },
      acknowledged: lines.filter(({ verdict }) => verdict === 'red').length,
      lost: lines.filter(({ verdict }) => verdict === 'GREEN').length,
      figures: [
        ['green without a bug', `${green.size} of ${files.length} test files`],
        ['laws and rows', new Set(lines.flatMap(({ bug }) => bug.breaks)).size],
      ],
      broken,
    }
  } finally {
    await Promise.all(lanes.map((lane) => lane.end()))
  }
}

async function tryBug(bug: Bug, lane: Lane): Promise<Line> {
  const started = performance.now()
  const { failed, trouble } = await lane.test(bug, bug.test.file, [bug.test.name])
  const [first] = failed
  return {
    bug,
    verdict: first ? 'red' : trouble ? 'NO VERDICT' : 'GREEN',
    seconds: (performance.now() - started) / 1000,
    why: first?.why ?? trouble ?? 'the test passed',
  }
}

/** A place where one run at a time happens: a copy of the tree, and a PostgreSQL that the runs share. */
interface Lane {
  busy: boolean
  test(bug: Bug | null, file: string, names: string[]): ReturnType<typeof runTests>
  end(): Promise<void>
}

async function makeLane(): Promise<Lane> {
  const folder = temporary()
  const log = { info: () => {}, warn: () => {} }
  const database = await startEmbedded({ dataDir: join(folder, 'data'), log, settings: { max_connections: 150 } })
  const tree = join(folder, 'tree')
  return {
    busy: false,
    async test(bug, file, names) {
      copyTree(tree)
      if (bug) {
        plant(tree, bug)
        await rebuild(tree, bug)
      }
      return runTests(tree, file, names, { TEST_DATABASE_URL: database.url })
    },
    async end() {
      await database.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const inBrowser = /^tests\/(browser\/|proof\/hostile\.)/

/** What a browser loads is built anew where the bug is in it. */
async function rebuild(tree: string, bug: Bug): Promise<void> {
  if (!inBrowser.test(bug.test.file) || !/^(client|domain)\//.test(bug.file)) return
  rmSync(join(tree, 'dist'))
  await promisify(execFile)(process.execPath, ['scripts/run.mjs', 'build'], { cwd: tree })
}

async function within<T>(lanes: Lane[], work: (lane: Lane) => Promise<T>): Promise<T> {
  const lane = lanes.find(({ busy }) => !busy)
  if (!lane) throw new Error('more runs than lanes')
  lane.busy = true
  try {
    return await work(lane)
  } finally {
    lane.busy = false
  }
}

const shown = (lines: Line[]): string =>
  lines
    .toSorted((a, b) => bugs.indexOf(a.bug) - bugs.indexOf(b.bug))
    .map(
      ({ bug, verdict, seconds, why }) =>
        `${verdict.padEnd(11)}${bug.breaks.join(', ').padEnd(12)}${bug.id.padEnd(34)}${seconds.toFixed(0).padStart(3)} s  ${bug.test.file} › ${why.slice(0, 90)}`,
    )
    .join('\n')
