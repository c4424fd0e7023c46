/** What a person can do something about; everything else is `failed`, with PostgreSQL's own words. */
export type EmbeddedProblem =
  | 'held'
  | 'not_writable'
  | 'other_version'
  | 'disk_full'
  | 'no_binaries'
  | 'no_account'
  | 'data_gone'
  | 'failed'

/** The embedded database cannot run. The message is one sentence for the person who started Baton. */
export class EmbeddedError extends Error {
  readonly problem: EmbeddedProblem

  constructor(problem: EmbeddedProblem, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'EmbeddedError'
    this.problem = problem
  }
}

/** Turns the file system's refusals into sentences; `path` is what was to be written. */
export function fileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
    const sentence = `The data folder ${path} cannot be written by this user; let it, or choose another folder with DATA_DIR.`
    return new EmbeddedError('not_writable', sentence, { cause: error })
  }
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(path, error) : error
}

export function diskFull(path: string, cause?: unknown): EmbeddedError {
  const sentence = `The disk that holds ${path} is full; free some space and start again, nothing that was accepted is lost.`
  return new EmbeddedError('disk_full', sentence, { cause })
}
