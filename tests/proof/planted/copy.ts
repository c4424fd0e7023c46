import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bug } from './bug.ts'

export const root = fileURLToPath(new URL('../../..', import.meta.url))

const left = new Set(['node_modules', '.node', '.git', '.data', 'dist', 'coverage', 'test-results'])

/**
 * A copy of the tree as it stands in the working folder. Packages are linked one by one, so that what a test runner
 * keeps among them stays the copy's own; what was built is linked too, until a bug in it asks for another one.
 */
export function copyTree(to: string): void {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(root))
    if (!left.has(name)) cpSync(join(root, name), join(to, name), { recursive: true, verbatimSymlinks: true })
  mkdirSync(join(to, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!name.startsWith('.') || name === '.bin')
      symlinkSync(join(root, 'node_modules', name), join(to, 'node_modules', name))
  if (existsSync(join(root, 'dist'))) symlinkSync(join(root, 'dist'), join(to, 'dist'))
}

/** What is wrong with a bug before it is planted, or null. */
export function misfit({ id, file, find, replace, test }: Bug): string | null {
  if (!existsSync(join(root, file))) return `${id}: there is no ${file}`
  if (!existsSync(join(root, test.file))) return `${id}: there is no ${test.file}`
  const times = readFileSync(join(root, file), 'utf8').split(find).length - 1
  if (times !== 1) return `${id}: ${basename(file)} has what it replaces ${times} times, not once`
  return find === replace ? `${id}: it changes nothing` : null
}

export function plant(tree: string, { file, find, replace }: Bug): void {
  const path = join(tree, file)
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(find, () => replace),
  )
}
