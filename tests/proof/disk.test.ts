// The suite mounts a disk and waits for refusals: `npm run proof -- disk`. Here what judges those refusals meets planted faults.
import { describe, expect, it } from 'vitest'
import { type Said, unclear } from './disk/disk.ts'
import { table } from './kit/report.ts'
import { skipped } from './kit/suite.ts'

describe('the judge of refusals on a full disk', () => {
  const clear: Said = {
    status: 503,
    code: 'unavailable',
    detail: 'The database cannot be reached at this moment. Try again.',
    requestId: 'r1',
    ms: 8_100,
  }
  it('accepts a clear 503', () => expect(unclear(clear)).toEqual([]))
  it.each<[string, Partial<Said>]>([
    ['an accident', { status: 500, code: 'internal' }],
    ['a refusal as if the caller were to blame', { status: 422 }],
    ['an answer without a sentence', { detail: undefined }],
    ['an answer that tells of the insides', { detail: 'could not extend file: ENOSPC.' }],
    ['an answer that nobody can ask about', { requestId: undefined }],
    ['an answer that came when nobody waited any more', { ms: 30_000 }],
  ])('sees %s', (_what, fault) => expect(unclear({ ...clear, ...fault })).toHaveLength(1))
})

it('a suite that the machine cannot run says so aloud, and does not say that promises were kept', () => {
  const text = table('disk', 1, 0, skipped('no disk can be mounted here'))
  expect(text).toMatch(/disk was SKIPPED.*no disk can be mounted here/)
  expect(text).not.toMatch(/kept/)
})
