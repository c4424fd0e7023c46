import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { qrCode } from '../../../client/console/pages/settings/qr.ts'

const drawn = (text: string) =>
  qrCode(text)
    ?.map((row) => row.map((dark) => (dark ? 1 : 0)).join(''))
    .join('\n') ?? ''

describe('the QR code of an authenticator’s key', () => {
  // Each was found equal, module for module, to what another program draws of it (uqr 0.1, correction M, the same mask).
  it.each([
    ['otpauth://totp/Baton:ada@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Baton', 1, 37, 'bd1504ba04987479'],
    ['ü', 100, 57, 'aeb4c872889449df'],
    ['y', 300, 69, 'bba5be6f30ab04e2'],
    ['z', 660, 97, '8ec5a19462e18765'],
  ])('of “%s” × %i is what others draw, too', (text, count, size, hash) => {
    const picture = drawn(text.repeat(count))
    expect(picture.split('\n')).toHaveLength(size)
    expect(createHash('sha256').update(picture).digest('hex').slice(0, 16)).toBe(hash)
  })

  it('has its three corners, and grows with its text, as far as there is one', () => {
    for (const length of [1, 14, 60, 200, 400, 666]) {
      const rows = qrCode('x'.repeat(length)) ?? []
      const corner = (y: number, x: number) =>
        rows.slice(y, y + 7).map((row) =>
          row
            .slice(x, x + 7)
            .map(Number)
            .join(''),
        )
      const wanted = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']
      const last = rows.length - 7
      for (const [y, x] of [
        [0, 0],
        [0, last],
        [last, 0],
      ] as const)
        expect(corner(y, x)).toEqual(wanted)
    }
    expect(qrCode('x'.repeat(667))).toBe(null)
  })
})
