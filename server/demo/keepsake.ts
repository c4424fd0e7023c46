import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** How one signs in to a demo, and the key of its traffic. */
const Keepsake = z.object({ email: z.string(), password: z.string(), key: z.string() })
export type Keepsake = z.infer<typeof Keepsake>

/**
 * The sign-in of the demo in this folder: what the first run made up, kept beside its data, since a Baton takes an
 * administrator and a bootstrap key only while its database is empty.
 */
export async function openKeepsake(dataDir: string, env: NodeJS.ProcessEnv): Promise<Keepsake> {
  const path = join(dataDir, 'demo.json')
  const kept = await readFile(path, 'utf8').catch(() => null)
  if (kept !== null) return Keepsake.parse(JSON.parse(kept))
  const made = {
    email: env['BATON_ADMIN_EMAIL'] || 'admin@demo.local',
    password: env['BATON_ADMIN_PASSWORD'] || `lamp-${randomBytes(6).toString('base64url')}`,
    key: env['BATON_BOOTSTRAP_KEY'] || randomBytes(24).toString('base64url'),
  }
  await mkdir(dataDir, { recursive: true })
  await writeFile(path, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  return made
}
