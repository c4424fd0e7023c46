import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createLocate } from '../../server/location.ts'

/** A value in MaxMind's data format: the few types that a city has. */
function encode(value: unknown): Buffer {
  const control = (type: number, size: number) => {
    const [first, more] = size < 29 ? [size, []] : [29, [size - 29]]
    return Buffer.from(type <= 7 ? [(type << 5) | first, ...more] : [first, type - 7, ...more])
  }
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'number') return Buffer.concat([control(6, 2), Buffer.from([value >> 8, value & 255])])
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)])
  const entries = Object.entries(value as Record<string, unknown>)
  return Buffer.concat([control(7, entries.length), ...entries.flatMap(([key, item]) => [encode(key), encode(item)])])
}

/** A file in which every IPv4 address below 128.0.0.0 is in Ghent, and no other is known. */
function mmdb(): Buffer {
  const ghent = encode({
    city: { names: { en: 'Ghent' } },
    country: { iso_code: 'BE', names: { en: 'Belgium' } },
    subdivisions: [{ names: { en: 'East Flanders' } }],
  })
  const tree = Buffer.from([0, 0, 17, 0, 0, 1])
  const metadata = encode({
    node_count: 1,
    record_size: 24,
    ip_version: 4,
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1,
    database_type: 'GeoLite2-City',
    languages: ['en'],
    description: { en: 'made for a test' },
  })
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    ghent,
    Buffer.from([0xab, 0xcd, 0xef]),
    Buffer.from('MaxMind.com'),
    metadata,
  ])
}

describe('H7: where a customer is', () => {
  let geoipFile: string
  beforeAll(async () => {
    geoipFile = join(await mkdtemp(join(tmpdir(), 'baton-geo-')), 'city.mmdb')
    await writeFile(geoipFile, mmdb())
  })

  test('a MaxMind-format file gives city, region and country, also for an IPv4 address in IPv6 dress', async () => {
    const locate = await createLocate({ trustProxy: false, geoipFile })
    const ghent = { city: 'Ghent', region: 'East Flanders', country: 'Belgium' }
    expect(locate(new Headers(), '81.2.69.142')).toEqual(ghent)
    expect(locate(new Headers(), '::ffff:81.2.69.142')).toEqual(ghent)
  })

  test('an address that the file does not know has no place', async () => {
    const locate = await createLocate({ trustProxy: false, geoipFile })
    expect(locate(new Headers(), '200.1.1.1')).toBeUndefined()
    expect(locate(new Headers(), 'not an address')).toBeUndefined()
  })

  test('a trusted proxy’s headers come before the file, and an untrusted one’s count for nothing', async () => {
    const headers = new Headers({ 'x-vercel-ip-city': 'S%C3%A3o%20Paulo', 'x-vercel-ip-country': 'BR' })
    const trusting = await createLocate({ trustProxy: true, geoipFile })
    expect(trusting(headers, '81.2.69.142')).toEqual({ city: 'São Paulo', country: 'BR' })
    const wary = await createLocate({ trustProxy: false, geoipFile: undefined })
    expect(wary(headers, '81.2.69.142')).toBeUndefined()
  })

  test('a file of another format stops the start with one sentence', async () => {
    const broken = join(await mkdtemp(join(tmpdir(), 'baton-geo-')), 'broken.mmdb')
    await writeFile(broken, 'not a database')
    await expect(createLocate({ trustProxy: false, geoipFile: broken })).rejects.toThrow(
      /^GEOIP_FILE .* must be a readable file in MaxMind's format/,
    )
  })
})
