/** No control characters but line breaks and tabs, at most `limit` characters. The end may be half a character, in a text that grows. */
export function clean(text: string, limit: number): string {
  return text.replace(/[^\P{Cc}\n\r\t]/gu, '').slice(0, limit)
}

/** The same on one line, well-formed: what operators read of a reason or an error. */
export function oneLine(text: string, limit: number): string {
  return clean(text, Number.POSITIVE_INFINITY).replace(/\s+/g, ' ').trim().slice(0, limit).toWellFormed()
}
