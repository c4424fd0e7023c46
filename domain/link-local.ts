/**
 * Whether a host is an address that only means something on its own wire (RFC 3927, RFC 4291 2.5.6), an IPv4 one also where it
 * is written as IPv6. Clouds hand out a machine's credentials there, so that nothing that a user names may lead to it.
 * @param host a name, or an address, in brackets or not; as `URL` writes it
 */
export function isLinkLocal(host: string): boolean {
  const address = host.toLowerCase().replace(/^\[|\]$/g, '')
  return ipv4.test(address) || /^fe[89ab][0-9a-f]:/.test(address) || embedded.test(address) || address === metadata
}

const ipv4 = /^169\.254\.\d{1,3}\.\d{1,3}$/
/** Mapped (RFC 4291) and translated (RFC 6052). */
const embedded = /^(::ffff:(0:)?|64:ff9b::)(a9fe:|169\.254\.)/
/** Where one cloud answers the same over IPv6. */
const metadata = 'fd00:ec2::254'
