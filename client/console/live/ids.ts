import { uuidV7 } from '../../../domain/ids.ts'

/** A fresh UUIDv7: for what this screen makes, and for saying a thing twice that shall happen once (L4). */
export const newId = (): string => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
