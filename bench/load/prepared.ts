import { randomBytes } from 'node:crypto'
import { startProgram } from '../kit/program.ts'
import { databaseIn } from '../servers/sut.ts'
import { fill } from './fill.ts'
import { type Wall, wallOf } from './wall.ts'

/** A database with people who are signed in and so many open conversations, and what a Baton on it is told. */
export interface Prepared {
  wall: Wall
  key: string
  environment: Record<string, string>
}

/** People, their sessions and the service come through the API, the conversations from `fill`. */
export async function prepare(postgresUrl: string, conversations: number): Promise<Prepared> {
  const key = `bench-${randomBytes(18).toString('base64url')}`
  const environment = {
    DATABASE_URL: await databaseIn(postgresUrl),
    BATON_BOOTSTRAP_KEY: key,
    BATON_SECRET: randomBytes(24).toString('base64url'),
    LOG_LEVEL: 'error',
  }
  const program = await startProgram(environment)
  const wall = await wallOf(program.url, key, 0).finally(() => program.stop())
  const ids = await fill(environment.DATABASE_URL, wall.serviceId, conversations)
  return { wall: { ...wall, conversations: ids }, key, environment }
}
