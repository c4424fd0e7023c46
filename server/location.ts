import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { type CityResponse, Reader } from 'mmdb-lib'
import { nameLine } from '../domain/text.ts'
import { StartError } from './config.ts'

/** Where a customer is, as far as it can be known. */
export interface Place {
  city?: string
  region?: string
  country?: string
}

/**
 * H7: from a proxy's location headers where a proxy is trusted, else from a MaxMind-format file where one is configured.
 * Undefined: “Location unknown”.
 */
export type Locate = (headers: Headers, address: string) => Place | undefined

const headerNames = {
  city: ['cf-ipcity', 'x-vercel-ip-city', 'cloudfront-viewer-city', 'x-geo-city', 'x-appengine-city'],
  region: [
    'cf-region',
    'x-vercel-ip-country-region',
    'cloudfront-viewer-country-region-name',
    'x-geo-region',
    'x-appengine-region',
  ],
  country: ['cf-ipcountry', 'x-vercel-ip-country', 'cloudfront-viewer-country', 'x-geo-country', 'x-appengine-country'],
} as const

/** @throws StartError when the file is there but cannot be read, or is of another format */
export async function createLocate({
  trustProxy,
  geoipFile,
}: {
  trustProxy: boolean
  geoipFile: string | undefined
}): Promise<Locate> {
  const reader = geoipFile ? await open(geoipFile) : null
  return (headers, address) =>
    (trustProxy ? fromHeaders(headers) : undefined) ?? (reader ? fromFile(reader, address) : undefined)
}

async function open(file: string): Promise<Reader<CityResponse>> {
  try {
    return new Reader<CityResponse>(await readFile(file))
  } catch {
    throw new StartError(`GEOIP_FILE ${file} must be a readable file in MaxMind's format (.mmdb).`)
  }
}

function fromHeaders(headers: Headers): Place | undefined {
  return place((key) => {
    const value = headerNames[key].map((name) => headers.get(name)).find(Boolean)
    return value ? decode(value) : undefined
  })
}

function fromFile(reader: Reader<CityResponse>, address: string): Place | undefined {
  const found = lookUp(reader, address)
  if (!found) return undefined
  const names = {
    city: found.city?.names.en,
    region: found.subdivisions?.[0]?.names.en,
    country: found.country?.names.en,
  }
  return place((key) => names[key])
}

function lookUp(reader: Reader<CityResponse>, address: string): CityResponse | null {
  const plain = address.replace(/^::ffff:/, '')
  const version = isIP(plain)
  if (version === 0 || (version === 6 && reader.metadata.ipVersion === 4)) return null
  return reader.get(plain)
}

function place(value: (key: keyof typeof headerNames) => string | undefined): Place | undefined {
  const found = (['city', 'region', 'country'] as const).flatMap((key) => {
    const parsed = nameLine(120).safeParse(value(key))
    return parsed.success ? [[key, parsed.data] as const] : []
  })
  return found.length ? Object.fromEntries(found) : undefined
}

// Vercel percent-encodes city names, others do not.
function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
