import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Stop } from '../server/demo/core/stop.ts'

const Turn = z.object({
  /** `agent` is a person, which Baton calls an operator; `system` is a handoff to people. */
  role: z.enum(['customer', 'ai', 'agent', 'system']),
  text: z.string(),
  t: z.number().min(0).optional().describe('seconds since the conversation began'),
})

const Recording = z.object({
  id: z.string().min(1),
  source: z.string().min(1).describe('where it was recorded; conversations of one source go to one service'),
  turns: z.array(Turn).min(1),
  handoff_summary: z.string().nullish(),
})
export type Recording = z.infer<typeof Recording>

/**
 * Reads recorded conversations, one JSON object a line.
 * @throws Stop that names the file, and the line where one is wrong
 */
export async function readRecordings(path: string): Promise<Recording[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Stop(
      error.code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read: ${error.code ?? error.message}.`,
    )
  })
  const recordings = text
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [parse(line, `${path}, line ${at + 1}`)]))
  if (recordings.length === 0) throw new Stop(`${path} holds no conversation.`)
  return recordings
}

function parse(line: string, place: string): Recording {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new Stop(`${place}: this is no JSON.`)
  }
  const { data, error } = Recording.safeParse(value)
  if (data) return data
  const [issue] = error.issues
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : ''
  throw new Stop(`${place}: ${where}${issue?.message ?? 'this is no conversation'}.`)
}
