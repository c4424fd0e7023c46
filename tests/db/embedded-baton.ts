// A Baton of which only the database is there: for tests that kill it.
import { type EmbeddedError, startEmbedded } from '../../db/embedded.ts'

const [, , dataDir = '', binaries] = process.argv
const log = { info: () => {}, warn: () => {} }
const answer = await startEmbedded({ dataDir, log, binaries: binaries || undefined }).then(
  ({ url, adopted, stop }) => {
    process.on('SIGTERM', () => stop().then(() => process.exit()))
    return { url, adopted }
  },
  (error: EmbeddedError) => ({ problem: error.problem, sentence: error.message }),
)
console.log(JSON.stringify(answer))
if ('problem' in answer) process.exit(1)
