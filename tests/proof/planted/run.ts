import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What became of the tests that were asked for; others of the file are not run. */
export interface Verdict {
  passed: string[]
  failed: { name: string; why: string }[]
  /** Why nothing can be said: the file was not loaded, no test has that name, or the run had to be ended. */
  trouble: string | null
}

const PATIENCE = 240_000

/** Runs the tests of one file whose names hold one of these texts, in a tree of its own. */
export async function runTests(
  tree: string,
  file: string,
  names: string[],
  environment: Record<string, string>,
): Promise<Verdict> {
  const output = join(tree, 'verdict.json')
  rmSync(output, { force: true })
  const pattern = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  const args = ['run', '--project', projectOf(file), file, '-t', pattern, '--retry=0', '--testTimeout=120000']
  const said = await vitest(tree, [...args, '--reporter=json', `--outputFile=${output}`], environment)
  if (!existsSync(output)) return { passed: [], failed: [], trouble: said.slice(-600) || 'it said nothing' }
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Report
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const named = (status: string) => all.filter((test) => test.status === status)
  const failed = named('failed').map(({ fullName, failureMessages }) => ({
    name: fullName,
    why: firstLine(failureMessages[0] ?? ''),
  }))
  const passed = named('passed').map(({ fullName }) => fullName)
  const broken = testResults.find(({ message, assertionResults }) => message && assertionResults.length === 0)
  const trouble = broken
    ? `the file was not loaded: ${broken.message.slice(0, 300)}`
    : failed.length + passed.length === 0
      ? 'no test of that name ran'
      : null
  return { passed, failed, trouble }
}

interface Report {
  testResults: {
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

function vitest(tree: string, args: string[], environment: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(tree, 'node_modules', 'vitest', 'vitest.mjs'), ...args], {
      cwd: tree,
      env: { ...process.env, ...environment, NO_COLOR: '1', CI: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    const hear = (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4_000)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const late = setTimeout(() => child.kill('SIGTERM'), PATIENCE)
    const dead = setTimeout(() => child.kill('SIGKILL'), PATIENCE + 10_000)
    child.once('exit', () => {
      clearTimeout(late)
      clearTimeout(dead)
      resolve(said)
    })
  })
}

/** The project of vitest.config.ts that has a test file is named after its folder. */
const projectOf = (file: string): string => file.split('/')[1] ?? ''

const firstLine = (text: string): string =>
  (text.split('\n').find((line) => line.trim() !== '') ?? '').replace(/^AssertionError: /, '').slice(0, 150)
