import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { detect } from '../../server/detectors/index.ts'

/** One phrase a line. Written for these tests, in the words of people who are in a hurry. */
const phrases = (name: string) =>
  readFileSync(join(import.meta.dirname, 'phrases', `${name}.txt`), 'utf8')
    .trim()
    .split('\n')
const asks = (text: string) => detect({ role: 'customer', text }).flags.some(({ kind }) => kind === 'help_requested')

describe('H8, O1: Help Requested', () => {
  test.each(phrases('asks-for-a-person'))('is raised by “%s”', (text) => {
    expect(asks(text)).toBe(true)
  })

  test.each(phrases('asks-for-nobody'))('is not raised by “%s”', (text) => {
    expect(asks(text)).toBe(false)
  })

  const whom = [
    'person',
    'human',
    'real person',
    'agent',
    'live agent',
    'operator',
    'representative',
    'supervisor',
    'colleague',
  ]
  const a = (name: string) => `${/^[aeo]/.test(name) ? 'an' : 'a'} ${name}`
  test.each([
    (name: string) => `no need for ${a(name)}`,
    (name: string) => `no ${name} please`,
    (name: string) => `no ${name} needed, thanks`,
    (name: string) => `I do not want ${a(name)}`,
    (name: string) => `I don't need to talk to ${a(name)}`,
    (name: string) => `please don't get me ${a(name)}`,
    (name: string) => `please don't connect me to ${a(name)} please`,
    (name: string) => `you don't have to transfer me to ${a(name)}`,
    (name: string) => `do not put me through to ${a(name)} now`,
    (name: string) => `I no longer want ${a(name)}`,
    (name: string) => `I'd rather not speak to ${a(name)}`,
    (name: string) => `can you do it without ${a(name)}?`,
    (name: string) => `${a(name)} is not needed`,
  ])('H8: a negated request is never flagged, whomever it names: %#', (negated) => {
    for (const name of whom) expect(asks(negated(name)), negated(name)).toBe(false)
  })
})
