import { createCipheriv, createECDH, ECDH, hkdfSync, randomBytes } from 'node:crypto'

/** The keys of a browser's subscription, base64url: its point on P-256, uncompressed, and a secret of 16 bytes. */
export interface BrowserKeys {
  p256dh: string
  auth: string
}

const CURVE = 'prime256v1'
const RECORD = 4_096
/** Contents of one step look the same from outside: what is told shows in nothing but when. */
const STEP = 512

/**
 * A message for one browser alone, in one record of `aes128gcm` (RFC 8291, RFC 8188): a push service cannot read it.
 * @param chance the message's own key and salt, for the example of the RFC; both must be new for each message
 * @throws Error when the browser's key is no point of the curve
 */
export function encrypt(
  text: string,
  { p256dh, auth }: BrowserKeys,
  chance: { key?: Buffer; salt?: Buffer; step?: number } = {},
): Buffer {
  const browser = Buffer.from(p256dh, 'base64url')
  const own = createECDH(CURVE)
  if (chance.key) own.setPrivateKey(chance.key)
  else own.generateKeys()
  const sender = own.getPublicKey()
  const salt = chance.salt ?? randomBytes(16)

  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser, sender])
  const secret = derive(own.computeSecret(browser), Buffer.from(auth, 'base64url'), info, 32)
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)

  const size = Buffer.alloc(4)
  size.writeUInt32BE(RECORD)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const sealed = [cipher.update(padded(text, chance.step ?? STEP)), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat([salt, size, Buffer.from([sender.length]), sender, ...sealed])
}

/** Whether it is a point on the curve, uncompressed; another one would break each message, or worse. */
export function isPoint(p256dh: string): boolean {
  const point = Buffer.from(p256dh, 'base64url')
  if (point.length !== 65) return false
  try {
    ECDH.convertKey(point, CURVE)
    return true
  } catch {
    return false
  }
}

/** 2 says that the last record ends here; zeros follow. */
function padded(text: string, step: number): Buffer {
  const content = Buffer.concat([Buffer.from(text), Buffer.from([2])])
  return Buffer.concat([content, Buffer.alloc((step - (content.length % step)) % step)])
}

const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length))
