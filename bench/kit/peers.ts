import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../peers', import.meta.url))

/**
 * Installs what Baton is measured beside: packages of `bench/peers/`, with a lock of their own, so that none of them is
 * a dependency of the product. Called by the bench that needs them; a second time it has nothing to do.
 */
export async function installPeers(progress: (text: string) => void): Promise<void> {
  const stamp = `${folder}/node_modules/.baton`
  const wanted = createHash('sha256')
    .update(readFileSync(`${folder}/package-lock.json`))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  progress('installing the peers …')
  await new Promise<void>((resolve, reject) => {
    const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    npm.once('error', reject)
    npm.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The peers could not be installed (npm ci: ${code}).`)),
    )
  })
  writeFileSync(stamp, wanted)
}
