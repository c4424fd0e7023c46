import { expect, test } from 'vitest'
import { wordsOf } from '../../domain/words.ts'
import { csvLine } from '../../server/http/csv.ts'

test.each([
  ['Where is LW-20418?', ['where', 'is', 'lw', '20418']],
  ['Łódź, Århus, CAFÉ, ﬁne', ['lodz', 'arhus', 'cafe', 'fine']],
  ['kim@example.com +49 (170) 1', ['kim', 'example', 'com', '49', '170', '1']],
  ['again and AGAIN', ['again', 'and']],
  ['Привет мир, 你好', ['привет', 'мир', '你好']],
  ["'); drop table events; --' & | ! :* \\", ['drop', 'table', 'events']],
  ['… 🙂 !?', []],
])('A1: the words of “%s”', (text, words) => {
  expect(wordsOf(text)).toEqual(words)
})

test('A1: a word without end is cut, and never inside a character', () => {
  expect(wordsOf('𝒳'.repeat(300))[0]).toBe('x'.repeat(48))
  expect(wordsOf('𐐀'.repeat(300))[0]?.isWellFormed()).toBe(true)
})

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+49 170', `"'+49 170"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1+1', `"'\t=1+1"`],
  ['  =1+1', `"'  =1+1"`],
  ['＝1+1', `"'＝1+1"`],
  ['|calc', `"'|calc"`],
  ['A lamp, "Heron"\nin brass', `"A lamp, ""Heron""\nin brass"`],
  [null, '""'],
  [-3, '"-3"'],
])('L14: in a CSV file %j is no formula and no second field', (field, written) => {
  expect(csvLine([field, 'x'])).toBe(`${written},"x"\r\n`)
})
