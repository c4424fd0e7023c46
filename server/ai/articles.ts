import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeRetrieval, type Passage, type Retrieval } from './retrieval.ts'
import { type Section, toSections } from './sections.ts'

/** A folder of Markdown articles that can be asked. */
export interface Articles {
  /** The best passages for a question, best first; reads the folder again when a file in it has changed. */
  find(query: string, options?: { service?: string; limit?: number }): Promise<Passage[]>
  /** How many files are answered from, and what was left out because of the limits. */
  state(): { files: number; sections: number; skipped: string[] }
}

interface ArticlesOptions {
  /** Milliseconds since the epoch; from `deps` so that tests can move it. */
  now?: () => number
  /** The folder is looked at no more often than this (ms). */
  checkEvery?: number
  /** Bytes of one file, number of files, depth of folders. What is beyond is skipped and listed in `state()`. */
  limits?: { fileBytes: number; files: number; depth: number }
}

const standardLimits = { fileBytes: 64 * 1024, files: 1_000, depth: 6 }

/**
 * Opens a folder of `.md` files, folders in it included, links not followed. Rejects with one sentence when it cannot be read;
 * a folder that disappears later leaves what was read last.
 * @example const articles = await openArticles('articles')
 */
export async function openArticles(folder: string, options: ArticlesOptions = {}): Promise<Articles> {
  const { now = Date.now, checkEvery = 3_000, limits = standardLimits } = options
  let shelf = await read(folder, limits).catch(() => {
    throw new Error(`The folder of articles cannot be read: ${folder}`)
  })
  let checkedAt = now()
  let refreshing: Promise<void> | undefined

  const refresh = async () => {
    const files = await list(folder, limits)
    if (files.mark !== shelf.mark) shelf = await read(folder, limits)
  }
  const upToDate = () => {
    if (now() - checkedAt < checkEvery) return refreshing
    checkedAt = now()
    refreshing ??= refresh()
      .catch(() => {})
      .finally(() => {
        refreshing = undefined
      })
    return refreshing
  }

  return {
    async find(query, findOptions) {
      await upToDate()
      return shelf.retrieval.find(query.slice(0, 2_000), findOptions)
    },
    state: () => ({ files: shelf.files, sections: shelf.sections, skipped: shelf.skipped }),
  }
}

interface Shelf {
  mark: string
  files: number
  sections: number
  skipped: string[]
  retrieval: Retrieval
}

async function read(folder: string, limits: typeof standardLimits): Promise<Shelf> {
  const { paths, skipped, mark } = await list(folder, limits)
  const sections: Section[] = []
  for (const path of paths) sections.push(...toSections(path, await readFile(join(folder, path), 'utf8')))
  return { mark, files: paths.length, sections: sections.length, skipped, retrieval: makeRetrieval(sections) }
}

/** The articles' paths in order, and a mark that changes when a file is added, removed or written. */
async function list(folder: string, limits: typeof standardLimits) {
  const paths: string[] = []
  const skipped: string[] = []
  const marks: string[] = []

  const walk = async (below: string, depth: number): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below ? `${below}/${entry.name}` : entry.name
      if (entry.name.startsWith('.')) continue
      if (entry.isDirectory()) {
        if (depth < limits.depth) await walk(path, depth + 1)
        else skipped.push(path)
      } else if (entry.isFile() && entry.name.endsWith('.md')) {
        const { size, mtimeMs } = await stat(join(folder, path))
        marks.push(`${path}:${size}:${mtimeMs}`)
        if (size > limits.fileBytes || paths.length >= limits.files) skipped.push(path)
        else paths.push(path)
      }
    }
  }
  await walk('', 0)
  return { paths, skipped, mark: marks.join('\n') }
}
