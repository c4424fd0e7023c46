import { expect, test } from 'vitest'
import { createBeliefs } from '../../server/identity/beliefs.ts'

const LASTING = 1_000

/** A look-up whose answers are given by hand, in the order of the questions. */
function askedByHand() {
  const answers: ((found: string | null) => void)[] = []
  return { answers, lookUp: () => new Promise<string | null>((answer) => answers.push(answer)) }
}

test('L7: what was found before everything was forgotten, and is told after it, is not believed', async () => {
  const beliefs = createBeliefs<string>(() => 0, LASTING)
  const { answers, lookUp } = askedByHand()
  const before = beliefs.find('a session', lookUp)
  beliefs.forget()
  const after = beliefs.find('a session', lookUp)
  answers[1]?.(null)
  expect(await after).toBeNull()
  answers[0]?.('signed in')
  expect(await before).toBe('signed in')
  void beliefs.find('a session', lookUp)
  expect(answers).toHaveLength(3)
})

test('L7: a belief lasts from the moment when it was asked for, however long the answer took', async () => {
  let now = 0
  const beliefs = createBeliefs<string>(() => now, LASTING)
  const { answers, lookUp } = askedByHand()
  const asked = beliefs.find('a key', lookUp)
  now = 600
  answers[0]?.('ours')
  await asked
  expect(await beliefs.find('a key', lookUp)).toBe('ours')
  now = LASTING
  void beliefs.find('a key', lookUp)
  expect(answers).toHaveLength(2)
})

test('L7: nobody joins a question that was asked longer ago than a belief lasts, and its late answer replaces no newer one', async () => {
  let now = 0
  const beliefs = createBeliefs<string>(() => now, LASTING)
  const { answers, lookUp } = askedByHand()
  const before = beliefs.find('a session', lookUp)
  now = LASTING - 1
  void beliefs.find('a session', lookUp)
  expect(answers).toHaveLength(1)
  now = LASTING
  const after = beliefs.find('a session', lookUp)
  expect(answers).toHaveLength(2)
  answers[1]?.('signed in anew')
  expect(await after).toBe('signed in anew')
  answers[0]?.('signed in')
  expect(await before).toBe('signed in')
  expect(await beliefs.find('a session', lookUp)).toBe('signed in anew')
})

test('those who ask at once are one question, and a failure is asked again', async () => {
  const beliefs = createBeliefs<string>(() => 0, LASTING)
  let questions = 0
  const fails = () => Promise.reject(new Error(`away ${++questions}`))
  const both = await Promise.allSettled([beliefs.find('a session', fails), beliefs.find('a session', fails)])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(questions).toBe(1)
  expect(await beliefs.find('a session', async () => 'here')).toBe('here')
})

test('what strangers send does not fill the memory', async () => {
  const beliefs = createBeliefs<string>(() => 0, LASTING)
  let questions = 0
  const stranger = async () => {
    questions++
    return null
  }
  for (let i = 0; i < 2; i++) expect(await beliefs.find('forged', stranger)).toBeNull()
  expect(questions).toBe(2)
})
