import { spawn } from 'node:child_process'

/** Who runs PostgreSQL when Baton is root, which PostgreSQL refuses to be. Absent: Baton's own user does. */
export type Account = { name: string; uid: number; gid: number }

export type Outcome = { code: number | null; output: string }

/**
 * Runs a program to its end, as `account`. It gets no secret of ours in its environment, and stands in the root
 * folder, since the account may not enter ours. A program that cannot be run at all has the code null.
 */
export function command(path: string, args: string[], account?: Account): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(path, args, {
      cwd: '/',
      env: passedOn(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(account && { uid: account.uid, gid: account.gid }),
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function passedOn(): NodeJS.ProcessEnv {
  const { PATH, TMPDIR, LD_LIBRARY_PATH, LD_PRELOAD } = process.env
  return { PATH, TMPDIR, LD_LIBRARY_PATH, LD_PRELOAD, LC_ALL: 'C' }
}
