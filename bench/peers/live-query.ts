// parse-server's LiveQuery on PostgreSQL: each event is saved as an object, and everybody subscribes to the class.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { BYTES, peerEvent } from '../load/event.ts'
import { serveBench } from '../servers/child.ts'
import { listening } from './listening.ts'

// Also what it loads says its logs there.
process.env.PARSE_SERVER_LOGS_FOLDER = tmpdir()
const require = createRequire(import.meta.url)

/** A peer that saves nothing would look like a slow one. */
function fail(error: unknown): never {
  process.stderr.write(`An object could not be saved: ${error}\n`)
  process.exit(1)
}

await serveBench(async () => {
  const { ParseServer } = require('parse-server')
  const appId = 'bench'
  const masterKey = 'bench-master-key'
  const server = createServer()
  const port = await listening(server)
  const parse = new ParseServer({
    appId,
    masterKey,
    databaseURI: process.env.DATABASE_URL,
    serverURL: `http://127.0.0.1:${port}/parse`,
    liveQuery: { classNames: ['Message'] },
    silent: true,
    verbose: false,
    logLevel: 'error',
    allowClientClassCreation: true,
    enableAnonymousUsers: false,
  })
  await parse.start()
  server.on('request', parse.app)
  // The readers answer no pings, and it would cut them while another server has its turn.
  await ParseServer.createLiveQueryServer(server, { websocketTimeout: 3_600_000 })
  const Parse = require('parse/node')
  Parse.initialize(appId, undefined, masterKey)
  Parse.serverURL = `http://127.0.0.1:${port}/parse`
  const acl = new Parse.ACL()
  acl.setPublicReadAccess(true)
  const event = peerEvent(BYTES - 80)
  const save = async (stamp: Parameters<typeof event>[0]) => {
    const { type, ...rest } = event(stamp)
    const object = new Parse.Object('Message')
    object.setACL(acl)
    await object.save({ ...rest, kind: type }, { useMasterKey: true })
  }
  await save({ seq: 0, at: 0 })
  const subscription = { className: 'Message', where: {} }
  return {
    doors: {
      socket: {
        port,
        kind: 'websocket',
        path: '/',
        headers: [],
        steps: [
          { send: JSON.stringify({ op: 'connect', applicationId: appId }), until: '"connected"' },
          { send: JSON.stringify({ op: 'subscribe', requestId: 1, query: subscription }), until: '"subscribed"' },
        ],
      },
    },
    emit(stamps) {
      for (const stamp of stamps) void save(stamp).catch(fail)
    },
  }
})
