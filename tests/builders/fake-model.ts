import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a model was asked: the parts of the request that tests look at. */
export interface Asked {
  messages: { role: string; content: string }[]
  tools?: { function: { name: string } }[]
}

/** One answer of the model; the last of a plan is given again and again. */
export type Saying = (asked: Asked, response: ServerResponse) => unknown

/** A model behind an OpenAI-compatible endpoint, which says what a test planned. */
export interface FakeModel {
  url: string
  asked: Asked[]
  /** What it says to the next questions, in order. */
  plan(...sayings: Saying[]): void
  stop(): Promise<void>
}

const chunk = (response: ServerResponse, delta: object, finish: string | null = null) =>
  response.write(
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
  )
const end = (response: ServerResponse) => response.end('data: [DONE]\n\n')

/** Says words, one piece after another; then waits for `hold` before it ends. */
export const says =
  (text: string, hold?: Promise<unknown>): Saying =>
  async (_asked, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const piece of text.match(/\S+\s*/g) ?? []) chunk(response, { role: 'assistant', content: piece })
    await hold
    chunk(response, {}, 'stop')
    end(response)
  }

/** Says words and asks for the tool that hands over. */
export const handsOver =
  (text: string, given: object): Saying =>
  (_asked, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    chunk(response, { role: 'assistant', content: text })
    const call = { name: 'hand_over', arguments: JSON.stringify(given) }
    chunk(response, { tool_calls: [{ index: 0, id: 'call-1', type: 'function', function: call }] })
    chunk(response, {}, 'tool_calls')
    end(response)
  }

export const fails =
  (status: number): Saying =>
  (_asked, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message: `failed as planned, with ${status}` } }))
  }

export async function fakeModel(): Promise<FakeModel> {
  const asked: Asked[] = []
  let planned: Saying[] = []
  const server = createServer(async (request, response) => {
    const question = JSON.parse(await read(request)) as Asked
    asked.push(question)
    const saying = planned.length > 1 ? planned.shift() : planned[0]
    await saying?.(question, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    plan(...sayings) {
      planned = sayings
      asked.length = 0
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) text += piece
  return text
}
