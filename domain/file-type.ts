// No schema here: the widget needs these, and zod would be most of its bundle.

/** The most bytes of one file, files of one message, and files and bytes of one conversation. */
export const ATTACHMENT_BYTES = 5 * 1024 * 1024
export const ATTACHMENTS_OF_A_MESSAGE = 5
export const ATTACHMENTS_OF_A_CONVERSATION = 50

/**
 * What may be sent along, with the endings that its name may have: a name that ends otherwise would be opened as something
 * else by whoever has saved it. Nothing in which a script can stand that a browser would run.
 */
export const fileTypes = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'log', 'md'],
} as const
export type FileType = keyof typeof fileTypes

/** What a file choice offers. */
export const accepted = Object.values(fileTypes)
  .flat()
  .map((ending) => `.${ending}`)
  .join(',')

/** What the bytes are, whatever they are called, where the name fits; null for what is not taken. */
export function fileTypeOf(bytes: Uint8Array, name: string): FileType | null {
  const ending = name.toLowerCase().split('.').slice(1).at(-1) ?? ''
  const type = typeOf(bytes)
  return type && (fileTypes[type] as readonly string[]).includes(ending) ? type : null
}

function typeOf(bytes: Uint8Array): FileType | null {
  const begins = (at: number, ...what: number[]) => what.every((byte, i) => bytes[at + i] === byte)
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (begins(0, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (begins(0, 0x47, 0x49, 0x46, 0x38) && (bytes[4] === 0x37 || bytes[4] === 0x39) && bytes[5] === 0x61)
    return 'image/gif'
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp'
  if (begins(0, 0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf'
  return isText(bytes) ? 'text/plain' : null
}

/** UTF-8 without control characters but tabs and line ends. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false
  if (bytes.some((byte) => (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f))
    return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** “1.2 MB”, “340 KB”, “12 B” */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
