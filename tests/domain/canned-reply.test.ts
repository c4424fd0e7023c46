import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CannedText, filledIn, matching, Shortcut } from '../../domain/canned-reply.ts'
import { mentionedIn } from '../../domain/mentions.ts'

describe('canned replies', () => {
  test.each<[string, string, string | null, string]>([
    ['a name that is known', 'Hello {customer}, {operator} here.', 'Kim', 'Hello Kim, Ann here.'],
    ['a name that is not known leaves no gap', 'Hello {customer}, {operator} here.', null, 'Hello, Ann here.'],
    ['what stands in its place', 'Hello {customer|there}!', null, 'Hello there!'],
    ['a blank name is none', 'Hello {customer|there}!', '  ', 'Hello there!'],
    ['at the beginning', '{customer}: a word', null, ': a word'],
    ['what is no placeholder stays', 'a {b} c', 'Kim', 'a {b} c'],
    [
      'L14: a name is text, also one that looks like a placeholder',
      'Hello {customer}',
      '{operator}',
      'Hello {operator}',
    ],
  ])('%s', (_what, text, customer, read) => {
    expect(filledIn(text, { customer, operator: 'Ann', service: 'Support' })).toBe(read)
  })

  test('a placeholder that is none is refused when it is written', () => {
    expect(CannedText.safeParse('Hello {customer|there}, {service}.').success).toBe(true)
    expect(CannedText.safeParse('Hello {name}.').success).toBe(false)
  })

  test('a shortcut is one word, whatever its letters', () => {
    expect(Shortcut.parse(' Rückgabe-2 ')).toBe('rückgabe-2')
    for (const bad of ['', 'two words', '/refund', '-x', 'x'.repeat(41)])
      expect(Shortcut.safeParse(bad).success).toBe(false)
  })

  test('those that fit: by the beginning of the shortcut, by a part of it, by a word of the text', () => {
    const replies = [
      { shortcut: 'thanks', text: 'Thank you for the refund.' },
      { shortcut: 'no-refund', text: 'Sorry.' },
      { shortcut: 'refund', text: 'It is on its way.' },
    ]
    expect(matching(replies, 'REF').map(({ shortcut }) => shortcut)).toEqual(['refund', 'no-refund', 'thanks'])
    expect(matching(replies, 'nothing')).toEqual([])
  })

  test('filling in never throws, and leaves a text without placeholders as it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, customer) => {
        const read = filledIn(text, { customer })
        if (!text.includes('{')) expect(read).toBe(text)
      }),
    )
  })
})

describe('mentions in notes', () => {
  const people = ['Ann', 'Ann Lee', 'Ben O’Hara', 'Ann Lee'].map((name, i) => ({ id: String(i), name }))
  const named = (text: string) => mentionedIn(text, people).map(({ id }) => id)

  test.each<[string, string, string[]]>([
    ['the whole name', 'Ask @Ann about it', ['0']],
    ['the longer one that fits, and everybody of that name', 'Ask @Ann Lee about it', ['1', '3']],
    ['however it is written', 'ask @ben o’hara, please', ['2']],
    ['each once, in the order of the text', '@Ben O’Hara and @Ann and @Ben O’Hara', ['2', '0']],
    ['no part of another word', '@Anna and ann@Ann and @Annabel', []],
    ['nobody', 'no one at all @', []],
  ])('%s', (_what, text, ids) => expect(named(text)).toEqual(ids))
})
