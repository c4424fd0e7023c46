/** What can be said of the outside's failures: the connection's, the database's, a time that passed. */

/**
 * A frozen backend never answers, `statement_timeout` or not: the caller's own deadline does.
 * @param ms milliseconds
 * @throws Deadline when it passed; what was asked goes on unheard
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Deadline()), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

class Deadline extends Error {
  readonly code = 'DEADLINE'
  constructor() {
    super('The database did not answer in time.')
  }
}

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Failures of the connection or the server, not of our own making: their outcome is unknown and they pass. */
export const isOutside = (error: unknown): boolean =>
  /^(08|53|57|58|40|55|25006|DEADLINE|CONNECT|CONNECTION|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENETUN|XX)/.test(
    codeOf(error),
  )
