import { line } from '../../domain/text.ts'

const names = {
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

/** H7: where a customer is, from the location headers that proxies set. Only behind a proxy that is trusted. */
export function proxyLocation(headers: Headers): { city?: string; region?: string; country?: string } | undefined {
  const found = Object.entries(names).flatMap(([key, candidates]) => {
    const value = candidates.map((name) => headers.get(name)).find(Boolean)
    const parsed = value ? line(120).safeParse(decode(value)) : undefined
    return parsed?.success ? [[key, parsed.data] as const] : []
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
