import type { Visitor } from './visit.ts'

/** What a page may say about its widget, as `data-…` of the script or as an argument of `Baton.mount`. */
export interface MountOptions {
  /** The id of the service that the customer writes to. */
  service: string
  /** Where Baton is; by default where the script came from. */
  url?: string | undefined
  /** The name at the top, instead of the service's. */
  title?: string | undefined
  /** `#rrggbb`: the launcher and the mark at the top. */
  color?: string | undefined
  /** Open at once, without taking the focus. */
  open?: boolean | undefined
  /** `light`, `dark`, or as the reader's system has it. */
  theme?: 'light' | 'dark' | undefined
  /** The page about privacy that the foot links to. */
  privacy?: string | undefined
  /** What stands in an empty conversation. */
  greeting?: string | undefined
  customer?: Visitor | undefined
}

/** The options on a script tag; null when it names no service, and the page mounts the widget itself. */
export function optionsOf(script: HTMLScriptElement): MountOptions | null {
  const { service, url, title, color, open, theme, privacy, greeting, name, email, externalId } = script.dataset
  if (!service?.trim()) return null
  const customer = { name: name || undefined, email: email || undefined, externalId: externalId || undefined }
  return {
    service: service.trim(),
    url: url || undefined,
    title: title || undefined,
    color,
    open: open !== undefined && open !== 'false',
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    privacy,
    greeting: greeting || undefined,
    customer: Object.values(customer).some(Boolean) ? customer : undefined,
  }
}

/** The brand's colour and a colour that can be read on it (WCAG 2.2, relative luminance); null for what is no colour. */
export function brandOf(color: string | undefined): { color: string; on: string } | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color?.trim() ?? '')?.[1]
  if (!hex) return null
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((from) =>
    linear(Number.parseInt(full.slice(from, from + 2), 16)),
  )
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return { color: `#${full}`, on: 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000' }
}

const linear = (byte: number) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4)

/** Only http and https: an address from a page's markup is not to run as a script. */
export function webAddress(address: string | undefined, base: string): string | null {
  if (!address) return null
  try {
    const url = new URL(address, base)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
  } catch {
    return null
  }
}
