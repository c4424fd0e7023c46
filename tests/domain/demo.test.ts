import { describe, expect, test } from 'vitest'
import { FlagKind } from '../../domain/flags.ts'
import { Text } from '../../domain/text.ts'
import type { Script } from '../../server/demo/script.ts'
import { serviceOf } from '../../server/demo/script.ts'
import { scripts } from '../../server/demo/scripts/index.ts'
import { detect } from '../../server/detectors/index.ts'

const fill = (text: string) => text.replaceAll('{order}', 'LW-20418').replaceAll(/\{name\}|\{operator\}/g, 'Kim')

/** Everything that anybody says in it. */
const texts = ({ beats, toPerson, person }: Script): string[] => [
  ...beats.flatMap((beat) => ('text' in beat ? [beat.text, ...(beat.kind === 'handoff' ? [beat.summary] : [])] : [])),
  ...toPerson,
  ...person,
]

/** The flags that the detectors and the ratings of a script raise, as the server would. */
function raised({ beats }: Script): FlagKind[] {
  const kinds = new Set<FlagKind>()
  let prompt = ''
  for (const beat of beats) {
    if (beat.kind === 'rating' && beat.rating === 'down') kinds.add('thumbs_down')
    if (beat.kind !== 'customer' && beat.kind !== 'ai') continue
    const text = fill(beat.text)
    for (const { kind } of detect({ role: beat.kind, text, ...(beat.kind === 'ai' && { prompt }) }).flags)
      kinds.add(kind)
    if (beat.kind === 'customer') prompt = text
  }
  return [...kinds].sort()
}

describe('the scripts of the demo', () => {
  test('there are more than forty, none twice, for four agents in three services', () => {
    expect(scripts.length).toBeGreaterThan(40)
    expect(new Set(scripts.map(({ id }) => id)).size).toBe(scripts.length)
    expect(new Set(scripts.map(({ beats }) => JSON.stringify(beats[0]))).size).toBe(scripts.length)
    expect(new Set(scripts.map(({ agent }) => agent))).toEqual(new Set(['Orders', 'Returns', 'Tech Support', 'Sales']))
    expect(new Set(scripts.map(({ agent }) => serviceOf[agent])).size).toBe(3)
  })

  test.each(scripts.map((script) => [script.id, script] as const))('%s can be played as it stands', (_, script) => {
    expect(script.beats[0]?.kind).toBe('customer')
    for (const text of texts(script)) {
      expect(Text.safeParse(text).success, text).toBe(true)
      expect(fill(text)).not.toMatch(/[{}]/)
    }
    // What a colleague says and what the customer answers go in turns; else both wait for each other.
    expect(script.toPerson.length).toBe(script.person.length)
    for (const [at, beat] of script.beats.entries()) {
      if (beat.kind === 'rating') expect(script.beats.slice(0, at).some(({ kind }) => kind === 'ai')).toBe(true)
      if (beat.kind === 'handoff') expect(script.beats.slice(at).some(({ kind }) => kind === 'ai')).toBe(false)
    }
  })

  test.each(scripts.map((script) => [script.id, script] as const))(
    'H8: %s raises the flags that it names, and no other',
    (_, script) => {
      expect(raised(script)).toEqual([...script.raises].sort())
    },
  )

  test('H8: every kind of flag comes up in several of them, and most raise none', () => {
    for (const kind of FlagKind.options) {
      expect(scripts.filter(({ raises }) => raises.includes(kind)).length, kind).toBeGreaterThanOrEqual(3)
    }
    expect(scripts.filter(({ raises }) => raises.length === 0).length).toBeGreaterThan(scripts.length / 2)
  })

  test('to a person no customer says what would raise a flag again', () => {
    for (const { toPerson } of scripts) {
      for (const text of toPerson) expect(detect({ role: 'customer', text: fill(text) }).flags, text).toEqual([])
    }
  })
})
