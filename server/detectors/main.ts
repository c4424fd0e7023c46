// `npm run detect`: the flag detectors on JSON lines, `{id, role, text, prompt?}` in, `{id, flags, sentiment}` out, in order.
// A line that is no such message is answered by `{id, error}` in its place, and the program ends with 1. Empty lines are skipped.
import { once } from 'node:events'
import { z } from 'zod'
import { detect } from './index.ts'

const Line = z.object({
  id: z.union([z.string(), z.number()]).nullable().default(null),
  role: z.enum(['customer', 'ai', 'operator']),
  text: z.string(),
  prompt: z.string().nullish(),
})
const Identified = z.object({ id: z.union([z.string(), z.number()]) })

process.stdout.on('error', (error) => {
  // The reader has gone: `npm run detect | head`.
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  throw error
})

for await (const line of linesOf(process.stdin)) {
  if (line.trim() === '') continue
  const written = process.stdout.write(`${JSON.stringify(answer(line))}\n`)
  if (!written) await once(process.stdout, 'drain')
}

function answer(line: string) {
  const json = parse(line)
  const message = Line.safeParse(json)
  if (message.success) {
    const { id, role, text, prompt } = message.data
    return { id, ...detect({ role, text, ...(prompt ? { prompt } : {}) }) }
  }
  process.exitCode = 1
  const issue = message.error.issues[0]
  const error =
    json === undefined ? 'The line is not JSON' : [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')
  return { id: Identified.safeParse(json).data?.id ?? null, error }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Lines end at a line feed only: `node:readline` also cuts at U+2028, which JSON strings may hold. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of input) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
