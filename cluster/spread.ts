import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A proxy in front of several nodes: each connection goes to the next of them that takes it. */
export interface Spread {
  port: number
  close(): Promise<void>
}

/**
 * Spreads TCP connections over nodes on loopback ports. It knows nothing of HTTP, so streams and upgrades pass as they are.
 * @param ports of the nodes; one that refuses is passed over
 * @param port to listen on; 0 for any
 */
export async function spread(ports: readonly number[], port: number, host = '127.0.0.1'): Promise<Spread> {
  let turn = 0
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    open.add(client)
    client.once('close', () => open.delete(client))
    client.on('error', () => client.destroy())
    lead(client, turn++, ports.length)
  })

  function lead(client: Socket, at: number, left: number): void {
    const target = ports[at % ports.length]
    if (left === 0 || target === undefined) return void client.destroy()
    const node = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true })
    node.setNoDelay(true)
    client.setNoDelay(true)
    const refused = () => (client.destroyed ? undefined : lead(client, at + 1, left - 1))
    node.once('error', refused)
    node.once('connect', () => {
      node.off('error', refused)
      node.on('error', () => client.destroy())
      node.once('close', () => client.destroy())
      client.once('close', () => node.destroy())
      client.pipe(node)
      node.pipe(client)
    })
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}
