import { isIPv6 } from 'node:net'

/**
 * What counts as one caller where calls are counted by address: an IPv4 address, or the /64 of an IPv6 one, of which a
 * single subscriber has them all (RFC 6177). An IPv4 address that a socket shows as IPv6 is the IPv4 address.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.replace(/%.*$/, '').split('::')
  const left = head === '' ? [] : head.split(':')
  // Only the first four groups count; a dotted end stands for two.
  const right = tail ? tail.split(':') : []
  const size = left.length + right.length + (address.includes('.') ? 1 : 0)
  const groups = tail === undefined ? left : [...left, ...Array<string>(8 - size).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
