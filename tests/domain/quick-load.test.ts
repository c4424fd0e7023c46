import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { inRoot, quickLoad } from '../../scripts/paths.mjs'

const node = promisify(execFile)

async function told(program: string): Promise<unknown> {
  const flags = [...quickLoad, '--input-type=module', '--eval', program]
  const { stdout } = await node(process.execPath, flags, { cwd: inRoot(), env: { PATH: process.env['PATH'] } })
  return JSON.parse(stdout)
}

test('a program that loads quickly has each module of Drizzle once, by whichever way it came', async () => {
  const one = await told(`
    const [{ PgTable }, all, table] = await Promise.all(
      ['drizzle-orm/pg-core', 'drizzle-orm', 'drizzle-orm/table'].map((name) => import(name)))
    console.log(JSON.stringify([Object.getPrototypeOf(PgTable) === table.Table, all.Table === table.Table]))`)
  expect(one).toEqual([true, true])
})

test('what was stripped and compiled once is kept beside the packages', async () => {
  const folder = await told(`
    import { getCompileCacheDir } from 'node:module'
    await import('./domain/mode.ts')
    console.log(JSON.stringify(getCompileCacheDir()))`)
  expect(folder).toContain(inRoot('node_modules', '.cache', 'baton'))
  expect(readdirSync(String(folder)).length).toBeGreaterThan(0)
})
