import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/**
 * Where a browser says that it is to be told. Whoever may sign in may name any address, so that none may lead into the network
 * that Baton stands in: https alone, to an address of the open Internet.
 * @param own the origin of a push service in one's own network, which may be anywhere and speak plain HTTP
 * @returns why it is refused, or null
 */
export function endpointProblem(endpoint: string, own: string | null): string | null {
  if (!URL.canParse(endpoint)) return 'must be an address'
  const url = new URL(endpoint)
  if (url.username !== '' || url.password !== '') return 'must not hold a name and a password'
  if (url.origin === own) return null
  if (url.protocol !== 'https:') return 'must begin with https://'
  if (/(^|\.)localhost\.?$/i.test(url.hostname) || isInside(url.hostname))
    return 'must not lead into a network that is not the Internet'
  return null
}

/** Looks a name up as the system does, and refuses what leads inside: asked for the very connection, so that no second answer counts. */
export const lookupOutside: LookupFunction = (name, options, callback) => {
  systemLookup(name, { ...options, all: true }, (error, addresses) => {
    const inside = addresses?.find(({ address }) => isInside(address))
    if (error) callback(error, '', 0)
    else if (inside) callback(new InsideError(), '', 0)
    else if (options.all) callback(null, addresses)
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
  })
}

/** Tried again by hand, when the name leads elsewhere. */
export class InsideError extends Error {
  readonly code = 'INSIDE'
  constructor() {
    super('The push service’s name leads into a network that is not the Internet.')
  }
}

// IANA's special-purpose registries: private, shared, loopback, link-local, benchmarks, multicast, reserved.
const inside = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(network, prefix, 'ipv4')
/** Of the other family the Internet's own range is 2000::/3; within it 6to4 and Teredo carry addresses of the first one. */
const internet = new BlockList()
internet.addSubnet('2000::', 3, 'ipv6')
for (const [network, prefix] of [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  inside.addSubnet(network, prefix, 'ipv6')

/** @param host an address, in brackets or not; a name is not inside as such */
function isInside(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  if (family === 0) return false
  if (family === 4) return inside.check(address, 'ipv4')
  return !internet.check(address, 'ipv6') || inside.check(address, 'ipv6')
}
