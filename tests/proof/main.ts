// npm run proof -- NAME [options]: faults and attacks, too long for `npm test`. Each suite says what it injected, what was
// acknowledged and what was lost, and ends with 1 when a promise was broken.
import { parseArgs } from 'node:util'
import { makeProgress, table } from './kit/report.ts'
import type { Suite } from './kit/suite.ts'
import { suites } from './suites.ts'

async function main(): Promise<number> {
  const [, , name, ...rest] = process.argv
  const suite = name === undefined ? undefined : suites[name as keyof typeof suites]
  if (!name || !suite) {
    process.stderr.write(`${help()}\n`)
    return name ? 1 : 0
  }
  const { values, positionals } = parse(suite, rest)
  const seed = number('seed', values.seed) ?? Math.floor(Math.random() * 2 ** 31) + 1
  const progress = makeProgress()
  process.stderr.write(`seed ${seed}\n`)
  // A server in this process can end it; that must not look like a run that went well.
  let judged = false
  process.on('exit', (code) => {
    if (judged) return
    process.stderr.write(`\nThe run ended without a verdict (exit ${code}).\n`)
    process.exitCode = code || 1
  })
  const started = performance.now()
  const outcome = await suite.run({
    seed,
    option: (option, standard) => number(option, values[option]) ?? standard,
    flag: (option) => values[option] === 'yes' || values[option] === '1',
    names: positionals,
    progress: progress.say,
  })
  judged = true
  progress.clear()
  process.stdout.write(`${table(name, seed, (performance.now() - started) / 1000, outcome)}\n`)
  return outcome.broken.length === 0 ? 0 : 1
}

function parse(suite: Suite, args: string[]) {
  const options = Object.fromEntries(
    Object.keys({ seed: '', ...suite.options }).map((option) => [option, { type: 'string' as const }]),
  )
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${help()}\n`)
    process.exit(1)
  }
}

function number(option: string, value: string | boolean | undefined): number | undefined {
  if (value === undefined) return undefined
  const found = Number(value)
  if (!Number.isFinite(found)) {
    process.stderr.write(`--${option} wants a number\n`)
    process.exit(1)
  }
  return found
}

function help(): string {
  const lines = Object.entries(suites as Record<string, Suite>).flatMap(([name, { about, options }]) => [
    `  ${name.padEnd(10)}${about}`,
    ...Object.entries(options).map(([option, meaning]) => `      --${option.padEnd(14)}${meaning}`),
  ])
  return ['npm run proof -- NAME [options]; every suite takes --seed N', ...lines].join('\n')
}

// What a suite left open must not keep the process: the verdict is said.
process.exit(await main())
