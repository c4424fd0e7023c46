// Loaded before the program itself. Ctrl-C in a terminal goes to every process there, and npm and the bootstrap pass
// on what they get: the program would see the same key two or three times and take it for “stop at once”.
// Here a signal that repeats within half a second is one signal.

const oneKeyPress = 500

/** @type {Map<unknown, number>} */
const seenAt = new Map([
  ['SIGINT', -Infinity],
  ['SIGTERM', -Infinity],
  ['SIGHUP', -Infinity],
])
const emit = process.emit

process.emit = function (/** @type {string} */ name, /** @type {unknown[]} */ ...rest) {
  const before = seenAt.get(name)
  if (before !== undefined) {
    const now = performance.now()
    if (now - before < oneKeyPress) return true
    seenAt.set(name, now)
  }
  return Reflect.apply(emit, this, [name, ...rest])
}
