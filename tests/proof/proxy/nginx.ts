import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { temporary } from '../kit/place.ts'

const site = fileURLToPath(new URL('../../../deploy/nginx.conf', import.meta.url))

/** A running nginx with the site that the repository recommends. */
export interface Nginx {
  /** Reads its settings again, as after a new certificate. */
  reload(): void
  stop(): Promise<void>
}

/** Where nginx is, or null. */
export function findNginx(): string | null {
  for (const path of ['/usr/sbin/nginx', '/usr/local/sbin/nginx', 'nginx']) {
    try {
      execFileSync(path, ['-v'], { stdio: 'ignore' })
      return path
    } catch {
      // Not there.
    }
  }
  return null
}

/** `deploy/nginx.conf` as it stands, but for its two addresses. */
export async function startNginx(nginx: string, port: number, baton: number): Promise<Nginx> {
  const folder = temporary()
  mkdirSync(join(folder, 'tmp'), { mode: 0o777 })
  const text = readFileSync(site, 'utf8')
  const conf = text
    .replace('server 127.0.0.1:3000;', `server 127.0.0.1:${baton};`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
  if (conf === text) throw new Error('deploy/nginx.conf has other addresses than this suite replaces')
  const temporaries = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path ${folder}/tmp/${name};`)
    .join('\n')
  const file = join(folder, 'nginx.conf')
  const main = `daemon off;\npid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\n  access_log off;\n${temporaries}\n${conf}}\n`
  writeFileSync(file, main)
  const child = spawn(nginx, ['-c', file, '-e', join(folder, 'error.log')], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for (let tries = 0; !(await answers(port)); tries++) {
    if (child.exitCode !== null || tries === 50)
      throw new Error(`nginx does not listen: ${readFileSync(join(folder, 'error.log'), 'utf8').slice(-500)}`)
    await sleep(100)
  }
  return {
    reload: () => void child.kill('SIGHUP'),
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
