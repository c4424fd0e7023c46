// npm run bench -- NAME [options]: the figures of Baton, each beside its limit or its peers, in one run. Ends with 0 only
// when each goal was met, or is listed in unmet.ts with what stands in its way, and came as near as is said there.
import { parseArgs } from 'node:util'
import { benches } from './benches.ts'
import type { Bench, Run } from './kit/bench.ts'
import { describeMachine } from './kit/machine.ts'
import { makeProgress } from './kit/progress.ts'
import { lines, table, writeResult } from './kit/report.ts'
import { judge, type Verdict } from './kit/verdict.ts'
import { unmet } from './unmet.ts'

/** What every bench takes. */
const common = {
  pairs: 'how many pairs A B A B … are run (5; 2 with --quick); figures of fewer than 5 do not count',
  seconds: 'how long one side of a pair runs, where that is a matter of time',
  quick: 'yes: few and short rounds, to see that it runs; the figures do not count and are not written down',
  profile: 'a folder for CPU profiles of the server, where the bench can take them',
}

async function main(): Promise<number> {
  const [, , name, ...rest] = process.argv
  const bench = name === undefined ? undefined : (benches as Record<string, Bench>)[name]
  if (!name || !bench) {
    process.stderr.write(`${help()}\n`)
    return name ? 1 : 0
  }
  const options = parse(bench, rest)
  const progress = makeProgress()
  const machine = describeMachine()
  const run = runOf(options, progress.say, machine)
  // A server in this process can end it; that must not look like a run that went well.
  let over = false
  process.on('exit', (code) => {
    if (over) return
    process.stderr.write(`\nThe run ended without figures (exit ${code}).\n`)
    process.exitCode = code || 1
  })
  const outcome = await bench.run(run)
  over = true
  progress.clear()
  const counts = !run.quick && run.pairs >= 5
  const title = outcome.name ?? name
  const verdict = judge(outcome.figures, unmet[title] ?? [])
  process.stdout.write(`${table(outcome.figures)}\n\n${lines(name, outcome.figures)}\n`)
  if (counts) process.stderr.write(`Written to ${writeResult(title, machine, bench.about, outcome, verdict)}.\n`)
  else process.stderr.write('Only tried: these figures do not count, and nothing was written down.\n')
  return say(verdict)
}

/** @returns the exit code: 1 when something is worse than the repository says */
function say({ known, worse, better }: Verdict): number {
  const lines = [
    ...known.map(({ figure, goal, why }) => `Not met, as is known: ${figure} (${goal}). ${why}`),
    ...better.map((figure) => `Met in this run, though bench/unmet.ts lists it: ${figure}.`),
    ...worse,
  ]
  for (const line of lines) process.stderr.write(`${line}\n`)
  return worse.length > 0 ? 1 : 0
}

function runOf(options: Record<string, string>, progress: (text: string) => void, machine: [string, string][]): Run {
  const quick = options.quick === 'yes'
  const option = (name: string, standard: number) => number(name, options[name]) ?? standard
  return {
    quick,
    pairs: option('pairs', quick ? 2 : 5),
    seconds: (standard) => option('seconds', quick ? Math.min(standard, 1) : standard),
    option,
    flag: (name) => options[name] === 'yes',
    profiles: options.profile ?? null,
    progress,
    about(title, value) {
      if (!machine.some(([known]) => known === title)) machine.push([title, value])
    },
  }
}

const isSwitch = (meaning: string) => meaning.startsWith('yes: ')

/** Options with their values; a switch that is given is “yes”. */
function parse(bench: Bench, args: string[]): Record<string, string> {
  const known = Object.entries({ ...common, ...bench.options })
  try {
    const { values } = parseArgs({
      args,
      options: Object.fromEntries(
        known.map(([name, meaning]) => [
          name,
          { type: isSwitch(meaning) ? ('boolean' as const) : ('string' as const) },
        ]),
      ),
    })
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value === true ? 'yes' : String(value)]),
    )
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${help()}\n`)
    process.exit(1)
  }
}

function number(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const found = Number(value)
  if (Number.isFinite(found) && found > 0) return found
  process.stderr.write(`--${option} wants a number above 0\n`)
  process.exit(1)
}

function help(): string {
  const line = ([option, meaning]: [string, string]) => `      --${option.padEnd(14)}${meaning.replace(/^yes: /, '')}`
  return [
    'npm run bench -- NAME [options]',
    ...Object.entries(benches as Record<string, Bench>).flatMap(([name, { about, options }]) => [
      `  ${name.padEnd(10)}${about}`,
      ...Object.entries(options).map(line),
    ]),
    'every bench takes',
    ...Object.entries(common).map(line),
  ].join('\n')
}

// What a bench left open must not keep the process: the verdict is said.
process.exit(await main())
