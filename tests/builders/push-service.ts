import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PushContent } from '../../domain/notification.ts'

/** What arrived for a browser, opened with its keys. */
export interface Arrived {
  browser: string
  content: PushContent
  headers: IncomingHttpHeaders
  /** When, in milliseconds since 1970. */
  at: number
}

/** A browser as a push service knows it: what `PushSubscription.toJSON()` gives. */
export interface Browser {
  name: string
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } }
}

/**
 * A push service as browsers' vendors run one (RFC 8030): it takes messages for the browsers that it knows, and looks whether
 * each is as it must be. What is not is answered as they do, and stands in `faults`.
 */
export interface PushService {
  url: string
  /** A new browser. @param key the server's, to which its subscription is bound */
  browser(name: string, key: string): Browser
  arrived: Arrived[]
  of(name: string): Arrived[]
  /** Why messages were refused. */
  faults: string[]
  /** The next requests are answered with these instead, in order. */
  plan(...statuses: number[]): void
  /** How many requests came, refused ones too. */
  asked(): number
  stop(): Promise<void>
}

export async function pushService(): Promise<PushService> {
  const browsers = new Map<string, { name: string; key: string; ecdh: ReturnType<typeof createECDH>; auth: Buffer }>()
  const arrived: Arrived[] = []
  const faults: string[] = []
  const planned: number[] = []
  let asked = 0
  let url = ''

  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      asked++
      const status = planned.shift() ?? take(request.method, request.url ?? '', request.headers, Buffer.concat(pieces))
      response.writeHead(status, status >= 300 && status < 400 ? { location: url } : {}).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function take(method: string | undefined, path: string, headers: IncomingHttpHeaders, body: Buffer): number {
    const browser = browsers.get(path)
    if (!browser) return 404
    const refuse = (status: number, why: string) => {
      faults.push(why)
      return status
    }
    if (method !== 'POST') return refuse(405, `method ${method}`)
    const signature = signatureFault(headers.authorization, browser.key, url)
    if (signature) return refuse(403, signature)
    if (headers['content-encoding'] !== 'aes128gcm') return refuse(400, 'content-encoding')
    if (!/^\d+$/.test(String(headers['ttl']))) return refuse(400, 'ttl')
    if (!/^(very-low|low|normal|high)$/.test(String(headers['urgency']))) return refuse(400, 'urgency')
    if (!/^[\w-]{1,32}$/.test(String(headers['topic']))) return refuse(400, 'topic')
    if (body.length > 4_096) return refuse(413, 'too long')
    try {
      const content = JSON.parse(open(body, browser.ecdh, browser.auth))
      arrived.push({ browser: browser.name, content, headers, at: Date.now() })
    } catch (error) {
      return refuse(400, `cannot be opened: ${(error as Error).message}`)
    }
    return 201
  }

  return {
    url,
    browser(name, key) {
      const path = `/${randomBytes(12).toString('hex')}`
      const ecdh = createECDH('prime256v1')
      const p256dh = ecdh.generateKeys('base64url')
      const auth = randomBytes(16)
      browsers.set(path, { name, key, ecdh, auth })
      return { name, subscription: { endpoint: url + path, keys: { p256dh, auth: auth.toString('base64url') } } }
    },
    arrived,
    of: (name) => arrived.filter(({ browser }) => browser === name),
    faults,
    plan: (...statuses) => void planned.push(...statuses),
    asked: () => asked,
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** RFC 8292: an ES256 token for this origin, of a day at most, by the very key that the subscription is bound to. */
function signatureFault(authorization: string | undefined, key: string, origin: string): string | null {
  const [, head, claims, signature, k] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(authorization ?? '') ?? []
  if (!head || !claims || !signature || !k) return `authorization: ${authorization}`
  if (k !== key) return 'signed by another key'
  const point = Buffer.from(k, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  if (!verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')))
    return 'the signature is not right'
  const { alg } = read(head)
  const { aud, exp, sub } = read(claims)
  const now = Date.now() / 1_000
  if (alg !== 'ES256') return `alg ${alg}`
  if (aud !== origin) return `aud ${aud}`
  if (!(Number(exp) > now && Number(exp) <= now + 24 * 60 * 60)) return `exp ${exp}`
  return /^(mailto:|https:)/.test(String(sub)) ? null : `sub ${sub}`
}

const read = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())

/** RFC 8291 and RFC 8188 from the receiver's side. @throws Error when it is not for this browser, or was changed */
export function open(body: Buffer, ecdh: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16)
  const size = body.readUInt32BE(16)
  const sender = body.subarray(21, 21 + (body[20] ?? 0))
  const sealed = body.subarray(21 + sender.length)
  if (sender.length !== 65 || sealed.length > size) throw new Error('not one record')
  const hkdf = (secret: Uint8Array, with_: Uint8Array, info: Uint8Array, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, with_, info, length))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender])
  const secret = hkdf(ecdh.computeSecret(sender), auth, info, 32)
  const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  const end = plain.findLastIndex((byte) => byte !== 0)
  if (plain[end] !== 2) throw new Error('no last record')
  return plain.subarray(0, end).toString()
}
