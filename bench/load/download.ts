import { connect } from 'node:net'

/** Where the bytes of an answer come in: one place for all, since nobody keeps them. */
const landing = Buffer.allocUnsafe(256 * 1024)

/**
 * Asks once on a new connection and takes the whole answer. It reads past `node:http` into memory that is used again: an
 * HTTP client takes three times as long for such bytes as a server for writing them, and would be what is measured.
 * @returns the body where it is to be kept, else null
 * @throws Error for any answer but a 200 that says its length
 */
export function download(url: string, headers: Record<string, string>, keep = false): Promise<Buffer | null> {
  const { hostname, port, pathname, host } = new URL(url)
  const question = Object.entries({ host, ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`)
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let head = ''
    let left = Number.POSITIVE_INFINITY
    const take = (bytes: Buffer) => {
      left -= bytes.length
      if (keep) parts.push(Buffer.from(bytes))
      if (left > 0) return
      socket.destroy()
      if (left < 0) reject(new Error(`${url}: more than its head says`))
      else resolve(keep ? Buffer.concat(parts) : null)
    }
    const callback = (count: number, buffer: Uint8Array) => {
      const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, count)
      if (left !== Number.POSITIVE_INFINITY) take(bytes)
      else {
        const known = head.length
        head += bytes.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return true
        const length = /^content-length: (\d+)\r?$/im.exec(head.slice(0, end + 2))?.[1]
        if (!head.startsWith('HTTP/1.1 200 ') || !length) {
          socket.destroy()
          reject(new Error(`${url}: ${head.slice(0, end)}`))
          return false
        }
        left = Number(length)
        take(bytes.subarray(end + 4 - known))
      }
      return true
    }
    const socket = connect({ host: hostname, port: Number(port), noDelay: true, onread: { buffer: landing, callback } })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`${url}: ended before its end`)))
    socket.write(`GET ${pathname} HTTP/1.1\r\n${question.join('\r\n')}\r\n\r\n`)
  })
}
