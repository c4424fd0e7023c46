import { uuidV7 } from '../../domain/ids.ts'

/** UUIDv7s that also grow within one millisecond: the outbox is sent in the order of its ids. */
export function createIds(now: () => number): () => string {
  let last = 0
  return () => {
    last = Math.max(now(), last + 1)
    return uuidV7(last, crypto.getRandomValues(new Uint8Array(10)))
  }
}

/** 32 random bytes in base64url: what nobody else can know. */
export const newSecret = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace('=', '')
