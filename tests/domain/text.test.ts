import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatCursor, formatCustomerCursor, parseCursor, parseCustomerCursor } from '../../domain/cursor.ts'
import { formatUuid, Id, uuidV7 } from '../../domain/ids.ts'
import { excerpt, isBlank, line, nameLine, quoteAround, TEXT_LIMIT, Text } from '../../domain/text.ts'

const control = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter(
  (letter) => /\p{Cc}/u.test(letter) && !'\t\n\r'.includes(letter),
)

describe('L14: text', () => {
  test('a text is 1 to 10,000 characters of several lines', () => {
    expect(TEXT_LIMIT).toBe(10_000)
    expect(Text.parse('Two\nlines,\ta tab\r\nand 👍🏽 “é”')).toBe('Two\nlines,\ta tab\r\nand 👍🏽 “é”')
    expect(Text.safeParse('x'.repeat(10_000)).success).toBe(true)
    expect(Text.safeParse('x'.repeat(10_001)).success).toBe(false)
    expect(Text.safeParse('👍'.repeat(10_000)).success).toBe(true)
    expect(Text.safeParse('👍'.repeat(10_001)).success).toBe(false)
  })

  test.each([
    ['nothing', ''],
    ['blanks alone', ' \n\t  '],
    ['blanks of other scripts alone', '\u00a0\u2003\u3000'],
    ['half of a character', 'so \ud83d'],
    ['the other half', '\udc4d so'],
  ])('%s is no text', (_what, text) => {
    expect(Text.safeParse(text).success).toBe(false)
    expect(line(100).safeParse(text).success).toBe(false)
  })

  test.each(
    [
      '\u200b',
      '\u200c\u200d',
      '\u2060',
      '\ufeff',
      '\u00ad',
      '\u034f',
      '\u061c',
      '\u180e',
      '\u115f',
      '\u1160',
      '\u17b4',
      '\u3164',
      '\uffa0',
      '\u2800',
      '\ufe0f',
      '\u202e\u202d',
      '\u2066 \u2069',
      '\u200e\u200f',
      '\ufff9\ufffa\ufffb',
      '\u{e0001}\u{e0068}\u{e007f}',
      '\u{1d159}',
      '\u{1d173}',
      '\u{16fe4}',
      ' \u200b\n\u2800\t',
    ].map((text) => [[...text].map((letter) => letter.codePointAt(0)?.toString(16)).join(' '), text]),
  )('L14: %s is blank, since nothing of it can be seen: no text, and no name', (_codes, text) => {
    expect(isBlank(text)).toBe(true)
    expect(Text.safeParse(text).success).toBe(false)
    expect(nameLine(100).safeParse(text.replace(/\s/g, '')).success).toBe(false)
    expect(Text.parse(`${text}?${text}`)).toBe(`${text}?${text}`)
  })

  test.each(['.', '👩‍👩‍👧', '❤️', 'می‌خواهم', 'क्‍ष', '한', '\u0600', '\u0301', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '𒐫'])(
    'L14: %s is not blank',
    (text) => {
      expect(isBlank(text)).toBe(false)
      expect(Text.parse(text)).toBe(text)
      expect(nameLine(100).parse(text)).toBe(text)
    },
  )

  test('L14: a name turns no words beside it round; a message may, and is shown apart', () => {
    for (const code of [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]) {
      const text = `Ann${String.fromCharCode(code)}sdrawkcab`
      expect(nameLine(100).safeParse(text).success, code.toString(16)).toBe(false)
      expect(Text.parse(text)).toBe(text)
    }
    expect(nameLine(100).parse('שלום \u200fAnn\u200e')).toBe('שלום \u200fAnn\u200e')
  })

  test('no control character passes, in a text or in a line', () => {
    expect(control).toHaveLength(62)
    for (const letter of control) {
      expect(Text.safeParse(`a${letter}b`).success, JSON.stringify(letter)).toBe(false)
      expect(line(100).safeParse(`a${letter}b`).success, JSON.stringify(letter)).toBe(false)
    }
  })

  test('a line is trimmed, and has no break in it', () => {
    expect(line(10).parse('  Ann  ')).toBe('Ann')
    for (const text of ['a\nb', 'a\tb', 'a\rb', 'x'.repeat(11)]) expect(line(10).safeParse(text).success).toBe(false)
  })

  test('what passes, JSON and the database can hold', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
    fc.assert(
      fc.property(units, (codes) => {
        const text = String.fromCharCode(...codes)
        if (!Text.safeParse(text).success) return
        expect(text).not.toContain('\u0000')
        expect(JSON.parse(Buffer.from(JSON.stringify(text)).toString())).toBe(text)
      }),
    )
  })
})

describe('excerpts', () => {
  test('what is short stays, on one line', () => {
    expect(excerpt('  Where\n is\tmy   parcel? ')).toBe('Where is my parcel?')
  })

  test('what is long is cut at a word, and says that it was', () => {
    expect(excerpt('Where is my parcel today?', 20)).toBe('Where is my parcel…')
    expect(excerpt('x'.repeat(50), 20)).toBe(`${'x'.repeat(19)}…`)
  })

  test('an excerpt is at most as long as asked, on one line, and never half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 2, max: 150 }), (text, max) => {
        const cut = excerpt(text, max)
        expect(cut.length).toBeLessThanOrEqual(max)
        expect(cut.isWellFormed()).toBe(true)
        expect(cut).not.toMatch(/[\n\r\t]/)
      }),
    )
  })

  test('B5: a quote shows the words that raised the flag, wherever they stand', () => {
    const long = `${'Some words before. '.repeat(20)}get me a human${' and some after.'.repeat(20)}`
    const quote = quoteAround(long, 'get me a human')
    expect(quote).toContain('get me a human')
    expect(quote.startsWith('…') && quote.endsWith('…')).toBe(true)
    expect(quote.length).toBeLessThanOrEqual(111)
    expect(quoteAround('Get me a human.', 'a human')).toBe('Get me a human.')
    expect(quoteAround(long, undefined)).toBe(excerpt(long, 110))
    expect(quoteAround(long, 'not in it')).toBe(excerpt(long, 110))
  })

  test('B5: whatever text and words: a quote is short, well-formed, and holds short words that are in it', () => {
    const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 80,
    })
    fc.assert(
      fc.property(words, fc.nat(), (list, at) => {
        const cue = (list[at % list.length] as string).replace(/\s+/g, ' ').trim()
        const text = list.join(' ')
        const quote = quoteAround(text, cue)
        expect(quote.length).toBeLessThanOrEqual(111)
        expect(quote.isWellFormed()).toBe(true)
        if (text.replace(/\s+/g, ' ').includes(cue)) expect(quote).toContain(cue)
      }),
      { numRuns: 500 },
    )
  })
})

describe('ids', () => {
  test('any UUID is an id, in lower case; nothing else is', () => {
    expect(Id.parse('0197F3C2-0000-7000-8000-0000000000AB')).toBe('0197f3c2-0000-7000-8000-0000000000ab')
    for (const text of [
      '',
      'x',
      '0197f3c2-0000-7000-8000-0000000000a',
      '{0197f3c2-0000-7000-8000-0000000000ab}',
      '../users',
    ])
      expect(Id.safeParse(text).success).toBe(false)
  })

  test('a UUIDv7 carries its milliseconds, its version and its variant (RFC 9562, 5.7)', () => {
    const full = new Uint8Array(10).fill(0xff)
    expect(uuidV7(0x0197f3c2abcd, full)).toBe('0197f3c2-abcd-7fff-bfff-ffffffffffff')
    expect(uuidV7(0, new Uint8Array(10))).toBe('00000000-0000-7000-8000-000000000000')
    expect(formatUuid(new Uint8Array(16))).toBe('00000000-0000-0000-0000-000000000000')
  })

  test('ids made later sort later', () => {
    const moment = fc.integer({ min: 0, max: 2 ** 48 - 2 })
    fc.assert(
      fc.property(moment, fc.uint8Array({ minLength: 10, maxLength: 10 }), (now, chance) => {
        expect(uuidV7(now + 1, new Uint8Array(10)) > uuidV7(now, chance)).toBe(true)
        expect(Id.safeParse(uuidV7(now, chance)).success).toBe(true)
      }),
    )
  })
})

describe('L5: cursors', () => {
  const place = {
    generation: fc.integer({ min: 0, max: 999_999_999 }),
    seq: fc.integer({ min: 0, max: 999_999_999_999_999 }),
  }

  test('L5: what was written is read again', () => {
    fc.assert(
      fc.property(fc.record(place), ({ generation, seq }) => {
        expect(parseCursor(formatCursor({ generation, seq }))).toEqual({ generation, seq })
        expect(parseCustomerCursor(formatCustomerCursor(generation, seq))).toEqual({ generation, seq })
      }),
    )
  })

  test.each([
    '',
    '1',
    '1.',
    '.1',
    '-1.1',
    '1.-1',
    '1.1.1',
    ' 1.1',
    '1.1\n',
    '1,1',
    'x',
    '1e9.1',
    `1.${'9'.repeat(16)}`,
    '1.1; drop table events',
  ])('L5: %j is no cursor', (text) => {
    expect(parseCursor(text)).toBe(null)
    expect(parseCustomerCursor(`c${text}`)).toBe(null)
  })

  test('L8: a customer’s cursor is no operator’s, and the other way round', () => {
    expect(parseCursor('c1.5')).toBe(null)
    expect(parseCustomerCursor('1.5')).toBe(null)
  })

  test('L5: anything at all is read as a place or as nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const found of [parseCursor(text), parseCustomerCursor(text)])
          if (found) expect([found.generation, found.seq].every(Number.isSafeInteger)).toBe(true)
      }),
    )
  })
})
