/**
 * A line for the person who waits. Always on standard error: standard output belongs to the program that was asked for.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/** An expected end: the sentence says what to do, and no stack trace follows. */
export class Stop extends Error {}
