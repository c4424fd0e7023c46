import { createECDH, createPrivateKey, sign } from 'node:crypto'

/** Who this installation is to push services (RFC 8292): one pair of keys, made at its first start. */
export interface Vapid {
  /** The point on P-256, uncompressed, base64url: browsers bind their subscriptions to it. */
  publicKey: string
  /** The value of `authorization` for a push service. @param origin such as `https://push.example` */
  authorization(origin: string): string
}

/** How long a signature holds, in seconds; a day is the most that is allowed. */
const HOLDS = 12 * 60 * 60

/**
 * @param secret 32 bytes, base64url: the private key
 * @param contact where the keeper of a push service finds this installation's: a `mailto:` or `https:` address
 * @param now milliseconds since 1970
 */
export function createVapid(secret: string, contact: string, now: () => number): Vapid {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(Buffer.from(secret, 'base64url'))
  const point = pair.getPublicKey()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', d: secret, x: x as string, y: y as string }
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const publicKey = point.toString('base64url')
  const head = json({ typ: 'JWT', alg: 'ES256' })

  return {
    publicKey,
    authorization(origin) {
      const claims = `${head}.${json({ aud: origin, exp: Math.floor(now() / 1_000) + HOLDS, sub: contact })}`
      const signature = sign('sha256', Buffer.from(claims), { key, dsaEncoding: 'ieee-p1363' })
      return `vapid t=${claims}.${signature.toString('base64url')}, k=${publicKey}`
    },
  }
}

/** Push services want a way to whoever runs this; some refuse an address that is not of the open Internet's kind. */
export const contactOf = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? publicUrl : `mailto:baton@${new URL(publicUrl).hostname}`

const json = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
