import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { say } from './say.mjs'

/**
 * Does `work` while no other start of this checkout does any: two of them would install over each other.
 * The lock is a listening socket, which the system takes back from a killed process; a lock file would stay behind.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(work) {
  const server = await listen()
  try {
    return await work()
  } finally {
    server.close()
    for (const waiter of waiters) waiter.destroy()
  }
}

/** @type {Set<import('node:net').Socket>} */
const waiters = new Set()

async function listen() {
  for (let told = false; ; ) {
    const server = createServer((waiter) => {
      waiters.add(waiter.on('error', () => {}).on('close', () => waiters.delete(waiter)))
    })
    const taken = await new Promise((resolve, reject) => {
      server.once('listening', () => resolve(false))
      server.once('error', (error) => ('code' in error && error.code === 'EADDRINUSE' ? resolve(true) : reject(error)))
      server.listen(address())
    })
    if (!taken) return server.unref()
    if (!told) say('Another command is setting this checkout up; waiting for it …')
    told = true
    await untilTheOtherEnds()
  }
}

/** @returns {Promise<void>} */
function untilTheOtherEnds() {
  return new Promise((resolve) => {
    const socket = connect(address())
    socket.once('error', (error) => {
      // a socket file that nobody listens on: left by a killed process, where sockets are files
      const left = 'code' in error && error.code === 'ECONNREFUSED' && !address().startsWith('\0')
      if (left && process.platform !== 'win32') rmSync(address(), { force: true })
      setTimeout(resolve, 50)
    })
    socket.once('close', () => setTimeout(resolve, 50))
    socket.resume()
  })
}

function address() {
  const name = `baton-${createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 20)}`
  if (process.platform === 'linux') return `\0${name}`
  return process.platform === 'win32' ? `\\\\?\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}
