// A process of a channel: so many messages a second over HTTP on connections that stay open, evenly, whatever the server
// does. Each carries the moment when it was due.
import { Agent, request } from 'node:http'
import { paced } from '../servers/source.ts'
import { textOf } from './event.ts'

export interface ToPoster {
  url: string
  key: string
  conversations: string[]
  rate: number
  seconds: number
  bytes: number
  /** The number of the first message. */
  first: number
}

export interface FromPoster {
  sent: number
  accepted: number
  /** What was answered to the first that was not. */
  complaint: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 64, keepAliveMsecs: 1_000 })

function post({ url, key }: ToPoster, conversation: string, text: string): Promise<string> {
  const body = JSON.stringify({ role: 'customer', text })
  return new Promise((resolve) => {
    const asked = request(
      `${url}/api/v1/conversations/${conversation}/messages`,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode === 201 ? '' : `answer ${response.statusCode}`))
      },
    )
    asked.on('error', (error) => resolve(error.message))
    asked.end(body)
  })
}

process.on('message', async (told: ToPoster) => {
  const text = textOf(told.bytes)
  const answers: Promise<string>[] = []
  let seq = told.first - 1
  await paced(
    told.rate,
    told.seconds,
    (stamps) => {
      for (const stamp of stamps) {
        const conversation = told.conversations[(stamp.seq * 7919) % told.conversations.length] ?? ''
        answers.push(post(told, conversation, text(stamp)))
      }
    },
    () => ++seq,
  )
  const complaints = (await Promise.all(answers)).filter((answer) => answer !== '')
  // Left idle they would be closed by the server at the moment when the next stretch begins.
  agent.destroy()
  const said: FromPoster = {
    sent: answers.length,
    accepted: answers.length - complaints.length,
    complaint: complaints[0] ?? '',
  }
  process.send?.(said)
})
process.on('disconnect', () => process.exit(0))
