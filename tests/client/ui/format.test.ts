import { describe, expect, it } from 'vitest'
import { age, initials, number, plural, waited, when } from '../../../client/ui/format.ts'

describe('how the console writes times and numbers', () => {
  it('writes waits as m:ss, with hours from an hour on, never negative', () => {
    expect([0, 52_000, 192_999, 3_783_000, -5_000].map(waited)).toEqual(['0:00', '0:52', '3:12', '1:03:03', '0:00'])
  })

  it('says how old the screen is, to a tenth while it is fresh', () => {
    expect([300, 42_000, 240_000, 9_000_000].map(age)).toEqual(['0.3 s old', '42 s old', '4 min old', '2 h old'])
  })

  it('leaves the day out today, and names it on another day', () => {
    const now = new Date(2026, 10, 22, 15)
    expect(when(new Date(2026, 10, 22, 14, 2), now)).toBe('14:02')
    expect(when(new Date(2026, 10, 21, 9, 5), now)).toBe('21 Nov, 09:05')
  })

  it('parts thousands, and counts one as one', () => {
    expect(number(48_211)).toBe('48,211')
    expect([plural(1, 'message'), plural(18, 'message')]).toEqual(['1 message', '18 messages'])
  })

  it('takes two letters of a name, whatever alphabet it is written in', () => {
    expect(['Mira Solano', 'jonas', 'Åsa Öberg', '李 小龙', '', '👩🏽 X'].map(initials)).toEqual([
      'MS',
      'J',
      'ÅÖ',
      '李小',
      '?',
      '👩X',
    ])
  })
})
