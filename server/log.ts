import pino from 'pino'

/** What a log line says of an error: enough to find the cause, and nothing of what people wrote. */
export interface Said {
  name: string
  code?: string
  message?: string
  stack: string
}

/** JSON lines on standard error. What stands under `error` is said by `sayError`: no texts, no tokens (docs/operations.md). */
export function createLog(
  level: string,
  destination: pino.DestinationStream = pino.destination({ dest: 2, sync: true }),
) {
  return pino({ level, base: null, serializers: { error: sayError } }, destination)
}

/**
 * The cause at the root: Drizzle and better-auth wrap what the driver said together with the query's parameters, and the driver
 * keeps parameters and the failing row beside its message. Messages that quote what was read (class 22, JSON) are left out.
 */
function sayError(error: unknown): Said | string {
  const root = rootOf(error)
  if (!(root instanceof Error)) return typeof root === 'string' ? root : typeof root
  const code = 'code' in root && typeof root.code === 'string' ? root.code : undefined
  const quotes = root instanceof SyntaxError || code?.startsWith('22')
  const frames = (root.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    name: root.name,
    ...(code !== undefined && { code }),
    ...(!quotes && { message: root.message }),
    stack: frames.map((line) => line.trim()).join('\n'),
  }
}

/** What others have wrapped. */
export function rootOf(error: unknown): unknown {
  let at = error
  while (at instanceof Error && at.cause instanceof Error) at = at.cause
  return at
}
