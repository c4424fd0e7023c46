// Half a minute at the least: the suite itself is `npm run proof -- slow`. Here what judges it meets planted faults.
import { describe, expect, it } from 'vitest'
import { collectionsOf, heldOf, residentOf } from './slow/memory.ts'
import { compare, type Seen } from './slow/slow.ts'

describe('the judge of slowness (L13)', () => {
  const limits = { memory: 100, slower: 1.2 }
  const quick: Seen = { p50: 2, p99: 10, held: 100, resident: 200, missing: 0 }
  const among: Seen = { ...quick, resident: 250, cut: 100, wrong: [] }
  const broken = (without: Seen[], withThem: Seen[], spared: Seen[] = [quick]) =>
    compare(without, withThem, spared, limits).broken

  it('accepts that they cost little memory and nobody waits longer', () =>
    expect(broken([quick, quick, quick], [among, among, among])).toEqual([]))
  it('sees memory that grows, though what was taken is never given back', () =>
    expect(broken([quick, { ...quick, resident: 310 }], [among, { ...among, resident: 320 }])).toEqual([
      expect.stringMatching(/cost the server 120 MB/),
    ]))
  it('accepts memory that a server takes that is spared them, too', () =>
    expect(broken([quick], [{ ...among, resident: 320 }], [quick, { ...quick, resident: 230 }])).toEqual([]))
  it('sees others who wait longer, and not a single bad stretch', () => {
    expect(broken([quick, quick, quick], [among, { ...among, p99: 99 }, among])).toEqual([])
    expect(broken([quick, quick, quick], [among, { ...among, p99: 13 }, { ...among, p99: 13 }])).toHaveLength(1)
  })
  it('sees a message that did not come to a reader, and one that came twice', () => {
    for (const missing of [1, -1]) expect(broken([quick], [{ ...among, missing }])).toHaveLength(1)
  })
  it('sees a sleeper who missed something, and a run in which nobody was so slow as to be cut', () => {
    expect(broken([quick], [{ ...among, wrong: ['L5: one'] }])).toEqual(['L5: one'])
    expect(broken([quick], [{ ...among, cut: 0 }])).toHaveLength(1)
  })
  it('reads the memory of a process, and says so when there is none', () => {
    expect(residentOf('Name:\tnode\nVmRSS:\t  100000 kB\n')).toBeCloseTo(102.4)
    expect(heldOf('nodejs_heap_size_used_bytes 60000000\nnodejs_external_memory_bytes 5000000\n')).toBe(65)
    const collected =
      'nodejs_gc_duration_seconds_count{kind="minor"} 90\nnodejs_gc_duration_seconds_count{kind="major"} 7\n'
    expect([collectionsOf(collected), collectionsOf('')]).toEqual([7, 0])
    expect(() => residentOf('Name:\tgone\n')).toThrow(/tells no memory/)
  })
})
