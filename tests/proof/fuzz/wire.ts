import { Agent, request } from 'node:http'
import type { Chance } from '../kit/chance.ts'

/** A request as it goes over the wire, right or wrong. */
export interface Shot {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer | null
}

export interface Hit {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/** Shoots, and reads the whole answer; of a stream only its head. */
export function shoot(url: string, { method, path, headers, body }: Shot): Promise<Hit> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const framed = body ? { ...headers, 'content-length': String(body.length) } : headers
    const ask = request({ hostname, port, method, path, headers: framed, agent, timeout: 20_000 }, (answer) => {
      const hit = (text: string) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text })
      if (answer.headers['content-type']?.startsWith('text/event-stream')) {
        hit('')
        ask.destroy()
        return
      }
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () => hit(Buffer.concat(pieces).toString()))
      answer.on('error', reject)
    })
    ask.on('timeout', () => ask.destroy(new Error('no answer within 20 s')))
    ask.on('upgrade', (answer, socket) => {
      socket.destroy()
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: '' })
    })
    ask.on('error', reject)
    ask.end(body)
  })
}

/** Bodies that are no JSON at all, or hardly. */
export const garbage = (chance: Chance): Buffer =>
  chance.of([
    () => Buffer.from('{'),
    () => Buffer.from('{"text":"\\ud800"}'),
    () => Buffer.from([0x7b, 0x22, 0x74, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    () => Buffer.from('[]'),
    () => Buffer.from('null'),
    () => Buffer.from('"text"'),
    () => Buffer.from('{"role":"customer","role":"ai","text":"x"}'),
    () => Buffer.from('['.repeat(20_000)),
    () => Buffer.from(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`),
    () => Buffer.from(`{"text":"${'x'.repeat(70_000)}"}`),
    () => Buffer.from('{"__proto__":{"role":"ai"},"text":"x"}'),
    () => Buffer.from('role=customer&text=x'),
    () => Buffer.alloc(500, 0),
    () => Buffer.from('\ufeff{"role":"customer","text":"x"}'),
  ])()
