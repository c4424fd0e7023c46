import { readConfig } from '../../server/config.ts'
import { start } from '../../server/main.ts'
import { type Running, SECRET } from './baton.ts'
import { type Caller, caller } from './caller.ts'

/** Another node on the database of the first. */
export interface Node {
  url: string
  /** The same caller, at this node. */
  as(who: Caller): Caller
  setupUrl: string | null
  stop(): Promise<void>
}

/**
 * Starts another node beside the first, in this process.
 * @param environment `NATS_URL` and what else it is to be told
 * @throws StartError as the program would
 */
export async function startNode(
  first: Pick<Running, 'databaseUrl'>,
  environment: Record<string, string>,
): Promise<Node> {
  const baton = await start(
    readConfig({
      PORT: '0',
      DATABASE_URL: first.databaseUrl,
      BATON_SECRET: SECRET,
      LOG_LEVEL: 'silent',
      ...environment,
    }),
  )
  const url = baton.url.replace('localhost', '127.0.0.1')
  return {
    url,
    as: ({ headers }) => caller(() => url, { ...headers, ...('origin' in headers && { origin: url }) }),
    setupUrl: baton.setupUrl,
    stop: baton.stop,
  }
}
