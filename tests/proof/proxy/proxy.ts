import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { api, makeService, newId, openConversation } from '../kit/api.ts'
import { temporary } from '../kit/place.ts'
import { freePort, newKey, serveThere } from '../kit/server.ts'
import { read } from '../kit/stream.ts'
import type { Outcome, Run, Suite } from '../kit/suite.ts'
import { findNginx, startNginx } from './nginx.ts'

/** docs/operations.md: what stands there of nginx holds. */
export const proxy: Suite = {
  about: 'behind nginx with deploy/nginx.conf: streams, sockets, addresses, silence, a reload, a restart of Baton',
  options: { messages: 'sent while streams listen (300)', silence: 'seconds in which nothing is said (75)' },
  run: goThrough,
}

const admin = { email: 'ada@example.com', password: 'correct horse battery' }
/** A stream behind a proxy that gathers would be seconds late. */
const LATE = 1_000

async function goThrough(run: Run): Promise<Outcome> {
  const nginx = findNginx()
  if (!nginx)
    return { faults: {}, acknowledged: 0, lost: 0, figures: [['skipped', 'there is no nginx here']], broken: [] }
  const [port, batonPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const dataDir = temporary()
  const key = newKey()
  const environment = {
    DATA_DIR: dataDir,
    PORT: String(batonPort),
    PUBLIC_URL: url,
    TRUST_PROXY: 'yes',
    BATON_BOOTSTRAP_KEY: key,
    BATON_ADMIN_EMAIL: admin.email,
    BATON_ADMIN_PASSWORD: admin.password,
    LOG_LEVEL: 'error',
  }
  let baton = await serveThere(environment)
  const front = await startNginx(nginx, port, batonPort)
  const broken: string[] = []
  const ask = api(url, key)
  const everything = read(() => `${url}/api/v1/stream`, key, '1.0')
  try {
    const service = await makeService(ask)
    const id = await openConversation(ask, service)
    const say = async () => {
      const message = newId()
      const text = `message ${message}`
      for (;;) {
        const answer = await ask('POST', `/conversations/${id}/messages`, {
          id: message,
          role: 'customer',
          text,
        }).catch(() => null)
        if (answer?.status === 201) return message
        await sleep(50)
      }
    }
    const heard = (message: string) =>
      everything.until(
        ({ frames }) => frames.some(({ data }) => JSON.stringify(data).includes(`"id":"${message}"`)),
        10_000,
      )
    // Streams are passed on as they come.
    let longest = 0
    const sent: string[] = []
    for (let i = 0; i < 20; i++) {
      const message = await say()
      sent.push(message)
      const began = performance.now()
      if (!(await heard(message))) broken.push(`L3: ${message} did not come through`)
      longest = Math.max(longest, performance.now() - began)
    }
    if (longest > LATE) broken.push(`an event came ${Math.round(longest)} ms after it was acknowledged`)

    broken.push(...(await trySockets(url, say)))
    broken.push(...(await tryAddresses(url)))

    run.progress('nothing is said')
    const [reconnects, silence] = [everything.reconnects, run.option('silence', 75)]
    const own = read(() => `${url}/api/v1/conversations/${id}/stream`, key, null)
    await sleep(silence * 1_000)
    if (everything.reconnects > reconnects || own.reconnects > 0)
      broken.push(`a stream was cut while nothing was said for ${silence} s`)
    await own.stop()

    const count = run.option('messages', 300)
    for (let i = 0; i < count; i++) {
      run.progress(`${i} of ${count} messages`)
      if (i === Math.floor(count / 3)) front.reload()
      if (i === Math.floor((2 * count) / 3)) {
        baton.child.kill('SIGTERM')
        await baton.ended
        baton = await serveThere(environment)
      }
      sent.push(await say())
    }
    if (!(await heard(sent.at(-1) ?? ''))) broken.push('L5: the stream does not reach the end')
    const came = everything.frames.flatMap(
      ({ data }) => /"message":\{"id":"([^"]+)"/.exec(JSON.stringify(data))?.[1] ?? [],
    )
    const lost = sent.filter((message) => !came.includes(message))
    const seqs = everything.frames.map(({ data }) => data.seq)
    if (lost.length > 0) broken.push(`L3: ${lost.length} messages are missing from the stream`)
    if (seqs.some((seq, i) => i > 0 && seq !== (seqs[i - 1] ?? 0) + 1))
      broken.push('L5: the stream has a hole or a double')
    if (everything.resets > 0) broken.push('L5: the stream was reset')
    return {
      faults: { 'nginx reloaded': 1, 'Baton restarted': 1 },
      acknowledged: sent.length,
      lost: lost.length,
      figures: [
        ['slowest way to a reader', `${Math.round(longest)} ms`],
        ['silence', `${silence} s`],
        ['the stream came back', everything.reconnects],
      ],
      broken,
    }
  } finally {
    await everything.stop()
    await front.stop()
    baton.child.kill('SIGTERM')
    await baton.ended
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** A console's WebSocket, with the cookie and the origin of the public address; another origin is refused. */
async function trySockets(url: string, say: () => Promise<string>): Promise<string[]> {
  const signedIn = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(admin),
  })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const open = (origin: string) =>
    new WebSocket(`${url.replace('http', 'ws')}/api/v1/socket`, { headers: { cookie, origin } })
  const mine = open(url)
  const texts: string[] = []
  mine.on('message', (data) => texts.push(String(data)))
  await new Promise((resolve, reject) => {
    mine.once('open', resolve)
    mine.once('error', reject)
  })
  const message = await say()
  await sleep(LATE)
  mine.close()
  const foreign = open('https://elsewhere.example')
  const refused = await new Promise<number>((resolve) => {
    foreign.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    foreign.once('open', () => resolve(101))
    foreign.once('error', () => resolve(0))
  })
  return [
    ...(texts.some((text) => text.includes(message)) ? [] : ['a WebSocket did not hear what was said']),
    ...(refused === 403 ? [] : [`a WebSocket of another origin was answered ${refused}`]),
  ]
}

/** Who guesses passwords is counted by the address that nginx saw, whatever the caller says of itself. */
async function tryAddresses(url: string): Promise<string[]> {
  const statuses: number[] = []
  for (let i = 0; i < 12; i++) {
    const answer = await fetch(`${url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, 'x-forwarded-for': `192.0.2.${i}` },
      body: JSON.stringify({ email: 'eve@example.com', password: 'not the password' }),
    })
    statuses.push(answer.status)
  }
  return statuses.includes(429) ? [] : [`12 wrong passwords under as many claimed addresses: ${statuses.join(' ')}`]
}
