import { createECDH } from 'node:crypto'
import { expect, test } from 'vitest'
import { encrypt, isPoint } from '../../server/push/encrypt.ts'
import { endpointProblem, lookupOutside } from '../../server/push/endpoint.ts'
import { contactOf, createVapid } from '../../server/push/vapid.ts'
import { open } from '../builders/push-service.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')
/** RFC 8291, section 5 and appendix A. */
const example = {
  text: 'When I grow up, I want to be a watermelon',
  browser: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
  browserKey: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  senderKey: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  sent: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}

test('F6: what is sent to a browser is byte for byte the example of RFC 8291', () => {
  const chance = { key: bytes(example.senderKey), salt: bytes(example.salt), step: 1 }
  expect(encrypt(example.text, example.browser, chance).toString('base64url')).toBe(example.sent)
})

test('F6: no two messages are alike, the browser alone opens them, and all short ones are of one length', () => {
  const browser = createECDH('prime256v1')
  browser.setPrivateKey(bytes(example.browserKey))
  const [one, other] = ['New message: Hello', 'You have new session assigned.'].map((text) =>
    encrypt(text, example.browser),
  )
  expect(open(one as Buffer, browser, bytes(example.browser.auth))).toBe('New message: Hello')
  expect(open(other as Buffer, browser, bytes(example.browser.auth))).toBe('You have new session assigned.')
  expect(other?.length).toBe(one?.length)
  expect(encrypt('New message: Hello', example.browser)).not.toEqual(one)
  const stranger = createECDH('prime256v1')
  stranger.generateKeys()
  expect(() => open(one as Buffer, stranger, bytes(example.browser.auth))).toThrow()
  const longest = encrypt('x'.repeat(3_000), example.browser)
  expect(longest.length).toBeLessThanOrEqual(4_096)
})

test('F6: a key that is no point of the curve is told from one that is', () => {
  expect(isPoint(example.browser.p256dh)).toBe(true)
  expect(isPoint(bytes(example.browser.p256dh).fill(7, 40).toString('base64url'))).toBe(false)
  expect(isPoint(Buffer.alloc(65, 4).toString('base64url'))).toBe(false)
  expect(isPoint('BCVx')).toBe(false)
  expect(isPoint('')).toBe(false)
})

test('F6: who signs is known by one key, and where its keeper is', () => {
  const vapid = createVapid(example.senderKey, contactOf('https://baton.example.com'), () => 1_800_000_000_000)
  // The public key that goes with it in the RFC.
  expect(vapid.publicKey).toBe(
    'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
  )
  const claims = vapid.authorization('https://push.example').split('.')[1] ?? ''
  expect(JSON.parse(bytes(claims).toString())).toEqual({
    aud: 'https://push.example',
    exp: 1_800_000_000 + 12 * 60 * 60,
    sub: 'https://baton.example.com',
  })
  expect(contactOf('http://localhost:3000')).toBe('mailto:baton@localhost')
})

test.each([
  'https://fcm.googleapis.com/fcm/send/abc',
  'https://updates.push.services.mozilla.com/wpush/v2/abc',
  'https://web.push.apple.com/abc',
  'https://8.8.8.8/abc',
  'https://[2606:4700::1111]/abc',
])('F6: %s is where a browser may be told', (endpoint) => {
  expect(endpointProblem(endpoint, null)).toBe(null)
})

test.each([
  'http://fcm.googleapis.com/fcm/send/abc',
  'ftp://push.example/abc',
  'nonsense',
  'https://name:word@push.example/abc',
  'https://localhost/abc',
  'https://push.localhost./abc',
  'https://127.0.0.1/abc',
  'https://2130706433/abc',
  'https://10.1.2.3:8443/abc',
  'https://172.31.0.1/abc',
  'https://192.168.1.1/abc',
  'https://100.64.0.1/abc',
  'https://169.254.169.254/latest/meta-data',
  'https://0.0.0.0/abc',
  'https://[::1]/abc',
  'https://[::ffff:10.0.0.1]/abc',
  'https://[fe80::1]/abc',
  'https://[fd00:ec2::254]/abc',
  'https://[64:ff9b::a9fe:a9fe]/abc',
  'https://[2002:7f00:1::]/abc',
])('F6: %s is not: nobody sends Baton into the network that it stands in', (endpoint) => {
  expect(endpointProblem(endpoint, null)).toMatch(/^must /)
})

test('F6: a push service of one’s own may be inside, and nothing beside it', () => {
  expect(endpointProblem('http://10.1.2.3:8080/abc', 'http://10.1.2.3:8080')).toBe(null)
  expect(endpointProblem('http://10.1.2.3:8081/abc', 'http://10.1.2.3:8080')).toMatch(/https/)
  expect(endpointProblem('https://10.1.2.4/abc', 'http://10.1.2.3:8080')).toMatch(/Internet/)
})

test.each([{ all: true }, {}])('F6: nor does a name that leads there, asked as %o', async (options) => {
  const error = await new Promise((resolve) => lookupOutside('localhost', options, resolve))
  expect(error).toMatchObject({ code: 'INSIDE' })
})
