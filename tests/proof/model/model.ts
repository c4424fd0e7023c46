import fc from 'fast-check'
import { checkLaws } from '../check/laws.ts'
import { api } from '../kit/api.ts'
import { witness } from '../kit/log.ts'
import { ownDatabase } from '../kit/place.ts'
import { serveHere } from '../kit/server.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { realWorld } from './bench.ts'
import { Command, open, steps } from './commands.ts'
import { makePerson } from './limited.ts'
import { newWorld } from './rules.ts'

/** L6, L9, and the tables of laws.md: random commands against an independent model, through the API. */
export const model: Suite = {
  about: 'random commands against a model written from the laws; after each, snapshot + events = snapshot',
  options: { runs: 'sequences of commands (1000)', commands: 'commands in one sequence at most (30)' },
  async run(run) {
    const database = await ownDatabase()
    try {
      return await modelOn(database.url, run)
    } finally {
      await database.drop()
    }
  },
}

export async function modelOn(databaseUrl: string, run: Run): Promise<Outcome> {
  const server = await serveHere(databaseUrl)
  const see = witness(databaseUrl)
  const runs = run.option('runs', 1_000)
  try {
    const operators = await see.addOperators(3)
    const person = await makePerson(server.url, api(server.url, server.key))
    let commands = 0
    let done = 0
    const sequences = fc.commands(
      steps().map((step) => step.map((made) => new Command(made))),
      { maxCommands: run.option('commands', 30), size: 'max' },
    )
    const property = fc.asyncProperty(sequences, async (sequence) => {
      const real = await realWorld(server.url, server.key, operators, 2, person)
      try {
        const world = newWorld(2)
        for (const service of [0, 0, 1]) await open(service).perform(world, real)
        await fc.asyncModelRun(() => ({ model: world, real }), sequence)
      } finally {
        commands += real.commands
        run.progress(`${++done} of ${runs} sequences, ${commands} commands`)
        await real.end()
      }
    })
    const details = await fc.check(property, { numRuns: runs, seed: run.seed, endOnFailure: false })
    const lines = await see.log()
    return {
      faults: { sequences: details.numRuns },
      acknowledged: commands,
      lost: 0,
      figures: [['events', lines.length]],
      broken: [
        ...(details.failed
          ? [
              `${details.counterexample?.join('; ')}\n    ${details.errorInstance instanceof Error ? details.errorInstance.message.replaceAll('\n', '\n    ') : details.errorInstance}`,
            ]
          : []),
        ...checkLaws(lines, await see.head()),
      ],
    }
  } finally {
    await see.end()
    await server.stop()
  }
}
