import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quoteAround } from '../../domain/text.ts'
import { type Running, startBaton } from '../builders/baton.ts'

describe('what a stranger, or an unlucky cut, must not break', () => {
  let baton: Running
  beforeAll(async () => {
    baton = await startBaton()
  })
  afterAll(() => baton.stop())

  test('L3, B14: a socket that asks for another protocol and resets takes nothing down with it', async () => {
    const { port } = new URL(baton.url)
    for (let n = 0; n < 5; n++)
      await new Promise<void>((done) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n', () =>
            setTimeout(() => {
              socket.resetAndDestroy()
              done()
            }, 30),
          )
        })
        socket.on('error', () => {})
      })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await baton.stranger.get('//healthz')).status).toBe(200)
  })

  test('L3, H8: words that are cut in the middle of an emoji are stored all the same', async () => {
    const text = `${'😀'.repeat(99)}talk to a human please, this is ridiculous ${'😀'.repeat(99)}`
    const service = await baton.service()
    const begun = await baton.begin(service.id, text)
    expect((await baton.read(begun.id)).flags.map((flag) => flag.kind)).toContain('help_requested')
    for (let cut = 20; cut < 140; cut++) expect(quoteAround(text, 'talk to a human', cut).isWellFormed()).toBe(true)
  })
})
